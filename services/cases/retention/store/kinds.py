"""What hangs on an item of each kind, and goes with it; and what others wrote beneath it, which keeps it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from shared.contracts.cases.items import ItemKind


class Names(NamedTuple):
    """Rows of a table that name an item.

    Attributes:
        column: in which they do.
    """

    table: str
    column: str


STAND_BENEATH: Final[Sequence[ItemKind]] = (
    ItemKind.MESSAGE,
    ItemKind.ACTION,
    ItemKind.MINUTES,
    ItemKind.DECISION,
)
DELETED_HERE: Final[Sequence[ItemKind]] = (
    *STAND_BENEATH,
    *(kind for kind in ItemKind if kind not in {*STAND_BENEATH, ItemKind.DOCUMENT}),
)
"""In this order: what stands beneath others first. Documents have a class each, contents elsewhere, and rules of their
own (`services.cases.documents`).
"""
BENEATH: Final[Mapping[ItemKind, Sequence[Names]]] = MappingProxyType(
    {
        ItemKind.THREAD: (Names("message", "thread_id"),),
        ItemKind.GOAL: (Names("planned_action", "goal_id"),),
        ItemKind.MATTER: (
            Names("conference_minutes", "agenda_item_id"),
            Names("conference_decision", "agenda_item_id"),
        ),
    }
)
"""Items of their own, each with a rule of whoever wrote it."""
PARTS: Final[Mapping[ItemKind, Sequence[Names]]] = MappingProxyType(
    {
        ItemKind.NEED: (Names("need_outcome", "need_id"),),
        ItemKind.GOAL: (Names("goal_progress", "goal_id"),),
        ItemKind.THREAD: (Names("thread_read", "thread_id"), Names("own_thread_read", "thread_id")),
        ItemKind.MESSAGE: (Names("message_attachment", "message_id"),),
        ItemKind.BUDGET: (Names("budget_signature", "budget_id"), Names("budget_spending", "budget_id")),
        ItemKind.MATTER: (Names("conference_share", "agenda_item_id"),),
        ItemKind.MINUTES: (Names("minutes_signature", "minutes_id"),),
    }
)
"""Of one kind each."""
OF_EVERY_KIND: Final[Sequence[Names]] = (
    Names("earlier_version", "item_id"),
    Names("timeline_entry", "item_id"),
    Names("plan_line", "item_id"),
    Names("notice", "item_id"),
    Names("duty", "id"),
    Names("duty", "item_id"),
)
"""What it said before, what is told of it elsewhere, and what somebody was to do about it."""
