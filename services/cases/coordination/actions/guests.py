"""Let those who come to a conference read of a case while one meets."""

from datetime import timedelta
from uuid import UUID

import asyncpg

from services.cases.coordination import events
from services.cases.coordination.actions.cases import about, load_for_change, people_shown
from services.cases.coordination.actions.decisions import decide_about, refuse_kept_out
from services.cases.coordination.actions.grants import renew_team_grants
from services.cases.coordination.actions.team import announce
from services.cases.coordination.domain.case import must_be_open
from services.cases.coordination.domain.team import Member
from services.cases.coordination.policy.cases import ADMIT_GUEST, CASE_RULES
from services.cases.coordination.store import cases as store
from services.cases.coordination.store import team as team_store
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.coordination import CaseState
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Conflict


async def lock_to_admit(work: UnitOfWork, actor: Actor, case_id: UUID) -> asyncpg.Record:
    """An open case, locked until the transaction ends, for those who may let guests read of it.

    Raises:
        NotFound: no such case that the caller may see.
        NotAllowed: the caller neither leads the case nor stands in for the lead.
        Conflict: the case is closed.
    """
    case = await load_for_change(work, case_id)
    decide_about(work, CASE_RULES, ADMIT_GUEST, actor, about(case), people_shown(case))
    must_be_open(CaseState(case["state"]))
    return case


async def admit_guest(work: UnitOfWork, actor: Actor, case: asyncpg.Record, guest: Member) -> None:
    """Let a guest read of a case that is locked: what an agreement lets flow, in the categories of their seat.

    Raises:
        Conflict: they are on the team, or must not know one of its people.
    """
    for member in await team_store.everybody(work, case["id"]):
        is_theirs = member.agency_id == guest.agency_id and member.worker_id in {None, guest.worker_id}
        if is_theirs and not member.is_over(work.now) and member.conference_id != guest.conference_id:
            raise Conflict("They are on the team.", detail_fr="Déjà dans l'équipe.")
    await refuse_kept_out(work, guest.worker_id, [one.person_id for one in await store.people(work, case["id"])])
    await team_store.add(work, case["id"], case["municipality_id"], guest, None)
    await renew_team_grants(work, case["id"])
    await announce(work, actor, case, guest, LineKind.GUEST_ADMITTED, events.GuestAdmitted)


async def guests_follow(work: UnitOfWork, conference_id: UUID, stays: timedelta) -> None:
    """Let what the guests of a conference read follow when it takes place, who comes and what is talked about. To be
    called when any of these changed. It takes away, and never gives.

    Args:
        stays: for how long after its end they read.
    """
    await team_store.guests_follow(work, conference_id, stays)
