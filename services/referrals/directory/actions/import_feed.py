"""Bring a document of a feed into the directory: the same document twice changes nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import asyncpg

from services.referrals.directory.domain.acceptance import AcceptedService, completed_by_summary
from services.referrals.directory.domain.entries import Feed
from services.referrals.directory.domain.imports import FeedSettings, ImportedRow, Outcome, SortedFeed, sort_feed
from services.referrals.directory.domain.listing import ListedOrganization, Origin, ServiceListing
from services.referrals.directory.domain.reading import details_of
from services.referrals.directory.events import FeedImported, ListingVanished
from services.referrals.directory.policy import IMPORT, RULES, AboutListing
from services.referrals.directory.store import imports, listings, organizations
from services.referrals.directory.store.listings import Publication
from shared.contracts.identity.actor import Actor
from shared.contracts.referrals.directory import ListingId, OrganizationId
from shared.contracts.referrals.hsds.service import Service
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, Invalid, NotFound


class NothingInTheFeed(Conflict):
    """The document is said to complete a run through the feed, and the whole run lists nothing: every listing of the
    feed would vanish. If that is meant, set the listings to `defunct` in the feed first.
    """

    code = "nothing-in-the-feed"
    title = "The feed lists nothing"
    title_fr = "Le flux ne contient aucune offre"


@dataclass(frozen=True, kw_only=True)
class FeedDocument:
    """One document of a feed.

    Attributes:
        completes_run: it is the last one: what the run has not met has vanished from the feed.
        continues: the import that the run began with; None where this document begins one.
    """

    settings: FeedSettings
    feed: Feed
    completes_run: bool = False
    continues: UUID | None = None


async def import_feed(work: UnitOfWork, actor: Actor, document: FeedDocument) -> UUID:
    """List, change and leave alone what the document says; returns the import's id.

    An entry that cannot be listed is rejected with a pointer to what is wrong, and the others are listed.

    Raises:
        NotAllowed: the caller does not administer the agency.
        NotFound: the run to continue is not one of this agency and feed.
        Conflict: that run is complete; or NothingInTheFeed.
        Invalid: meant for a municipality in which the agency does not operate.
    """
    decide(RULES, IMPORT, actor, AboutListing())
    if not set(document.settings.municipality_ids) <= set(actor.municipalities):
        raise Invalid.field(
            "#/municipality_ids",
            "elsewhere",
            "Your agency does not operate there.",
            "Votre organisme n'y intervient pas.",
        )
    await imports.wait_for_turn(work)
    import_id = new_id()
    run_id = await _run_of(work, actor, document) or import_id
    sorted_feed = sort_feed(document.feed)
    offering = await _list_organizations(work, actor, document.settings, sorted_feed)
    rows = await _list_services(work, actor, document.settings, sorted_feed, offering, run_id)
    vanished = await _vanish(work, actor, document, run_id) if document.completes_run else []
    await _keep(work, actor, document, import_id, run_id, rows, vanished)
    return import_id


async def open_import(work: UnitOfWork, actor: Actor, import_id: UUID) -> asyncpg.Record:
    """What became of a document that the caller's agency imported.

    Raises:
        NotFound: no such import of this agency.
        NotAllowed: the caller does not administer it.
    """
    decide(RULES, IMPORT, actor, AboutListing())
    kept = await imports.open_one(work, import_id, actor.agency_id)
    if kept is None:
        raise NotFound
    return kept


async def list_imports(work: UnitOfWork, actor: Actor, before: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What the caller's agency imported, the latest first; one more than `limit` when there is a next page.

    Raises:
        NotAllowed: the caller does not administer it.
    """
    decide(RULES, IMPORT, actor, AboutListing())
    return await imports.list_some(work, actor.agency_id, before, limit + 1)


async def _run_of(work: UnitOfWork, actor: Actor, document: FeedDocument) -> UUID | None:
    """The run that the document continues."""
    if document.continues is None:
        return None
    begun = await imports.open_one(work, document.continues, actor.agency_id)
    if begun is None or begun["feed"] != document.settings.name:
        raise NotFound
    run_id: UUID = begun["run_id"]
    if await imports.run_is_complete(work, run_id):
        raise Conflict("This run through the feed is complete.", detail_fr="Ce parcours du flux est terminé.")
    return run_id


async def _list_organizations(
    work: UnitOfWork, actor: Actor, settings: FeedSettings, found: SortedFeed
) -> Mapping[UUID, ListedOrganization]:
    """List who offers something; returns those that this document names, by published id."""
    wanted = {*found.organizations, *(one.organization_id for one in found.services if one.organization_id)}
    offering = await organizations.lock_those_of_feed(work, actor.agency_id, settings.name, wanted)
    free = _free_ids(found.organizations.keys() - offering.keys(), await organizations.taken_ids(work, wanted))
    changed = []
    for published_id, told in found.organizations.items():
        before = offering.get(published_id)
        document = completed_by_summary(before.document, told.document) if before and told.is_summary else told.document
        if before is None or before.document != document:
            organization_id = before.id if before else OrganizationId(free[published_id])
            origin = Origin(actor.agency_id, settings.name, published_id)
            offering[published_id] = ListedOrganization(organization_id, origin, document)
            changed.append(offering[published_id])
    await organizations.save_all(work, changed)
    return offering


