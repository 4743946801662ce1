"""Closed lists of consents that events carry across services."""

from enum import StrEnum


class GivenHow(StrEnum):
    """In which form somebody agreed or refused."""

    WRITTEN = "written"
    ORAL = "oral"
    ELECTRONIC = "electronic"
    AUTHENTICATED = "authenticated"
    """By their own act, with an account of their own."""
