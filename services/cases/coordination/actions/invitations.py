"""Ask another agency to work on a case; say yes or no."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.cases.coordination import events
from services.cases.coordination.actions.cases import about, load_for_change, people_shown, read_case
from services.cases.coordination.actions.decisions import decide_about, not_found, refuse_kept_out
from services.cases.coordination.actions.duties import answer_is_due
from services.cases.coordination.actions.team import join
from services.cases.coordination.domain.case import must_be_open
from services.cases.coordination.domain.invitations import LASTS, Invitation, InvitationMove, InvitationState
from services.cases.coordination.domain.team import Capacity, Member
from services.cases.coordination.policy.cases import CASE_RULES, INVITE, SEE_INVITATIONS, WITHDRAW_INVITATION
from services.cases.coordination.policy.invitations import (
    ACCEPT_INVITATION,
    DECLINE_INVITATION,
    INVITATION_RULES,
    AboutInvitation,
)
from services.cases.coordination.store import cases as case_store
from services.cases.coordination.store import invitations as store
from services.cases.duties.actions import is_settled
from shared.contracts.cases.coordination import CaseState, DecliningReason
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, Invalid


@dataclass(frozen=True, kw_only=True)
class NewInvitation:
    """What is needed to invite.

    Attributes:
        worker_id: None for whoever of the agency takes it up.
        starts_at, ends_at: of the membership.
    """

    agency_id: UUID
    worker_id: UUID | None
    capacity: Capacity
    starts_at: datetime | None
    ends_at: datetime | None


async def invite(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewInvitation) -> UUID:
    """Ask another agency, or one of its workers, to work on a case. It is not told about whom.

    Raises:
        NotFound: no such case that the caller may see.
        NotAllowed: the caller neither leads the case nor stands in for the lead.
        Conflict: the case is closed, or they are being asked.
        Invalid: the caller's own agency, or a membership that would be over.
    """
    case = await load_for_change(work, case_id)
    decide_about(work, CASE_RULES, INVITE, actor, about(case), people_shown(case))
    must_be_open(CaseState(case["state"]))
    if command.agency_id == actor.agency_id:
        raise Invalid.field(
            "#/agency_id",
            "own_agency",
            "Workers of your own agency are added to the team.",
            "Les intervenants de votre propre organisme s'ajoutent à l'équipe.",
        )
    if command.ends_at is not None and command.ends_at <= work.now:
        raise Invalid.field(
            "#/ends_at", "in_the_past", "The membership would be over.", "La participation serait déjà terminée."
        )
    invitation = Invitation(
        id=new_id(),
        case_id=case_id,
        agency_id=command.agency_id,
        worker_id=command.worker_id,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        state=InvitationState.PENDING,
        expires_at=work.now + LASTS,
    )
    if not await store.keep(work, invitation, case, command.capacity):
        raise Conflict("They are being asked.", detail_fr="Une invitation attend déjà leur réponse.")
    await answer_is_due(work, case, invitation)
    await work.tell(_event(events.MemberInvited, invitation, case["municipality_id"]))
    return invitation.id


async def withdraw_invitation(work: UnitOfWork, actor: Actor, case_id: UUID, invitation_id: UUID) -> UUID:
    """No longer ask them.

    Raises:
        NotFound: no such invitation to a case that the caller may see.
        NotAllowed: the caller neither leads the case nor stands in for the lead.
        Conflict: it waits for no answer any more; carries its state.
    """
    case = await load_for_change(work, case_id)
    decide_about(work, CASE_RULES, WITHDRAW_INVITATION, actor, about(case), people_shown(case))
    row = await read_invitation_to(work, case_id, invitation_id)
    invitation = store.invitation_from(row)
    await store.answer(work, invitation_id, invitation.after(InvitationMove.WITHDRAW, work.now))
    await is_settled(work, invitation_id)
    await work.tell(_event(events.InvitationWithdrawn, invitation, row["municipality_id"]))
    return invitation_id


async def accept_invitation(
    work: UnitOfWork, actor: Actor, invitation_id: UUID, *, worker_id: UUID | None, whole_agency: bool
) -> UUID:
    """Work on the case from now on; with the answer they see what an agreement lets flow to them.

    Args:
        worker_id: who goes; whoever was invited by name, or the caller, when None.
        whole_agency: everybody goes.

    Raises:
        NotFound: no such invitation for the caller or their agency.
        NotAllowed: it is not theirs to accept for that worker.
        Conflict: it waits for no answer, the case is closed, they are on the team, or must not know the people.
    """
    row = await read_invitation(work, invitation_id)
    sends = None if whole_agency else worker_id or row["worker_id"] or actor.worker_id
    decide(INVITATION_RULES, ACCEPT_INVITATION, actor, AboutInvitation(row["agency_id"], row["worker_id"], sends))
    invitation, case = await _locked(work, row)
    state = invitation.after(InvitationMove.ACCEPT, work.now)
    must_be_open(CaseState(case["state"]))
    member = Member(
        id=new_id(),
        agency_id=actor.agency_id,
        sector=actor.sector,
        worker_id=sends,
        capacity=Capacity(row["capacity"]),
        is_lead=False,
        starts_at=invitation.begins(work.now),
        ends_at=invitation.ends_at,
    )
    await join(work, actor, case, member)
    await refuse_kept_out(work, sends, [one.person_id for one in await case_store.people(work, case["id"])])
    await store.answer(work, invitation_id, state, member_id=member.id)
    await is_settled(work, invitation_id)
    return invitation_id


async def decline_invitation(work: UnitOfWork, actor: Actor, invitation_id: UUID, reason: DecliningReason) -> UUID:
    """Not work on the case, for a coded reason.

    Raises:
        NotFound: no such invitation for the caller or their agency.
        NotAllowed: it is not theirs to decline.
        Conflict: it waits for no answer any more; carries its state.
    """
    row = await read_invitation(work, invitation_id)
    facts = AboutInvitation(row["agency_id"], row["worker_id"], None)
    decide(INVITATION_RULES, DECLINE_INVITATION, actor, facts)
    invitation, _case = await _locked(work, row)
    await store.answer(work, invitation_id, invitation.after(InvitationMove.DECLINE, work.now), reason=reason)
    await is_settled(work, invitation_id)
    await work.tell(
        events.InvitationDeclined(
            case_id=invitation.case_id,
            municipality_id=row["municipality_id"],
            invitation_id=invitation_id,
            agency_id=invitation.agency_id,
            worker_id=invitation.worker_id,
            reason=reason,
        )
    )
    return invitation_id


async def read_invitation(work: UnitOfWork, invitation_id: UUID) -> asyncpg.Record:
    """One invitation, to whoever may answer it.

    Raises:
        NotFound: none for the caller or their agency; or to a case about somebody whom they must not know: the same.
    """
    row = await store.open_one(work, invitation_id)
    if row is None:
        raise not_found(work, "read-invitation")
    return row


async def list_waiting(work: UnitOfWork, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Invitations that wait for the caller's answer; one more than `limit` when there is a next page."""
    return await store.list_waiting(work, after, limit + 1)


