"""How a notice is shown, in lists and live."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import asyncpg
from fastapi import Header
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.notices.domain.links import link
from services.cases.notices.domain.notice import LABELS, About, NoticeKind
from shared.contracts.cases.vocabulary import Category

Language = Annotated[str, Header(alias="Accept-Language", description="Language of the labels: en or fr.")]

NOTICE: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000d9",
    "at": "2026-03-02T11:02:00+00:00",
    "kind": "message_written",
    "label": "New message",
    "category": "housing",
    "urgent": True,
    "person_ids": ["0198c0de-0000-7000-8000-000000000f01"],
    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
    "item_id": "0198c0de-0000-7000-8000-0000000000e1",
    "link": "/v1/threads/0198c0de-0000-7000-8000-0000000000f1/messages/0198c0de-0000-7000-8000-0000000000e1",
    "by_agency_id": "0198c0de-0000-7000-8000-0000000000a2",
    "by_id": "0198c0de-0000-7000-8000-0000000000b2",
    "read": False,
}


class NoticeView(BaseModel):
    """That something happened: ids, and words of closed lists."""

    model_config = ConfigDict(json_schema_extra={"examples": [NOTICE]})

    id: UUID
    at: datetime = Field(description="When it happened.")
    kind: NoticeKind
    label: str = Field(description="What happened, in the caller's language.")
    category: Category | None = Field(description="What it is about; null where that is not asked for.")
    urgent: bool = Field(description="Whoever wrote the message asked to read it before others.")
    person_ids: list[UUID] = Field(description="About whom, as far as you may know.")
    case_id: UUID | None
    item_id: UUID = Field(description="The case, referral, mandate, item or part of it that `link` leads to.")
    link: str = Field(description="Where to read more, with your own rights.")
    by_agency_id: UUID | None = Field(description="Agency that did it; null for background work.")
    by_id: UUID | None = Field(description="Worker or system that did it; null for background work.")
    read: bool = Field(description="You have said that you have read it.")


def noticed(row: asyncpg.Record | Mapping[str, Any], *, french: bool) -> NoticeView:
    """A notice as it is shown."""
    kind, about = NoticeKind(row["kind"]), About(row["about"])
    ids = {name: row[name] for name in ("case_id", "item_id", "person_id", "thread_id")}
    return NoticeView.model_validate(
        {
            **row,
            "label": LABELS[kind][french],
            "person_ids": list(dict.fromkeys(row["people"] or ())),
            "link": link(kind, about, **ids),
        }
    )
