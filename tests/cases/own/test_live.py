"""What people are told live: as it happens, nothing missed, nothing that is not theirs, for as long as they may."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from fastapi import FastAPI

from deploy.embedded.databases import ServiceDatabase
from services.cases.own.actions import notices
from services.cases.own.domain.notices import Said, said_since
from services.cases.own.store.notices import own_news as table
from shared.contracts.identity.actor import PersonActor
from shared.contracts.identity.vocabulary import AccountId, Scope
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.live import MOST_EACH, Listeners
from tests.cases.doors import Doors
from tests.cases.notices.listening import Ear, listening
from tests.cases.own.people import Holder, invited, representative, with_a_case
from tests.cases.own.test_threads import started

pytestmark = pytest.mark.anyio

STREAM = "/v1/my/notices/stream"
COPIED = """
    INSERT INTO cases.message (id, thread_id, municipality_id, person_id, also_about, category, sensitivity, agency_id,
        worker_id, version, written_at, changed_at, changed_by_agency_id, changed_by_id, place, urgent, text)
    SELECT gen_random_uuid(), thread_id, municipality_id, person_id, also_about, category, sensitivity, agency_id,
        worker_id, version, now(), now(), changed_by_agency_id, changed_by_id, -1, urgent, text
    FROM cases.message WHERE thread_id = $1 LIMIT 1 RETURNING id
