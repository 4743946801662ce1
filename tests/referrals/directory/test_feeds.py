import copy
from typing import Any

import pytest

from services.referrals.directory.domain.acceptance import AcceptedService, RejectedEntry, accept_service
from services.referrals.directory.domain.entries import Feed
from services.referrals.directory.domain.feeds import read_feed
from services.referrals.directory.domain.tables import MOST_PARTS
from shared.refusals import Invalid
from tests.referrals.directory.published import example

SERVICE_ID = "ac148810-d857-441c-9679-408f346de14b"
ORGANIZATION_ID = "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610"


def rejection_of(feed: Feed) -> dict[str, str]:
    (entry,) = feed.services
    rejected = accept_service(entry)
    assert isinstance(rejected, RejectedEntry)
    return {error.pointer: error.code for error in rejected.errors}


@pytest.mark.parametrize(
    ("name", "pointer", "is_summary"),
    [
        ("service_full", "", False),
        ("service_list", "/contents/0", True),
        ("service_at_location_full", "/service", False),
        ("service_at_location_list", "/contents/0/service", True),
        ("organization_full", "/services/0", False),
        ("tabular", "/services.csv/0", False),
    ],
)
def test_each_published_shape_lists_its_service_and_who_offers_it(name: str, pointer: str, is_summary: bool) -> None:
    (entry,) = read_feed(example(name)).services
    accepted = accept_service(entry)
    assert isinstance(accepted, AcceptedService)
    assert (accepted.pointer, accepted.is_summary) == (pointer, is_summary)
    assert str(accepted.published_id) == SERVICE_ID
    assert str(accepted.organization_id) == ORGANIZATION_ID


@pytest.mark.parametrize(
    ("name", "pointers"),
    [("organization_full", [""]), ("organization_list", ["/contents/0"]), ("tabular", ["/organizations.csv/0"])],
)
def test_organizations_are_found_in_each_shape_that_has_them(name: str, pointers: list[str]) -> None:
    assert [entry.pointer for entry in read_feed(example(name)).organizations] == pointers


@pytest.mark.parametrize(
    ("name", "passed_over"),
    [
        ("base", ("",)),
        ("location", ("",)),
        ("taxonomy", ("",)),
        ("taxonomy_term", ("",)),
        ("taxonomy_list", ("/contents/0",)),
        ("taxonomy_term_list", ("/contents/0",)),
    ],
)
def test_what_is_neither_a_service_nor_an_organization_is_passed_over(name: str, passed_over: tuple[str, ...]) -> None:
    assert read_feed(example(name)) == Feed(passed_over=passed_over)


@pytest.mark.parametrize("received", [None, 3, "service", [], [None, 3], {}, {"contents": [None]}, {"service": [3]}])
def test_what_is_not_hsds_lists_nothing(received: Any) -> None:
    feed = read_feed(received)
    assert (feed.services, feed.organizations) == ((), ())


def test_a_service_offered_in_two_places_is_one_service_with_two_places() -> None:
    page = example("service_at_location_list")
    second = copy.deepcopy(page["contents"][0])
    second["id"] = "0f2a7c1e-0c5e-4b7e-9f55-0f6f1c7c8d10"
    second["location"]["name"] = "The other house"
    page["contents"].append(second)
    (entry,) = read_feed(page).services
    places = entry.document["service_at_locations"]
    assert [place["location"]["name"] for place in places] == ["MyCity Civic Center", "The other house"]


def test_an_error_points_to_where_it_was_received_not_to_where_we_nest_it() -> None:
    page = example("service_at_location_list")
    page["contents"][0]["location"]["latitude"] = "north"
    page["contents"][0]["service"]["organization"]["name"] = 5 * [1]
    page["contents"][0]["service"]["status"] = "open"
    assert rejection_of(read_feed(page)) == {
        "/contents/0/location/latitude": "value_error",
        "/contents/0/service/organization/name": "string_type",
        "/contents/0/service/status": "enum",
    }


def test_an_error_in_a_table_points_to_its_row() -> None:
    tables = example("tabular")
    del tables["phones.csv"][0]["number"]
    assert set(rejection_of(read_feed(tables)).items()) == {("/phones.csv/0/number", "missing")}


@pytest.mark.parametrize(
    ("where", "value", "code"),
    [
        ("name", "nul \0 inside", "not_storable"),
        ("name", "half a \ud83d pair", "not_storable"),
        ("x_unknown", {"deep": [float("inf")]}, "not_storable"),
        ("x_unknown", 2**63, "not_storable"),
        ("x_unknown", {"\0": 1}, "name_not_storable"),
    ],
)
def test_what_cannot_be_kept_unchanged_is_rejected(where: str, value: Any, code: str) -> None:
    assert code in rejection_of(read_feed(example("service_full") | {where: value})).values()


def test_bottomless_nesting_is_rejected() -> None:
    bottomless: Any = []
    for _ in range(900):
        bottomless = [bottomless]
    assert set(rejection_of(read_feed(example("service_full") | {"x": bottomless})).values()) == {"too_deep"}


def test_tables_whose_rows_multiply_each_other_are_refused_before_they_fill_the_memory() -> None:
    place = "3a19ff88-4620-4d17-9830-ac1d859eb5d5"
    many = range(int(MOST_PARTS**0.5) + 1)
    tables = {
        "services.csv": [{"id": "s", "name": "s", "status": "active"}],
        "locations.csv": [{"id": place, "location_type": "physical"}],
        "service_at_location.csv": [{"id": str(n), "service_id": "s", "location_id": place} for n in many],
        "phones.csv": [{"id": str(n), "location_id": place, "number": "1"} for n in many],
    }
    with pytest.raises(Invalid):
        read_feed(tables)


def test_feeds_that_write_null_for_absent_and_numbers_as_text_are_understood() -> None:
    service = example("service_full") | {"minimum_age": "12", "email": None, "x_kept": None}
    service["service_at_locations"][0]["location"]["latitude"] = "48.85"
    service["service_at_locations"][0]["location"]["addresses"][0]["postal_code"] = 75011
    (entry,) = read_feed(service).services
    accepted = accept_service(entry)
    assert isinstance(accepted, AcceptedService)
    location = accepted.document["service_at_locations"][0]["location"]
    assert accepted.document["minimum_age"] == 12
    assert "email" not in accepted.document
    assert accepted.document["x_kept"] is None
    assert (location["latitude"], location["addresses"][0]["postal_code"]) == (48.85, "75011")
