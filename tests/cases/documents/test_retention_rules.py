"""For how long an agency keeps documents, as it is said over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from services.cases.documents.actions.deleting import RETENTION
from services.cases.documents.store import deleting as store
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors
from tests.cases.worlds import World

PATH = "/v1/retention-rules"


@pytest.fixture
async def officer(doors: Doors) -> Desk:
    return await doors.hires(doors.lead, Role.PRIVACY_OFFICER)


def a_rule(doors: Doors, **more: Any) -> dict[str, Any]:
    return {
        "municipality_id": str(doors.municipality.municipality_id),
        "retention": "case_file",
        "counted_from": "case_closed",
        "months": 60,
        "article": "Archives Schedule, row 12",
        **more,
    }


async def test_a_rule_is_written_listed_read_and_retired(doors: Doors, officer: Desk) -> None:
    body = a_rule(doors)
    written = await officer.post(PATH, body)
    assert written.status_code == 201, written.text
    rule = written.json()
    assert body.items() <= rule.items()
    assert (rule["agency_id"], rule["retired_at"]) == (str(officer.agency.id), None)
    assert datetime.fromisoformat(rule["takes_effect_at"]) > datetime.now(UTC) + timedelta(days=29)
    for reader in (officer, doors.lead, doors.adviser):
        assert (await reader.get(written.headers["Location"])).json() == rule
        listed = await reader.get(f"{PATH}?agency_id={officer.agency.id}")
        assert listed.json() == {"items": [rule], "next": None}

    retired = await officer.post(f"{written.headers['Location']}/retirement", {})
    assert (retired.status_code, bool(retired.json()["retired_at"])) == (200, True)
    assert (await officer.post(f"{written.headers['Location']}/retirement", {})).status_code == 409
    assert (await officer.get(f"{PATH}?agency_id={officer.agency.id}")).json()["items"] == []
    assert (await officer.get(written.headers["Location"])).json() == retired.json()


async def test_pages_follow_each_other_and_the_same_key_writes_once(doors: Doors, officer: Desk) -> None:
    key = new_id().hex
    first, again = [await officer.post(PATH, a_rule(doors), Idempotency_Key=key) for _ in range(2)]
    assert first.json() == again.json()
    second = await officer.made(PATH, a_rule(doors, retention="proof"))
    page = await officer.get(f"{PATH}?agency_id={officer.agency.id}&limit=1")
    rest = await officer.get(f"{PATH}?agency_id={officer.agency.id}&limit=1&after={page.json()['next']}")
    assert [one.json()["items"][0]["id"] for one in (page, rest)] == [first.json()["id"], second["id"]]


async def test_only_a_privacy_officer_says_it_and_only_for_their_own_agency(doors: Doors, officer: Desk) -> None:
    rule = await officer.made(PATH, a_rule(doors))
    supervisor = await doors.hires(doors.lead, Role.SUPERVISOR, Role.ADMINISTRATOR)
    for desk in (doors.lead, supervisor):
        assert (await desk.post(PATH, a_rule(doors))).status_code == 403
        assert (await desk.post(f"{PATH}/{rule['id']}/retirement", {})).status_code == 403
    theirs = await doors.hires(doors.adviser, Role.PRIVACY_OFFICER)
    assert (await theirs.post(f"{PATH}/{rule['id']}/retirement", {})).status_code == 403
    assert (await officer.post(PATH, a_rule(doors, municipality_id=str(new_id())))).status_code == 403
    assert (await officer.get(f"{PATH}/{new_id()}")).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"months": 0}, "#/months"),
        ({"months": 1_201}, "#/months"),
        ({"retention": "for_ever"}, "#/retention"),
        ({"counted_from": "birth"}, "#/counted_from"),
        ({"article": ""}, "#/article"),
        ({"takes_effect_at": "2020-01-01T00:00:00Z"}, "#/takes_effect_at"),
        ({"takes_effect_at": "2099-01-01T00:00:00"}, "#/takes_effect_at"),
        ({"agency_id": str(new_id())}, "#/agency_id"),
    ],
)
async def test_bad_input_is_pointed_at(doors: Doors, officer: Desk, wrong: dict[str, Any], pointer: str) -> None:
    answer = await officer.post(PATH, a_rule(doors, **wrong))
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, [pointer])


async def test_only_retention_asks_what_keeps_a_document_and_nobody_gets_an_empty_answer(
    cases_database: Database, world: World
) -> None:
    for actor in (world.worker(Role.PRIVACY_OFFICER), TaskActor("housekeeping")):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with cases_database.work(actor) as work:
                await store.what_keeps(work, [new_id()])
    async with cases_database.work(RETENTION) as work:
        assert await store.what_keeps(work, [new_id()]) == []
