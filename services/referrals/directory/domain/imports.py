"""What becomes of each entry of a feed, decided without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from services.referrals.directory.domain.acceptance import (
    AcceptedOrganization,
    AcceptedService,
    RejectedEntry,
    accept_organization,
    accept_service,
)
from services.referrals.directory.domain.entries import Feed
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import MunicipalityId
from shared.refusals import FieldError


class Outcome(StrEnum):
    """What became of an entry."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class FeedSettings:
    """How the publisher wants a feed to be listed.

    Attributes:
        name: the publisher's own name for the feed.
        is_own: everything in the feed is offered by the publisher itself.
        own_organizations: published ids of the organizations that are the publisher itself: it takes the referrals
            for what they offer; what others offer is for information.
        takes_referrals: whether new listings of its own take referrals; later the listing itself says so.
        categories: which of our categories a taxonomy term's code stands for.
    """

    name: str
    municipality_ids: Sequence[MunicipalityId]
    is_own: bool = False
    own_organizations: frozenset[UUID] = frozenset()
    takes_referrals: bool = False
    categories: Mapping[str, Category] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportedRow:
    """One service of the document, and what became of it.

    Attributes:
        pointer: into the document.
        published_id: the feed's id for it, where it has a readable one.
    """

    pointer: str
    outcome: Outcome
    published_id: UUID | None = None
    listing_id: UUID | None = None
    errors: Sequence[FieldError] = ()


@dataclass(frozen=True)
class SortedFeed:
    """A feed with everything that can be listed apart from what cannot.

    Attributes:
        organizations: by published id; an organization met several times is told once.
    """

    services: Sequence[AcceptedService]
    organizations: Mapping[UUID, AcceptedOrganization]
    rejected: Sequence[ImportedRow]


def sort_feed(feed: Feed) -> SortedFeed:
    """Which entries can be listed."""
    services: dict[UUID, AcceptedService] = {}
    rejected: list[ImportedRow] = []
    organizations: dict[UUID, AcceptedOrganization] = {}
    for entry in feed.services:
        accepted = accept_service(entry)
        if isinstance(accepted, RejectedEntry):
            rejected.append(_rejected(accepted, _published_id(entry.document.get("id"))))
        elif accepted.published_id in services:
            errors = [
                FieldError(
                    f"{accepted.pointer}/id",
                    "duplicate",
                    "Another entry has this id.",
                    "Une autre entrée a cet identifiant.",
                )
            ]
            rejected.append(_rejected(RejectedEntry(accepted.pointer, errors), accepted.published_id))
        else:
            services[accepted.published_id] = accepted
            if entry.organization is not None:
                _take(accept_organization(entry.organization, is_summary=True), organizations)
    for entry in feed.organizations:
        organization = accept_organization(entry.document, is_summary=entry.is_summary)
        if isinstance(organization, RejectedEntry):
            rejected.append(_rejected(organization, None))
        _take(organization, organizations)
    return SortedFeed(list(services.values()), organizations, rejected)


def _take(found: AcceptedOrganization | RejectedEntry, organizations: dict[UUID, AcceptedOrganization]) -> None:
    """Keep an organization; one that stands for itself has the last word over one nested in a service."""
    if isinstance(found, AcceptedOrganization) and not (found.is_summary and found.published_id in organizations):
        organizations[found.published_id] = found


def _rejected(entry: RejectedEntry, published_id: UUID | None) -> ImportedRow:
    return ImportedRow(entry.pointer, Outcome.REJECTED, published_id, errors=entry.errors)


def _published_id(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
