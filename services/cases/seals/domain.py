"""For how long a sealed item may be opened to somebody, and where items are read. No I/O."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from shared.contracts.cases.items import ItemKind
from shared.refusals import Invalid

LONGEST: Final = timedelta(days=366)


_OPENS_AT: Final[Mapping[ItemKind, str]] = MappingProxyType(
    {
        ItemKind.NOTE: "/v1/cases/{case_id}/notes/{id}",
        ItemKind.NEED: "/v1/cases/{case_id}/needs/{id}",
        ItemKind.GOAL: "/v1/cases/{case_id}/goals/{id}",
        ItemKind.ACTION: "/v1/cases/{case_id}/actions/{id}",
        ItemKind.TASK: "/v1/cases/{case_id}/tasks/{id}",
        ItemKind.DOCUMENT: "/v1/cases/{case_id}/documents/{id}",
        ItemKind.THREAD: "/v1/threads/{id}",
        ItemKind.MESSAGE: "/v1/threads/{thread_id}/messages/{id}",
        ItemKind.WARNING: "/v1/cases/{case_id}/warnings/{id}",
        ItemKind.OCCURRENCE: "/v1/cases/{case_id}/occurrences/{id}",
        ItemKind.OBSERVATION: "/v1/cases/{case_id}/observations/{id}",
        ItemKind.BUDGET: "/v1/cases/{case_id}/budgets/{id}",
        ItemKind.CARER: "/v1/cases/{case_id}/informal-members/{id}",
        ItemKind.MATTER: "/v1/cases/{case_id}/agenda-items/{id}",
        ItemKind.MINUTES: "/v1/cases/{case_id}/minutes/{id}",
        ItemKind.DECISION: "/v1/cases/{case_id}/decisions/{id}",
    }
)


def opens_at(kind: ItemKind, **ids: UUID | None) -> str:
    """Where the item itself is read.

    Args:
        ids: id, case_id and thread_id, as far as the item has them.
    """
    return _OPENS_AT[kind].format_map(ids)


def must_end_soon_enough(now: datetime, until: datetime, open_until: datetime | None) -> None:
    """Nothing is opened for ever, and by nobody for longer than to themselves.

    Args:
        open_until: until when it is open to who opens it; None for who wrote it.

    Raises:
        Invalid: it would be over already, or last longer than may be.
    """
    if not now < until <= now + LONGEST:
        raise Invalid.field(
            "#/valid_until",
            "term",
            f"It ends within {LONGEST.days} days from now.",
            f"L'accès prend fin dans les {LONGEST.days} jours à venir.",
        )
    if open_until is not None and until > open_until:
        raise Invalid.field(
            "#/valid_until",
            "longer_than_yours",
            "It is not open to you yourself for so long.",
            "Il ne vous est pas ouvert à vous-même aussi longtemps.",
        )


def must_be_another(writer_id: UUID | None, giver_id: UUID, worker_id: UUID) -> None:
    """Whoever sealed it sees it anyhow, and nobody prolongs what they see by themselves.

    Raises:
        Invalid: the writer is named, or whoever opens it.
    """
    if worker_id == writer_id:
        raise Invalid.field(
            "#/worker_id", "writer", "Whoever wrote it sees it anyhow.", "Son auteur la voit de toute façon."
        )
    if worker_id == giver_id:
        raise Invalid.field("#/worker_id", "yourself", "Nobody names themselves.", "Nul ne se désigne soi-même.")


def must_leave_theirs(giver_id: UUID, ended: Iterable[UUID]) -> None:
    """Nobody shortens what their own grant rests on: it would end with that.

    Args:
        ended: to whom it is open no more, or anew.

    Raises:
        Invalid: whoever opens it is among them.
    """
    if giver_id in ended:
        raise Invalid.field(
            "#/worker_id",
            "gave_it_to_you",
            "What is open to you rests on what is open to them, and would end before it.",
            "Votre accès repose sur le leur, et finirait avant lui.",
        )
