"""What a listing says of itself, and how an agency here is written as an organization."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.referrals.directory.domain.listing import ListedOrganization, ListingDetails, Origin, ServiceListing
from services.referrals.directory.domain.writing import own_organization_document
from shared.contracts.identity.vocabulary import AgencyId
from shared.contracts.referrals.directory import ListingId, OrganizationId
from shared.contracts.referrals.hsds.organization import Organization
from shared.contracts.referrals.hsds.service import ServiceStatus
from shared.identifiers import new_id

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
AGENCY = AgencyId(new_id())


def listing(*, status: ServiceStatus = ServiceStatus.ACTIVE, feed: str | None = None, **other: Any) -> ServiceListing:
    return ServiceListing(
        id=ListingId(new_id()),
        origin=Origin(AGENCY, feed),
        agency_id=AGENCY,
        municipality_ids=(),
        takes_referrals=True,
        details=ListingDetails(name="Night shelter", status=status),
        **other,
    )


def test_a_listing_has_a_feed_when_its_origin_names_one() -> None:
    assert listing(feed="open-data").has_a_feed
    assert not listing().has_a_feed


@pytest.mark.parametrize("status", ServiceStatus)
def test_only_an_active_service_is_offered(status: ServiceStatus) -> None:
    assert listing(status=status).is_offered is (status is ServiceStatus.ACTIVE)


def test_what_its_feed_stopped_publishing_is_not_offered_whatever_it_said_last() -> None:
    assert not listing(feed="open-data", vanished_at=NOW).is_offered


def test_an_organization_has_the_name_it_was_published_with() -> None:
    document = {"id": str(new_id()), "name": "Harbour house", "alternate_name": "HH", "description": "Beds."}
    assert ListedOrganization(OrganizationId(new_id()), Origin(AGENCY), document).name == "Harbour house"


def test_an_agency_without_a_description_is_a_whole_organization_of_hsds() -> None:
    """Source: HSDS 3.0, organization.json: id, name and description are required."""
    organization_id = OrganizationId(new_id())
    read = Organization.model_validate(own_organization_document(organization_id, "Harbour house"))
    assert (read.id, read.name, read.description) == (organization_id, "Harbour house", "Harbour house")
