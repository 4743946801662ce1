"""The shapes of the answers, for the API document. Answers are written by `rendering`; a test holds both
together.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.cases.disclosure import WithheldBecause
from shared.contracts.cases.vocabulary import Category, GroundKind
from shared.contracts.referrals.vocabulary import (
    Clock,
    Confirmation,
    DeclineKind,
    Evidence,
    Move,
    Outcome,
    PackageState,
    Party,
    Reason,
    Ring,
    State,
    Urgency,
)


class _View(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AgencyInReferral(_View):
    """One of the two agencies, by the name it had when the referral was drafted."""

    agency_id: UUID
    name: str = Field(examples=["Habitat Valmont"])


class ListingInReferral(_View):
    """The service listing, by the name it had then."""

    id: UUID
    name: str = Field(examples=["Temporary housing"])


class NeedView(_View):
    """What the person needs."""

    category: Category
    term: str | None


class ReasonChoice(_View):
    """A coded reason that a move takes."""

    reason: Reason
    label: str = Field(examples=["No place free"])


class PossibleMove(_View):
    """A move that the caller can make now."""

    move: Move
    label: str = Field(examples=["Start the help"])
    path: str = Field(description="POST here.", examples=["/v1/referrals/0198c0de-0000-7000-8000-000000000d01/start"])
    needs: list[str] = Field(examples=[["a responsible worker or team"]], description="What it cannot be made without.")
    reasons: list[ReasonChoice]


class WaitingCredit(_View):
    """What counts as days of waiting more."""

    because: str = Field(examples=["no_shelter"], description="An urgency or a circumstance.")
    because_label: str = Field(examples=["Has no shelter"])
    days: int


class WaitingView(_View):
    """Where somebody stands on a waiting list, and why: the earliest `stands_as_since` comes first."""

    position: int | None = Field(description="From 1; for the sending agency only, receivers see the list in order.")
    waits_since: datetime
    stands_as_since: datetime
    rule_version: int = Field(description="Of the listing's waiting rules; 0 for the usual one.")
    credits: list[WaitingCredit]


class ProgressView(_View):
    """What the moves have said so far, each the latest of its kind; only what is there."""

    reason: Reason | None = None
    reason_label: str | None = None
    responsible_id: UUID | None = Field(None, description="For the receiving agency only.")
    responsible_team: str | None = None
    waiting: WaitingView | None = None
    expected_on: date | None = None
    alternative_id: UUID | None = None
    redirected_to_id: UUID | None = Field(None, description="For the sending agency only.")
    first_contact_at: datetime | None = None
    review_on: date | None = None
    outcome: Outcome | None = None
    outcome_label: str | None = None
    evidence: Evidence | None = None
    evidence_label: str | None = None
    confirmation: Confirmation | None = None
    confirmation_label: str | None = None
    decline_kind: DeclineKind | None = None
    decline_kind_label: str | None = None


class ClockView(_View):
    """What runs out for whoever owes the next action."""

    clock: Clock
    clock_label: str = Field(examples=["To be answered"])
    started_at: datetime
    due_at: datetime = Field(description="By when they should have acted; overdue from then on.")
    expires_at: datetime | None = Field(description="When it expires unanswered; null where it does not.")
    next_ring: Ring
    next_ring_label: str = Field(examples=["Reminder"])
    next_ring_at: datetime


class CorrectionProposed(_View):
    """One worker says that it was entered in error; a second one has yet to agree."""

    by_id: UUID
    at: datetime
    reason: Reason


class ReferralView(_View):
    """A referral: who, what, where it stands, who acts next, and what you can do now."""

    id: UUID
    version: int = Field(description="Counts what changed of what you may see; the ETag.")
    state: State
    state_label: str = Field(examples=["Accepted"])
    person_id: UUID
    case_id: UUID | None
    sender: AgencyInReferral
    receiver: AgencyInReferral
    listing: ListingInReferral
    need: NeedView
    urgency: Urgency
    urgency_label: str = Field(examples=["Soon"])
    follows_id: UUID | None
    drafted_at: datetime
    sent_at: datetime | None
    moved_at: datetime
    closed_at: datetime | None
    next_action_by: Party | None
    next_action_by_label: str | None
    clock: ClockView | None = Field(description="Null once it has ended.")
    progress: ProgressView
    moves: list[PossibleMove]
    categories: list[Category] | None = Field(None, description="What the sender picked; for the sending agency only.")
    package_id: UUID | None = Field(None, description="What it was sent together with; for the sending agency only.")
    correction_proposed: CorrectionProposed | None = Field(None, description="For the sending agency only.")


class GroundView(_View):
    """On which ground something travels."""

    kind: GroundKind
    id: UUID
    agreement_id: UUID | None
    valid_until: datetime | None


class MayTravel(_View):
    """A category that may travel, and why."""

    category: Category
    because: list[GroundView]


class WithheldView(_View):
    """A category that may not travel, and why."""

    category: Category
    because: WithheldBecause


class DisclosurePreview(_View):
    """What would travel if it were sent now."""

    may_travel: list[MayTravel]
    withheld: list[WithheldView]


class SimilarView(_View):
    """A live referral of the same agency for the same need of the same person to the same listing."""

    id: UUID
    state: State
    drafted_at: datetime


class DraftedView(ReferralView):
    """A new draft, what would travel, and similar referrals."""

    disclosure: DisclosurePreview
    similar: list[SimilarView]


class ShownCategory(_View):
    """A category that is shown, and why."""

    category: Category
    because: list[GroundView]
    taken_at: datetime
    content: Any = Field(examples=[{"needs": [{"term": "homelessness", "state": "open"}]}])


class HiddenCategory(_View):
    """A category that travelled and is not shown, and why."""

    category: Category
    because: str = Field(examples=["consent_withdrawn"])


class DisclosureView(_View):
    """What travelled with the referral, as it is seen now."""

    shown: list[ShownCategory]
    hidden: list[HiddenCategory]


class HistoryLine(_View):
    """A move that was made."""

    move: Move
    move_label: str = Field(examples=["Sent"])
    by: Party
    by_label: str = Field(examples=["Sender"])
    agency_id: UUID | None
    by_id: UUID | None = Field(description="For their own agency only.")
    origin: State | None = Field(alias="from")
    to: State
    to_label: str = Field(examples=["Sent"])
    at: datetime
    reason: Reason | None
    reason_label: str | None
    note: str | None


class Message(_View):
    """A question or an answer."""

    kind: str = Field(examples=["question"])
    text: str | None
    agency_id: UUID | None
    at: datetime


class OpenedView(ReferralView):
    """A referral with what travelled, its history and its messages."""

    note: str | None = Field(description="The sender's words; hidden with what was disclosed.")
    flags: dict[str, Any] | None = Field(description="What always travels: safe contact, interpreter and the like.")
    disclosure: DisclosureView
    history: list[HistoryLine]
    messages: list[Message]


class MovesView(_View):
    """Where a referral stands, and what you can do now."""

    state: State
    state_label: str = Field(examples=["Accepted"])
    moves: list[PossibleMove]


class PackageView(_View):
    """Referrals that were sent together."""

    id: UUID
    person_id: UUID
    state: PackageState
    state_label: str = Field(examples=["Answers are awaited"])
    referrals: list[ReferralView] = Field(description="And those that follow where an alternative was taken.")
