"""`/v1/services`: service listings."""

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Request, Response
from pydantic import ValidationError

from services.referrals.directory.actions.find_listings import find_listings, open_listing
from services.referrals.directory.actions.promise_service_level import promise_service_level
from services.referrals.directory.actions.publish_listing import (
    Offer,
    SaidByItsFeed,
    change_listing,
    open_to_change,
    publish_listing,
)
from services.referrals.directory.actions.say_whom_it_takes import say_whom_it_takes
from services.referrals.directory.actions.state_capacity import state_capacity
from services.referrals.directory.api.asked import Asked
from services.referrals.directory.api.bodies import CapacityIn, ListingIn, ServiceLevelIn, editable
from services.referrals.directory.api.intake import IntakeRulesBody
from services.referrals.directory.api.views import ListingView, json_answer, shown
from services.referrals.directory.domain.listing import Capacity, ServiceListing
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.contracts.referrals.directory import ListingId
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Invalid, NotAllowed
from shared.web.caller import OpenWork, PassedOn, Work, holding
from shared.web.documented import ACTS, CREATES, EDITS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH, merged
from shared.web.pages import DEFAULT_LIMIT, After, Limit, Page, cursor, keys_of
from shared.web.problems import field_errors

router = APIRouter(prefix="/v1/services", tags=["directory"])

Reader = Annotated[Actor, holding(Scope.DIRECTORY_READ)]
Writer = Annotated[Actor, holding(Scope.DIRECTORY_WRITE)]

HTTP_CREATED = 201
_SETTINGS = {"municipality_ids", "takes_referrals"}
"""What is said here even of a listing that has a feed."""


@router.get("", summary="Search the directory", responses=READS, response_model=Page[ListingView])
async def search(
    actor: Reader, work: Work, asked: Asked, limit: Limit = DEFAULT_LIMIT, after: After = None
) -> Response:
    """Listings that are offered now and meet all conditions.

    The nearest come first where you say where from; else they are in the order of their names. What a listing does not
    say (an amount, its hours, how long people wait) is not found by that.
    """
    keys = keys_of(after, float if asked.near else str, UUID)
    found = await find_listings(work, actor, asked, keys, limit)
    following = cursor(*found[limit - 1].after) if len(found) > limit else None
    items = [shown(one, work.now.date()) for one in found[:limit]]
    return json_answer({"items": items, "next": following})


@router.get("/{listing_id}", summary="Open a listing", responses=READS, response_model=ListingView)
async def read(listing_id: UUID, actor: Reader, work: Work) -> Response:
    """One listing, also one that is not offered any more: a live referral may still point to it."""
    return await _answer(work, actor, ListingId(listing_id))


@router.post("", status_code=201, summary="List a service", responses=CREATES, response_model=ListingView)
async def publish(
    body: ListingIn, actor: Writer, request: Request, open_work: OpenWork, passed_on: PassedOn, once: OneTime
) -> Response:
    """List a service of your agency, if it has no feed to import."""
    known = await request.app.state.service.identity.agencies([actor.agency_id], passed_on)
    if actor.agency_id not in known:
        raise NotAllowed("Your agency is not registered.", detail_fr="Votre organisme n'est pas enregistré.")
    offer, agency = body.offer(actor.municipalities), known[actor.agency_id]
    async with open_work() as work:
        listing_id = await once.run(work, lambda: publish_listing(work, actor, offer, agency))
        return await _answer(work, actor, ListingId(listing_id), status=201)


@router.patch("/{listing_id}", summary="Change a listing", responses=EDITS, response_model=ListingView)
async def change(
    listing_id: UUID,
    patch: Annotated[
        dict[str, Any],
        Body(
            media_type=MERGE_PATCH,
            description="Members of what is posted to list a service; null takes one away.",
            examples=[{"alert": "Closed in August", "takes_referrals": False}],
        ),
    ],
    actor: Writer,
    work: Work,
    if_match: IfMatch = None,
) -> Response:
    """Change what your agency says. Of a listing that has a feed, only for whom it is meant and whether it takes
    referrals: the rest is changed in the feed.
    """
    version = expected_version(if_match)
    listing = await open_to_change(work, actor, ListingId(listing_id))
    await change_listing(work, actor, listing.id, version, _patched(listing, patch))
    return await _answer(work, actor, listing.id)


@router.put(
    "/{listing_id}/capacity", summary="Say how many places are free", responses=ACTS, response_model=ListingView
)
async def say_capacity(listing_id: UUID, body: CapacityIn, actor: Writer, work: Work) -> Response:
    """Say how it is now, whatever was said before: this is no edit of an earlier answer, and needs no `If-Match`."""
    capacity = Capacity(said_at=work.now, **body.model_dump())
    await state_capacity(work, actor, ListingId(listing_id), capacity)
    return await _answer(work, actor, ListingId(listing_id))


@router.put(
    "/{listing_id}/service-level", summary="Say how soon a listing acts", responses=ACTS, response_model=ListingView
)
async def promise(listing_id: UUID, body: ServiceLevelIn, actor: Writer, work: Work) -> Response:
    """Say by when referrals to it are acknowledged, answered, started and looked at again. It counts for those that are
    sent from now on: what was promised before stays promised.
    """
    await promise_service_level(work, actor, ListingId(listing_id), body.level())
    return await _answer(work, actor, ListingId(listing_id))


@router.put(
    "/{listing_id}/intake-rules", summary="Say whom a listing takes", responses=ACTS, response_model=ListingView
)
async def say_whom(listing_id: UUID, body: IntakeRulesBody, actor: Writer, work: Work) -> Response:
    """Say who is taken, in place of what was said before: by age, municipality, documents at hand and circumstances in
    which nobody is. Each rule says whether it warns whoever refers, or refuses.
    """
    await say_whom_it_takes(work, actor, ListingId(listing_id), body.rules())
    return await _answer(work, actor, ListingId(listing_id))


async def _answer(work: UnitOfWork, actor: Actor, listing_id: ListingId, *, status: int = 200) -> Response:
    found = await open_listing(work, actor, listing_id)
    headers = {"ETag": entity_tag(found.listing.version)}
    if status == HTTP_CREATED:
        headers["Location"] = f"{router.prefix}/{listing_id}"
    return json_answer(shown(found, work.now.date()), status=status, headers=headers)


def _patched(listing: ServiceListing, patch: dict[str, Any]) -> Offer:
    """The listing as the patch makes it."""
    if listing.has_a_feed and patch.keys() - _SETTINGS:
        raise SaidByItsFeed
    before = editable(listing)
    after = merged({name: before[name] for name in _SETTINGS} | {"name": "-"} if listing.has_a_feed else before, patch)
    try:
        offer = ListingIn.model_validate(after).offer(listing.municipality_ids)
    except ValidationError as failure:
        errors = failure.errors(include_url=False, include_input=False)
        raise Invalid(errors=field_errors([{**error, "loc": ("body", *error["loc"])} for error in errors])) from None
    return replace(offer, details=listing.details) if listing.has_a_feed else offer
