"""Who is invited to read about themselves, whose an account is, and until when."""

from uuid import UUID

import asyncpg
import httpx
import pytest

from deploy.embedded.databases import ServiceDatabase
from services.cases.accounts.subscriptions import LAPSED_INVITATIONS
from shared.clock import system_clock
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.messaging.events import Told
from tests.cases.doors import Doors
from tests.cases.own.people import holder_of, invited

pytestmark = pytest.mark.anyio

DAUGHTER = {"kind": "child", "other": {"name": "Sa fille"}, "powers": ["be_informed", "consent"]}
EVERYTHING = ["be_informed", "consent", "decide_on_health", "decide_on_residence", "manage_money", "sign"]


async def test_a_person_who_was_invited_speaks_for_themselves(doors: Doors) -> None:
    person = await doors.registered()
    me = await invited(doors, person)
    assert await me.reads("") == {"person_id": person, "is_me": True, "powers": EVERYTHING}
    assert (await me.reads("/record"))["identity"]["family_name"] == "Exemple"
    listed = (await doors.lead.get(f"/v1/persons/{person}/accounts")).json()["items"]
    assert [(one["account_id"], one["relationship_id"], one["ended_at"]) for one in listed] == [
        (me.account_id, None, None)
    ]
    lines = (await doors.lead.get(f"/v1/persons/{person}/timeline")).json()["items"]
    assert "account_opened" in [line["kind"] for line in lines]


async def test_an_account_that_a_worker_made_past_cases_is_nobodys(doors: Doors) -> None:
    made = await doors.municipality.worker()
    headers = await doors.municipality.signed_in(made)
    app = doors.municipality.app
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as identity:
        account = (await identity.post("/v1/accounts", headers=headers)).json()
    nobody = await holder_of(doors, account["id"])
    for path in ("", "/record", "/grants", "/access-log", "/consents"):
        answer = await nobody.ask("GET", path)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/speaks-for-nobody"), path


async def test_only_who_coordinates_invites_and_a_stranger_is_told_of_nobody(doors: Doors) -> None:
    person = await doors.registered()
    assert (await doors.adviser.post(f"/v1/persons/{person}/accounts", {})).status_code == 404
    assert (await doors.lead.post(f"/v1/persons/{new_id()}/accounts", {})).status_code == 404
    await doors.share("identity", "housing")
    consent = {"given_by": "person", "given_how": "oral", "language": "fr", "categories": ["identity", "housing"]}
    await doors.lead.made(f"/v1/persons/{person}/consents", {**consent, "agencies": [str(doors.adviser.agency.id)]})
    reads_only = await doors.adviser.post(f"/v1/persons/{person}/accounts", {})
    assert reads_only.status_code == 403
    assert "A ground lets the worker coordinate" in reads_only.json()["reasons"]
    analyst = await doors.hires(doors.lead, Role.ANALYST)
    assert (await analyst.post(f"/v1/persons/{person}/accounts", {})).status_code == 403


async def test_a_new_invitation_ends_the_account_before(doors: Doors) -> None:
    person = await doors.registered()
    lost = await invited(doors, person)
    found = await invited(doors, person)
    assert (await lost.ask("GET", "/record")).status_code == 403
    assert (await found.ask("GET", "/record")).status_code == 200


async def test_what_they_read_with_the_account_before_is_not_said_to_be_somebody_elses(doors: Doors) -> None:
    person = await doors.registered()
    await (await invited(doors, person)).reads("/record")
    again = await invited(doors, person)
    told = [one["in_words"] for one in (await again.reads("/access-log"))["items"]]
    assert any(one.startswith("Your earlier account opened") for one in told)
    assert not any("represents" in one for one in told)


async def test_an_account_that_ends_reads_nothing_with_the_token_it_still_has(doors: Doors) -> None:
    person = await doors.registered()
    by_worker, path = await invited(doors, person), f"/v1/persons/{person}/accounts"
    assert (await doors.adviser.post(f"{path}/{by_worker.account_id}/ending", {})).status_code == 404
    assert (await doors.lead.post(f"{path}/{by_worker.account_id}/ending", {})).status_code == 204
    assert (await by_worker.ask("GET", "/record")).status_code == 403
    assert (await doors.lead.post(f"{path}/{by_worker.account_id}/ending", {})).status_code == 404
    by_oneself = await invited(doors, person)
    assert (await by_oneself.ask("POST", "/account-ending")).status_code == 204
    assert (await by_oneself.ask("GET", "/record")).status_code == 403


@pytest.mark.parametrize(
    ("relationship", "may"),
    [
        ({}, True),
        ({"powers": ["consent", "sign"]}, False),
        ({"valid_until": "2026-01-01"}, False),
        ({"valid_from": "2199-01-01"}, False),
    ],
)
async def test_a_representative_is_invited_by_a_power_in_force(
    doors: Doors, relationship: dict[str, object], *, may: bool
) -> None:
    person = await doors.registered()
    tie = await doors.lead.made(f"/v1/persons/{person}/relationships", {**DAUGHTER, **relationship})
    answer = await doors.lead.post(f"/v1/persons/{person}/accounts", {"relationship_id": tie["id"]})
    assert answer.status_code == (201 if may else 422)


async def test_an_invitation_that_nobody_took_up_in_time_leaves_nobody_with_an_account(
    doors: Doors, served_cases: Database
) -> None:
    person = await doors.registered()
    made = await doors.lead.made(f"/v1/persons/{person}/accounts", {})
    told = Told(new_id(), LAPSED_INVITATIONS.types[0], UUID(made["account_id"]), system_clock(), made)
    for _ in range(2):
        async with served_cases.work(TaskActor(LAPSED_INVITATIONS.name)) as work:
            await LAPSED_INVITATIONS.handle(work, told)
    (listed,) = (await doors.lead.get(f"/v1/persons/{person}/accounts")).json()["items"]
    assert listed["ended_at"] is not None
    lines = (await doors.lead.get(f"/v1/persons/{person}/timeline")).json()["items"]
    (line,) = [one for one in lines if one["kind"] == "account_ended"]
    assert line["by_agency_id"] is None
    assert (await doors.lead.made(f"/v1/persons/{person}/accounts", {}))["account_id"] != made["account_id"]


async def test_a_power_that_ends_ends_the_reading_with_the_next_request(
    doors: Doors, served: dict[str, ServiceDatabase]
) -> None:
    person = await doors.registered()
    tie = (await doors.lead.made(f"/v1/persons/{person}/relationships", DAUGHTER))["id"]
    daughter = await invited(doors, person, relationship_id=tie)
    assert await daughter.reads("") == {"person_id": person, "is_me": False, "powers": ["be_informed", "consent"]}
    connection = await asyncpg.connect(served["cases"].owner_url)
    await connection.execute("UPDATE cases.relationship SET valid_until = current_date - 1 WHERE id = $1", tie)
    await connection.close()
    assert (await daughter.ask("GET", "/record")).json()["type"] == "/problems/speaks-for-nobody"
