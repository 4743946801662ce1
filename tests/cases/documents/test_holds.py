"""Documents that a privacy officer holds back from deletion."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from services.cases.documents.actions.deleting import RETENTION
from services.cases.documents.store import deleting as store
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.documents.archive import YEAR, Archive, archive_of
from tests.cases.documents.conftest import Shelf
from tests.cases.documents.reading import as_owner
from tests.cases.worlds import World

PAPER = {"category": "housing", "retention": "working_paper"}
WHY = {"reason": "Court case 26/0417"}
HOLDS = Statement("SELECT count(*) FROM document_hold WHERE document_id = :id")
QUEUED = Statement("SELECT count(*) FROM content_to_delete")
TOLD = Statement(
    "SELECT type, data FROM journal WHERE data->>'document_id' = :id AND type LIKE '%.document.%' ORDER BY at"
)


@pytest.fixture
async def archive(shelf: Shelf, served_cases: Database) -> Archive:
    archive = await archive_of(shelf, served_cases)
    await archive.rule("working_paper")
    return archive


async def test_what_is_held_is_kept_until_it_is_let_go(archive: Archive, served_owner: Database) -> None:
    document = await archive.shelf.sent(asked=PAPER)
    path = f"{archive.shelf.path}/{document['id']}"
    held = await archive.officer.post(f"{path}/holds", WHY)
    assert held.status_code == 201, held.text
    hold = held.json()
    assert (held.headers["Location"], hold["reason"]) == (f"{path}/holds/{hold['id']}", WHY["reason"])
    await archive.passes(YEAR * 20)
    assert await archive.lists() == [document["id"]]
    assert (await archive.shelf.lead.get(path)).json() == document, "who reads it is not told"

    released = await archive.officer.post(f"{path}/holds/{hold['id']}/release", {})
    assert (released.status_code, released.json()["released_by"]) == (200, str(archive.officer.worker.id))
    again = await archive.officer.post(f"{path}/holds/{hold['id']}/release", {})
    assert (again.status_code, again.headers["content-type"]) == (409, "application/problem+json")
    [listed] = (await archive.officer.get(f"{path}/holds")).json()["items"]
    assert listed == released.json() == (await archive.officer.get(f"{path}/holds/{hold['id']}")).json()
    told = await as_owner(served_owner, TOLD, id=document["id"])
    assert [one["type"] for one in told] == [
        "parcours.document.added.v1",
        "parcours.document.held.v1",
        "parcours.document.released.v1",
    ]
    assert "Court" not in str([one["data"] for one in told])
    await archive.passes(YEAR * 21)
    assert await archive.lists() == []


async def test_who_holds_a_person_holds_their_documents(archive: Archive) -> None:
    document = await archive.shelf.sent(asked=PAPER)
    path = f"/v1/persons/{archive.shelf.doors.person_id}/legal-holds"
    hold = await archive.officer.made(path, {"held": "person", **WHY})
    await archive.passes(YEAR * 20)
    assert await archive.lists() == [document["id"]]
    assert (await archive.officer.post(f"{path}/{hold['id']}/release", {})).status_code == 200
    await archive.passes(YEAR * 21)
    assert await archive.lists() == []


async def test_two_holds_are_let_go_one_by_one_each_by_its_own_agency(archive: Archive, team: Shelf) -> None:
    document = await team.sent(asked=PAPER)
    path = f"{team.path}/{document['id']}/holds"
    theirs = await team.doors.hires(team.adviser, Role.PRIVACY_OFFICER, Role.CASEWORKER)
    await team.doors.joins(team.path.split("/")[3], theirs)
    holds = [await desk.made(path, WHY) for desk in (archive.officer, theirs)]
    assert holds[0]["id"] != holds[1]["id"]
    seen = (await theirs.get(path)).json()["items"]
    assert [(one["id"], one["reason"]) for one in seen] == [(holds[0]["id"], None), (holds[1]["id"], WHY["reason"])]
    assert (await theirs.post(f"{path}/{holds[0]['id']}/release", {})).status_code == 403
    assert (await archive.officer.post(f"{path}/{holds[0]['id']}/release", {})).status_code == 200
    await archive.passes(YEAR * 5)
    assert await archive.lists() == [document["id"]], "the other hold is on it"
    pages = await theirs.get(f"{path}?limit=1")
    following = await theirs.get(f"{path}?limit=1&after={pages.json()['next']}")
    assert [pages.json()["items"][0]["id"], following.json()["items"][0]["id"]] == [one["id"] for one in holds]


async def test_only_privacy_officers_hold_and_they_only_what_they_see(archive: Archive) -> None:
    shelf = archive.shelf
    document = await shelf.sent(asked=PAPER)
    path = f"{shelf.path}/{document['id']}/holds"
    for desk in (shelf.lead, await shelf.doors.hires(shelf.lead, Role.CASEWORKER, Role.SUPERVISOR)):
        assert (await desk.post(path, WHY)).status_code == 403
        assert (await desk.get(path)).status_code == 403
    stranger = await shelf.doors.hires(shelf.adviser, Role.PRIVACY_OFFICER)
    invented = path.replace(document["id"], str(new_id()))
    for method, body in (("POST", WHY), ("GET", None)):
        foreign, nowhere = [await stranger.ask(method, where, body) for where in (path, invented)]
        assert (foreign.status_code, foreign.content) == (404, nowhere.content)
    hold = await archive.officer.made(path, WHY)
    other = await shelf.sent(asked=PAPER)
    elsewhere = f"{shelf.path}/{other['id']}/holds/{hold['id']}"
    assert (await archive.officer.get(elsewhere)).status_code == 404
    assert (await archive.officer.post(f"{elsewhere}/release", {})).status_code == 404
    for wrong in ({}, {"reason": ""}, {"reason": "x" * 2_001}, {**WHY, "until": "tomorrow"}):
        assert (await archive.officer.post(path, wrong)).status_code == 422


async def test_the_same_key_holds_once(archive: Archive) -> None:
    document = await archive.shelf.sent(asked=PAPER)
    path, key = f"{archive.shelf.path}/{document['id']}/holds", new_id().hex
    first, again = [await archive.officer.post(path, WHY, Idempotency_Key=key) for _ in range(2)]
    assert first.json() == again.json()
    assert len((await archive.officer.get(path)).json()["items"]) == 1
    assert (await archive.officer.post(path, {"reason": "Other"}, Idempotency_Key=key)).status_code == 422


async def test_either_the_hold_is_seen_or_there_is_nothing_to_hold(archive: Archive) -> None:
    """Whoever would delete holds the document; a hold that is written meanwhile waits, and finds it gone."""
    document = await archive.shelf.sent(asked=PAPER)
    path = f"{archive.shelf.path}/{document['id']}/holds"
    with archive.after(YEAR) as later:
        async with later.work(RETENTION) as work:
            locked = {row["id"]: row for row in await store.lock_some(work, 100_000)}
            assert UUID(document["id"]) in locked
            holding: asyncio.Task[Any] = asyncio.create_task(archive.officer.post(path, WHY))
            done, _ = await asyncio.wait([holding], timeout=0.2)
            assert not done
            await store.delete(work, locked, {UUID(document["id"]): new_id()})
        assert (await holding).status_code == 404


async def test_the_locks_hold_for_a_statement_that_forgets_the_policy(
    archive: Archive, world: World, served_cases: Database
) -> None:
    document = await archive.shelf.sent(asked=PAPER)
    await archive.officer.made(f"{archive.shelf.path}/{document['id']}/holds", WHY)
    agency = archive.shelf.lead.agency.id
    seen = {
        "officer": world.worker(Role.PRIVACY_OFFICER, agency=agency),
        "worker": world.worker(agency=agency),
        "stranger": world.worker(Role.PRIVACY_OFFICER),
    }
    counted = {}
    for name, actor in seen.items():
        async with served_cases.work(actor) as work:
            counted[name] = await work.value(HOLDS, id=UUID(document["id"]))
            assert await work.value(QUEUED) == 0
    assert counted == {"officer": 1, "worker": 0, "stranger": 0}
