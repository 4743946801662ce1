"""What can happen to an entry of a municipality's catalogue of legal grounds."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutLegalGround(Event):
    ABOUT = "legal_ground_id"

    legal_ground_id: UUID
    municipality_id: UUID


class LegalGroundProposed(_AboutLegalGround):
    """A worker wrote an entry, or another version of it; no mandate can rest on it yet."""

    TYPE = "parcours.legal_ground.proposed.v1"


class LegalGroundConfirmed(_AboutLegalGround):
    """A second worker confirmed it: mandates can rest on it."""

    TYPE = "parcours.legal_ground.confirmed.v1"


class LegalGroundRetired(_AboutLegalGround):
    """No further mandate can rest on it; those that do go on until their own end."""

    TYPE = "parcours.legal_ground.retired.v1"
