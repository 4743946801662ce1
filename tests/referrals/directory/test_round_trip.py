"""Import, then export: nothing is lost, at any level, and what leaves keeps to the published schemas."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referrals.directory.domain.acceptance import (
    AcceptedOrganization,
    AcceptedService,
    accept_organization,
    accept_service,
    completed_by_summary,
    document_as_published,
)
from services.referrals.directory.domain.feeds import read_feed
from services.referrals.directory.domain.listing import (
    Address,
    Capacity,
    Cost,
    Eligibility,
    ListedOrganization,
    ListingDetails,
    Opening,
    Origin,
    Phone,
    Place,
    PlaceKind,
    ServiceListing,
    Term,
)
from services.referrals.directory.domain.positions import Position
from services.referrals.directory.domain.reading import details_of
from services.referrals.directory.domain.writing import document_of, organization_document, service_document, summary_of
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import AgencyId
from shared.contracts.referrals.directory import ListingId, OrganizationId
from shared.contracts.referrals.hsds.service import Service, ServiceStatus
from tests.referrals.directory.published import example, violations

FEED = Origin(AgencyId(UUID(int=1)), "city")
OURS = ListingId(UUID(int=2))


def listed(document: Any) -> tuple[ServiceListing, Mapping[str, Any], ListedOrganization | None]:
    (entry,) = read_feed(document).services
    accepted = accept_service(entry)
    assert isinstance(accepted, AcceptedService)
    listing = ServiceListing(
        id=ListingId(accepted.published_id),
        origin=FEED,
        agency_id=None,
        municipality_ids=(),
        takes_referrals=False,
        details=details_of(accepted.service),
    )
    if entry.organization is None:
        return listing, accepted.document, None
    organization = accept_organization(entry.organization, is_summary=False)
    assert isinstance(organization, AcceptedOrganization)
    return (
        listing,
        accepted.document,
        ListedOrganization(OrganizationId(organization.published_id), FEED, organization.document),
    )


def with_unknown_members(value: Any) -> Any:
    """The same document with a member that no schema knows in each of its objects."""
    if isinstance(value, dict):
        return {name: with_unknown_members(member) for name, member in value.items()} | {"x_ours": [None, {"a": 1.0}]}
    return [with_unknown_members(member) for member in value] if isinstance(value, list) else value


def objects_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for member in value.values():
            yield from objects_in(member)
    elif isinstance(value, list):
        for member in value:
            yield from objects_in(member)


def test_a_full_service_comes_back_as_it_was() -> None:
    exported = service_document(*listed(example("service_full")))
    assert exported == example("service_full")
    assert violations(exported, "service") == []
    assert violations(exported, "compiled/service_with_definitions") == []


def test_the_entry_of_a_list_comes_back_as_it_was() -> None:
    exported = service_document(*listed(example("service_list")))
    assert exported == example("service_list")["contents"][0]
    assert violations(exported, "compiled/service_list") == []


@pytest.mark.parametrize("name", ["service_at_location_full", "service_at_location_list"])
def test_a_service_at_a_location_comes_back_as_the_service_with_that_location(name: str) -> None:
    published = example(name)
    published = published["contents"][0] if "contents" in published else published
    exported = service_document(*listed(example(name)))
    (place,) = exported.pop("service_at_locations")
    assert exported == published.pop("service")
    assert place == published
    assert violations(place, "service_at_location") == []


def test_an_organization_with_its_services_comes_back_as_it_was() -> None:
    listing, published, organization = listed(example("organization_full"))
    assert organization is not None
    exported = organization_document(organization, [service_document(listing, published, organization)])
    assert exported == example("organization_full")
    assert violations(exported, "organization") == []


def test_every_row_of_the_tables_that_belongs_to_something_comes_back() -> None:
    """The two numbers among them that should be texts come back as texts: what leaves keeps to the schema."""
    tables = example("tabular")
    listing, published, organization = listed(tables)
    tables["locations.csv"][0]["external_identifier"] = "10092008082"
    tables["organization_identifiers.csv"][0]["identifier"] = "1234567"
    exported = service_document(listing, published, organization)
    assert violations(exported, "service") == []
    come_back = list(objects_in(exported))
    unplaced = set(read_feed(tables).passed_over)
    for name, rows in tables.items():
        for index, row in enumerate(rows):
            if f"/{name}/{index}" not in unplaced:
                assert any(part | row == part for part in come_back)
    assert {name.split("/")[1] for name in unplaced} == {
        "attributes.csv",
        "metadata.csv",
        "meta_table_descriptions.csv",
        "taxonomies.csv",
        "taxonomy_terms.csv",
    }


@pytest.mark.parametrize("name", ["service_full", "organization_full", "service_at_location_full", "service_list"])
def test_members_that_no_schema_knows_are_kept_at_every_level(name: str) -> None:
    received = with_unknown_members(example(name))
    listing, published, organization = listed(received)
    exported = service_document(listing, published, organization)
    if name == "organization_full":
        assert organization is not None
        assert organization_document(organization, [exported]) == received
    elif name == "service_at_location_full":
        assert exported == received["service"] | {
            "service_at_locations": [{name: member for name, member in received.items() if name != "service"}]
        }
    else:
        assert exported == (received if name == "service_full" else received["contents"][0])
    assert all("x_ours" in part for part in objects_in(exported) if part != {"a": 1.0})
    assert violations(exported, "service") == []


def test_a_listing_whose_published_id_was_taken_is_exported_under_its_own_everywhere() -> None:
    received = example("service_full")
    received["phones"][0]["service_id"] = received["id"]
    listing, published, organization = listed(received)
    moved = replace(listing, id=OURS)
    exported = service_document(moved, published, organization)
    assert exported["id"] == exported["phones"][0]["service_id"] == str(OURS)
    assert received["id"] not in str(exported)


def test_what_the_agency_says_about_free_places_is_exported_as_hsds_3_1_has_it() -> None:
    listing, published, organization = listed(example("service_full"))
    said = Capacity(said_at=datetime(2026, 3, 1, 9, tzinfo=UTC), free_places=3, total_places=12, note="Beds")
    exported = service_document(replace(listing, capacity=said), published, organization)
    assert violations(exported, "service") == []
    (told,) = exported["capacities"]
    assert (told["available"], told["maximum"], told["description"]) == (3, 12, "Beds")
    assert datetime.fromisoformat(told["updated"]) == said.said_at


def test_a_summary_has_the_last_word_on_what_it_tells_and_tells_no_lists() -> None:
    present = {"id": 1, "alert": "closed", "phones": [1], "languages": [2]}
    assert completed_by_summary(present, {"id": 1, "name": "new", "languages": []}) == {
        "id": 1,
        "name": "new",
        "languages": [],
        "phones": [1],
    }


def test_a_summary_of_the_published_service_is_the_published_entry_of_the_list() -> None:
    assert summary_of(example("service_full")) == example("service_list")["contents"][0]


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
words = texts.filter(bool)
times = st.times().map(lambda at: at.replace(microsecond=0))
addresses = st.builds(
    Address,
    line_1=texts,
    city=texts,
    postal_code=texts,
    country=texts,
    line_2=texts,
    region=texts,
    state_province=texts,
)
positions = st.builds(Position, st.floats(-90, 90).filter(lambda degrees: degrees != 0), st.floats(-180, 180))
places = st.builds(
    Place,
    kind=st.sampled_from(PlaceKind),
    name=texts,
    address=st.none() | addresses,
    position=st.none() | positions,
    url=st.just("https://example.org/"),
    transportation=texts,
    accessibility=st.lists(words, max_size=2, unique=True).map(tuple),
)
openings = st.builds(
    Opening,
    days=st.lists(st.sampled_from(["MO", "2TU", "SU"]), max_size=3).map(tuple),
    opens_at=st.none() | times,
    closes_at=st.none() | times,
    valid_from=st.none() | st.dates(),
    valid_to=st.none() | st.dates(),
    description=texts,
)
phones = st.builds(Phone, number=texts, extension=st.none() | st.integers(0, 99999), kind=texts, description=texts)
costs = st.builds(
    Cost,
    amount=st.none() | st.floats(0, 10_000),
    currency=st.sampled_from(["", "EUR", "CHF"]),
    option=texts,
    description=texts,
)
needs = st.builds(Term, code=words, name=texts, taxonomy=st.sampled_from(["", "openeligibility"]))


def tuples_of(strategy: Any, **how: Any) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=3, unique=True, **how).map(tuple)


ages = st.none() | st.integers(0, 120).map(float)
all_details = st.builds(
    ListingDetails,
    name=texts,
    status=st.sampled_from(ServiceStatus),
    alternate_name=texts,
    description=texts,
    url=st.just("https://example.org/"),
    email=st.sampled_from(["", "house@example.org"]),
    categories=tuples_of(st.sampled_from(Category)),
    needs=st.lists(needs, max_size=3, unique_by=lambda need: (need.taxonomy, need.code)).map(tuple),
    eligibility=st.builds(Eligibility, ages, ages, texts),
    languages=tuples_of(st.sampled_from(["fr", "ar", "uk", "bre"])),
    areas=tuples_of(words),
    places=tuples_of(places),
    phones=tuples_of(phones),
    openings=tuples_of(openings),
    application_process=texts,
    fees=texts,
    costs=tuples_of(costs),
    interpretation=texts,
    alert=texts,
    assured_on=st.none() | st.dates(),
    last_modified=st.none() | st.just(datetime(2026, 2, 3, 4, 5, 6, 789000, tzinfo=UTC)),
)


@given(all_details)
def test_what_is_written_here_is_valid_hsds_and_reads_back_the_same(details: ListingDetails) -> None:
    document = document_of(OURS, details)
    assert violations(document, "service") == []
    service = Service.model_validate(document)
    assert details_of(service) == details
    assert document_as_published(service) == document


def test_categories_of_a_feed_are_those_its_codes_stand_for() -> None:
    (entry,) = read_feed(example("service_full")).services
    accepted = accept_service(entry)
    assert isinstance(accepted, AcceptedService)
    assert details_of(accepted.service).categories == ()
    assert details_of(accepted.service, {"code": Category.HEALTH}).categories == (Category.HEALTH,)


def test_the_published_service_reads_as_somebody_would_tell_it() -> None:
    details = listed(example("service_full"))[0].details
    assert details.eligibility.minimum_age == 12
    assert details.languages == ("ur",)
    assert details.needs == (Term("code", "name", "taxonomy"),)
    assert details.assured_on == date(2005, 1, 1)
    assert details.openings[0].days == ("TH", "FR")
    assert (details.openings[0].opens_at, details.openings[0].closes_at) == (time(10), time(18))
    assert len(details.phones) == len(details.openings) == len(details.places) == 1
    assert details.places[0].position is None
    assert details.places[0].accessibility[0].startswith("The building is equipped")
