"""What can happen to an agreement."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutAgreement(Event):
    ABOUT = "agreement_id"

    agreement_id: UUID


class AgreementDrafted(_AboutAgreement):
    """Somebody wrote an agreement; it shares nothing yet."""

    TYPE = "parcours.agreement.drafted.v1"


@dataclass(frozen=True, kw_only=True)
class AgreementSigned(_AboutAgreement):
    """One party signed."""

    TYPE = "parcours.agreement.signed.v1"

    agency_id: UUID


class AgreementCameIntoForce(_AboutAgreement):
    """The last party signed: consents and teams that fit it now give grants."""

    TYPE = "parcours.agreement.came_into_force.v1"


class AgreementEnded(_AboutAgreement):
    """A party ended it: the grants that rested on it have ended."""

    TYPE = "parcours.agreement.ended.v1"
