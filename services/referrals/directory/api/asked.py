"""The parameters of a search in the directory."""

from dataclasses import replace
from datetime import time
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from services.referrals.directory.domain.opening_hours import Weekday
from services.referrals.directory.domain.positions import Position
from services.referrals.directory.domain.reading import HIGHEST_COST
from services.referrals.directory.domain.search import Search
from shared.contracts.cases.vocabulary import Category
from shared.refusals import Invalid

_Days = Annotated[int | None, Query(ge=0, le=3_650)]


async def _for_whom(
    *,
    need: Annotated[tuple[str, ...], Query(max_length=50, description="Codes of needs; any will do.")] = (),
    category: Annotated[tuple[Category, ...], Query(description="Any will do.")] = (),
    language: Annotated[tuple[str, ...], Query(max_length=50, description="ISO 639 codes; any will do.")] = (),
    age: Annotated[float | None, Query(ge=0, le=130, description="Of the person, in years.")] = None,
    text: Annotated[
        str, Query(max_length=200, description="Words, each the beginning of one in the listing. Nobody's name.")
    ] = "",
    takes_referrals: bool | None = None,
    has_free_place: bool | None = None,
    municipality_id: Annotated[UUID | None, Query(description="Meant for the people of this municipality.")] = None,
    agency_id: Annotated[UUID | None, Query(description="Whose referrals this agency takes.")] = None,
) -> Search:
    return Search(
        needs=need,
        categories=category,
        languages=language,
        age=age,
        text=text,
        takes_referrals=takes_referrals,
        has_free_place=has_free_place,
        municipality_id=municipality_id,
        agency_id=agency_id,
    )


async def _near(
    latitude: Annotated[
        float | None, Query(ge=-90, le=90, description="About where the person is: two decimals are enough.")
    ] = None,
    longitude: Annotated[float | None, Query(ge=-180, le=180)] = None,
    within_km: Annotated[
        float | None, Query(gt=0, le=200, description=f"From there; {Search.within_km:g} when left out.")
    ] = None,
) -> tuple[Position | None, float]:
    if within_km is not None and latitude is None and longitude is None:
        raise _missing(
            "latitude",
            "A distance needs a latitude and a longitude.",
            "Une distance demande une latitude et une longitude.",
        )
    if (latitude is None) != (longitude is None):
        raise _missing(
            "latitude" if latitude is None else "longitude",
            "Latitude and longitude go together.",
            "La latitude et la longitude vont ensemble.",
        )
    here = None if latitude is None or longitude is None else Position(latitude, longitude)
    return here, within_km or Search.within_km


async def _as_it_can_be_used(
    *,
    accessibility: Annotated[
        str, Query(max_length=200, description="Words, each the beginning of one that a place says of accessibility.")
    ] = "",
    open_on: Annotated[
        tuple[Weekday, ...], Query(description="Days of the week as in RFC 5545; open on any of them will do.")
    ] = (),
    open_at: Annotated[
        time | None, Query(description="On the clock of the place; on those days, or on any when none is named.")
    ] = None,
    cost_at_most: Annotated[
        float | None, Query(ge=0, le=HIGHEST_COST, description="The least that anybody pays; 0 for free of charge.")
    ] = None,
    currency: Annotated[
        str | None, Query(pattern="^[A-Z]{3}$", description=f"Of that, ISO 4217; {Search.currency} when left out.")
    ] = None,
) -> Search:
    if currency is not None and cost_at_most is None:
        raise _missing("cost_at_most", "A currency needs an amount.", "Une monnaie demande un montant.")
    if open_at is not None and open_at.tzinfo is not None:
        raise Invalid.field(
            "#/query/open_at",
            "offset",
            "This is on the clock of the place, without an offset.",
            "C'est l'heure du lieu, sans décalage.",
        )
    return Search(
        accessibility=accessibility,
        open_on=open_on,
        open_at=open_at,
        cost_at_most=cost_at_most,
        currency=currency or Search.currency,
    )


async def _soon(
    waiting_days_at_most: Annotated[_Days, Query(description="How long people wait, as the agency said.")] = None,
    waiting_people_at_most: Annotated[
        int | None, Query(ge=0, le=100_000, description="How many people wait, as the agency said.")
    ] = None,
    answered_within_days: Annotated[_Days, Query(description="Half of the referrals of the last year were.")] = None,
    mostly_answered_within_days: Annotated[_Days, Query(description="Nine in ten of them were.")] = None,
    started_within_days: Annotated[_Days, Query(description="For half of those whom it helped.")] = None,
    mostly_started_within_days: Annotated[_Days, Query(description="For nine in ten of them.")] = None,
) -> Search:
    return Search(
        waiting_days_at_most=waiting_days_at_most,
        waiting_people_at_most=waiting_people_at_most,
        answered_within_days=answered_within_days,
        mostly_answered_within_days=mostly_answered_within_days,
        started_within_days=started_within_days,
        mostly_started_within_days=mostly_started_within_days,
    )


async def _search(
    for_whom: Annotated[Search, Depends(_for_whom)],
    near: Annotated[tuple[Position | None, float], Depends(_near)],
    usable: Annotated[Search, Depends(_as_it_can_be_used)],
    soon: Annotated[Search, Depends(_soon)],
) -> Search:
    return replace(
        for_whom,
        near=near[0],
        within_km=near[1],
        accessibility=usable.accessibility,
        open_on=usable.open_on,
        open_at=usable.open_at,
        cost_at_most=usable.cost_at_most,
        currency=usable.currency,
        waiting_days_at_most=soon.waiting_days_at_most,
        waiting_people_at_most=soon.waiting_people_at_most,
        answered_within_days=soon.answered_within_days,
        mostly_answered_within_days=soon.mostly_answered_within_days,
        started_within_days=soon.started_within_days,
        mostly_started_within_days=soon.mostly_started_within_days,
    )


def _missing(parameter: str, message: str, message_fr: str) -> Invalid:
    return Invalid.field(f"#/query/{parameter}", "missing", message, message_fr)


Asked = Annotated[Search, Depends(_search)]
