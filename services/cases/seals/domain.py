"""For how long a sealed item may be opened to somebody, and where items are read. No I/O."""

from collections.abc import Mapping
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


def must_end_soon_enough(now: datetime, until: datetime) -> None:
    """Nothing is opened for ever.

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


def must_be_another(writer_id: UUID | None, worker_id: UUID) -> None:
    """Whoever sealed it sees it anyhow.

    Raises:
        Invalid: the writer is named.
    """
    if worker_id == writer_id:
        raise Invalid.field(
            "#/worker_id", "writer", "Whoever wrote it sees it anyhow.", "Son auteur la voit de toute façon."
        )
