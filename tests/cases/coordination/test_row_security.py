"""The second lock: a statement that forgets the predicate still shows nothing of people without a ground."""

from uuid import UUID

import asyncpg
import pytest

from services.cases.coordination.actions.cases import change_case
from services.cases.coordination.domain.case import Risk
from shared.contracts.identity.actor import Actor
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.coordination.scenes import Scene
from tests.cases.informal.test_informal_members import added

FORGED = Statement("""
    INSERT INTO access_grant (id, person_id, municipality_id, agency_id, sector, categories, level, operations,
        purposes, shows_sensitive, overrides_refusal, ground_kind, ground_id, agreement_id, valid_from, issued_at)
    VALUES (:id, :person_id, :id, :agency_id, 'health', '{health}', 3, '{read}', '{care-coordination}', false, false,
        'team', :case_id, :id, now(), now())
""")
CONTRIBUTED = Statement("""
    INSERT INTO case_contributor (case_id, agency_id, municipality_id, since)
    VALUES (:case_id, :agency_id, :case_id, now())
""")
TABLES = (
    "support_case", "case_person", "team_member", "team_invitation", "informal_member", "note", "need",
    "earlier_version", "timeline_entry",
)  # fmt: skip
TAKING_PART = Statement("SELECT agencies_taking_part(:case_id)")
FORGETFUL = {table: Statement(f"SELECT count(*) FROM {table}") for table in TABLES}
CHANGING = {table: Statement(f"UPDATE {table} SET municipality_id = municipality_id") for table in TABLES}


async def everything(scene: Scene, who: Actor) -> dict[str, int]:
    async with scene.work(who) as work:
        return {table: await work.value(statement) for table, statement in FORGETFUL.items()}


@pytest.fixture
async def case_id(scene: Scene) -> UUID:
    """A case with a row in each table, of an agency that everything here is foreign to `scene.nurse`'s."""
    case_id = await scene.case()
    await scene.writes(scene.lead, case_id, "A note")
    await scene.needs(scene.lead, case_id, "homelessness")
    await scene.asks(case_id, scene.adviser)
    await added(scene, case_id)
    async with scene.work(scene.lead) as work:
        await change_case(work, scene.lead, case_id, 1, {"risk": Risk.HIGH})
    return case_id


@pytest.mark.usefixtures("case_id")
async def test_an_agency_sees_rows_of_its_own_people_in_each_table(scene: Scene) -> None:
    assert all(count >= 1 for count in (await everything(scene, scene.lead)).values())


@pytest.mark.usefixtures("case_id")
async def test_an_agency_with_people_of_its_own_sees_no_row_of_others(scene: Scene) -> None:
    await scene.known(scene.nurse)
    assert await everything(scene, scene.nurse) == dict.fromkeys(TABLES, 0)


@pytest.mark.usefixtures("case_id")
async def test_an_agency_with_people_of_its_own_changes_no_row_of_others(scene: Scene) -> None:
    await scene.known(scene.nurse)
    async with scene.work(scene.nurse) as work:
        assert {table: await work.run(statement) for table, statement in CHANGING.items()} == dict.fromkeys(TABLES, 0)


async def test_a_seat_in_a_team_issues_grants_about_the_people_of_its_case_and_nobody_else(scene: Scene) -> None:
    case_id = await scene.case(await scene.known(scene.nurse), by=scene.nurse)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scene.work(scene.nurse) as work:
            await work.run(
                FORGED,
                id=new_id(),
                person_id=scene.person_id,
                agency_id=scene.nurse.agency_id,
                case_id=case_id,
            )


async def test_whoever_is_not_on_a_team_does_not_learn_who_wrote_in_its_case(scene: Scene, case_id: UUID) -> None:
    for who, told in ((scene.lead, [scene.lead.agency_id]), (scene.nurse, [])):
        async with scene.work(who) as work:
            assert await work.value(TAKING_PART, case_id=case_id) == told


async def test_an_agency_says_of_itself_only_that_it_wrote_in_a_case(scene: Scene, case_id: UUID) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scene.work(scene.lead) as work:
            await work.run(CONTRIBUTED, case_id=case_id, agency_id=scene.nurse.agency_id)
