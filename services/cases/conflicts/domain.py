"""What a worker may be to a person besides a worker. No I/O."""

from enum import StrEnum


class Relation(StrEnum):
    """Why a worker must not see the record of somebody; from private life, so no closer than this."""

    FAMILY = "family"
    PARTNER = "partner"
    FORMER_PARTNER = "former_partner"
    FRIEND = "friend"
    NEIGHBOUR = "neighbour"
    COLLEAGUE = "colleague"
    BUSINESS = "business"
    DISPUTE = "dispute"
    OTHER = "other"


class LiftingReason(StrEnum):
    """Why a worker may see the record again."""

    DECLARED_IN_ERROR = "declared_in_error"
    RELATION_ENDED = "relation_ended"
    RELATION_TOO_DISTANT = "relation_too_distant"
    NOBODY_ELSE_CAN_HELP = "nobody_else_can_help"
