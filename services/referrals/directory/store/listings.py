"""Listings in the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.referrals.deadlines.domain.service_level import ServiceLevel
from services.referrals.directory.domain.costs import lowest_cost
from services.referrals.directory.domain.intake import IntakeRules
from services.referrals.directory.domain.listing import (
    Capacity,
    ListingDetails,
    ListingForReferral,
    Origin,
    ServiceListing,
)
from services.referrals.directory.domain.search import FoundListing
from services.referrals.directory.domain.search_words import folded
from services.referrals.directory.store import timeliness, where_and_when
from services.referrals.directory.store.tables import listing as _table
from shared.contracts.identity.vocabulary import AgencyId
from shared.contracts.referrals.directory import ListingId, OrganizationId
from shared.contracts.referrals.hsds.service import ServiceStatus
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

LONGEST_KEY = 500
"""Characters of what is sorted or looked up: an entry of an index holds at most 2 700 bytes."""

COLUMNS = """
    l.id, l.publisher_id, l.feed, l.published_id, l.agency_id, l.municipality_ids, l.organization_id,
    l.takes_referrals, l.details, l.free_places, l.total_places, l.waiting_days, l.waiting_people,
    l.capacity_note, l.capacity_said_at, l.service_level, l.intake, l.vanished_at, l.version
"""
"""What `listing_from` reads of row `l`."""

_WORDS = " || ".join(
    f"setweight(to_tsvector('simple', CAST(:words_{weight} AS text)), '{weight.upper()}')" for weight in "abcd"
)
_SAID_HERE = {"free_places", "total_places", "waiting_days", "waiting_people", "capacity_note", "capacity_said_at"}
_NOT_KEPT = {*_SAID_HERE, "service_level", "intake", "words", "accessibility"}
_KEPT = [column.name for column in _table.columns if column.name not in _NOT_KEPT]

_OPEN = Statement(
    f"SELECT {COLUMNS}, {timeliness.COLUMNS}, o.name AS organization_name FROM listing l"
    " LEFT JOIN listed_organization o ON o.id = l.organization_id"
    f" {timeliness.JOINED} WHERE l.id = :id"
)
_FOR_REFERRAL = Statement(f"""
    SELECT l.id, l.details ->> 'name' AS name, l.agency_id, l.municipality_ids, l.version, l.service_level, l.intake,
           (l.takes_referrals AND l.agency_id IS NOT NULL AND l.vanished_at IS NULL
            AND l.status = '{ServiceStatus.ACTIVE}') AS takes_referrals
    FROM listing l WHERE l.id = :id
""")
_LOCK = Statement(f"SELECT {COLUMNS} FROM listing l WHERE l.id = :id FOR UPDATE")
_DOCUMENT = Statement("SELECT document FROM listing WHERE id = :id")
_OF_FEED = Statement(f"""
    SELECT {COLUMNS}, l.document FROM listing l
    WHERE l.publisher_id = :publisher_id AND l.feed = :feed AND l.published_id = ANY (CAST(:published_ids AS uuid[]))
    FOR UPDATE
""")
_TAKEN = Statement("SELECT id FROM listing WHERE id = ANY (CAST(:ids AS uuid[]))")
_REMEMBER = Statement("""
    INSERT INTO listing_version (listing_id, version, publisher_id, agency_id, municipality_ids, takes_referrals,
                                 document, details, vanished_at, until)
    SELECT id, version, publisher_id, agency_id, municipality_ids, takes_referrals, document, details, vanished_at,
           :until
    FROM listing WHERE id = :id
""")
_KEEP = Statement(f"""
    INSERT INTO listing ({", ".join(_KEPT)}, words, accessibility)
    VALUES ({", ".join(f":{name}" for name in _KEPT)}, {_WORDS},
            to_tsvector('simple', CAST(:accessibility_words AS text)))
    ON CONFLICT (id) DO UPDATE
    SET {", ".join(f"{name} = EXCLUDED.{name}" for name in (*_KEPT, "words", "accessibility"))}
""")
_SEE = Statement("UPDATE listing SET seen_in_run = :run_id WHERE id = ANY (CAST(:ids AS uuid[]))")
_VANISH = Statement("""
    UPDATE listing SET vanished_at = :at, changed_at = :at, changed_by = :by, version = version + 1
    WHERE id = ANY (CAST(:ids AS uuid[]))
