"""What is found of a record that was opened in an emergency."""

from enum import StrEnum


class Outcome(StrEnum):
    """What a privacy officer found afterwards; what is to be examined waits."""

    JUSTIFIED = "justified"
    TO_BE_EXAMINED = "to_be_examined"
    MISUSE = "misuse"
