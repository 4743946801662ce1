"""What is told of looks at referrals."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.cases.rights import StepKind
from shared.contracts.cases.vocabulary import Act, Category, GroundKind
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class ReferralTravelled(Event):
    """Something was disclosed with a referral: on these consents and mandates, and no longer on earlier ones.

    Whoever asks cases beforehand what a withdrawal stops is told of the referral; and the person, to whom what was
    disclosed.

    Attributes:
        ground_kinds: of each of `ground_ids`, in the same order.
        categories: what travelled.
    """

    TYPE = "parcours.referral.travelled.v1"
    ABOUT = "referral_id"

    referral_id: UUID
    person_id: UUID
    municipality_id: UUID
    sender_agency_id: UUID
    receiver_agency_id: UUID
    receiver_sector: Sector
    purpose: Purpose
    ground_ids: tuple[UUID, ...]
    ground_kinds: tuple[GroundKind, ...]
    categories: tuple[Category, ...]
    travelled_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReferralLookedAt(Event):
    """Somebody looked at a referral: a line of our access log, so that the person's own list is complete."""

    TYPE = "parcours.referral.looked_at.v1"
    ABOUT = "referral_id"

    referral_id: UUID
    person_id: UUID
    municipality_id: UUID
    looked_at: datetime
    subject_id: UUID
    agency_id: UUID
    purpose: Purpose
    decision_id: UUID
    act: Act


@dataclass(frozen=True, kw_only=True)
class ReferralsListed(Event):
    """Somebody saw referrals as rows of a list: the same, one event for all rows.

    Attributes:
        referral_ids, person_ids, municipality_ids: of each row, in the same order.
    """

    TYPE = "parcours.referral.listed.v1"
    ABOUT = "agency_id"

    referral_ids: tuple[UUID, ...]
    person_ids: tuple[UUID, ...]
    municipality_ids: tuple[UUID, ...]
    looked_at: datetime
    subject_id: UUID
    agency_id: UUID
    purpose: Purpose
    decision_id: UUID


@dataclass(frozen=True, kw_only=True)
class RecipientFound(Event):
    """The receiver of a referral had received what was changed since in cases by a data-protection right.

    Attributes:
        step_id, kind: what was done there.
    """

    TYPE = "parcours.referral.recipient_found.v1"
    ABOUT = "referral_id"

    referral_id: UUID
    person_id: UUID
    municipality_id: UUID
    sender_agency_id: UUID
    receiver_agency_id: UUID
    step_id: UUID
    kind: StepKind
