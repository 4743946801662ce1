"""A path belongs to the service with the longest prefix, on segment borders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.routes import CASES, GATEWAY, IDENTITY, REFERRALS, ROUTES, Route, RouteTable
from shared.refusals import NotFound

TABLE = RouteTable()
SEGMENTS = st.lists(st.sampled_from(["v1", "persons", "services", "oauth", "health", "", "x", "docs"]), max_size=5)


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/", GATEWAY),
        ("/docs", GATEWAY),
        ("/health/ready", GATEWAY),
        ("/oauth/token", IDENTITY),
        ("/.well-known/jwks.json", IDENTITY),
        ("/v1/agencies/1/workers", IDENTITY),
        ("/v1/persons", CASES),
        ("/v1/persons/", CASES),
        ("/v1/persons/1/consents/2", CASES),
        ("/v1/mandates/proposed", CASES),
        ("/v1/legal-grounds/0198", CASES),
        ("/v1/services/1/capacity", REFERRALS),
        ("/v1/referrals", REFERRALS),
        ("/fhir/Task/1", REFERRALS),
        ("/fhir/Patient/_search", CASES),
        ("/fhir/Practitioner/1", IDENTITY),
        ("/fhir/PractitionerRole", IDENTITY),
        ("/fhir/metadata", GATEWAY),
    ],
)
def test_a_path_belongs_to_its_service(path: str, service: str) -> None:
    assert TABLE.route(path).service == service


@pytest.mark.parametrize("path", ["/v1", "/v1/", "/v1/personsx", "/V1/persons", "/v2/persons", "/x", "/healthy", ""])
def test_a_path_that_nothing_begins_is_nobodys(path: str) -> None:
    with pytest.raises(NotFound):
        TABLE.route(path)


def test_the_longer_prefix_wins() -> None:
    table = RouteTable([Route("/a", "short"), Route("/a/b/c", "long"), Route("/", GATEWAY)])

    assert table.route("/a/b").service == "short"
    assert table.route("/a/b/c/d").service == "long"
    assert table.route("/a/b/cd").service == "short"


def test_one_prefix_cannot_lead_to_two_services() -> None:
    with pytest.raises(ValueError, match="two routes"):
        RouteTable([Route("/a", "one"), Route("/a", "other")])


@given(SEGMENTS)
def test_whatever_is_found_begins_the_path(segments: list[str]) -> None:
    path = "/" + "/".join(segments)
    if path == "/":
        return
    longest = max(
        (route for route in ROUTES if route.prefix != "/" and f"{path}/".startswith(f"{route.prefix}/")),
        key=lambda route: len(route.prefix),
        default=None,
    )
    if longest is not None:
        assert TABLE.route(path) is longest
    else:
        with pytest.raises(NotFound):
            TABLE.route(path)


def test_only_paths_without_personal_data_are_public() -> None:
    assert not [route.prefix for route in ROUTES if route.is_public and route.prefix.startswith("/v1")]
