"""What can happen to a consent."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutConsent(Event):
    ABOUT = "person_id"

    person_id: UUID
    consent_id: UUID


class ConsentGiven(_AboutConsent):
    """The person agreed to share."""

    TYPE = "parcours.consent.given.v1"


class ConsentRefused(_AboutConsent):
    """The person refused to share."""

    TYPE = "parcours.consent.refused.v1"


class ConsentWithdrawn(_AboutConsent):
    """The person took a consent, or a refusal, back."""

    TYPE = "parcours.consent.withdrawn.v1"
