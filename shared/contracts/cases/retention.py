"""What is kept, and what is held back from deletion."""

from enum import StrEnum


class HeldWhat(StrEnum):
    """What is held back from deletion."""

    PERSON = "person"
    """All that is kept about somebody."""
    CASE = "case"
    ITEM = "item"


class DeletedBecause(StrEnum):
    """Why something is no longer there."""

    RETENTION = "retention"
    """Its time was over, by a rule of whoever wrote it."""
    ERASURE = "erasure"
    """Its person asked for it, and whoever wrote it granted it."""
