"""Who answers for the coordination, and who did until now."""

from dataclasses import replace
from uuid import UUID

import asyncpg

from services.cases.access.actions import entrustable_by, grant_authorship
from services.cases.coordination import events
from services.cases.coordination.actions.cases import about, load_for_change, people_shown
from services.cases.coordination.actions.decisions import decide_about
from services.cases.coordination.actions.duties import put_in_place
from services.cases.coordination.actions.grants import renew_team_grants
from services.cases.coordination.actions.team import announce, present_member, read_member
from services.cases.coordination.domain.case import must_be_open, place_in_worklist
from services.cases.coordination.domain.team import TAIL, Member, Seat
from services.cases.coordination.policy.cases import (
    CASE_RULES,
    CHANGE_LEAD,
    FORMER_LEAD_RULES,
    READ_ON,
    AboutFormerLead,
)
from services.cases.coordination.store import cases as store
from services.cases.coordination.store import team as team_store
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.coordination import CaseState
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import permits
from shared.refusals import Conflict


async def change_lead(work: UnitOfWork, actor: Actor, case_id: UUID, member_id: UUID, *, stays: bool = False) -> UUID:
    """Let another worker of the lead's agency answer for the coordination from now on; an agency takes the lead by its
    own word, when it is handed over to it.

    Args:
        stays: the former lead goes on working on the case.

    Raises:
        NotFound: no such member of a case that the caller may see.
        NotAllowed: the caller neither leads the case nor stands in for the lead.
        Conflict: the case is closed, or the member does not work on it at present, leads it, or is of another agency.
    """
    case = await load_for_change(work, case_id)
    decide_about(work, CASE_RULES, CHANGE_LEAD, actor, about(case), people_shown(case))
    must_be_open(CaseState(case["state"]))
    await read_member(work, case_id, member_id)
    member = await present_member(work, case_id, member_id)
    if member.agency_id != case["lead_agency_id"]:
        raise Conflict(
            "They are of another agency: hand the case over to them.",
            detail_fr="Ils relèvent d'un autre organisme : transmettez-leur l'accompagnement.",
        )
    lead = await present_member(work, case_id, case["lead_id"])
    await pass_on(work, actor, case, lead, member, stays=stays)
    return case_id


async def pass_on(
    work: UnitOfWork, actor: Actor, case: asyncpg.Record, giver: Member, taker: Member, *, stays: bool
) -> None:
    """Let one member of a team go on with what another did, in a case that is locked: with the lead, if they had it.

    Args:
        stays: the giver goes on working on the case.

    Raises:
        Conflict: whoever takes it leads the case, or has not begun to work on it.
    """
    if taker.is_lead or not taker.works_at(work.now):
        raise Conflict("They lead it, or have not begun.", detail_fr="Déjà référent, ou pas encore dans l'équipe.")
    if giver.is_lead:
        await _take_the_lead(work, case, taker)
    leaves = giver.seat is Seat.VACANT or not stays
    if leaves:
        await team_store.end(work, giver.id)
    if giver.is_lead and permits(FORMER_LEAD_RULES, READ_ON, actor, AboutFormerLead(giver, leaves)):
        tail = replace(giver, id=new_id(), is_lead=False, starts_at=work.now, ends_at=work.now + TAIL, seat=Seat.TAIL)
        await team_store.add(work, case["id"], case["municipality_id"], tail, None)
        await announce(work, actor, case, tail, LineKind.FORMER_LEAD_READS_ON, events.FormerLeadReadsOn)
    await put_in_place(work, case["id"], place_in_worklist(case["risk"], case["next_review_on"], work.now))
    await renew_team_grants(work, case["id"])
    if giver.is_lead:
        await announce(work, actor, case, taker, LineKind.LEAD_CHANGED, events.LeadChanged)
    if leaves and giver.seat is Seat.MEMBER:
        await announce(work, actor, case, giver, LineKind.MEMBER_LEFT, events.MemberLeft)


async def _take_the_lead(work: UnitOfWork, case: asyncpg.Record, taker: Member) -> None:
    """Let them coordinate for those for whom the present lead does by a right that can be handed on, and let their
    agency see the outline of what it led, also later.
    """
    people = await store.people(work, case["id"])
    if case["lead_agency_id"] != taker.agency_id:
        giver = case["lead_agency_id"]
        entrusted = await entrustable_by(work, giver, case["id"], [one.person_id for one in people])
        await store.entrust(work, case["id"], taker.agency_id, entrusted)
        for person in people:
            await grant_authorship(work, person.person_id, person.municipality_id)
    await team_store.change_lead(work, case["id"], taker.id)
    await store.led_by(work, case["id"], taker.agency_id)
