"""`/v1/my/grants` and `/access-log`: who may see what about me, and who looked."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from services.cases.accounts.api.agencies import AN_AGENCY, French, Me, MyAgency, Names, names_of
from services.cases.accounts.domain import OPERATOR
from services.cases.own.actions import reading as actions
from services.cases.own.domain.words import OPERATING, grant_in_words, look_in_words
from shared.contracts.cases.vocabulary import Act, Category, GroundKind
from shared.contracts.identity.vocabulary import Purpose
from shared.sealing.store import archived_until
from shared.web.caller import OpenWork, PassedOn
from shared.web.documented import READS
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/my", tags=["my own record"])


class MyGrant(BaseModel):
    """Who may see what, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "agency": AN_AGENCY,
                    "because": "consent",
                    "categories": ["housing"],
                    "operations": ["read"],
                    "valid_from": "2026-03-01T09:00:00Z",
                    "valid_until": None,
                    "in_words": "Office HLM may read (housing), because you, or who represents you, agreed to it.",
                }
            ]
        }
    )

    agency: MyAgency
    because: GroundKind
    categories: list[Category]
    operations: list[str]
    valid_from: datetime
    valid_until: datetime | None
    in_words: str


class MyLook(BaseModel):
    """Somebody looked."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "at": "2026-03-03T10:00:00Z",
                    "agency": AN_AGENCY,
                    "act": "opened",
                    "purpose": "care-coordination",
                    "categories": ["housing"],
                    "in_words": "Office HLM opened (housing).",
                }
            ]
        }
    )

    at: datetime
    agency: MyAgency | None = Field(
        description="Null for an earlier account of yours, for who represents you, and for who operates this system."
    )
    act: Act
    purpose: Purpose
    categories: list[Category]
    in_words: str


class MyLooks(Page[MyLook]):
    """One page of looks, and from when on they are in such pages."""

    archived_until: datetime | None = Field(
        description="Looks before this time lie in the archive and are in no page. Ask an agency that you know: the "
        "looks at you are brought back, and are here again. Null where none are."
    )


@router.get("/grants", responses=READS, summary="Who can see what about me, and why")
async def read_grants(
    caller: Me,
    request: Request,
    open_work: OpenWork,
    rights: PassedOn,
    limit: Limit = 50,
    after: After = None,
    *,
    french: French,
) -> Page[MyGrant]:
    """In force now, in a sentence each, oldest first. For the person alone."""
    keys = keys_of(after, datetime, UUID)
    async with open_work() as work:
        found = await actions.grants_about_me(work, caller, (keys[0], keys[1]) if keys else None, limit)
    rows, following = page(found, limit, "valid_from", "id")
    names = await names_of(request, rights, (row["agency_id"] for row in rows))
    return Page(items=[_grant(row, names, french=french) for row in rows], next=following)


@router.get("/access-log", responses=READS, summary="Who looked at my record")
async def read_looks(
    caller: Me,
    request: Request,
    open_work: OpenWork,
    rights: PassedOn,
    limit: Limit = 50,
    after: After = None,
    *,
    french: French,
) -> MyLooks:
    """Latest first, by agency. For the person alone; what the law withholds is not there. After years looks leave for
    an archive, from which they are brought back when you ask: `archived_until` says up to when.
    """
    keys = keys_of(after, datetime, UUID)
    async with open_work() as work:
        found = await actions.looks_at_me(work, caller, (keys[0], keys[1]) if keys else None, limit)
        archived = await archived_until(work, "access_log")
    rows, following = page(found, limit, "at", "id")
    agencies = {row["agency_id"] for row in rows} - {None, OPERATOR}
    names = await names_of(request, rights, agencies)
    items = [_look(row, names, french=french) for row in rows]
    return MyLooks(items=items, next=following, archived_until=archived)


def _grant(row: asyncpg.Record, names: Names, *, french: bool) -> MyGrant:
    agency, kind = names.of(row["agency_id"]), GroundKind(row["ground_kind"])
    return MyGrant(
        agency=agency,
        because=kind,
        categories=_categories(row),
        operations=row["operations"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        in_words=grant_in_words(agency.name, kind, row["operations"], _categories(row), french=french),
    )


def _look(row: asyncpg.Record, names: Names, *, french: bool) -> MyLook:
    by_operator = row["agency_id"] == OPERATOR
    agency = names.of(row["agency_id"]) if row["agency_id"] and not by_operator else None
    act, name = Act(row["act"]), agency.name if agency else OPERATING[french] if by_operator else None
    return MyLook(
        at=row["at"],
        agency=agency,
        act=act,
        purpose=row["purpose"],
        categories=_categories(row),
        in_words=look_in_words(name, act, _categories(row), by_themselves=row["by_themselves"], french=french),
    )


def _categories(row: asyncpg.Record) -> Sequence[Category]:
    return [one for one in Category if one in row["categories"]]
