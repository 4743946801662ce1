"""Publish in which order people wait for a listing, and read it."""

from dataclasses import replace
from uuid import UUID

import asyncpg

from services.referrals.directory.actions.listing_for_referral import listing_for_referral
from services.referrals.waiting import store
from services.referrals.waiting.domain import USUAL, PriorityRule
from services.referrals.waiting.events import WaitingRulePublished
from services.referrals.waiting.policy import PUBLISH, RULES, AboutWaiting
from shared.contracts.identity.actor import Actor
from shared.contracts.referrals.directory import ListingId
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import Conflict


async def rule_in_force(work: UnitOfWork, listing_id: ListingId) -> PriorityRule:
    """By what whoever is put on the waiting list now waits; the usual where the listing published nothing."""
    return await store.in_force(work, listing_id) or USUAL


async def list_rules(work: UnitOfWork, listing_id: ListingId) -> list[asyncpg.Record]:
    """Every version that was published, the latest first.

    Raises:
        NotFound: no such listing.
    """
    await listing_for_referral(work, listing_id)
    return await store.versions(work, listing_id)


async def publish_rule(work: UnitOfWork, actor: Actor, listing_id: UUID, rule: PriorityRule) -> None:
    """Publish a new version, for whoever is put on the list from now on.

    Raises:
        NotFound: no such listing.
        NotAllowed: the caller's agency does not take its referrals, or the caller does not lead its work.
        Conflict: somebody published one at the same moment.
    """
    listing = await listing_for_referral(work, ListingId(listing_id))
    decide(RULES, PUBLISH, actor, AboutWaiting(listing.agency_id))
    before = await rule_in_force(work, listing.id)
    following = replace(rule, version=before.version + 1)
    if not await store.publish(work, listing.id, actor.agency_id, actor.subject, following):
        raise Conflict("A rule was published at the same moment.", detail_fr="Une règle a été publiée au même moment.")
    await work.tell(WaitingRulePublished(listing_id=listing.id, agency_id=actor.agency_id, version=following.version))
