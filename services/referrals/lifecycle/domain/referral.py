"""A referral as it stands, and what a move brings along."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.referrals.deadlines.domain.service_level import USUAL, ServiceLevel
from services.referrals.deadlines.domain.territory import ANYWHERE, Territory
from services.referrals.deadlines.domain.working_time import Closed
from shared.contracts.cases.vocabulary import CaseId, Category, PersonId
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId, Sector
from shared.contracts.referrals.directory import ListingId
from shared.contracts.referrals.vocabulary import (
    Clock,
    Confirmation,
    Evidence,
    Move,
    Outcome,
    Party,
    Reason,
    ReferralId,
    Ring,
    State,
    Urgency,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What the sender asks for. A draft's may be edited; a sent one's no more.

    Attributes:
        category: what the need is about.
        term: the need in a word of a taxonomy.
        note: free text for the receiver; never in an event.
        categories: what of the record the sender wants to travel.
        follows_id: an earlier referral that this one continues.
        territory: by which the receiver's days and holidays are counted.
        service_level: what the listing promised when the referral was sent.
    """

    case_id: CaseId | None = None
    listing_id: ListingId
    listing_name: str
    receiver_agency_id: AgencyId
    receiver_name: str
    receiver_sector: Sector
    category: Category
    term: str | None = None
    urgency: Urgency = Urgency.ROUTINE
    note: str = ""
    categories: tuple[Category, ...] = ()
    follows_id: ReferralId | None = None
    territory: Territory = ANYWHERE
    service_level: ServiceLevel = USUAL


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """What the moves so far have said, each the latest of its kind.

    Attributes:
        reason: of the latest move that had one.
        waitlist_position: on the waiting list, from 1, as it was told last; `Referral.place` is where it is now.
        expected_on: when a place is expected, on a waiting list.
        waiting_rule, waiting_credits: by which version of the listing's rule they wait, and what counts as days of
            waiting more, by `Urgency` and `Circumstance`.
        stands_as_since: as if they had waited since then; the earliest comes first.
        alternative_id: the listing that the receiver offered instead.
        redirected_to_id: the referral that was drafted to it.
    """

    reason: Reason | None = None
    responsible_id: UUID | None = None
    responsible_team: str | None = None
    waitlist_position: int | None = None
    expected_on: date | None = None
    waiting_rule: int | None = None
    waiting_credits: Mapping[str, int] | None = None
    stands_as_since: datetime | None = None
    alternative_id: ListingId | None = None
    redirected_to_id: ReferralId | None = None
    first_contact_at: datetime | None = None
    review_on: date | None = None
    outcome: Outcome | None = None
    evidence: Evidence | None = None
    confirmation: Confirmation | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """One worker says that it was entered in error; a second one of the sender's agency has yet to agree."""

    by: UUID
    at: datetime
    reason: Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class RunningClock:
    """What runs out for whoever owes the next action. Times are aware, UTC.

    Attributes:
        due_at: by when they should have acted.
        expires_at: when the referral expires unanswered; None where it does not.
        ring, rings_at: what the clock does next, and when.
        rang: how many times it rang since it was wound.
    """

    clock: Clock
    started_at: datetime
    due_at: datetime
    expires_at: datetime | None
    ring: Ring
    rings_at: datetime
    rang: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Referral:
    """One agency asks another to help a person.

    Attributes:
        version: counts changes; the sender's ETag.
        moves_since_sent: the sending included; the receiver's ETag, which must not tell what only the sender sees.
        moved_by_agency_id, moved_by_id: who made the latest move; None when the clock or the end of a ground did.
        asked_in: the state in which a question was asked that is not answered yet.
        held_in, held_by: the state in which it was put on hold, and by whom.
        flags: what always travels; as cases said at sending, and as it is kept: `store.flags` opens it.
        clock: what runs; None once it has ended.
        package_id: shared by those that were sent together; only their sender knows of it.
        closed: when the receiver is closed; known where the referral was loaded to be changed.
        place: on the waiting list now, from 1; known where its sender reads it.
    """

    id: ReferralId
    municipality_id: MunicipalityId
    person_id: PersonId
    sender_agency_id: AgencyId
    sender_name: str
    request: Request
    progress: Progress = Progress()
    flags: Mapping[str, Any] = field(default_factory=dict)
    state: State = State.DRAFT
    version: int = 1
    moves_since_sent: int = 0
    drafted_at: datetime
    sent_at: datetime | None = None
    moved_at: datetime
    moved_by_agency_id: AgencyId | None = None
    moved_by_id: UUID | None = None
    closed_at: datetime | None = None
    asked_in: State | None = None
    held_in: State | None = None
    held_by: Party | None = None
    error_proposed: Proposal | None = None
    clock: RunningClock | None = None
    closed: tuple[Closed, ...] = ()
    package_id: UUID | None = None
    place: int | None = None

    @property
    def receiver_agency_id(self) -> AgencyId:
        return self.request.receiver_agency_id

    @property
    def was_sent(self) -> bool:
        return self.sent_at is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Mover:
    """Who makes a move.

    Attributes:
        agency_id, id: None for the clock and for the end of a ground.
        is_worker: False for an agency's software.
    """

    party: Party
    agency_id: AgencyId | None = None
    id: UUID | None = None
    is_worker: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Particulars:
    """What comes with a move: the words (a question, an answer, a remark) and what it says anew.

    Attributes:
        has_ground: something of the record may travel to the receiver, as cases said just now.
        skips: others stand before this one on the waiting list.
    """

    note: str = ""
    said: Progress = Progress()
    has_ground: bool = False
    skips: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveMade:
    """One line of a referral's history.

    Attributes:
        origin: None for the first.
    """

    move: Move
    by: Mover
    origin: State | None
    to: State
    at: datetime
    particulars: Particulars


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """By what referrals are searched; all that is given must fit, and None asks for nothing.

    Attributes:
        moved_since: its latest move was then or later.
    """

    ids: tuple[UUID, ...] | None = None
    person_id: UUID | None = None
    sender_id: UUID | None = None
    receiver_id: UUID | None = None
    listing_id: UUID | None = None
    moved_since: datetime | None = None