"""
SEVERAL = COPIED.replace("-1,", "-number,").replace(
    "FROM cases.message WHERE thread_id = $1 LIMIT 1 RETURNING id",
    "FROM (SELECT * FROM cases.message WHERE thread_id = $1 LIMIT 1) one, generate_series(1, $2) number",
)
LOOKS = "SELECT count(*) FROM cases.access_log WHERE person_id = $1 AND operation = 'listen-to-own-notices'"
SIZES = [2, 2, 2, 1, 0, 0]
FORGETFUL = Statement(f"SELECT person_id FROM {table.name}")


async def says(doors: Doors, thread: str, *texts: str, **more: Any) -> list[str]:
    path = f"/v1/threads/{thread}/messages"
    return [str((await doors.lead.made(path, {"text": text, **more}))["id"]) for text in texts]


@pytest.fixture
async def us(doors: Doors) -> tuple[str, str, Holder, str]:
    """A person, a case of theirs, their account, and a thread with them."""
    person, case = await with_a_case(doors)
    me = await invited(doors, person)
    return person, case, me, await started(doors.lead, case)


async def heard(ear: Ear, many: int) -> list[str]:
    return [(await ear.hears()).data["id"] for _ in range(many)]


async def ends(ear: Ear) -> str:
    return str((await ear.hears("end")).data["because"])


async def test_it_is_told_as_it_happens_and_as_in_the_list(
    doors: Doors, cases_app: FastAPI, us: tuple[str, str, Holder, str]
) -> None:
    person, case, me, thread = us
    async with listening(cases_app, me, path=STREAM, accept_language="fr") as ear:
        assert (ear.status, ear.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        [written] = await says(doors, thread, "He sleeps in the car", urgent=True)
        event = await ear.hears()
        (latest,) = (await me.reads("/notices?limit=1", accept_language="fr"))["items"]
        assert (event.data, latest["id"], latest["urgent"]) == (latest, written, True)
        assert "car" not in str(event.data)
        goal = {"wording": "Lives at home", "category": "social", "horizon": "months"}
        await doors.lead.made(f"/v1/cases/{case}/goals", {**goal, "owner": {"kind": "person", "id": person}})
        version = await doors.lead.made(f"/v1/cases/{case}/plan/versions", {})
        told = await ear.hears()
        assert (told.data["kind"], told.data["id"]) == ("plan_proposed", version["id"])


async def test_nobody_hears_of_what_they_did_or_of_what_is_not_theirs(
    doors: Doors, cases_app: FastAPI, us: tuple[str, str, Holder, str]
) -> None:
    person, case, me, thread = us
    tie, daughter = await representative(doors, person)
    among_workers = await started(doors.lead, case, with_person=False)
    for_her = await started(doors.lead, case, with_person=False, with_relationship_ids=[tie])
    async with listening(cases_app, me, path=STREAM) as ear, listening(cases_app, daughter, path=STREAM) as hers:
        await me.made(f"/threads/{thread}/messages", {"text": "Mine"})
        await says(doors, among_workers, "Not for them")
        await says(doors, thread, "Sensitive", sensitivity="sensitive")
        [to_her] = await says(doors, for_her, "For her")
        [to_me] = await says(doors, thread, "For me")
        assert await heard(hers, 1) == [to_her]
        assert (await heard(ear, 2))[1] == to_me
        await asyncio.gather(ear.hears_nothing(), hers.hears_nothing())


async def test_nothing_is_missed_by_whoever_comes_back_whatever_was_still_open_then(
    doors: Doors, cases_app: FastAPI, us: tuple[str, str, Holder, str], served: dict[str, ServiceDatabase]
) -> None:
    _, _, me, thread = us
    connection = await asyncpg.connect(served["cases"].owner_url)
    try:
        late = connection.transaction()
        await late.start()
        copied = await connection.fetchval(COPIED, UUID(thread))
        async with listening(cases_app, me, path=STREAM) as ear:
            [first] = await says(doors, thread, "First")
            event = await ear.hears()
            assert event.data["id"] == first
        missed = await says(doors, thread, "Second", "Third")
        await late.commit()
        async with listening(cases_app, me, path=STREAM, begun=False, last_event_id=event.id or "") as ear:
            again = await heard(ear, 4)
    finally:
        await connection.close()
    assert set(again) == {str(copied), first, *missed}, "what began before the others and ended after them, too"
    for wrong in ("now", "-1", str(2**63)):
        refused = await me.ask("GET", "/notices/stream", last_event_id=wrong)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/header/last-event-id")


async def test_it_ends_with_the_account_and_with_what_lets_somebody_represent(
    doors: Doors, cases_app: FastAPI, us: tuple[str, str, Holder, str]
) -> None:
    person, _, me, _ = us
    tie, daughter = await representative(doors, person)
    async with listening(cases_app, me, path=STREAM) as ear, listening(cases_app, daughter, path=STREAM) as hers:
        over = {"valid_until": "2026-01-01"}
        ended = await doors.lead.ask("PATCH", f"/v1/persons/{person}/relationships/{tie}", over, if_match='"1"')
        assert ended.status_code == 200, ended.text
        assert await ends(hers) == "account"
        assert (await me.ask("POST", "/account-ending")).status_code == 204
        assert await ends(ear) == "account"
    for holder in (me, daughter):
        refused = await holder.ask("GET", "/notices/stream")
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/speaks-for-nobody")


async def test_who_takes_nothing_holds_up_nobody_and_nobody_has_more_than_some(
    doors: Doors, cases_app: FastAPI, us: tuple[str, str, Holder, str]
) -> None:
    person, case, me, _ = us
    tie, daughter = await representative(doors, person)
    both = await started(doors.lead, case, with_relationship_ids=[tie])
    listeners: Listeners = cases_app.state.own_listeners
    async with listening(cases_app, daughter, path=STREAM) as slow, listening(cases_app, me, path=STREAM) as ear:
        slow.takes.clear()
        written = await says(doors, both, *(str(number) for number in range(12)))
        assert await heard(ear, 12) == written
        slow.takes.set()
        assert await heard(slow, 12) == written
        for _ in range(MOST_EACH - 1):
            listeners.join(next(one for one in listeners if one.actor.subject == UUID(me.account_id)))
        refused = await me.ask("GET", "/notices/stream")
        assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-streams")
        for _ in range(MOST_EACH - 1):
            listeners.leave(next(one for one in listeners if one.actor.subject == UUID(me.account_id)))


async def test_row_security_shows_an_account_its_own_news_alone(
    us: tuple[str, str, Holder, str], served_cases: Database
) -> None:
    person, _, me, _ = us
    caller = PersonActor(AccountId(UUID(me.account_id)), frozenset({Scope.OWN_READ}), new_id(), "a token")
    async with served_cases.work(caller) as work:
        assert {str(row["person_id"]) for row in await work.rows(FORGETFUL)} == {person}


async def test_however_much_one_transaction_keeps_each_is_read_and_logged_once(
    doors: Doors,
    us: tuple[str, str, Holder, str],
    served: dict[str, ServiceDatabase],
    served_cases: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person, _, me, thread = us
    await says(doors, thread, "To copy")
    monkeypatch.setattr(notices, "MOST_AT_ONCE", 2)
    caller = PersonActor(AccountId(UUID(me.account_id)), frozenset({Scope.OWN_READ}), new_id(), "a token")
    connection = await asyncpg.connect(served["cases"].owner_url)
    place, said = 0, frozenset[Said]()
    sizes: list[int] = []
    try:
        late = connection.transaction()
        await late.start()
        await connection.execute("SELECT pg_current_xact_id()")
        other = await asyncpg.connect(served["cases"].owner_url)
        await other.execute(SEVERAL, UUID(thread), 5)
        await other.close()
        for _ in range(len(SIZES)):
            async with served_cases.work(caller) as work:
                found = await notices.own_news(work, caller, place, said)
            place, said = found.place, said_since(found.place, said, found.rows)
            sizes.append(len(found.rows))
        looks = await connection.fetchval(LOOKS, UUID(person))
        await late.rollback()
    finally:
        await connection.close()
    assert sizes == SIZES, "though their transactions are read again, for as long as another is open"
    assert looks == 4


def test_what_was_said_is_remembered_no_longer_than_it_is_read_again() -> None:
    one = new_id()
    first, later = ({"kind": "rights_extended", "id": one, "tx": tx} for tx in (7, 9))
    said = said_since(7, (), [first])
    assert said_since(7, said, [later]) == {Said(7, "rights_extended", one), Said(9, "rights_extended", one)}
    assert said_since(9, said, [later]) == {Said(9, "rights_extended", one)}
    assert said_since(12, said, []) == frozenset()