""")
_UNSEEN = Statement("""
    SELECT id FROM listing
    WHERE publisher_id = :publisher_id AND feed = :feed AND vanished_at IS NULL AND seen_in_run <> :run_id
    ORDER BY id FOR UPDATE
""")
_ANY_SEEN = Statement("""
    SELECT EXISTS (SELECT FROM listing WHERE publisher_id = :publisher_id AND feed = :feed AND seen_in_run = :run_id)
""")
_details = TypeAdapter(ListingDetails)


@dataclass(frozen=True)
class Publication:
    """A listing with the HSDS service it was published as.

    Attributes:
        organization_name: who offers it, for those who search.
        run_id: of the import that published it.
    """

    listing: ServiceListing
    document: Mapping[str, Any]
    organization_name: str = ""
    run_id: UUID | None = None


async def open_one(work: UnitOfWork, listing_id: ListingId) -> FoundListing | None:
    """A listing, also one that has vanished, as a search shows it."""
    row = await work.row(_OPEN, id=listing_id)
    if row is None:
        return None
    return FoundListing(listing_from(row), row["organization_name"] or "", timeliness=timeliness.timeliness_from(row))


async def open_for_referral(asked: UnitOfWork | Database, listing_id: ListingId) -> ListingForReferral | None:
    """What a referral needs of a listing, without all that it tells people: drafting one should be quick."""
    row = await asked.row(_FOR_REFERRAL, id=listing_id)
    if row is None:
        return None
    return ListingForReferral(
        id=row["id"],
        name=row["name"],
        agency_id=row["agency_id"],
        municipality_ids=tuple(row["municipality_ids"]),
        takes_referrals=row["takes_referrals"],
        version=row["version"],
        service_level=ServiceLevel.kept(row["service_level"]),
        intake=IntakeRules.kept(row["intake"]),
    )


async def lock_one(work: UnitOfWork, listing_id: ListingId) -> ServiceListing | None:
    """A listing that the caller may change, for change."""
    row = await work.row(_LOCK, id=listing_id)
    return listing_from(row) if row else None


async def document_of(work: UnitOfWork, listing_id: ListingId) -> Mapping[str, Any]:
    """The HSDS service of a listing that exists."""
    document: Mapping[str, Any] = await work.value(_DOCUMENT, id=listing_id)
    return document


async def lock_those_of_feed(
    work: UnitOfWork, publisher: AgencyId, feed: str, published_ids: Iterable[UUID]
) -> dict[UUID, Publication]:
    """What a feed published before under these ids, for change, by published id."""
    rows = await work.rows(_OF_FEED, publisher_id=publisher, feed=feed, published_ids=list(published_ids))
    return {row["published_id"]: Publication(listing_from(row), row["document"]) for row in rows}


async def taken_ids(work: UnitOfWork, ids: Iterable[UUID]) -> set[UUID]:
    """Which of these ids some listing has."""
    return {row["id"] for row in await work.rows(_TAKEN, ids=list(ids))}


async def save_all(work: UnitOfWork, publications: Sequence[Publication], *, by: UUID) -> None:
    """Keep new and changed listings; what they said before stays as their history."""
    known = [one.listing.id for one in publications if one.listing.version > 1]
    await work.run_many(_REMEMBER, [{"id": listing_id, "until": work.now} for listing_id in known])
    await work.run_many(_KEEP, [_values(one, work, by) for one in publications])
    await where_and_when.replace_all(work, [one.listing for one in publications], known)


async def mark_seen(work: UnitOfWork, listing_ids: Iterable[UUID], run_id: UUID) -> None:
    """Note that a run through a feed has met these listings."""
    await work.run(_SEE, ids=list(listing_ids), run_id=run_id)


async def any_seen(work: UnitOfWork, publisher: AgencyId, feed: str, run_id: UUID) -> bool:
    """Whether a run through a feed has met any listing at all."""
    return bool(await work.value(_ANY_SEEN, publisher_id=publisher, feed=feed, run_id=run_id))


async def vanish_unseen(work: UnitOfWork, publisher: AgencyId, feed: str, run_id: UUID, *, by: UUID) -> list[UUID]:
    """Mark the listings of a feed that a whole run has not met; they stay as history. Returns their ids."""
    unseen = [row["id"] for row in await work.rows(_UNSEEN, publisher_id=publisher, feed=feed, run_id=run_id)]
    await work.run_many(_REMEMBER, [{"id": listing_id, "until": work.now} for listing_id in unseen])
    await work.run(_VANISH, ids=unseen, at=work.now, by=by)
    await where_and_when.forget_places(work, unseen)
    return unseen


def listing_from(row: asyncpg.Record) -> ServiceListing:
    """A row as the domain sees it."""
    return ServiceListing(
        id=ListingId(row["id"]),
        origin=Origin(AgencyId(row["publisher_id"]), row["feed"], row["published_id"]),
        agency_id=row["agency_id"],
        municipality_ids=tuple(row["municipality_ids"]),
        takes_referrals=row["takes_referrals"],
        details=_details.validate_python(row["details"]),
        organization_id=OrganizationId(row["organization_id"]) if row["organization_id"] else None,
        capacity=_capacity_from(row),
        service_level=ServiceLevel.kept(row["service_level"]),
        intake=IntakeRules.kept(row["intake"]),
        vanished_at=row["vanished_at"],
        version=row["version"],
    )


def _capacity_from(row: asyncpg.Record) -> Capacity | None:
    if row["capacity_said_at"] is None:
        return None
    return Capacity(
        said_at=row["capacity_said_at"],
        free_places=row["free_places"],
        total_places=row["total_places"],
        waiting_days=row["waiting_days"],
        waiting_people=row["waiting_people"],
        note=row["capacity_note"] or "",
    )


def _values(publication: Publication, work: UnitOfWork, by: UUID) -> dict[str, Any]:
    listing, details = publication.listing, publication.listing.details
    cost = lowest_cost(details)
    return {
        "id": listing.id,
        "publisher_id": listing.origin.publisher,
        "feed": listing.origin.feed,
        "published_id": listing.origin.published_id,
        "agency_id": listing.agency_id,
        "municipality_ids": list(listing.municipality_ids),
        "organization_id": listing.organization_id,
        "takes_referrals": listing.takes_referrals,
        "status": details.status.value,
        "search_name": folded(details.name)[:LONGEST_KEY],
        "categories": list(details.categories),
        "needs": [need.code.lower()[:LONGEST_KEY] for need in details.needs],
        "term_ids": _term_ids(publication.document),
        "languages": list(details.languages),
        "minimum_age": details.eligibility.minimum_age,
        "maximum_age": details.eligibility.maximum_age,
        "lowest_cost": cost and cost.amount,
        "cost_currency": (cost and cost.currency) or None,
        "details": details,
        "document": publication.document,
        "seen_in_run": publication.run_id,
        "vanished_at": listing.vanished_at,
        "version": listing.version,
        "changed_at": work.now,
        "changed_by": by,
        **_words(details, publication.organization_name),
    }


def _words(details: ListingDetails, organization_name: str) -> dict[str, str]:
    """The texts to search in, from the one that weighs most to the one that weighs least."""
    addresses = [place.address for place in details.places if place.address]
    where = [organization_name, *(place.name for place in details.places), *(one.city for one in addresses)]
    texts = {
        "words_a": [details.name, details.alternate_name],
        "words_b": [*details.categories, *(text for need in details.needs for text in (need.code, need.name))],
        "words_c": [*where, *details.areas, *(address.postal_code for address in addresses)],
        "words_d": [details.description, details.eligibility.description, details.interpretation],
    }
    texts["accessibility_words"] = [text for place in details.places for text in place.accessibility]
    return {weight: folded(" ".join(parts)) for weight, parts in texts.items()}


def _term_ids(document: Mapping[str, Any]) -> list[str]:
    """The ids of a service's terms and of their taxonomies, by which HSDS filters."""
    terms = [attribute["taxonomy_term"] for attribute in document.get("attributes", ()) if "taxonomy_term" in attribute]
    named = [(term["id"], term.get("taxonomy_id"), term.get("taxonomy_detail", {}).get("id")) for term in terms]
    return sorted({one for ids in named for one in ids if one})