async def read_invitation_to(work: UnitOfWork, case_id: UUID, invitation_id: UUID) -> asyncpg.Record:
    """One invitation, to whoever invites.

    Raises:
        NotFound: none to a case that the caller may see.
    """
    row = await store.open_of_case(work, case_id, invitation_id)
    if row is None:
        raise not_found(work, "read-invitation")
    return row


async def list_invitations_to(
    work: UnitOfWork, actor: Actor, case_id: UUID, after: UUID | None, limit: int
) -> tuple[asyncpg.Record, list[asyncpg.Record]]:
    """A case and whom it asked, whatever they answered; one more than `limit` when there is a next page.

    Raises:
        NotFound: no such case that the caller may see.
        NotAllowed: the caller neither leads the case nor stands in for the lead: who was asked and said no is not for
            the whole team.
    """
    case = await read_case(work, case_id)
    decide_about(work, CASE_RULES, SEE_INVITATIONS, actor, about(case), people_shown(case))
    return case, await store.list_of_case(work, case_id, after, limit + 1)


async def _locked(work: UnitOfWork, row: asyncpg.Record) -> tuple[Invitation, asyncpg.Record]:
    """The invitation as it is once nobody else changes it, and its case."""
    case = await store.lock_case(work, row["case_id"])
    invitation = store.invitation_from(await read_invitation(work, row["id"]))
    if case is None:
        raise Conflict(
            "The invitation waits for no answer any more.",
            detail_fr="Cette invitation n'attend plus de réponse.",
            state=invitation.state_at(work.now),
        )
    return invitation, case


def _event(
    kind: type[events.MemberInvited | events.InvitationWithdrawn], invitation: Invitation, municipality_id: UUID
) -> events.MemberInvited | events.InvitationWithdrawn:
    return kind(
        case_id=invitation.case_id,
        municipality_id=municipality_id,
        invitation_id=invitation.id,
        agency_id=invitation.agency_id,
        worker_id=invitation.worker_id,
    )
