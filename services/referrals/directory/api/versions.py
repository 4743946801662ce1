"""`/v1/services/{id}/versions`: what a listing said before."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.referrals.directory.actions.find_listings import listing_versions
from services.referrals.directory.api.bodies import A_LISTING
from services.referrals.directory.domain.listing import ListingDetails
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.contracts.referrals.directory import ListingId
from shared.web.caller import Work, holding
from shared.web.documented import READS

router = APIRouter(prefix="/v1/services/{listing_id}/versions", tags=["directory"])

Reader = Annotated[Actor, holding(Scope.DIRECTORY_READ)]
_TOLD = {name: member for name, member in A_LISTING.items() if name != "takes_referrals"}
_EXAMPLE: dict[str, Any] = {
    "version": 2,
    "agency_id": "0198c0de-0000-7000-8000-0000000000a2",
    "municipality_ids": ["0198c0de-0000-7000-8000-0000000000c1"],
    "takes_referrals": True,
    "vanished_at": None,
    "until": "2026-03-02T08:00:00+00:00",
    "details": _TOLD,
}


class ListingVersionView(BaseModel):
    """What a listing said for a while."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    version: int
    agency_id: UUID | None = Field(description="The agency that took its referrals.")
    municipality_ids: list[UUID]
    takes_referrals: bool
    vanished_at: datetime | None = Field(description="Its feed had stopped publishing it.")
    until: datetime | None = Field(description="Null for what it says now.")
    details: ListingDetails


class ListingVersionsView(BaseModel):
    """The versions of a listing."""

    items: list[ListingVersionView] = Field(description="The latest hundred, the latest first.")


@router.get("", responses=READS, summary="Read what a listing said before")
async def read(
    listing_id: UUID,
    actor: Reader,
    work: Work,
    at: Annotated[AwareDatetime | None, Query(description="Only what it said then: when a referral was sent.")] = None,
) -> ListingVersionsView:
    """What it said before stays readable beside the referrals of that time, also when its feed publishes it no more."""
    rows = await listing_versions(work, actor, ListingId(listing_id), at)
    return ListingVersionsView.model_validate({"items": [dict(row) for row in rows]})
