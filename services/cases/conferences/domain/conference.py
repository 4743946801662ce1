"""When a conference takes place, and until when it can be changed. No I/O."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from shared.refusals import Conflict, Invalid

LONGEST: Final = timedelta(hours=24)
"""No conference lasts longer."""
FURTHEST: Final = timedelta(days=731)
"""Nobody is invited for later."""

PREPARES: Final = timedelta(days=7)
"""How long before it guests read of what is talked about."""
STAYS: Final = timedelta(hours=1)
"""How long after its end they do: people sit together longer than they planned, and sign what was written."""


class ConferenceState(StrEnum):
    """Whether people come together."""

    PLANNED = "planned"
    OVER = "over"
    """Its time is past: the clock closes it, not somebody who may forget."""
    CANCELLED = "cancelled"


def must_be_planned(state: ConferenceState) -> None:
    """What is over or cancelled stays as it was.

    Raises:
        Conflict: it is; carries its state.
    """
    if state is not ConferenceState.PLANNED:
        raise Conflict(f"The conference is {state}.", detail_fr="Cette réunion est passée ou annulée.", state=state)


def guests_read(starts_at: datetime, ends_at: datetime, now: datetime) -> tuple[datetime, datetime]:
    """From when until when, exclusive, whoever is let in at this time reads of what is talked about."""
    return max(now, starts_at - PREPARES), ends_at + STAYS


def must_have_begun(state: ConferenceState, starts_at: datetime, now: datetime) -> None:
    """What was said, and who was there, is written down from the beginning on, also when it is over.

    Raises:
        Conflict: it is cancelled, or has not begun; carries its state.
    """
    if state is ConferenceState.CANCELLED or now < starts_at:
        raise Conflict(
            "The conference has not begun, or was cancelled.",
            detail_fr="Cette réunion n'a pas commencé ou a été annulée.",
            state=state,
        )


def must_be_a_time(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """A conference is to come, within two years, and lasts a day at most.

    Raises:
        Invalid: it would not.
    """
    if not now < starts_at <= now + FURTHEST:
        raise Invalid.field(
            "#/starts_at",
            "not_to_come",
            "Name a time to come, within two years.",
            "Indiquez un moment à venir, dans les deux ans.",
        )
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise Invalid.field(
            "#/ends_at",
            "too_long_or_short",
            "It ends after it starts, within 24 hours.",
            "La fin suit le début, dans les 24 heures.",
        )
