"""What hangs on an item of each kind, and goes with it. The database knows the same list (`delete_naming`)."""

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
"""Items of their own, each with a rule of whoever wrote it, that stand beneath another and keep it."""
DELETED_HERE: Final[Sequence[ItemKind]] = (
    *STAND_BENEATH,
    *(kind for kind in ItemKind if kind not in {*STAND_BENEATH, ItemKind.DOCUMENT}),
)
"""In this order. Documents have classes, contents elsewhere, and rules of their own (`services.cases.documents`)."""
PARTS: Final[Mapping[ItemKind, Sequence[Names]]] = MappingProxyType(
    {
        ItemKind.NEED: (Names("need_outcome", "need_id"),),
        ItemKind.GOAL: (Names("goal_progress", "goal_id"),),
        ItemKind.THREAD: (Names("thread_read", "thread_id"), Names("own_thread_read", "thread_id")),
        ItemKind.MESSAGE: (Names("message_attachment", "message_id"),),
        ItemKind.BUDGET: (Names("budget_signature", "budget_id"), Names("budget_spending", "budget_id")),
        ItemKind.MATTER: (Names("conference_share", "agenda_item_id"),),
        ItemKind.MINUTES: (Names("minutes_signature", "minutes_id"), Names("minutes_answer", "minutes_id")),
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
    Names("seal_grant", "item_id"),
    Names("supplementary_statement", "item_id"),
)
"""What it said before, what is told of it elsewhere, what somebody was to do about it, to whom it was open and why."""
A_NOTICE_OF_IT: Final[Sequence[Names]] = (
    Names("early_warning_fact", "early_warning_id"),
    Names("notice", "item_id"),
    Names("duty", "id"),
    Names("early_warning", "id"),
)
"""What a rule noticed because of it goes too."""
