"""`/v1/sealed-items/{id}`, and its `/seal-grants`: to whom something sealed is open."""

from datetime import datetime
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.cases.items.api import Reader, Writer
from services.cases.seals import actions
from services.cases.seals.domain import opens_at
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.vocabulary import Category
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/sealed-items/{sealed_item_id}", tags=["access"])

_REASON = "She takes over while I am away, and must know what was said about the brother."


class NewSealGrant(BaseModel):
    """To whom you open it, why and until when."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b2",
                    "reason": _REASON,
                    "valid_until": "2026-04-03T10:00:00Z",
                }
            ]
        },
    )

    agency_id: UUID = Field(description="For which the worker may read it.")
    worker_id: UUID = Field(description="One worker by name; nothing sealed is opened to a team, a role or an agency.")
    reason: str = Field(min_length=3, max_length=500, description="Why; for those who may see to whom it is open.")
    valid_until: AwareDatetime = Field(description="It ends then by itself; within a year, and no later than yours.")


class SealGrantView(BaseModel):
    """A worker to whom a sealed item is or was open."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-000000000ea1",
                    "item_id": "0198c0de-0000-7000-8000-000000000901",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b2",
                    "reason": _REASON,
                    "valid_from": "2026-03-03T10:00:00Z",
                    "valid_until": "2026-04-03T10:00:00Z",
                    "given_by_agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "given_by_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "ended_at": None,
                }
            ]
        }
    )

    id: UUID
    item_id: UUID
    agency_id: UUID
    worker_id: UUID
    reason: str
    valid_from: datetime
    valid_until: datetime
    given_by_agency_id: UUID
    given_by_id: UUID
    ended_at: datetime | None = Field(description="When it was taken back before its time; null otherwise.")


class SealedItemView(BaseModel):
    """A sealed item that is yours, or open to you."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-000000000901",
                    "kind": "note",
                    "category": "safeguarding",
                    "person_ids": ["0198c0de-0000-7000-8000-0000000000f1"],
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "opens_at": "/v1/cases/0198c0de-0000-7000-8000-0000000000c1/notes/"
                    "0198c0de-0000-7000-8000-000000000901",
                }
            ]
        }
    )

    id: UUID
    kind: ItemKind
    category: Category
    person_ids: list[UUID] = Field(description="About whom.")
    case_id: UUID | None
    agency_id: UUID = Field(description="Agency that contributed it.")
    worker_id: UUID | None = Field(description="Worker who sealed it.")
    opens_at: str = Field(description="Where to read it.")


@router.get("", responses=READS, summary="Find a sealed item")
async def read_sealed(sealed_item_id: UUID, actor: Reader, work: Work) -> SealedItemView:
    """What sort of item it is and where you read it, if you wrote it or are named for it. For everybody else there is
    no such item.
    """
    del actor
    return _sealed(await actions.read_sealed(work, sealed_item_id))


@router.post("/seal-grants", status_code=201, responses=ACTS, summary="Open a sealed item to a named worker")
async def open_to(sealed_item_id: UUID, body: NewSealGrant, actor: Writer, work: Work, once: OneTime) -> SealGrantView:
    """Whoever wrote it opens it, and whoever sees it and leads the case or supervises where it was written. It opens
    the seal alone: the worker needs a ground of their own for the person, and emergency access is none. They are told.
    Given again to the same worker, it takes the place of the one before.
    """
    named = actions.Named(**body.model_dump())
    seal_grant_id = await once.run(work, lambda: actions.open_to(work, actor, sealed_item_id, named))
    return _shown(await actions.read_one(work, actor, sealed_item_id, seal_grant_id))


@router.get("/seal-grants", responses=READS, summary="List to whom a sealed item is open")
async def list_some(
    sealed_item_id: UUID, actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[SealGrantView]:
    """Those who are and were named, oldest first; for those who may open it to others."""
    keys = keys_of(after, UUID)
    rows = await actions.list_some(work, actor, sealed_item_id, keys[0] if keys else None, limit)
    shown, following = page(rows, limit, "id")
    return Page(items=[_shown(row) for row in shown], next=following)


@router.delete("/seal-grants/{seal_grant_id}", status_code=204, responses=ACTS, summary="Take back a seal grant")
async def close_to(sealed_item_id: UUID, seal_grant_id: UUID, actor: Writer, work: Work) -> None:
    """With the answer there is no such item for that worker any more, nor for those to whom they opened it."""
    await actions.close_to(work, actor, sealed_item_id, seal_grant_id)


def _shown(row: asyncpg.Record) -> SealGrantView:
    return SealGrantView.model_validate(dict(row))


def _sealed(row: asyncpg.Record) -> SealedItemView:
    kind = ItemKind(row["kind"])
    where = opens_at(kind, id=row["id"], case_id=row["case_id"], thread_id=row["thread_id"])
    return SealedItemView.model_validate(
        {**dict(row), "person_ids": [row["person_id"], *row["also_about"]], "opens_at": where}
    )