async def _list_services(
    work: UnitOfWork,
    actor: Actor,
    settings: FeedSettings,
    found: SortedFeed,
    offering: Mapping[UUID, ListedOrganization],
    run_id: UUID,
) -> Sequence[ImportedRow]:
    """List the services, and say of each entry what became of it."""
    named = {row.published_id for row in found.rejected if row.published_id}
    told_ids = {told.published_id for told in found.services}
    known = await listings.lock_those_of_feed(work, actor.agency_id, settings.name, told_ids | named)
    free = _free_ids(told_ids - known.keys(), await listings.taken_ids(work, told_ids - known.keys()))
    changed: list[Publication] = []
    rows: list[ImportedRow] = list(found.rejected)
    for told in found.services:
        before = known.get(told.published_id)
        organization = offering.get(told.organization_id) if told.organization_id else None
        listing_id = before.listing.id if before else ListingId(free[told.published_id])
        after = _publication(actor, settings, told, before, listing_id, organization)
        outcome = _outcome(before, after)
        if outcome is not Outcome.UNCHANGED:
            changed.append(replace(after, run_id=run_id))
        rows.append(ImportedRow(told.pointer, outcome, told.published_id, listing_id))
    await listings.save_all(work, changed, by=actor.subject)
    await listings.mark_seen(work, (one.listing.id for one in known.values()), run_id)
    return rows


def _publication(
    actor: Actor,
    settings: FeedSettings,
    told: AcceptedService,
    before: Publication | None,
    listing_id: ListingId,
    organization: ListedOrganization | None,
) -> Publication:
    """The listing as this document makes it; for whom it is meant and whether it takes referrals is said here."""
    document, service = told.document, told.service
    if before and told.is_summary:
        document = completed_by_summary(before.document, document)
        service = Service.model_validate(document)
    is_own = settings.is_own or told.organization_id in settings.own_organizations
    listing = ServiceListing(
        id=listing_id,
        origin=Origin(actor.agency_id, settings.name, told.published_id),
        agency_id=actor.agency_id if is_own else None,
        municipality_ids=before.listing.municipality_ids if before else tuple(settings.municipality_ids),
        takes_referrals=before.listing.takes_referrals if before else is_own and settings.takes_referrals,
        details=details_of(service, settings.categories),
        organization_id=organization.id if organization else None,
        capacity=before.listing.capacity if before else None,
        version=before.listing.version + 1 if before else 1,
    )
    return Publication(listing, document, organization.name if organization else "")


def _outcome(before: Publication | None, after: Publication) -> Outcome:
    if before is None:
        return Outcome.CREATED
    same = before.document == after.document and before.listing == replace(
        after.listing, version=before.listing.version
    )
    return Outcome.UNCHANGED if same else Outcome.UPDATED


def _free_ids(published: Collection[UUID], taken: Collection[UUID]) -> dict[UUID, UUID]:
    """An id here for each published one: the same, so that whoever knows it finds it; a new one where it is taken."""
    return {published_id: new_id() if published_id in taken else published_id for published_id in published}


async def _vanish(work: UnitOfWork, actor: Actor, document: FeedDocument, run_id: UUID) -> Sequence[UUID]:
    """What the whole run has not met is no longer published."""
    feed = document.settings.name
    if not await listings.any_seen(work, actor.agency_id, feed, run_id):
        raise NothingInTheFeed
    vanished = await listings.vanish_unseen(work, actor.agency_id, feed, run_id, by=actor.subject)
    await work.tell(*(ListingVanished(listing_id=one, publisher_id=actor.agency_id) for one in vanished))
    return vanished


async def _keep(
    work: UnitOfWork,
    actor: Actor,
    document: FeedDocument,
    import_id: UUID,
    run_id: UUID,
    rows: Sequence[ImportedRow],
    vanished: Sequence[UUID],
) -> None:
    values: dict[str, Any] = {
        "id": import_id,
        "publisher_id": actor.agency_id,
        "feed": document.settings.name,
        "run_id": run_id,
        "completes_run": document.completes_run,
        "imported_at": work.now,
        "imported_by": actor.subject,
        "rows": [_kept(row) for row in rows],
        "passed_over": list(document.feed.passed_over),
        "vanished": list(vanished),
    }
    await imports.keep(work, values)
    counted = [row.outcome for row in rows]
    await work.tell(
        FeedImported(
            import_id=import_id,
            publisher_id=actor.agency_id,
            created=counted.count(Outcome.CREATED),
            updated=counted.count(Outcome.UPDATED),
            unchanged=counted.count(Outcome.UNCHANGED),
            rejected=counted.count(Outcome.REJECTED),
            vanished=len(vanished),
        )
    )


def _kept(row: ImportedRow) -> dict[str, Any]:
    return {
        "pointer": row.pointer,
        "outcome": row.outcome,
        "published_id": row.published_id and str(row.published_id),
        "listing_id": row.listing_id and str(row.listing_id),
        "errors": row.errors,
    }
