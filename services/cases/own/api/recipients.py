"""`/v1/my/recipients`: to whom something of my record was disclosed."""

from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.accounts.api.agencies import AN_AGENCY, French, Me, MyAgency, Names, names_of
from services.cases.own.actions import reading as actions
from services.cases.own.domain.recipients import Way, disclosure_in_words
from shared.contracts.cases.vocabulary import Category, GroundKind
from shared.web.caller import OpenWork, PassedOn
from shared.web.documented import READS
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/my/recipients", tags=["my own record"])

_SENDER: Final[JsonDict] = {"id": "0198c0de-0000-7000-8000-0000000000a1", "name": "CCAS", "sector": "social"}


class MyRecipient(BaseModel):
    """Something of your record was disclosed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "at": "2026-03-03T10:00:00Z",
                    "way": "referral",
                    "agency": AN_AGENCY,
                    "by": _SENDER,
                    "categories": ["housing"],
                    "because": ["consent"],
                    "in_words": "Office HLM was sent (housing) with a referral, because you, or who represents you, "
                    "agreed to it.",
                }
            ]
        }
    )

    at: datetime
    way: Way = Field(
        description="With a referral, in a conference, in an emergency, or as a copy for who represents you."
    )
    agency: MyAgency | None = Field(description="To whom; null for who represents you.")
    by: MyAgency | None = Field(description="Who sent or said it; null in an emergency, and where that is withheld.")
    categories: list[Category]
    because: list[GroundKind] = Field(description="Empty for a copy: who represents you asked for it.")
    in_words: str


@router.get("", responses=READS, summary="To whom something of my record was disclosed")
async def read_recipients(
    caller: Me,
    request: Request,
    open_work: OpenWork,
    rights: PassedOn,
    limit: Limit = 50,
    after: After = None,
    *,
    french: French,
) -> Page[MyRecipient]:
    """What travelled with referrals or was told in conferences, what was opened in an emergency, and copies given to
    who represents you: to which agency, on which ground and when, latest first. For the person alone. What is
    withheld in `/v1/my/access-log`, which tells every other look, is not there either.
    """
    keys = keys_of(after, datetime, UUID)
    async with open_work() as work:
        found = await actions.disclosed_about_me(work, caller, (keys[0], keys[1]) if keys else None, limit)
    rows, following = page(found, limit, "at", "id")
    ids = {row[name] for row in rows for name in ("to_agency_id", "from_agency_id")} - {None}
    names = await names_of(request, rights, ids)
    return Page(items=[_recipient(row, names, french=french) for row in rows], next=following)


def _recipient(row: asyncpg.Record, names: Names, *, french: bool) -> MyRecipient:
    agency = names.of(row["to_agency_id"]) if row["to_agency_id"] else None
    way, categories = Way(row["way"]), [one for one in Category if one in row["categories"]]
    because = [one for one in GroundKind if one in row["because"]]
    name = agency.name if agency else None
    return MyRecipient(
        at=row["at"],
        way=way,
        agency=agency,
        by=names.of(row["from_agency_id"]) if row["from_agency_id"] else None,
        categories=categories,
        because=because,
        in_words=disclosure_in_words(name, way, categories, because, french=french),
    )
