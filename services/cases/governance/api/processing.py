"""`/v1/my/processing`: what agencies that hold something about me do with it."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.accounts.api.agencies import AN_AGENCY, French, Me, MyAgency, names_of
from services.cases.governance.actions import own as actions
from services.cases.governance.domain.information import RIGHTS
from services.cases.governance.domain.register import Holder, holder_in_words
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Purpose
from shared.web.caller import OpenWork, PassedOn
from shared.web.documented import READS
from shared.web.pages import After, Limit, Page, cursor, keys_of

router = APIRouter(prefix="/v1/my/processing", tags=["my own record"])

_ACTIVITY: Final[JsonDict] = {
    "title": "Housing and social work",
    "purposes": ["care-coordination"],
    "categories": ["housing"],
    "legal_basis": "e",
    "special_category_basis": None,
    "article": "Social Welfare Act § 12",
    "retention": "two years",
    "onward_sharing": False,
    "contact": "privacy office",
}
_EXAMPLE: Final[JsonDict] = {
    "agency": AN_AGENCY,
    "wrote": True,
    "received": False,
    "activities": [_ACTIVITY],
    "laws": [],
    "in_words": ["Office HLM keeps what it wrote about you, and answers for it."],
}


class MyActivity(BaseModel):
    """On which agreement it flows."""

    title: str
    purposes: list[Purpose]
    categories: list[Category] = Field(description="Of which the agreement speaks.")
    legal_basis: str = Field(description="GDPR Art. 6(1), the letter.")
    special_category_basis: str | None = Field(description="GDPR Art. 9(2), the letter.")
    article: str
    retention: str
    onward_sharing: bool
    contact: str = Field(description="Whom to ask; a function.")


class MyHolder(BaseModel):
    """An agency that holds something about you, and what it does with it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    agency: MyAgency
    wrote: bool = Field(description="It wrote something about you.")
    received: bool = Field(description="It received something about you with a referral.")
    activities: list[MyActivity]
    laws: list[str] = Field(description="Articles of law by which it may see something.")
    in_words: list[str] = Field(
        description="All of this, with whom and through whom it processes, and how the risk was assessed."
    )


class MyProcessing(Page[MyHolder]):
    """A page of those who hold something about you."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [_EXAMPLE], "next": None, "rights": [str(RIGHTS[0])]}]}
    )

    rights: list[str] = Field(description="What you may ask of each of them.")


@router.get("", responses=READS, summary="Who holds something about me, and what they do with it")
async def read_register(
    caller: Me,
    request: Request,
    open_work: OpenWork,
    rights: PassedOn,
    limit: Limit = 50,
    after: After = None,
    *,
    french: French,
) -> MyProcessing:
    """Each agency that wrote something about you or received something with a referral: on which agreements and laws,
    for what, for how long, with whom and through whom, made of what holds at this moment. For the person alone; an
    agency that the law withholds from you is not there.
    """
    keys = keys_of(after, UUID)
    async with open_work() as work:
        found = await actions.register_about_me(work, caller, keys[0] if keys else None, limit)
    names = await names_of(request, rights, (one.agency_id for one in found.holders))
    return MyProcessing(
        items=[_holder(one, names.of(one.agency_id), french=french) for one in found.holders],
        next=cursor(found.following) if found.following else None,
        rights=[one.told(french=french) for one in RIGHTS],
    )


def _holder(holder: Holder, agency: MyAgency, *, french: bool) -> MyHolder:
    return MyHolder(
        agency=agency,
        wrote=holder.wrote,
        received=holder.received,
        activities=[MyActivity.model_validate(one) for one in holder.agreements],
        laws=list(holder.articles),
        in_words=holder_in_words(holder, agency.name, french=french),
    )
