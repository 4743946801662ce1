"""Every operation says whether it needs a token, and means it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from deploy.documents.applications import applications
from shared.web.caller import caller, opener, person_caller, unit_of_work

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


def _in_order(dependant: Dependant) -> list[Any]:
    """What is called for an operation, first what stands first."""
    return [call for one in dependant.dependencies for call in (*_in_order(one), one.call)]


CALLERS = (caller, person_caller)


def _needs_caller(dependant: Dependant) -> bool:
    return any(call in CALLERS for call in _in_order(dependant))


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
def test_who_is_calling_is_asked_before_anything_is_opened_in_their_name(operation: Operation) -> None:
    called = _in_order(operation.route.dependant)
    opened = [place for place, call in enumerate(called) if call in (unit_of_work, opener)]
    assert not opened or min(place for place, call in enumerate(called) if call in CALLERS) < min(opened)


@EVERY
def test_personal_data_is_behind_a_token(operation: Operation) -> None:
    if operation.path.startswith(("/v1/", "/fhir/")):
        assert _needs_caller(operation.route.dependant)


@EVERY
def test_no_name_of_a_person_can_be_part_of_an_address(operation: Operation) -> None:
    """Addresses are kept in logs along the way: people are searched by POST."""
    if operation.path == "/fhir/HealthcareService":
        return  # `name` is FHIR's word for that of a listing
    asked = {field.alias for field in operation.route.dependant.query_params}
    assert not asked & {"name", "family_name", "given_name", "birth_date", "phone", "email", "address", "identifier"}
