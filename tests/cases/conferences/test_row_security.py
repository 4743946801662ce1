"""The second lock: a statement that forgets the predicate shows no conference of others and nothing of their people."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from services.cases.conferences.actions.participants import withdraw_invitation
from shared.contracts.identity.actor import Actor
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.conferences.meetings import TOMORROW, Meetings

TABLES = (
    "conference",
    "conference_participant",
    "agenda_item",
    "time_of_matter",
    "conference_minutes",
    "conference_decision",
    "minutes_signature",
)
FORGETFUL = {table: Statement(f"SELECT count(*) FROM {table}") for table in TABLES}
CHANGING = {
    table: Statement(f"UPDATE {table} SET municipality_id = municipality_id WHERE agency_id = :agency_id")
    for table in TABLES[:3]
}
FORGED = Statement("""
    INSERT INTO conference_participant (id, conference_id, municipality_id, agency_id, worker_id, state, invited_at)
    VALUES (:id, :conference_id, :id, :agency_id, NULL, 'accepted', now())
""")
CONVENED = Statement("""
    INSERT INTO conference (id, municipality_id, agency_id, worker_id, agencies, starts_at, ends_at, time_zone,
        convened_at, changed_at, version)
    VALUES (:id, :municipality_id, :agency_id, :worker_id, ARRAY[CAST(:agency_id AS uuid)], :starts_at, :ends_at, 'UTC',
        now(), now(), 1)
""")
JOINING = Statement("UPDATE conference SET agencies = agencies || CAST(:agency_id AS uuid)")


@pytest.fixture
async def conference_id(scene: Meetings) -> UUID:
    """A conference with something on its agenda, to which an adviser comes."""
    conference_id = await scene.convenes(scene.lead)
    await scene.comes(conference_id, scene.adviser)
    case_id = await scene.case()
    matter = await scene.puts(scene.lead, case_id, conference_id)
    minutes_id = await scene.minutes(scene.lead, case_id, matter)
    await scene.decides(scene.lead, case_id, matter)
    await scene.attended(conference_id, scene.lead)
    await scene.signs(scene.lead, case_id, minutes_id)
    return conference_id


async def everything(scene: Meetings, who: Actor) -> dict[str, int]:
    async with scene.work(who) as work:
        return {table: await work.value(statement) for table, statement in FORGETFUL.items()}


@pytest.mark.usefixtures("conference_id")
async def test_who_comes_sees_the_conference_and_nobody_on_its_agenda(scene: Meetings) -> None:
    shown = dict(zip(TABLES, (1, 2, 1, 1, 1, 1, 1), strict=True))
    assert await everything(scene, scene.lead) == shown
    assert await everything(scene, scene.adviser) == shown | dict.fromkeys(TABLES[2:], 0)
    await scene.known(scene.nurse)
    assert await everything(scene, scene.nurse) == dict.fromkeys(TABLES, 0)


async def test_who_is_no_longer_asked_sees_nothing(scene: Meetings, conference_id: UUID) -> None:
    participant_id = await scene.comes(conference_id, scene.nurse)
    assert (await everything(scene, scene.nurse))["conference"] == 1
    async with scene.work(scene.lead) as work:
        await withdraw_invitation(work, scene.lead, conference_id, participant_id)
    assert await everything(scene, scene.nurse) == dict.fromkeys(TABLES, 0)


@pytest.mark.usefixtures("conference_id")
async def test_who_comes_changes_their_own_answer_and_nothing_else(scene: Meetings) -> None:
    for who, changed in ((scene.adviser, [0, 0, 0]), (scene.lead, [1, 1, 1])):
        async with scene.work(who) as work:
            assert [await work.run(one, agency_id=scene.lead.agency_id) for one in CHANGING.values()] == changed
    async with scene.work(scene.nurse) as work:
        assert await work.run(JOINING, agency_id=scene.nurse.agency_id) == 0


async def test_nobody_asks_themselves_or_convenes_in_the_name_of_another(scene: Meetings, conference_id: UUID) -> None:
    named = {"id": new_id(), "municipality_id": scene.world.municipality_id, "conference_id": conference_id}
    times = {"starts_at": TOMORROW, "ends_at": TOMORROW + timedelta(hours=1)}
    for who, statement, name in ((scene.adviser, FORGED, scene.adviser), (scene.nurse, CONVENED, scene.lead)):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scene.work(who) as work:
                await work.run(statement, **named, **times, agency_id=name.agency_id, worker_id=name.subject)
