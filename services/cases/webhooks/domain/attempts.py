"""What became of an attempt, and when to try again. No I/O."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from shared.contracts.cases.webhooks import PausedBecause

GIVES_UP_AFTER: Final = timedelta(days=3)
FIRST_WAIT: Final = timedelta(seconds=5)
GROWS_BY: Final = 4
LONGEST_WAIT: Final = timedelta(hours=8)
SPREAD: Final = 0.25
"""A wait is a quarter shorter or longer at most, so that what failed together does not come back together."""
LONGEST_WAIT_OF_WHO_ANSWERS: Final = timedelta(minutes=1)
"""Who rejects all that is sent may take what is about somebody else: asked for that once a minute at least."""
LONGEST_RETRY_AFTER: Final = timedelta(hours=1)
LOG_KEPT: Final = timedelta(days=30)

_REDIRECTS: Final = range(300, 400)
_TAKEN: Final = range(200, 300)
_GONE: Final = 410
_BUSY: Final = frozenset({429, 502, 503, 504})


class Outcome(StrEnum):
    """What became of an attempt."""

    DELIVERED = "delivered"
    """Answered with 2xx."""
    REJECTED = "rejected"
    """Answered with another status."""
    REDIRECTED = "redirected"
    """Answered with 3xx, which is never followed."""
    BUSY = "busy"
    """Answered with 429, 502, 503 or 504."""
    GONE = "gone"
    """Answered with 410: nobody wants anything here any more."""
    CUT_OFF = "cut_off"
    """The answer broke off before its end."""
    TIMED_OUT = "timed_out"
    """No answer in time."""
    UNREACHABLE = "unreachable"
    """The name leads nowhere, nobody listens there, or not with a certificate of that name."""
    FORBIDDEN_ADDRESS = "forbidden_address"
    """The name leads to a private network, where nothing is sent."""


OF_ONE_EVENT: Final = frozenset({Outcome.DELIVERED, Outcome.REJECTED})
"""What says nothing of the receiver as a whole."""


def outcome_of(status: int) -> Outcome:
    """What a status means."""
    if status in _TAKEN:
        return Outcome.DELIVERED
    if status in _REDIRECTS:
        return Outcome.REDIRECTED
    if status == _GONE:
        return Outcome.GONE
    return Outcome.BUSY if status in _BUSY else Outcome.REJECTED


def wait_after(failures: int, chance: float) -> timedelta:
    """How long to wait after so many failures: 5 s, 20 s, 80 s … up to eight hours.

    Args:
        failures: at least 1.
        chance: from 0 to 1, evenly: where in the spread this wait lies.
    """
    times: int = GROWS_BY ** min(failures - 1, 10)
    longest = min(FIRST_WAIT * times, LONGEST_WAIT)
    return longest * (1 - SPREAD + 2 * SPREAD * chance)


@dataclass(frozen=True)
class Health:
    """How it stands with a receiver.

    Attributes:
        failed_rounds: how often in a row it took nothing of what was sent.
        failing_since: from when on it took nothing.
        next_at: before this nothing is sent to it.
        pause: why it is not asked any more.
    """

    failed_rounds: int
    failing_since: datetime | None
    next_at: datetime
    pause: PausedBecause | None = None


def health_after(
    before: Health,
    outcomes: Collection[Outcome],
    now: datetime,
    *,
    tried_at: datetime,
    chance: float,
    asked_to_wait: timedelta,
    rest: timedelta = timedelta(),
) -> Health:
    """How it stands after a round in which these attempts were made.

    One event that a receiver rejects waits by itself, as long as it takes another. A round in which it takes nothing
    has all the others wait too: for hours when nobody is there, for a minute at most when it answers.

    Args:
        tried_at: when the first of them was made.
        asked_to_wait: what the receiver said in `Retry-After`.
        rest: how long nothing is looked for where there was nothing to send.
    """
    if not outcomes:
        return Health(before.failed_rounds, before.failing_since, now + rest)
    since = before.failing_since or tried_at
    if Outcome.GONE in outcomes:
        return Health(before.failed_rounds, since, now, PausedBecause.GONE)
    asked = min(asked_to_wait, LONGEST_RETRY_AFTER)
    if Outcome.DELIVERED in outcomes:
        return Health(0, None, now + asked)
    pause = PausedBecause.FAILING if now - since >= GIVES_UP_AFTER else None
    rounds = before.failed_rounds + 1
    wait = wait_after(rounds, chance)
    if OF_ONE_EVENT.issuperset(outcomes):
        wait = min(wait, LONGEST_WAIT_OF_WHO_ANSWERS)
    return Health(rounds, since, now + max(wait, asked), pause)
