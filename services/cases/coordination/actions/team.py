"""Who joins a team, and who leaves it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.cases.coordination import events
from services.cases.coordination.actions.cases import about, case_lines, load_for_change, people_shown, read_case
from services.cases.coordination.actions.decisions import decide_about, not_found, refuse_kept_out
from services.cases.coordination.actions.grants import renew_team_grants
from services.cases.coordination.domain.case import must_be_open, place_in_worklist
from services.cases.coordination.domain.team import Capacity, Member
from services.cases.coordination.policy.cases import CASE_RULES, CHANGE_TEAM, END_MEMBERSHIP, MEMBER_RULES, AboutMember
from services.cases.coordination.store import cases as store
from services.cases.coordination.store import team as team_store
from services.cases.duties.actions import duties_follow
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain.kinds import LineKind
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
    await announce(work, actor, case, member, LineKind.MEMBER_JOINED, events.MemberJoined)


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
    member = await present_member(work, case_id, member_id)
    if member.is_lead:
        raise Conflict("Somebody else must lead first.", detail_fr="Désignez d'abord un autre référent.")
    await renew_team_grants(work, case_id, leaving=member_id)
    await announce(work, actor, case, member, LineKind.MEMBER_LEFT, events.MemberLeft)
    await team_store.end(work, member_id)
    await duties_follow(work, case_id)
    return member_id


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


async def present_member(work: UnitOfWork, case_id: UUID, member_id: UUID) -> Member:
    """A seat that is not over, of a case that is locked; for somebody who may change its team.

    Raises:
        Conflict: it has ended.
    """
    for member in await team_store.everybody(work, case_id):
        if member.id == member_id and not member.is_over(work.now):
            return member
    raise Conflict("This membership has ended.", detail_fr="Cette participation est terminée.")


async def announce(
    work: UnitOfWork,
    actor: Actor,
    case: asyncpg.Record,
    member: Member,
    kind: LineKind,
    event: type[
        events.MemberJoined | events.MemberLeft | events.LeadChanged | events.FormerLeadReadsOn | events.GuestAdmitted
    ],
) -> None:
    """Write and tell what happened to a seat, for each of the people."""
    people = await store.people(work, case["id"])
    await add_lines(work, *case_lines(actor, case, people, kind, item_id=member.id))
    await work.tell(
        *(
            event(
                case_id=case["id"],
                person_id=one.person_id,
                member_id=member.id,
                agency_id=member.agency_id,
                worker_id=member.worker_id,
            )
            for one in people
        )
    )
