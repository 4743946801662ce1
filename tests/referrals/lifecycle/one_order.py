"""What a referral does when one move follows another, and whether a recorded history could have been such an order.

The rules are written here once more, as the design says them, and share nothing with the code that is tested.

Source:
    Herlihy and Wing, "Linearizability: a correctness condition for concurrent objects" (1990); the search is that of
    Wing and Gong (1993), with remembered positions as in Lowe (2017).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from math import inf
from typing import Any, Final

ENDS: Final = {"completed", "stopped", "declined", "withdrawn", "expired", "entered_in_error"}
LIVE: Final = {
    "sent",
    "received",
    "information_requested",
    "alternative_offered",
    "accepted",
    "waitlisted",
    "in_progress",
    "on_hold",
}


class Side(Enum):
    """For which of the two agencies somebody acts."""

    SENDER = "sender"
    RECEIVER = "receiver"


class Back(Enum):
    """A move that leads back."""

    TO_WHERE_IT_WAS_ASKED = "asked"
    TO_WHERE_IT_WAS_HELD = "held"
    TO_WHERE_IT_STANDS = "stands"


_S, _R = {Side.SENDER}, {Side.RECEIVER}
READ: Final = "moves"
CORRECT: Final = "correction"
LINES: Final[Mapping[str, tuple[set[Side], set[str], str | Back]]] = {
    "acknowledgement": (_R, {"sent"}, "received"),
    "question": (_R, {"received", "accepted"}, "information_requested"),
    "answer": (_S, {"information_requested"}, Back.TO_WHERE_IT_WAS_ASKED),
    "acceptance": (_R, {"sent", "received", "waitlisted"}, "accepted"),
    "waitlisting": (_R, {"received", "accepted"}, "waitlisted"),
    "alternative": (_R, {"sent", "received"}, "alternative_offered"),
    "alternative/rejection": (_S, {"alternative_offered"}, "received"),
    "decline": (_R, {"sent", "received", "waitlisted", "alternative_offered"}, "declined"),
    "start": (_R, {"accepted"}, "in_progress"),
    "pause": (_R, {"in_progress"}, "on_hold"),
    "resumption": (_S | _R, {"on_hold"}, Back.TO_WHERE_IT_WAS_HELD),
    "review": (_R, {"waitlisted", "in_progress", "on_hold"}, Back.TO_WHERE_IT_STANDS),
    "completion": (_R, {"in_progress"}, "completed"),
    "stop": (_R, {"accepted", "waitlisted", "in_progress", "on_hold"}, "stopped"),
    "withdrawal": (_S, LIVE, "withdrawn"),
    "reopening": (_S | _R, {"completed", "stopped"}, "in_progress"),
    CORRECT: (_S, LIVE | ENDS - {"entered_in_error"}, "entered_in_error"),
}
"""Who may do what, from where, to where. A correction needs two workers; a sender resumes after a ground ended, and
none ends here.
"""


@dataclass(frozen=True)
class Standing:
    """Where a referral stands.

    Attributes:
        version, moves: the ETags of sender and receiver.
        proposed_by: who said first that it was entered in error.
        keys: idempotency keys with which something was done.
    """

    state: str
    version: int
    moves: int
    asked_in: str | None = None
    held_in: str | None = None
    proposed_by: str | None = None
    keys: frozenset[str] = frozenset()

    def etag(self, side: Side) -> int:
        return self.version if side is Side.SENDER else self.moves


@dataclass(frozen=True)
class Answer:
    """What a caller was told.

    Attributes:
        problem: the last part of the problem's type; empty where it went well.
        version: as the caller's side counts; None where it was not told.
    """

    status: int
    problem: str = ""
    state: str | None = None
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request, as its caller saw it.

    Attributes:
        began, ended: the order of all beginnings and ends; endless where the caller never heard, so that it may have
            been done at any later time, or never.
    """

    who: str
    side: Side
    noun: str
    key: str | None = None
    began: int
    ended: float = inf
    answer: Answer | None = None

    def leads_to(self, before: Standing) -> Iterator[Standing]:
        """Where this request may have left it, if it was served at this moment and answered as it was."""
        answer = self.answer
        if answer is not None and answer.problem in _NOTHING_DONE:
            yield before
        elif self.noun == READ:
            if answer is None or answer.state == before.state:
                yield before
        elif self.key is not None and self.key in before.keys:
            if answer is None or _tells(answer, before, self.side):
                yield before
        else:
            yield from self._acts(before)

    def _acts(self, before: Standing) -> Iterator[Standing]:
        problem, following = _served(self, before)
        if self.answer is None or (not problem and _tells(self.answer, following, self.side)):
            yield following
        elif problem and self.answer.problem == problem and self.answer.state in {None, before.state}:
            yield before


_NOTHING_DONE: Final = {"request-in-progress"}


def _tells(answer: Answer, standing: Standing, side: Side) -> bool:
    return (answer.status, answer.state, answer.version) == (200, standing.state, standing.etag(side))


def _served(asked: Asked, before: Standing) -> tuple[str, Standing]:
    """The problem with which it is refused, or none and where it leads."""
    sides, origins, to = LINES[asked.noun]
    if asked.side not in sides:
        return "not-allowed", before
    is_for_a_new_ground = asked.noun == "resumption" and asked.side is Side.SENDER
    if before.state not in origins or is_for_a_new_ground:
        return "move-not-possible", before
    keys = before.keys | ({asked.key} if asked.key else set())
    if asked.noun == CORRECT and before.proposed_by is None:
        return "", replace(before, version=before.version + 1, proposed_by=asked.who, keys=keys)
    if asked.noun == CORRECT and before.proposed_by == asked.who:
        return "second-worker-needed", before
    state = _destination(to, before)
    return "", replace(
        before,
        state=state,
        version=before.version + 1,
        moves=before.moves + 1,
        asked_in=before.state if asked.noun == "question" else before.asked_in,
        held_in=before.state if asked.noun == "pause" else before.held_in,
        keys=keys,
    )


def _destination(to: str | Back, before: Standing) -> str:
    if isinstance(to, str):
        return to
    found = {
        Back.TO_WHERE_IT_WAS_ASKED: before.asked_in,
        Back.TO_WHERE_IT_WAS_HELD: before.held_in,
        Back.TO_WHERE_IT_STANDS: before.state,
    }[to]
    assert found is not None, "it was asked or held somewhere"
    return found


def an_order(start: Standing, history: Sequence[Asked]) -> Sequence[Asked] | None:
    """An order of these requests, one after the other, that explains every answer; None where there is none.

    Who began after another one was answered comes after it. Whoever never heard may have been served or not.
    """
    hopeless: set[tuple[frozenset[int], Standing]] = set()

    def search(served: frozenset[int], standing: Standing) -> list[Asked] | None:
        waiting = [number for number in range(len(history)) if number not in served]
        first_end = min((history[number].ended for number in waiting), default=inf)
        if first_end == inf:
            return []
        if (served, standing) in hopeless:
            return None
        for number in waiting:
            if history[number].began < first_end:
                for following in history[number].leads_to(standing):
                    rest = search(served | {number}, following)
                    if rest is not None:
                        return [history[number], *rest]
        hopeless.add((served, standing))
        return None

    return search(frozenset(), start)


def told_in(answer: Any) -> Answer:
    """What an answer over HTTP tells of where the referral stands."""
    body = answer.json()
    problem = "" if answer.status == 200 else str(body["type"]).rpartition("/")[2]
    return Answer(answer.status, problem, body.get("state"), body.get("version"))
