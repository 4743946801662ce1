"""What can happen in the directory."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutListing(Event):
    ABOUT = "listing_id"

    listing_id: UUID
    publisher_id: UUID


class ListingPublished(_AboutListing):
    """An agency listed a service of its own."""

    TYPE = "parcours.listing.published.v1"


class ListingChanged(_AboutListing):
    """An agency changed what a listing says, or whether it takes referrals."""

    TYPE = "parcours.listing.changed.v1"


class ListingVanished(_AboutListing):
    """A feed no longer publishes a listing."""

    TYPE = "parcours.listing.vanished.v1"


@dataclass(frozen=True, kw_only=True)
class CapacityStated(_AboutListing):
    """An agency said how many places are free, or how long people wait."""

    TYPE = "parcours.listing.capacity_stated.v1"

    free_places: int | None
    waiting_days: int | None
    waiting_people: int | None = None


class ServiceLevelPromised(_AboutListing):
    """An agency said how soon it acts on what is referred to a listing."""

    TYPE = "parcours.listing.service_level_promised.v1"


class IntakeRulesPublished(_AboutListing):
    """An agency said whom a listing takes from now on."""

    TYPE = "parcours.listing.intake_rules_published.v1"


@dataclass(frozen=True, kw_only=True)
class FeedImported(Event):
    """An agency brought a document of its feed; whoever follows single listings reads them anew."""

    TYPE = "parcours.directory.imported.v1"
    ABOUT = "publisher_id"

    import_id: UUID
    publisher_id: UUID
    created: int
    updated: int
    unchanged: int
    rejected: int
    vanished: int
