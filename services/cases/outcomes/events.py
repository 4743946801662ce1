"""What can happen to outcomes, and when a case ends."""

from dataclasses import dataclass
from uuid import UUID

from services.cases.items.events import AboutItem
from shared.contracts.cases.outcomes import Effect, Measure, NeedOutcome, ReferralBecomes
from shared.contracts.cases.plans import Voice


@dataclass(frozen=True, kw_only=True)
class NeedOutcomeSaid(AboutItem):
    """Somebody said what became of a need."""

    TYPE = "parcours.need.outcome_said.v1"

    need_id: UUID
    outcome_id: UUID
    outcome: NeedOutcome
    said_by: Voice


@dataclass(frozen=True, kw_only=True)
class _AboutObservation(AboutItem):
    observation_id: UUID
    measure: Measure
    effect: Effect


class ObservationRecorded(_AboutObservation):
    """Somebody recorded how much of a service was used or avoided."""

    TYPE = "parcours.observation.recorded.v1"


class ObservationCorrected(_AboutObservation):
    """An observation has a new version."""

    TYPE = "parcours.observation.corrected.v1"


@dataclass(frozen=True, kw_only=True)
class ReferralOutlived(AboutItem):
    """A case was closed while this referral was open: it continues, or the agency that sent it is to withdraw it."""

    TYPE = "parcours.case.referral_outlived.v1"

    referral_id: UUID
    sender_agency_id: UUID
    becomes: ReferralBecomes
