"""What an operator types, checked before anything is reached: the same as the API asks of an administrator."""

import re
from zoneinfo import available_timezones

import typer

_COUNTRY = re.compile("[A-Z]{2}")


def name(typed: str) -> str:
    """A name that says something.

    Raises:
        typer.BadParameter: it is empty or blank.
    """
    if not typed.strip():
        raise typer.BadParameter("It is empty.")
    return typed.strip()


def country(typed: str) -> str:
    """A code of ISO 3166-1 alpha-2.

    Raises:
        typer.BadParameter: it has not the form of one.
    """
    if not _COUNTRY.fullmatch(typed):
        raise typer.BadParameter("Two capital letters, like FR.")
    return typed


def time_zone(typed: str) -> str:
    """A name of the IANA database.

    Raises:
        typer.BadParameter: the database does not have it.
    """
    if typed not in available_timezones():
        raise typer.BadParameter("Not a time zone like Europe/Paris.")
    return typed
