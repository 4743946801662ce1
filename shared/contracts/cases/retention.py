"""What is kept, and what is held back from deletion."""

from enum import StrEnum


class HeldWhat(StrEnum):
    """What is held back from deletion."""

    PERSON = "person"
    """All that is kept about somebody."""
    CASE = "case"
    ITEM = "item"
