"""What can happen to a referral, in the past tense."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from shared.contracts.cases.vocabulary import Category
from shared.contracts.referrals.vocabulary import Clock, Move, State
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class ReferralEvent(Event):
    """What every event in the life of a referral says; its type says what happened.

    Attributes:
        category: of the need, by which others than the two agencies may see that it moves.
        by_agency_id, by_id: empty when the clock or the end of a ground moved it.
        responsible_id: the receiver's worker who answers for it, once one does.
        due_at: by when whoever owes the next action should have acted; empty once it has ended.
    """

    ABOUT = "referral_id"

    referral_id: UUID
    person_id: UUID
    case_id: UUID | None
    sender_agency_id: UUID
    receiver_agency_id: UUID
    listing_id: UUID
    category: Category
    state: State
    moved_at: datetime
    by_agency_id: UUID | None
    by_id: UUID | None
    responsible_id: UUID | None = None
    due_at: datetime | None = None


class ReferralDrafted(ReferralEvent):
    """An agency wrote a referral; nobody else knows."""

    TYPE = "parcours.referral.drafted.v1"


class ReferralSent(ReferralEvent):
    """The receiver has it, with what may travel."""

    TYPE = "parcours.referral.sent.v1"


class ReferralAcknowledged(ReferralEvent):
    """The receiver opened it."""

    TYPE = "parcours.referral.acknowledged.v1"


class QuestionAsked(ReferralEvent):
    """The receiver needs to know more."""

    TYPE = "parcours.referral.question_asked.v1"


class QuestionAnswered(ReferralEvent):
    """The sender answered."""

    TYPE = "parcours.referral.question_answered.v1"


class ReferralAccepted(ReferralEvent):
    """The receiver said yes; somebody is responsible."""

    TYPE = "parcours.referral.accepted.v1"


class ReferralWaitlisted(ReferralEvent):
    """The receiver put it on its waiting list."""

    TYPE = "parcours.referral.waitlisted.v1"


class AlternativeOffered(ReferralEvent):
    """The receiver offered another listing."""

    TYPE = "parcours.referral.alternative_offered.v1"


class AlternativeTaken(ReferralEvent):
    """The sender took it; a new referral was drafted."""

    TYPE = "parcours.referral.alternative_taken.v1"


class AlternativeRejected(ReferralEvent):
    """The sender rejected it."""

    TYPE = "parcours.referral.alternative_rejected.v1"


class ReferralDeclined(ReferralEvent):
    """The receiver said no."""

    TYPE = "parcours.referral.declined.v1"


class ReferralStarted(ReferralEvent):
    """The help began."""

    TYPE = "parcours.referral.started.v1"


class ReferralPaused(ReferralEvent):
    """It is on hold: the receiver waits, or a ground ended."""

    TYPE = "parcours.referral.paused.v1"


class ReferralResumed(ReferralEvent):
    """It goes on."""

    TYPE = "parcours.referral.resumed.v1"


class ReferralReviewed(ReferralEvent):
    """The receiver looked at it again, and said when next."""

    TYPE = "parcours.referral.reviewed.v1"


class ReferralCompleted(ReferralEvent):
    """The help ended with an outcome."""

    TYPE = "parcours.referral.completed.v1"


class ReferralStopped(ReferralEvent):
    """The help ended before its time."""

    TYPE = "parcours.referral.stopped.v1"


class ReferralWithdrawn(ReferralEvent):
    """The sender took it back."""

    TYPE = "parcours.referral.withdrawn.v1"


class ReferralExpired(ReferralEvent):
    """Nobody answered in time."""

    TYPE = "parcours.referral.expired.v1"


class ReferralEnteredInError(ReferralEvent):
    """It should never have been."""

    TYPE = "parcours.referral.entered_in_error.v1"


class ReferralReopened(ReferralEvent):
    """It had ended too early."""

    TYPE = "parcours.referral.reopened.v1"


class DraftEdited(ReferralEvent):
    """The sender changed its draft; nobody else knows."""

    TYPE = "parcours.referral.draft_edited.v1"


class CorrectionProposed(ReferralEvent):
    """One worker says that it was entered in error; a second one has yet to agree."""

    TYPE = "parcours.referral.correction_proposed.v1"


@dataclass(frozen=True, kw_only=True)
class ClockRang(Event):
    """The clock of whoever owes the next action rang.

    Attributes:
        agency_id: which agency owes it.
        due_at: by when it should have acted.
        rang: how many times since the clock was wound by the latest move.
    """

    ABOUT = "referral_id"

    referral_id: UUID
    person_id: UUID
    sender_agency_id: UUID
    receiver_agency_id: UUID
    agency_id: UUID
    state: State
    clock: Clock
    due_at: datetime
    rang: int


class ReferralReminded(ClockRang):
    """Time runs out: whoever has it in hand is reminded."""

    TYPE = "parcours.referral.reminded.v1"


class ReferralEscalated(ClockRang):
    """It was not done in time: the supervisors of the agency that owes it are told."""

    TYPE = "parcours.referral.escalated.v1"


@dataclass(frozen=True, kw_only=True)
class ReferralMovedUp(Event):
    """Fewer stand before it on the waiting list.

    Attributes:
        position: from 1.
    """

    TYPE = "parcours.referral.moved_up.v1"
    ABOUT = "referral_id"

    referral_id: UUID
    person_id: UUID
    sender_agency_id: UUID
    receiver_agency_id: UUID
    listing_id: UUID
    position: int


@dataclass(frozen=True, kw_only=True)
class PackageSent(Event):
    """An agency sent several referrals of a person together."""

    TYPE = "parcours.referral_package.sent.v1"
    ABOUT = "package_id"

    package_id: UUID
    person_id: UUID
    sender_agency_id: UUID
    referral_ids: tuple[UUID, ...]


OF_MOVE: Final[Mapping[Move, type[ReferralEvent]]] = {
    Move.DRAFT: ReferralDrafted,
    Move.SEND: ReferralSent,
    Move.ACKNOWLEDGE: ReferralAcknowledged,
    Move.ASK: QuestionAsked,
    Move.ANSWER: QuestionAnswered,
    Move.ACCEPT: ReferralAccepted,
    Move.WAITLIST: ReferralWaitlisted,
    Move.OFFER_ALTERNATIVE: AlternativeOffered,
    Move.TAKE_ALTERNATIVE: AlternativeTaken,
    Move.REJECT_ALTERNATIVE: AlternativeRejected,
    Move.DECLINE: ReferralDeclined,
    Move.START: ReferralStarted,
    Move.PAUSE: ReferralPaused,
    Move.RESUME: ReferralResumed,
    Move.REVIEW: ReferralReviewed,
    Move.COMPLETE: ReferralCompleted,
    Move.STOP: ReferralStopped,
    Move.WITHDRAW: ReferralWithdrawn,
    Move.EXPIRE: ReferralExpired,
    Move.MARK_IN_ERROR: ReferralEnteredInError,
    Move.REOPEN: ReferralReopened,
}
