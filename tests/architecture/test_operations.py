"""Every operation says whether it needs a token, and means it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from deploy.documents.applications import applications
from shared.web.caller import caller

APPLICATIONS = applications()


@dataclass(frozen=True)
class Operation:
    """One operation, as it runs and as the API document describes it."""

    name: str
    path: str
    route: APIRoute
    described: Mapping[str, Any]


def _operations() -> Iterator[Operation]:
    for app in APPLICATIONS.values():
        described = app.openapi()["paths"]
        for context in iter_route_contexts(app.routes):
            route = context.original_route
            if isinstance(route, APIRoute) and route.include_in_schema:
                for method in sorted(context.methods or ()):
                    path = context.path_format or ""
                    yield Operation(f"{method} {path}", path, route, described[path][method.lower()])


OPERATIONS = list(_operations())
EVERY = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)


def _needs_caller(dependant: Dependant) -> bool:
    return dependant.call is caller or any(_needs_caller(one) for one in dependant.dependencies)


def test_services_have_operations() -> None:
    described = sum(len(path) for app in APPLICATIONS.values() for path in app.openapi()["paths"].values())
    assert len(OPERATIONS) == described > 20


@EVERY
def test_an_operation_declares_its_authentication(operation: Operation) -> None:
    assert "security" in operation.described, "public operations say so: openapi_extra={'security': []}"


@EVERY
def test_an_operation_asks_who_is_calling_exactly_if_it_says_so(operation: Operation) -> None:
    says = any("parcours" in scheme for scheme in operation.described["security"])
    assert says == _needs_caller(operation.route.dependant)


@EVERY
def test_personal_data_is_behind_a_token(operation: Operation) -> None:
    if operation.path.startswith(("/v1/", "/fhir/")):
        assert _needs_caller(operation.route.dependant)


@EVERY
def test_no_name_of_a_person_can_be_part_of_an_address(operation: Operation) -> None:
    """Addresses are kept in logs along the way: people are searched by POST."""
    asked = {field.alias for field in operation.route.dependant.query_params}
    assert not asked & {"name", "family_name", "given_name", "birth_date", "phone", "email", "address", "identifier"}
