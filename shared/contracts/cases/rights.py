"""Closed lists of data-protection rights that events carry across services."""

from enum import StrEnum


class Right(StrEnum):
    """What somebody may ask of whoever keeps data about them."""

    ACCESS = "access"
    """GDPR Art. 15: what is kept, and who received it."""
    RECTIFICATION = "rectification"
    """GDPR Art. 16: what is wrong is corrected, what is missing is added."""
    ERASURE = "erasure"
    """GDPR Art. 17: what is kept without need is deleted."""
    RESTRICTION = "restriction"
    """GDPR Art. 18: it is kept, and nobody processes it."""
    PORTABILITY = "portability"
    """GDPR Art. 20: what they gave, in an open form."""
    OBJECTION = "objection"
    """GDPR Art. 21: it is no longer processed for a task in the public interest."""


class RequestState(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    """Whoever asked took it back."""


class RequestOutcome(StrEnum):
    """What was decided."""

    GRANTED = "granted"
    PARTLY_GRANTED = "partly_granted"
    REFUSED = "refused"


class StepKind(StrEnum):
    """What is done to carry out what was granted, or to keep what the person says to a refusal."""

    CORRECTION = "correction"
    """GDPR Art. 16: an item was corrected, and those who had received it as it was are told (Art. 19)."""
    STATEMENT = "statement"
    """GDPR Art. 16: what the person says to an item that stays as it is stands beside it."""
    ERASURE = "erasure"
    """GDPR Art. 17: what the agency wrote is erased, and those who had received it are told (Art. 19)."""
    RESTRICTION = "restriction"
    """GDPR Art. 18: it is stored, and not processed."""
    OBJECTION = "objection"
    """GDPR Art. 21: it is processed no more for a public task, and those who had received it are told."""


class StepState(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    """It is done here, and somebody who received the data has not acknowledged it."""
    IN_FORCE = "in_force"
    """It lasts until it is lifted."""
    DONE = "done"


class RecipientAnswer(StrEnum):
    """What an agency did with what it had received, once it was told (GDPR Art. 19)."""

    CORRECTED = "corrected"
    ERASED = "erased"
    KEPT_ON_OWN_GROUND = "kept_on_own_ground"
    """A law of its own requires or lets it keep what it received, until a day."""


class RestrictionCase(StrEnum):
    """Why something is stored and not processed (GDPR Art. 18(1))."""

    ACCURACY_CONTESTED = "gdpr_18_1_a"
    UNLAWFUL = "gdpr_18_1_b"
    NEEDED_FOR_CLAIMS = "gdpr_18_1_c"
    OBJECTED_TO = "gdpr_18_1_d"
    """While an objection waits."""
    OBJECTION_UPHELD = "gdpr_21_1"
    """Since an objection was granted; it is never lifted."""


class RestrictionUse(StrEnum):
    """For what it may be processed all the same (GDPR Art. 18(2))."""

    CONSENT = "consent"
    LEGAL_CLAIMS = "legal_claims"
    RIGHTS_OF_ANOTHER = "rights_of_another"
    PUBLIC_INTEREST = "public_interest"
