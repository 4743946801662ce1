"""`docs/life-of-a-referral.md`: the one table of moves, as a diagram and as a table."""

from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum

from services.referrals.lifecycle.domain.table import ENDS, LIVE, TABLE, Back, Step
from shared.contracts.referrals.labels import label
from shared.contracts.referrals.vocabulary import Move, State

HEAD = """# The life of a referral

Generated from the table that the service runs (`make documents`); no move exists beside it. In every state that is not
an end somebody owes the next action.

## As a picture

Left out, because they lead there from nearly everywhere: withdrawing, expiring, marking as entered in error, and the
hold that follows when the ground of the disclosure ends. They are in the table.

```mermaid
"""
FROM_NEARLY_EVERYWHERE = frozenset({Move.WITHDRAW, Move.EXPIRE, Move.MARK_IN_ERROR})
BEGINNING = END = "[*]"
AFTER_SENDING = LIVE - {State.DRAFT}
TABLE_HEAD = """```

## Every move

| move | by | from | to | needs | reasons it takes | only when |
|---|---|---|---|---|---|---|
"""


def life_page() -> str:
    """The table of moves as Markdown."""
    return HEAD + "\n".join(_diagram()) + "\n" + TABLE_HEAD + "".join(_row(step) for step in TABLE)


def _diagram() -> Iterator[str]:
    yield "stateDiagram-v2"
    yield from (f"    {state} : {_said(state)}" for state in State)
    for step in TABLE:
        if step.move not in FROM_NEARLY_EVERYWHERE and step.origins != AFTER_SENDING:
            yield from _arrows(step)
    yield from (f"    {state} --> {END}" for state in _in_order(ENDS))


def _arrows(step: Step) -> Iterator[str]:
    origins: Sequence[str] = _in_order(step.origins) or [BEGINNING]
    for origin in origins:
        yield from (f"    {origin} --> {goal} : {step.by}: {_said(step.move).lower()}" for goal in _goals(step))


def _goals(step: Step) -> Collection[State]:
    """Where a step leads; a way back leads to each state that the way there starts from."""
    if isinstance(step.to, State):
        return (step.to,)
    if step.to is Back.TO_WHERE_IT_STANDS:
        return ()
    there = Move.ASK if step.to is Back.TO_WHERE_IT_WAS_ASKED else Move.PAUSE
    return _in_order(next(way.origins for way in TABLE if way.move is there))


def _row(step: Step) -> str:
    cells = (
        _said(step.move),
        _said(step.by),
        "any but an earlier correction" if step.move is Move.MARK_IN_ERROR else _listed(step.origins),
        _said(step.to) if isinstance(step.to, State) else step.to.value,
        "; ".join(need.value for need in step.needs) or "–",
        ", ".join(sorted(_said(reason) for reason in step.reasons)) or "–",
        (step.only.__doc__ or "") if step.only else "–",
    )
    return f"| {' | '.join(cells)} |\n"


def _listed(states: Collection[State]) -> str:
    if states == LIVE:
        return "any that is not an end"
    if states == AFTER_SENDING:
        return "any after sending that is not an end"
    return ", ".join(_said(state) for state in _in_order(states)) or "–"


def _in_order(states: Collection[State]) -> list[State]:
    return [state for state in State if state in states]


def _said(word: StrEnum) -> str:
    return label(word, french=False)
