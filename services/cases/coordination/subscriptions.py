"""What teams do when an agreement comes into force, a worker is revoked or must not know somebody; and whom to turn to
when a lead changes.
"""

from uuid import UUID

from services.cases.coordination.actions.coordinators import point_to_lead
from services.cases.coordination.actions.grants import renew_for_agreement
from services.cases.coordination.actions.leaving import leave_teams, leave_teams_about
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _let_waiting_teams_share(work: UnitOfWork, told: Told) -> None:
    await renew_for_agreement(work, told.about)


async def _point_to_lead(work: UnitOfWork, told: Told) -> None:
    await point_to_lead(work, UUID(told.data["person_id"]))


async def _leave_teams(work: UnitOfWork, told: Told) -> None:
    await leave_teams(work, UUID(told.data["worker_id"]), UUID(told.data["agency_id"]), told.at)


async def _leave_teams_about(work: UnitOfWork, told: Told) -> None:
    await leave_teams_about(work, UUID(told.data["person_id"]))


TEAMS_UNDER_A_NEW_AGREEMENT = Subscription(
    name="teams_under_agreement",
    types=("parcours.agreement.came_into_force.v1",),
    handle=_let_waiting_teams_share,
)
COORDINATORS = Subscription(
    name="coordinators",
    types=(
        "parcours.case.opened.v1",
        "parcours.case.lead_changed.v1",
        "parcours.case.closed.v1",
        "parcours.case.reopened.v1",
        "parcours.person.identifier_recorded.v1",
        "parcours.person.changed.v1",
    ),
    handle=_point_to_lead,
)
KEPT_OUT_WORKERS = Subscription(
    name="kept_out_workers",
    types=("parcours.conflict_of_interest.declared.v1", "parcours.case.person_joined.v1"),
    handle=_leave_teams_about,
)
REVOKED_WORKERS = Subscription(
    name="revoked_workers",
    types=("parcours.worker.revoked.v1",),
    handle=_leave_teams,
)
