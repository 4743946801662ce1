"""Closed lists of the life of a referral. `labels.py` beside it says each word in English and French."""

from enum import StrEnum
from typing import NewType
from uuid import UUID

ReferralId = NewType("ReferralId", UUID)


class State(StrEnum):
    """Where a referral stands; in every state somebody owes the next action."""

    DRAFT = "draft"
    SENT = "sent"
    RECEIVED = "received"
    INFORMATION_REQUESTED = "information_requested"
    ALTERNATIVE_OFFERED = "alternative_offered"
    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    STOPPED = "stopped"
    DECLINED = "declined"
    REDIRECTED = "redirected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ENTERED_IN_ERROR = "entered_in_error"


class Move(StrEnum):
    """One step in the life of a referral."""

    DRAFT = "draft"
    SEND = "send"
    ACKNOWLEDGE = "acknowledge"
    ASK = "ask"
    ANSWER = "answer"
    ACCEPT = "accept"
    WAITLIST = "waitlist"
    OFFER_ALTERNATIVE = "offer_alternative"
    TAKE_ALTERNATIVE = "take_alternative"
    REJECT_ALTERNATIVE = "reject_alternative"
    DECLINE = "decline"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    REVIEW = "review"
    COMPLETE = "complete"
    STOP = "stop"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    MARK_IN_ERROR = "mark_in_error"
    REOPEN = "reopen"


class Party(StrEnum):
    """Who makes a move: one of the two agencies, the clock, or the end of the ground on which data travelled."""

    SENDER = "sender"
    RECEIVER = "receiver"
    CLOCK = "clock"
    GROUND = "ground"


class Urgency(StrEnum):
    """How soon an answer is needed."""

    ROUTINE = "routine"
    SOON = "soon"
    URGENT = "urgent"


class Circumstance(StrEnum):
    """What may count on a waiting list, beside how urgent it is and how long somebody waits."""

    NO_SHELTER = "no_shelter"
    IN_DANGER = "in_danger"
    CHILDREN_CONCERNED = "children_concerned"
    LEAVES_INSTITUTION = "leaves_institution"
    LOSES_HELP_SOON = "loses_help_soon"


class PackageState(StrEnum):
    """Where referrals that were sent together stand as a whole."""

    AWAITING_ANSWERS = "awaiting_answers"
    """Somebody has yet to say yes or no."""
    UNDER_WAY = "under_way"
    """Everybody has answered, and help goes on somewhere."""
    COMPLETED = "completed"
    """All ended with an outcome."""
    PARTLY_COMPLETED = "partly_completed"
    """All ended, some of them with an outcome."""
    WITHOUT_RESULT = "without_result"
    """All ended, none with an outcome."""


class Clock(StrEnum):
    """What is running out while somebody owes the next action."""

    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    START = "start"
    REVIEW = "review"


class Ring(StrEnum):
    """What a clock does when its time comes."""

    REMINDER = "reminder"
    ESCALATION = "escalation"
    EXPIRY = "expiry"


class Reason(StrEnum):
    """Why a move was made, as statistics can count it; which move takes which is in the table of moves."""

    NO_CAPACITY = "no_capacity"
    WAITING_LIST_CLOSED = "waiting_list_closed"
    AGE_NOT_SERVED = "age_not_served"
    AREA_NOT_SERVED = "area_not_served"
    CRITERIA_NOT_MET = "criteria_not_met"
    WRONG_SERVICE = "wrong_service"
    PERSON_WISH = "person_wish"
    PERSON_UNAVAILABLE = "person_unavailable"
    WAITING_FOR_DOCUMENT = "waiting_for_document"
    WAITING_FOR_DECISION = "waiting_for_decision"
    WORKER_ABSENT = "worker_absent"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    SHARING_REFUSED = "sharing_refused"
    GROUND_ENDED = "ground_ended"
    NO_CONTACT = "no_contact"
    NO_SHOW = "no_show"
    PERSON_STOPPED = "person_stopped"
    MOVED = "moved"
    DIED = "died"
    SAFETY = "safety"
    OTHER_HELP_FOUND = "other_help_found"
    NO_LONGER_NEEDED = "no_longer_needed"
    SENT_TO_WRONG_AGENCY = "sent_to_wrong_agency"
    WRONG_PERSON = "wrong_person"
    DUPLICATE = "duplicate"
    DATA_ENTRY = "data_entry"
    ENDED_TOO_EARLY = "ended_too_early"
    NEED_RETURNED = "need_returned"
    CLOCK_RAN_OUT = "clock_ran_out"
    PLACE_FITS_ONLY_THEM = "place_fits_only_them"
    OTHERS_NOT_REACHED = "others_not_reached"
    IMMEDIATE_DANGER = "immediate_danger"
    DECIDED_TOGETHER = "decided_together"


class DeclineKind(StrEnum):
    """What a no was about, so that planners can tell missing places from missing fit."""

    CAPACITY = "capacity"
    ELIGIBILITY = "eligibility"
    WRONG_ADDRESS = "wrong_address"
    PERSON_WISH = "person_wish"


class Outcome(StrEnum):
    """What came of the help."""

    NEED_MET = "need_met"
    NEED_PARTLY_MET = "need_partly_met"
    NEED_NOT_MET = "need_not_met"
    REFERRED_ON = "referred_on"
    INFORMATION_GIVEN = "information_given"


class Evidence(StrEnum):
    """What an outcome rests on."""

    DOCUMENT = "document"
    ATTENDANCE = "attendance"
    AGREEMENT_SIGNED = "agreement_signed"
    PERSON_STATEMENT = "person_statement"
    WORKER_STATEMENT = "worker_statement"


class Confirmation(StrEnum):
    """Whether the person says so too; a missing confirmation is recorded as missing."""

    CONFIRMED = "confirmed"
    DISAGREED = "disagreed"
    MISSING = "missing"
