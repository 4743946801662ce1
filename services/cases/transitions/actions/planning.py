"""Begin the plan of a dated change with the template that its rule names: background work of any replica, once each.

The agency that leads the case begins it, by a system of that agency's own that has no rights but the agency's: whatever
it may not write, or the template may not say, is left to the lead, who finds it on their list.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from services.cases.plans.actions.templates import Application, apply_template
from services.cases.territories.actions import today_in
from services.cases.transitions.actions.looking import TASK
from services.cases.transitions.store import changing as store
from shared.contracts.cases.vocabulary import Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import (
    AgencyId,
    MunicipalityId,
    Purpose,
    Role,
    Scope,
    Sector,
    SystemId,
    WorkerId,
)
from shared.database.engine import Database
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound

RULE_OF_A_MUNICIPALITY: Final = SystemId(uuid5(UUID(int=0), "parcours.transitions"))
"""Who wrote it, as goals, the timeline and the access log say: no worker, and no system that signs in."""

SLICE: Final = 20


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """A dated change whose plan is to begin, and who leads its case now."""

    id: UUID
    municipality_id: UUID
    agency_id: UUID
    sector: Sector
    worker_id: WorkerId | None


async def begin_all_plans(database: Database) -> None:
    """Begin every plan that is awaited, each in a transaction of its own."""
    while True:
        async with database.work(TASK) as work:
            awaited = [Awaited(**row) for row in await store.plans_awaited(work, SLICE)]
        for one in awaited:
            await begin_plan(database, one)
        if len(awaited) < SLICE:
            return


async def begin_plan(database: Database, one: Awaited) -> None:
    """Begin one plan, unless another replica has; leave it to the lead where the lead's agency may not.

    Raises:
        Unavailable: the database is too busy; it stays awaited.
    """
    try:
        async with database.work(_for_the_lead(one)) as work:
            found = await store.take_plan(work, one.id)
            if found is not None:
                application = Application(
                    template_id=found["template_id"],
                    person_ids=(found["person_id"],),
                    begins_on=await today_in(work, one.municipality_id),
                    sensitivity=Sensitivity.ORDINARY,
                    answered_for_by=one.worker_id,
                )
                application_id = await apply_template(work, _for_the_lead(one), found["case_id"], application)
                await store.plan_begun(work, one.id, application_id)
                return
    except (Conflict, Invalid, NotAllowed, NotFound):
        pass
    async with database.work(TASK) as work:
        await store.left_to_lead(work, one.id)


def _for_the_lead(one: Awaited) -> Actor:
    return Actor(
        agency_id=AgencyId(one.agency_id),
        sector=Sector(one.sector),
        municipalities=(MunicipalityId(one.municipality_id),),
        roles=frozenset({Role.SYSTEM}),
        scopes=frozenset({Scope.RECORD_READ, Scope.RECORD_WRITE, Scope.DIRECTORY_READ}),
        purpose=Purpose.CARE_COORDINATION,
        purposes=frozenset({Purpose.CARE_COORDINATION}),
        system_id=RULE_OF_A_MUNICIPALITY,
    )
