"""The feed over HTTP: what happened, in order, for whoever may see it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest
from asyncpg import QueryCanceledError
from fastapi import FastAPI

from services.cases.feed import store
from services.cases.feed.actions import read_events
from services.cases.notes.actions.notes import NewNote, add_note
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role, Scope
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from tests.cases.coordination.scenes import Scene
from tests.cases.doors import Desk, Doors
from tests.cases.notices.listening import listening
from tests.cases.worlds import World
from tests.identity.conftest import PUBLIC_URL
from tests.identity.worlds import asked_token
from tests.shared.sealing.logs import until_all_have_ended

NOTE = {"category": "social", "text": "He sleeps in the car"}
NUMBER = Statement("SELECT CAST(CAST(pg_current_xact_id() AS text) AS bigint)")
EVENTS = "/v1/events"
STREAM = "/v1/events/stream"


@pytest.fixture
def app(cases_http: httpx.AsyncClient) -> FastAPI:
    transport = cases_http._transport
    assert isinstance(transport, httpx.ASGITransport)
    assert isinstance(transport.app, FastAPI)
    return transport.app


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Scene:
    scene = Scene(cases_database, world)
    await scene.known(scene.lead, scene.person_id)
    return scene


async def place(desk: Desk) -> str:
    """Where the feed ends now."""
    now = (await desk.get(EVENTS)).json()
    assert now["items"] == []
    return str(now["next"])


async def happened(desk: Desk, after: str) -> list[dict[str, Any]]:
    """All that the desk is told from a place on; other tests write at the same time, so transactions may be open."""
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(10):
        while True:
            page = (await desk.get(f"{EVENTS}?after={after}")).json()
            found, after = found + page["items"], page["next"]
            if found and not page["more"]:
                return found
            await asyncio.sleep(0.05)


async def test_what_happens_is_told_to_whoever_may_see_it_and_says_ids_alone(doors: Doors) -> None:
    await doors.share("social", "housing")
    begins, of_the_adviser = await place(doors.lead), await place(doors.adviser)
    case = await doors.case(title="Back to Rue des Lilas")
    written = await doors.lead.made(f"/v1/cases/{case['id']}/notes", NOTE)
    told = await happened(doors.lead, begins)
    assert [event["type"] for event in told] == [
        "parcours.case.opened.v1",
        "parcours.note.added.v1",
    ]
    assert told[-1]["data"] == {
        "person_id": str(doors.person_id),
        "case_id": case["id"],
        "referral_id": None,
        "item_id": written["id"],
        "category": "social",
        "state": None,
        "by_agency_id": str(doors.lead.agency.id),
    }
    assert not any(word in str(told) for word in ("Lilas", "car ", "Office"))
    await doors.joins(case["id"], doors.adviser)
    theirs = await happened(doors.adviser, of_the_adviser)
    assert [event["id"] for event in theirs] == await timeline(doors.adviser, doors.person_id)


async def timeline(desk: Desk, person_id: UUID) -> list[str]:
    """The lines that the desk sees of a person, oldest first."""
    listed = (await desk.get(f"/v1/persons/{person_id}/timeline")).json()["items"]
    return [line["id"] for line in reversed(listed)]


async def test_the_feed_is_the_timelines_of_all(doors: Doors) -> None:
    begins = await place(doors.lead)
    people = [doors.person_id, await doors.somebody(), await doors.somebody()]
    for person_id in people:
        doors.person_id = person_id
        await doors.case()
    told = [event["id"] for event in await happened(doors.lead, begins)]
    assert sorted(told) == sorted([line for one in people for line in await timeline(doors.lead, one)])
    everything = [event["id"] for event in await happened(doors.lead, "beginning")]
    assert everything == told


async def test_each_person_who_is_shown_leaves_a_line_in_the_access_log(doors: Doors) -> None:
    begins = await place(doors.lead)
    await doors.case()
    await happened(doors.lead, begins)
    officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER)
    logged = await officer.get(f"/v1/persons/{doors.person_id}/access-log")
    looks = [line for line in logged.json()["items"] if line["operation"] == "read-events"]
    assert {line["act"] for line in looks} == {"search_hit"}


async def test_what_was_sealed_meanwhile_is_not_told(doors: Doors) -> None:
    await doors.share("social", "housing")
    case = await doors.case()
    await doors.joins(case["id"], doors.adviser)
    begins = await place(doors.adviser)
    notes = f"/v1/cases/{case['id']}/notes"
    body = {"category": "social", "text": "x", "person_ids": [str(doors.person_id)]}
    left_open, sealed = [(await doors.lead.made(notes, body))["id"] for _ in range(2)]
    etag = (await doors.lead.get(f"{notes}/{sealed}")).headers["etag"]
    changed = await doors.lead.ask("PATCH", f"{notes}/{sealed}", {"sensitivity": "sealed"}, if_match=etag)
    assert changed.status_code == 200, changed.text
    told = await happened(doors.adviser, begins)
    assert [event["data"]["item_id"] for event in told] == [left_open]


async def test_a_stranger_is_told_nothing_and_a_place_that_is_none_is_refused(doors: Doors) -> None:
    begins = await place(doors.adviser)
    await doors.case()
    page = (await doors.adviser.get(f"{EVENTS}?after={begins}")).json()
    assert page["items"] == []
    for invalid in ("12", "WyJhIl0", "W10"):
        answer = await doors.lead.get(f"{EVENTS}?after={invalid}")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/query/after")


@pytest.mark.parametrize(
    ("scopes", "status"),
    [
        ((Scope.RECORD_READ,), 403),
        ((Scope.EVENTS_READ,), 403),
        ((Scope.EVENTS_READ, Scope.REFERRALS_READ), 200),
        ((Scope.EVENTS_READ, Scope.RECORD_READ), 200),
    ],
)
async def test_only_who_reads_events_and_what_they_are_about(
    doors: Doors, identity_app: FastAPI, scopes: Sequence[Scope], status: int
) -> None:
    system, secret = await doors.municipality.system(scopes=scopes)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(identity_app), base_url=PUBLIC_URL) as identity:
        token = (await asked_token(identity, system, secret)).json()["access_token"]
    answer = await doors.http.get(EVENTS, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == status, answer.text


async def test_who_reads_referrals_alone_is_told_of_referrals_alone(scene: Scene) -> None:
    begins = await ends_at(scene)
    await scene.case()
    await until_all_have_ended(scene.database)
    narrow = replace(scene.lead, scopes=frozenset({Scope.EVENTS_READ, Scope.REFERRALS_READ}))
    async with scene.work(scene.lead) as work, scene.work(narrow) as narrowed:
        all_of_it, referrals = await read_events(work, begins), await read_events(narrowed, begins)
    assert (len(all_of_it.lines), len(referrals.lines)) == (1, 0)


async def test_nothing_is_missed_and_all_is_in_order_when_transactions_overlap(scene: Scene) -> None:
    begins = await ends_at(scene)
    async with scene.work(scene.lead) as slow:
        number = await slow.value(NUMBER)
        case_id = await scene.case()
        async with scene.work(scene.lead) as work:
            meanwhile = await read_events(work, begins)
        assert (list(meanwhile.lines), meanwhile.place) == ([], number)
        await add_note(slow, scene.lead, case_id, note(scene))
    await until_all_have_ended(scene.database)
    async with scene.work(scene.lead) as work:
        after = await read_events(work, meanwhile.place)
    assert [line["kind"] for line in after.lines] == ["case_opened", "note_added"]


async def test_pages_hold_whole_transactions_and_all_of_them_everything(scene: Scene) -> None:
    begins = await ends_at(scene)
    for _ in range(3):
        await scene.case()
    await until_all_have_ended(scene.database)
    pages: list[list[UUID]] = []
    place, goes_on = begins, True
    while goes_on:
        async with scene.work(scene.lead) as work:
            page = await read_events(work, place, many=2)
        pages, place, goes_on = [*pages, [line["id"] for line in page.lines]], page.place, page.goes_on
    async with scene.work(scene.lead) as work:
        at_once = await read_events(work, begins)
    assert [len(page) for page in pages] == [2, 1]
    assert [line for page in pages for line in page] == [line["id"] for line in at_once.lines]


async def test_one_transaction_is_one_page_however_much_it_wrote(scene: Scene) -> None:
    case_id = await scene.case()
    begins = await ends_at(scene)
    async with scene.work(scene.lead) as work:
        for _ in range(3):
            await add_note(work, scene.lead, case_id, note(scene))
    await scene.case()
    await until_all_have_ended(scene.database)
    async with scene.work(scene.lead) as work:
        page = await read_events(work, begins, many=1)
    assert ([line["kind"] for line in page.lines], page.goes_on) == (["note_added"] * 3, True)


async def test_events_come_as_they_happen_and_from_where_one_was(app: FastAPI, doors: Doors) -> None:
    async with listening(app, doors.lead, path=STREAM) as ear, listening(app, doors.adviser, path=STREAM) as stranger:
        case = await doors.case()
        opened = await ear.hears("event")
        await stranger.hears_nothing()
    assert opened.data["type"] == "parcours.case.opened.v1"
    for _ in range(2):
        await doors.lead.made(f"/v1/cases/{case['id']}/notes", NOTE)
    async with listening(app, doors.lead, path=STREAM, begun=False, last_event_id=opened.id or "") as ear:
        missed = [await ear.hears("event") for _ in range(2)]
    assert {heard.data["type"] for heard in missed} == {"parcours.note.added.v1"}
    assert missed[-1].id is not None


async def test_a_listener_whose_read_fails_is_read_for_again(
    app: FastAPI, doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails = [QueryCanceledError("too long")]

    async def read(work: UnitOfWork, after: int | None, many: int, operation: str) -> store.Read:
        if fails and after is not None:
            raise fails.pop()
        return await reads(work, after, many, operation)

    reads = store.read
    monkeypatch.setattr(store, "read", read)
    async with listening(app, doors.lead, path=STREAM) as ear:
        await doors.case()
        assert (await ear.hears("event")).data["type"] == "parcours.case.opened.v1"
    assert not fails


async def test_a_listener_whose_read_takes_long_keeps_nobody_waiting(
    app: FastAPI, doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, begun = asyncio.Event(), asyncio.Queue[int | None]()

    async def read(work: UnitOfWork, after: int | None, many: int, operation: str) -> store.Read:
        if isinstance(work.actor, Actor) and work.actor.agency_id == doors.adviser.agency.id:
            begun.put_nowait(after)
            await goes_on.wait()
        return await reads(work, after, many, operation)

    reads = store.read
    async with listening(app, doors.adviser, path=STREAM), listening(app, doors.lead, path=STREAM) as ear:
        monkeypatch.setattr(store, "read", read)
        for _ in range(2):
            await doors.case()
            assert (await ear.hears("event", within_seconds=20)).data["type"] == "parcours.case.opened.v1"
        first = await begun.get()
        assert begun.empty(), "nobody else reads for them meanwhile"
        goes_on.set()
        async with asyncio.timeout(20):
            assert await begun.get() != first, "they are given the same once"


async def ends_at(scene: Scene) -> int:
    """Where the feed ends now."""
    await until_all_have_ended(scene.database)
    async with scene.work(scene.lead) as work:
        return (await read_events(work, None)).place


def note(scene: Scene) -> NewNote:
    """About the person of the scene."""
    return NewNote(
        person_ids=(scene.person_id,),
        category=Category.SOCIAL,
        sensitivity=Sensitivity.ORDINARY,
        text="He sleeps in the car",
        said_by=None,
    )
