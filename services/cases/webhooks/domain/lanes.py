"""What is brought to one receiver, in an order that holds for each person; what follows from an attempt. No I/O."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.cases.webhooks.domain.attempts import GIVES_UP_AFTER, Outcome, wait_after


@dataclass(frozen=True)
class Delivery:
    """One event on its way to one receiver.

    Attributes:
        event_id: the same at each attempt; by it a repetition is known.
        person_id: about whom; None for a test. What is about the same person, referrals included, stays in order.
        position: the order in which it happened.
        attempts: made before.
        first_at: when the first one was made.
        waits: it is among those that wait, from an earlier round.
    """

    event_id: UUID
    person_id: UUID | None
    position: int
    attempts: int = 0
    first_at: datetime | None = None
    waits: bool = False


@dataclass(frozen=True)
class Attempt:
    """One attempt.

    Attributes:
        status: of the answer; None where there was none.
        asked_to_wait: what the receiver said in `Retry-After`.
    """

    delivery: Delivery
    outcome: Outcome
    at: datetime
    milliseconds: int
    status: int | None = None
    asked_to_wait: timedelta = timedelta()


@dataclass(frozen=True)
class Left:
    """A delivery that is tried again, or given up.

    Attributes:
        dead_at: from when it is a dead letter.
    """

    delivery: Delivery
    attempts: int
    first_at: datetime | None
    next_at: datetime
    dead_at: datetime | None = None


def lanes_of(deliveries: Iterable[Delivery]) -> Sequence[Sequence[Delivery]]:
    """Each person's in order; those of one do not wait for those of another."""
    lanes: dict[UUID | None, list[Delivery]] = {}
    for one in sorted(deliveries, key=lambda delivery: delivery.position):
        lanes.setdefault(one.person_id, []).append(one)
    return list(lanes.values())


def left_over(
    deliveries: Iterable[Delivery],
    attempts: Mapping[UUID, Attempt],
    now: datetime,
    chance: float,
    *,
    failing_since: datetime | None,
) -> Iterator[Left]:
    """What has not arrived: of each person what failed, and what stands behind it.

    One that the receiver rejected for three days is given up where it took something else meanwhile; a receiver that
    took nothing is not asked any more, and nothing for it is given up.

    Args:
        failing_since: from when on it took nothing.
        attempts: by event; at most one of each person failed, and nothing of theirs was tried after it.
    """
    for lane in lanes_of(deliveries):
        rest = [one for one in lane if not _arrived(attempts.get(one.event_id))]
        if not rest:
            continue
        first, *behind = rest
        left = _after(first, attempts.get(first.event_id), now, chance, failing_since)
        yield left
        next_at = now if left.dead_at else left.next_at
        yield from (Left(one, one.attempts, one.first_at, next_at) for one in behind)


def _arrived(attempt: Attempt | None) -> bool:
    return attempt is not None and attempt.outcome is Outcome.DELIVERED


def _after(
    one: Delivery, attempt: Attempt | None, now: datetime, chance: float, failing_since: datetime | None
) -> Left:
    if attempt is None:
        return Left(one, one.attempts, one.first_at, now)
    attempts, first_at = one.attempts + 1, one.first_at or attempt.at
    took_others = failing_since is None or failing_since > first_at
    if took_others and now - first_at >= GIVES_UP_AFTER:
        return Left(one, attempts, first_at, now, dead_at=now)
    return Left(one, attempts, first_at, now + wait_after(attempts, chance))
