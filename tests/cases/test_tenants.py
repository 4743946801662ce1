"""What is written about somebody names the municipality of their record, not the one in which the writer sits."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.cases.access.actions import grants_on
from services.cases.coordination.actions.cases import close_case
from services.cases.people.domain.criteria import Criteria
from services.cases.record.actions.list_work import list_work
from services.cases.record.actions.open_record import open_record
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.identity.vocabulary import MunicipalityId
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.refusals import NotFound
from tests.cases.coordination.scenes import Scene
from tests.cases.people.persons import found, identity, opened, registered
from tests.cases.worlds import World

LOOKS = Statement("SELECT operation, person_id, municipality_id FROM access_log WHERE subject_id = :subject")
TOLD = Statement("SELECT type, person_id, municipality_id FROM journal WHERE actor_id = :subject")


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Scene:
    """A worker of a national agency who sits elsewhere, and somebody whose record lies here."""
    scene = Scene(cases_database, world)
    scene.person_id = await registered(cases_database, scene.lead, identity("Ailleurs"))
    here = MunicipalityId(world.municipality_id)
    scene.lead = replace(scene.lead, municipalities=(MunicipalityId(new_id()), here))
    return scene


async def territories(owner: Database, scene: Scene, statement: Statement) -> dict[str, set[tuple[UUID, UUID]]]:
    """Persons and municipalities of what the lead left, by operation or event."""
    written: dict[str, set[tuple[UUID, UUID]]] = {}
    async with owner.work(scene.lead) as work:
        for what, person_id, municipality_id in await work.rows(statement, subject=scene.lead.subject):
            written.setdefault(what, set()).add((person_id, municipality_id))
    return written


async def test_looks_and_facts_lie_where_the_record_lies(scene: Scene, cases_owner: Database) -> None:
    case_id = await scene.case()
    await scene.writes(scene.lead, case_id, "Rang the bell.")
    await opened(scene.database, scene.lead, scene.person_id)
    await found(scene.database, scene.lead, Criteria(family_name="Ailleurs"))
    async with scene.work(scene.lead) as work:
        await open_record(work, scene.person_id)
        await list_work(work, whole_agency=False, after=None, limit=10)
        await grants_on(work, scene.lead, scene.person_id)
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, case_id, ClosingReason.GOALS_REACHED)
    there = {(scene.person_id, scene.world.municipality_id)}
    looks = await territories(cases_owner, scene, LOOKS)
    assert looks.keys() == {"open-person", "search-people", "open-record", "read-worklist", "list-grants"}
    assert all(places == there for places in looks.values()), looks
    told = await territories(cases_owner, scene, TOLD)
    assert {"parcours.case.opened.v1", "parcours.note.added.v1", "parcours.case.closed.v1"} <= told.keys()
    assert all(places == there for places in told.values()), told


async def test_about_nobody_or_somebody_unknown_it_is_where_the_worker_acts(
    scene: Scene, cases_owner: Database
) -> None:
    unknown = await registered(scene.database, scene.nurse)
    with pytest.raises(NotFound):
        async with scene.work(scene.lead) as work:
            await open_record(work, unknown)
    await found(scene.database, scene.lead, Criteria(family_name="Nemo"))
    looks = await territories(cases_owner, scene, LOOKS)
    assert looks == {
        "open-record": {(unknown, scene.lead.municipality_id)},
        "search-people": {(None, scene.lead.municipality_id)},
    }
