"""What can happen to an agreement."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutAgreement(Event):
    ABOUT = "agreement_id"

    agreement_id: UUID
    municipality_id: UUID


class AgreementDrafted(_AboutAgreement):
    """Somebody wrote an agreement; it shares nothing yet."""

    TYPE = "parcours.agreement.drafted.v1"


@dataclass(frozen=True, kw_only=True)
class _AboutVersion(_AboutAgreement):
    number: int


class AgreementVersionWritten(_AboutVersion):
    """A party wrote another version; what was in force stays so until every party has signed this one."""

    TYPE = "parcours.agreement.version_written.v1"


@dataclass(frozen=True, kw_only=True)
class AgreementSigned(_AboutAgreement):
    """One party signed."""

    TYPE = "parcours.agreement.signed.v1"

    agency_id: UUID


@dataclass(frozen=True, kw_only=True)
class AgreementVersionRefused(_AboutVersion):
    """One party will not sign a version: it never comes into force."""

    TYPE = "parcours.agreement.version_refused.v1"

    agency_id: UUID


class AgreementCameIntoForce(_AboutAgreement):
    """A version that every party signed is in force: consents and teams that fit it now give grants, and grants that
    said more than it does have ended or been narrowed.
    """

    TYPE = "parcours.agreement.came_into_force.v1"


@dataclass(frozen=True, kw_only=True)
class AgreementPartyWithdrew(_AboutAgreement):
    """A party left by its own word: the grants that rested on its taking part have ended or been narrowed."""

    TYPE = "parcours.agreement.party_withdrew.v1"

    agency_id: UUID


@dataclass(frozen=True, kw_only=True)
class AgreementNearsItsEnd(_AboutAgreement):
    """It ends in so many days, unless its parties sign a version that lasts longer."""

    TYPE = "parcours.agreement.nears_its_end.v1"

    days: int


class AgreementEnded(_AboutAgreement):
    """It ended, by a party's word or on its day: the grants that rested on it have ended."""

    TYPE = "parcours.agreement.ended.v1"
