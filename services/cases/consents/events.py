"""What can happen to a consent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.cases.consents import GivenHow
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutConsent(Event):
    ABOUT = "person_id"

    person_id: UUID
    consent_id: UUID


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(_AboutConsent):
    """The person agreed to share.

    Attributes:
        given_how: in which form.
    """

    TYPE = "parcours.consent.given.v1"

    given_how: GivenHow


@dataclass(frozen=True, kw_only=True)
class ConsentRefused(_AboutConsent):
    """The person refused to share: what travelled to these recipients is taken back.

    Attributes:
        municipality_id: where the person's record lies.
        agencies, sectors: to whom; both empty for everybody.
        valid_from: when it begins, perhaps later.
        item_id: one item alone is refused; categories then say of what it may have travelled.
        given_how: in which form.
    """

    TYPE = "parcours.consent.refused.v1"

    municipality_id: UUID
    categories: tuple[Category, ...]
    agencies: tuple[UUID, ...]
    sectors: tuple[Sector, ...]
    valid_from: datetime
    item_id: UUID | None = None
    given_how: GivenHow


@dataclass(frozen=True, kw_only=True)
class ConsentAwaits(_AboutConsent):
    """Somebody agreed to what takes the word of the other too: nothing flows until then.

    Attributes:
        given_how: in which form.
    """

    TYPE = "parcours.consent.awaits.v1"

    given_how: GivenHow


class ConsentConfirmed(_AboutConsent):
    """Another said yes to it too: whose word it took, or whose word a worker had written down."""

    TYPE = "parcours.consent.confirmed.v1"


class ConsentWithdrawn(_AboutConsent):
    """The person took a consent, or a refusal, back."""

    TYPE = "parcours.consent.withdrawn.v1"


@dataclass(frozen=True, kw_only=True)
class RefusalTakenBack(_AboutConsent):
    """A refusal that stopped whoever now wrote down that it was taken back; told beside the withdrawal.

    Attributes:
        agency_id: which wrote it down.
    """

    TYPE = "parcours.consent.refusal_taken_back.v1"

    agency_id: UUID


class ConsentSuperseded(_AboutConsent):
    """The person said something else in its place: what rested on it has ended. In whose place is not told here: who
    was named before need not be named again.
    """

    TYPE = "parcours.consent.superseded.v1"


@dataclass(frozen=True, kw_only=True)
class ConsentContinued(_AboutConsent):
    """What the person said in place of a consent still gives this to an agency: told before the other ends, so that
    what travelled on that and is still covered is not taken back.

    Attributes:
        consent_id: the earlier one.
        by_consent_id: what was said in its place.
        valid_until: when it ends by itself.
    """

    TYPE = "parcours.consent.continued.v1"

    by_consent_id: UUID
    agency_id: UUID
    agreement_id: UUID
    categories: tuple[Category, ...]
    purposes: tuple[Purpose, ...]
    valid_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class ConsentAgeSaid(Event):
    """A municipality said from which age people consent themselves."""

    TYPE = "parcours.consent_age.said.v1"
    ABOUT = "consent_age_id"

    consent_age_id: UUID
    municipality_id: UUID
