"""A mandate is one worker's word until a second one, who answers for privacy, has confirmed it."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from services.cases.access.actions import issue_grants
from services.cases.mandates import store
from services.cases.mandates.domain import MandateState
from shared.clock import system_clock
from shared.contracts.identity.vocabulary import Role, Sector
from shared.database.engine import Database
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors
from tests.cases.worlds import World

LATER = timedelta(days=300)


def mandate(**more: Any) -> dict[str, Any]:
    at = system_clock()
    return {
        "article": "Child Protection Act § 8",
        "ground": "Report of the school of 3 March",
        "categories": ["identity", "health", "safeguarding"],
        "operations": ["read", "contribute"],
        "valid_until": (at + LATER).isoformat(),
        "review_at": (at + LATER / 2).isoformat(),
        **more,
    }


@dataclass
class Youth:
    """A youth office that has no ground for somebody whom the social agency registered."""

    doors: Doors
    person: str
    supervisor: Desk
    officer: Desk
    caseworker: Desk

    @property
    def mandates(self) -> str:
        return f"/v1/persons/{self.person}/mandates"

    async def recorded(self, **more: Any) -> dict[str, Any]:
        made: dict[str, Any] = await self.supervisor.made(self.mandates, mandate(**more))
        return made

    async def decided(self, by: Desk, recorded: dict[str, Any], what: str = "confirmation") -> httpx.Response:
        return await by.post(f"{self.mandates}/{recorded['id']}/{what}", {})

    async def reads(self) -> int:
        return (await self.caseworker.get(f"/v1/persons/{self.person}/record")).status_code


@pytest.fixture
async def youth(doors: Doors) -> Youth:
    supervisor = await doors.agency("Youth office", Sector.JUSTICE, Role.SUPERVISOR)
    return Youth(
        doors,
        await doors.registered(),
        supervisor,
        await doors.hires(supervisor, Role.PRIVACY_OFFICER),
        await doors.hires(supervisor),
    )


async def test_one_worker_alone_opens_nothing(youth: Youth) -> None:
    recorded = await youth.recorded()
    assert recorded["state"] == "proposed"
    assert await youth.reads() == 404


async def test_it_takes_effect_when_a_privacy_officer_of_the_agency_confirms_it(youth: Youth) -> None:
    recorded = await youth.recorded()
    waiting = (await youth.officer.get("/v1/mandates/proposed")).json()["items"]
    assert [one["id"] for one in waiting] == [recorded["id"]]
    answer = await youth.decided(youth.officer, recorded)
    assert (answer.status_code, answer.json()["state"]) == (200, "confirmed")
    assert await youth.reads() == 200
    assert (await youth.officer.get("/v1/mandates/proposed")).json()["items"] == []
    grants = (await youth.caseworker.get(f"/v1/persons/{youth.person}/grants")).json()["items"]
    assert [grant["ground_id"] for grant in grants] == [recorded["id"]]
    assert grants[0]["valid_from"] == answer.json()["decided_at"]


async def test_whoever_recorded_it_never_confirms_it_in_whatever_role_or_session(youth: Youth) -> None:
    both = await youth.doors.hires(youth.supervisor, Role.SUPERVISOR, Role.PRIVACY_OFFICER)
    recorded = await both.made(youth.mandates, mandate())
    session = await youth.doors.municipality.signed_in(both.worker, both.agency)
    again = Desk(both.http, both.worker, both.agency, session)
    answer = await youth.decided(again, recorded)
    assert answer.status_code == 403
    assert answer.json()["reasons"] == ["Another worker recorded it"]
    assert await youth.reads() == 404


@pytest.mark.parametrize("what", ["confirmation", "rejection"])
async def test_only_a_privacy_officer_decides(youth: Youth, what: str) -> None:
    recorded = await youth.recorded()
    second = await youth.doors.hires(youth.supervisor, Role.SUPERVISOR)
    assert (await youth.decided(second, recorded, what)).status_code == 403
    assert (await second.get(f"{youth.mandates}/{recorded['id']}")).json()["state"] == "proposed"


@pytest.mark.parametrize("what", ["confirmation", "rejection"])
async def test_to_another_agency_a_proposal_does_not_exist(youth: Youth, what: str) -> None:
    recorded = await youth.recorded()
    stranger = await youth.doors.agency("Clinic", Sector.HEALTH, Role.PRIVACY_OFFICER)
    holder = await youth.doors.hires(youth.doors.lead, Role.PRIVACY_OFFICER, Role.CASEWORKER)
    for other in (stranger, holder):
        assert (await youth.decided(other, recorded, what)).status_code == 404
        assert (await other.get(f"{youth.mandates}/{recorded['id']}")).status_code == 404
    assert (await holder.get(youth.mandates)).json()["items"] == []
    assert (await stranger.get("/v1/mandates/proposed")).json()["items"] == []


async def test_a_rejected_one_never_opens_anything(youth: Youth) -> None:
    recorded = await youth.recorded()
    assert (await youth.decided(youth.officer, recorded, "rejection")).json()["state"] == "rejected"
    answer = await youth.decided(youth.officer, recorded)
    assert (answer.status_code, answer.json()["state"]) == (409, "rejected")
    assert (await youth.decided(youth.supervisor, recorded, "end")).status_code == 409
    assert await youth.reads() == 404


async def test_confirmed_twice_at_once_it_is_confirmed_once(youth: Youth, served_owner: Database) -> None:
    recorded = await youth.recorded()
    second = await youth.doors.hires(youth.supervisor, Role.PRIVACY_OFFICER)
    answers = await asyncio.gather(*(youth.decided(by, recorded) for by in (youth.officer, second) * 3))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 5]
    assert {answer.json()["state"] for answer in answers} == {"confirmed"}
    told = await served_owner.pool.fetch(
        "SELECT type FROM cases.journal WHERE data->>'mandate_id' = $1 ORDER BY position", recorded["id"]
    )
    assert [row["type"] for row in told] == ["parcours.mandate.recorded.v1", "parcours.mandate.confirmed.v1"]


async def test_the_same_key_confirms_once_and_answers_the_same(youth: Youth) -> None:
    recorded = await youth.recorded()
    path = f"{youth.mandates}/{recorded['id']}/confirmation"
    first, again = [await youth.officer.post(path, {}, Idempotency_Key="confirm-1") for _ in range(2)]
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()


async def test_it_ends_before_its_time_with_its_grant(youth: Youth) -> None:
    recorded = await youth.recorded()
    assert (await youth.decided(youth.officer, recorded, "end")).json()["state"] == "proposed"
    await youth.decided(youth.officer, recorded)
    assert (await youth.decided(youth.officer, recorded, "end")).json()["state"] == "ended"
    assert await youth.reads() == 404
    assert (await youth.decided(youth.officer, recorded)).status_code == 409


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"valid_until": (system_clock() + timedelta(days=400)).isoformat()}, "#/valid_until"),
        (
            {
                "valid_until": (system_clock() - timedelta(days=1)).isoformat(),
                "review_at": (system_clock() - timedelta(days=2)).isoformat(),
            },
            "#/valid_until",
        ),
        ({"overrides_refusal_because": "we would like to"}, "#/overrides_refusal_because"),
        ({"overrides_refusal": True}, "#/overrides_refusal"),
    ],
)
async def test_it_has_a_longest_term_and_overrides_a_refusal_only_on_a_listed_ground(
    youth: Youth, changed: dict[str, Any], pointer: str
) -> None:
    answer = await youth.supervisor.post(youth.mandates, mandate(**changed))
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize(("because", "sees"), [(None, False), ("child_protection", True)])
async def test_a_refusal_stops_a_mandate_unless_a_listed_ground_overrides_it(
    youth: Youth, because: str | None, *, sees: bool
) -> None:
    said = {"is_refusal": True, "given_by": "person", "given_how": "oral", "language": "fr"}
    await youth.doors.lead.made(f"/v1/persons/{youth.person}/consents", said | {"categories": ["health"]})
    recorded = await youth.recorded(overrides_refusal_because=because)
    await youth.decided(youth.officer, recorded)
    record = (await youth.caseworker.get(f"/v1/persons/{youth.person}/record")).json()
    assert [one["shown"] for one in record["categories"] if one["category"] == "health"] == [sees]


async def test_who_may_not_record_learns_nothing_of_the_person(youth: Youth) -> None:
    answers = [
        await youth.caseworker.post(f"/v1/persons/{person}/mandates", mandate()) for person in (youth.person, new_id())
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].json()["reasons"] == answers[1].json()["reasons"] == ["the token has the scope mandates:write"]


async def test_the_database_lets_nobody_confirm_their_own(youth: Youth, served_owner: Database) -> None:
    recorded = await youth.recorded()
    with pytest.raises(asyncpg.CheckViolationError, match="second_person"):
        await served_owner.pool.execute(
            "UPDATE mandate SET state = 'confirmed', decided_by = worker_id, decided_at = now() WHERE id = $1",
            recorded["id"],
        )


async def test_row_security_confirms_nothing_for_a_supervisor_and_grants_nothing_on_a_proposal(
    youth: Youth, served_cases: Database
) -> None:
    recorded = UUID((await youth.recorded())["id"])
    world = World(youth.doors.municipality.municipality_id)
    supervisor = world.worker(Role.SUPERVISOR, agency=youth.supervisor.agency.id)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with served_cases.work(supervisor) as work:
            await store.decide(work, recorded, MandateState.CONFIRMED, supervisor.subject)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with served_cases.work(supervisor) as work:
            row = await store.open_one(work, recorded)
            assert row is not None
            await issue_grants(work, [store.mandate_from(row, Sector.JUSTICE).grant(work.now)])


async def test_what_the_law_was_named_for_is_seen_by_the_mandated_agency_and_whoever_coordinates(youth: Youth) -> None:
    doors = youth.doors
    await doors.share("identity", "housing")
    said = {"given_by": "person", "given_how": "oral", "language": "fr", "categories": ["identity", "housing"]}
    await doors.lead.made(f"/v1/persons/{youth.person}/consents", said | {"agencies": [str(doors.adviser.agency.id)]})
    recorded = await youth.recorded()
    await youth.decided(youth.officer, recorded)
    officer = await doors.hires(doors.adviser, Role.CASEWORKER, Role.PRIVACY_OFFICER)
    for desk, sees in ((doors.adviser, False), (doors.lead, True), (officer, True), (youth.caseworker, True)):
        opened = await desk.get(f"{youth.mandates}/{recorded['id']}")
        listed = (await desk.get(youth.mandates)).json()["items"]
        lines = (await desk.get(f"/v1/persons/{youth.person}/timeline")).json()["items"]
        assert (opened.status_code == 200) == sees
        assert [one["id"] for one in listed] == [recorded["id"]] * sees
        assert [one["item_id"] for one in lines if one["kind"] == "mandate_confirmed"] == [recorded["id"]] * sees
