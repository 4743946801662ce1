"""What can happen to steps: that there is one, and who is to be told; never a word of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.cases.rights import RecipientAnswer, RestrictionUse, Right, StepKind, StepState
from shared.contracts.cases.vocabulary import Category
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class StepTaken(Event):
    """Something that carries out a request was done.

    Attributes:
        agency_id: which was asked, and did it.
    """

    TYPE = "parcours.rights_step.taken.v1"
    ABOUT = "request_id"

    step_id: UUID
    request_id: UUID
    person_id: UUID
    agency_id: UUID
    right: Right
    kind: StepKind
    state: StepState


@dataclass(frozen=True, kw_only=True)
class RecipientsSought(Event):
    """Whoever received this of a record between these moments is to be told (GDPR Art. 19).

    Attributes:
        agency_id: which was asked, and need not be told.
        item_ids: only what was made of any of these, under whichever category; empty for whatever travelled.
        categories: only what travelled in these; empty for all.
        since, until: until is exclusive; empty for ever.
    """

    TYPE = "parcours.rights_step.recipients_sought.v1"
    ABOUT = "person_id"

    step_id: UUID
    person_id: UUID
    municipality_id: UUID
    agency_id: UUID
    kind: StepKind
    item_ids: tuple[UUID, ...]
    categories: tuple[Category, ...] = ()
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class RecipientTold(Event):
    """An agency that received it with a referral is told.

    Attributes:
        agency_id: which received it.
    """

    TYPE = "parcours.rights_notice.told.v1"
    ABOUT = "referral_id"

    rights_notice_id: UUID
    step_id: UUID
    person_id: UUID
    referral_id: UUID
    sender_agency_id: UUID
    agency_id: UUID
    kind: StepKind


@dataclass(frozen=True, kw_only=True)
class RecipientAcknowledged(Event):
    """An agency that was told has dealt with it, as it says.

    Attributes:
        answer: empty where it says no more.
    """

    TYPE = "parcours.rights_notice.acknowledged.v1"
    ABOUT = "referral_id"

    rights_notice_id: UUID
    step_id: UUID
    person_id: UUID
    referral_id: UUID
    agency_id: UUID
    state: StepState
    answer: RecipientAnswer | None


@dataclass(frozen=True, kw_only=True)
class ProcessingRestricted(Event):
    """What an agency contributed in these categories is stored and not processed, all of it or some.

    Attributes:
        agency_id: whose contributions.
    """

    TYPE = "parcours.processing.restricted.v1"
    ABOUT = "person_id"

    restriction_id: UUID
    person_id: UUID
    municipality_id: UUID
    agency_id: UUID
    categories: tuple[Category, ...]
    restricted_at: datetime


@dataclass(frozen=True, kw_only=True)
class RestrictionLifted(Event):
    """It is processed again; the person was told before."""

    TYPE = "parcours.processing.restriction_lifted.v1"
    ABOUT = "person_id"

    restriction_id: UUID
    person_id: UUID
    municipality_id: UUID
    agency_id: UUID


@dataclass(frozen=True, kw_only=True)
class RestrictedDataUsed(Event):
    """A worker may process it for a while, for a use that is permitted.

    Attributes:
        worker_id: of that agency.
    """

    TYPE = "parcours.processing.restricted_data_used.v1"
    ABOUT = "person_id"

    use_id: UUID
    restriction_id: UUID
    person_id: UUID
    agency_id: UUID
    worker_id: UUID
    purpose: RestrictionUse
    valid_until: datetime
