"""Who joins a team, leaves it, leads it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.cases.access.actions import entrustable_by
from services.cases.coordination import events
from services.cases.coordination.actions.cases import about, case_lines, load_for_change, people_shown, read_case
from services.cases.coordination.actions.decisions import decide_about, not_found, refuse_kept_out
from services.cases.coordination.actions.duties import put_in_place
from services.cases.coordination.actions.grants import renew_team_grants
from services.cases.coordination.domain.case import must_be_open, place_in_worklist
from services.cases.coordination.domain.team import Capacity, Member
from services.cases.coordination.policy import (
    CASE_RULES,
    CHANGE_TEAM,
    END_MEMBERSHIP,
    MEMBER_RULES,
    AboutMember,
)
from services.cases.coordination.store import cases as store
from services.cases.coordination.store import team as team_store
from services.cases.duties.actions import duties_follow
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain import LineKind
from shared.contracts.cases.coordination import CaseState
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Conflict


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """What is needed to add one.

    Attributes:
        worker_id: of the caller's agency; None for everybody of it.
        starts_at: now when None.
    """

    worker_id: UUID | None
    capacity: Capacity
    starts_at: datetime | None
    ends_at: datetime | None


async def add_member(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewMember) -> UUID:
    """Add a worker of the lead's agency, or everybody of it, to the team; other agencies are invited.

    Raises:
        NotFound: no such case that the caller may see.
        NotAllowed: the caller neither leads the case nor stands in for the lead.
        Conflict: the case is closed, or they are on the team, or must not know one of its people.
    """
    case = await load_for_change(work, case_id)
    decide_about(work, CASE_RULES, CHANGE_TEAM, actor, about(case), people_shown(case))
    must_be_open(CaseState(case["state"]))
    member = Member(
        id=new_id(),
        agency_id=actor.agency_id,
        sector=actor.sector,
        worker_id=command.worker_id,
        capacity=command.capacity,
        is_lead=False,
        starts_at=command.starts_at or work.now,
        ends_at=command.ends_at,
    )
    await refuse_kept_out(work, command.worker_id, [one.person_id for one in await store.people(work, case_id)])
    await join(work, actor, case, member)
    return member.id


async def join(work: UnitOfWork, actor: Actor, case: asyncpg.Record, member: Member) -> None:
    """Let somebody work on a case that is locked; what rests on their membership begins with the answer.

    Raises:
        Conflict: that agency and worker is on the team.
    """
    place = place_in_worklist(case["risk"], case["next_review_on"], case["changed_at"])
    if not await team_store.add(work, case["id"], case["municipality_id"], member, place):
        raise Conflict("They are on the team.", detail_fr="Déjà dans l'équipe.")
    await duties_follow(work, case["id"])
    await renew_team_grants(work, case["id"])
    await _announce(work, actor, case, member, LineKind.MEMBER_JOINED, events.MemberJoined)


async def end_membership(work: UnitOfWork, actor: Actor, case_id: UUID, member_id: UUID) -> UUID:
    """End a membership; what rested on it ends with the answer.

    Raises:
        NotFound: no such member of a case that the caller may see.
        NotAllowed: neither the lead, nor the member, nor a supervisor of either.
        Conflict: it has ended, or it is the lead's.
    """
    case = await load_for_change(work, case_id)
    row = await read_member(work, case_id, member_id)
    lead = about(case)
    seat = AboutMember(lead.lead_agency_id, lead.lead_worker_id, row["agency_id"], row["worker_id"])
    decide_about(work, MEMBER_RULES, END_MEMBERSHIP, actor, seat, people_shown(case))
    member = await _present(work, case_id, member_id)
    if member.is_lead:
        raise Conflict("Somebody else must lead first.", detail_fr="Désignez d'abord un autre référent.")
    await renew_team_grants(work, case_id, leaving=member_id)
    people = await store.people(work, case_id)
    await add_lines(work, *case_lines(actor, case, people, LineKind.MEMBER_LEFT, item_id=member_id))
    await team_store.end(work, member_id)
    await duties_follow(work, case_id)
    await work.tell(*(_event(events.MemberLeft, case_id, one.person_id, member) for one in people))
    return member_id


async def change_lead(work: UnitOfWork, actor: Actor, case_id: UUID, member_id: UUID) -> UUID:
    """Let a member of the team answer for the coordination from now on; the former lead stays a member.

    Raises:
        NotFound: no such member of a case that the caller may see.
        NotAllowed: the caller neither leads the case nor stands in for the lead.
        Conflict: the case is closed, or the member does not work on it at present, or leads it.
    """
    case = await load_for_change(work, case_id)
    decide_about(work, CASE_RULES, CHANGE_TEAM, actor, about(case), people_shown(case))
    must_be_open(CaseState(case["state"]))
    await read_member(work, case_id, member_id)
    member = await _present(work, case_id, member_id)
    if member.is_lead or member.starts_at > work.now:
        raise Conflict("They lead it, or have not begun.", detail_fr="Déjà référent, ou pas encore dans l'équipe.")
    await _entrust(work, case, member)
    await team_store.change_lead(work, case_id, member_id)
    await store.led_by(work, case_id, member.agency_id)
    await put_in_place(work, case_id, place_in_worklist(case["risk"], case["next_review_on"], work.now))
    await renew_team_grants(work, case_id)
    await _announce(work, actor, case, member, LineKind.LEAD_CHANGED, events.LeadChanged)
    return case_id


async def _entrust(work: UnitOfWork, case: asyncpg.Record, to: Member) -> None:
    """Let the next lead coordinate for those for whom the present one does by a right that can be handed on."""
    giver = case["lead_agency_id"]
    if giver != to.agency_id:
        people = [one.person_id for one in await store.people(work, case["id"])]
        entrusted = await entrustable_by(work, giver, case["id"], people)
        await store.entrust(work, case["id"], to.agency_id, entrusted)


async def read_member(work: UnitOfWork, case_id: UUID, member_id: UUID) -> asyncpg.Record:
    """One member, past or present, of a case that the caller may see.

    Raises:
        NotFound: none.
    """
    row = await team_store.open_one(work, case_id, member_id)
    if row is None:
        raise not_found(work, "read-member")
    return row


async def list_team(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Members past and present, in the order of joining; one more than `limit` when there is a next page.

    Raises:
        NotFound: no such case that the caller may see.
    """
    await read_case(work, case_id)
    return await team_store.list_some(work, case_id, after, limit + 1)


async def _present(work: UnitOfWork, case_id: UUID, member_id: UUID) -> Member:
    for member in await team_store.everybody(work, case_id):
        if member.id == member_id and not member.is_over(work.now):
            return member
    raise Conflict("This membership has ended.", detail_fr="Cette participation est terminée.")


async def _announce(
    work: UnitOfWork,
    actor: Actor,
    case: asyncpg.Record,
    member: Member,
    kind: LineKind,
    event: type[events.MemberJoined | events.LeadChanged],
) -> None:
    people = await store.people(work, case["id"])
    await add_lines(work, *case_lines(actor, case, people, kind, item_id=member.id))
    await work.tell(*(_event(event, case["id"], one.person_id, member) for one in people))


def _event(
    kind: type[events.MemberJoined | events.MemberLeft | events.LeadChanged],
    case_id: UUID,
    person_id: UUID,
    member: Member,
) -> events.MemberJoined | events.MemberLeft | events.LeadChanged:
    return kind(
        case_id=case_id,
        person_id=person_id,
        member_id=member.id,
        agency_id=member.agency_id,
        worker_id=member.worker_id,
    )
