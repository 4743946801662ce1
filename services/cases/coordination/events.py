"""What can happen to cases and teams."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.cases.coordination import CaseState, ClosingReason, DecliningReason, ReopeningReason
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutCase(Event):
    """One event for each person of the case, so that nobody learns from it who else belongs to it."""

    ABOUT = "case_id"

    case_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseOpened(_AboutCase):
    """Somebody coordinates support for this person from now on."""

    TYPE = "parcours.case.opened.v1"

    agency_id: UUID
    state: CaseState = CaseState.OPEN


class CaseChanged(_AboutCase):
    """Title, summary, risk or review date changed."""

    TYPE = "parcours.case.changed.v1"


@dataclass(frozen=True, kw_only=True)
class CaseClosed(_AboutCase):
    """The coordination ended; the grants of its team ended with it."""

    TYPE = "parcours.case.closed.v1"

    reason: ClosingReason
    state: CaseState = CaseState.CLOSED


@dataclass(frozen=True, kw_only=True)
class CaseReopened(_AboutCase):
    """The coordination goes on."""

    TYPE = "parcours.case.reopened.v1"

    reason: ReopeningReason
    state: CaseState = CaseState.OPEN


class PersonJoined(_AboutCase):
    """The case is about somebody more."""

    TYPE = "parcours.case.person_joined.v1"


class PersonLeft(_AboutCase):
    """The case is about somebody less; what the team saw of them as a team ended."""

    TYPE = "parcours.case.person_left.v1"


@dataclass(frozen=True, kw_only=True)
class _AboutMember(_AboutCase):
    member_id: UUID
    agency_id: UUID
    worker_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class _AboutInvitation(Event):
    """Says nothing of the people of the case: whoever is invited is not told about whom."""

    ABOUT = "case_id"

    case_id: UUID
    municipality_id: UUID
    invitation_id: UUID
    agency_id: UUID
    worker_id: UUID | None


class MemberInvited(_AboutInvitation):
    """An agency, or one of its workers, was asked to work on a case."""

    TYPE = "parcours.case.member_invited.v1"


@dataclass(frozen=True, kw_only=True)
class InvitationDeclined(_AboutInvitation):
    """They do not work on it."""

    TYPE = "parcours.case.invitation_declined.v1"

    reason: DecliningReason


class InvitationWithdrawn(_AboutInvitation):
    """They are no longer asked."""

    TYPE = "parcours.case.invitation_withdrawn.v1"


class MemberJoined(_AboutMember):
    """An agency, or one of its workers, joined the team."""

    TYPE = "parcours.case.member_joined.v1"


class MemberLeft(_AboutMember):
    """An agency, or one of its workers, left the team; what rested on it ended."""

    TYPE = "parcours.case.member_left.v1"


class LeadChanged(_AboutMember):
    """Somebody else answers for the coordination."""

    TYPE = "parcours.case.lead_changed.v1"


class FormerLeadReadsOn(_AboutMember):
    """Whoever led until now, and left the team, reads for some time what its members read."""

    TYPE = "parcours.case.former_lead_reads_on.v1"


class GuestAdmitted(_AboutMember):
    """Somebody who comes to a conference reads until it is over what is talked about there."""

    TYPE = "parcours.case.guest_admitted.v1"


class LeadFellVacant(_AboutMember):
    """Whoever led can no longer: a supervisor of their agency, which goes on leading, has to name somebody."""

    TYPE = "parcours.case.lead_fell_vacant.v1"
