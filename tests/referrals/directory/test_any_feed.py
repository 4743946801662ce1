"""Whatever a feed sends, nothing breaks; and what is accepted leaves as valid HSDS and survives being kept."""

import copy
from collections.abc import Iterator
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from services.referrals.directory.domain.feeds import read_feed
from services.referrals.directory.domain.imports import sort_feed
from services.referrals.directory.domain.listing import ListingDetails
from services.referrals.directory.domain.reading import details_of
from shared.contracts.cases.vocabulary import Category
from tests.referrals.directory.published import example, violations

SERVICES = ("service_full", "service_list", "service_at_location_full")
SHAPES = (*SERVICES, "organization_full", "organization_list", "tabular")
JUDGED_FORMATS = ("uuid",)
"""A wrong e-mail address is still what was published."""

KEPT = TypeAdapter(ListingDetails)

odd_texts = st.sampled_from(
    [
        *("", " ", "x" * 3000, "\ud800", "nul \0", "12", "-3", "1e5", "٣", "NaN", "true", "2023-03-15", "0001-01-01"),
        *("2023-03-15T10:30:45+00:00:30", "9999-12-31T23:59:59-23:59", "24:00", "10:00:00.123456+05:45"),
        *("TH,FR", ",,", "fr-BE", "FRA", "f", "active", "00000000-0000-0000-0000-000000000000"),
    ]
)
odd_numbers = st.sampled_from([0, -1, 12, 131, 2**31, 2**63, 10**30, 0.5, -0.0, 1e300, float("nan"), float("inf")])
scalars = st.none() | st.booleans() | odd_numbers | odd_texts | st.text(max_size=5)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


def places_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every path in a document."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield (*path, name)
        yield from places_in(member, (*path, name))


PLACES = {name: tuple(places_in(example(name))) for name in SHAPES}


@st.composite
def spoiled_feeds(draw: st.DrawFn) -> Any:
    """A published example in which some members were replaced or taken away."""
    name = draw(st.sampled_from(SHAPES))
    document = copy.deepcopy(example(name))
    for path in draw(st.lists(st.sampled_from(PLACES[name]), max_size=4)):
        whole = document
        try:
            for step in path[:-1]:
                whole = whole[step]
            if draw(st.booleans()):
                whole[path[-1]] = draw(values)
            else:
                del whole[path[-1]]
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the path away
    return document


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(spoiled_feeds() | values)
def test_what_is_accepted_is_valid_and_can_be_kept_and_the_rest_is_pointed_at(received: Any) -> None:
    found = sort_feed(read_feed(received))
    for told in found.services:
        assert violations(told.document, "service", JUDGED_FORMATS) == []
        details = details_of(told.service, {"code": Category.HEALTH})
        assert KEPT.validate_json(orjson.dumps(details)) == details
        assert orjson.loads(orjson.dumps(told.document)) == told.document
    for organization in found.organizations.values():
        assert violations(organization.document, "organization", JUDGED_FORMATS) == []
        assert orjson.loads(orjson.dumps(organization.document)) == organization.document
    for row in found.rejected:
        assert row.errors
        assert all(error.pointer.startswith(("/", "")) and error.code and error.message for error in row.errors)
