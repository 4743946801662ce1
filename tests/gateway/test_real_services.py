"""The gateway knows where the operations of the real services are, and tells all of them."""

from typing import Any

import pytest

from deploy.documents.applications import applications
from gateway.documents.completeness import violations
from gateway.documents.door import with_the_door
from gateway.documents.merged import merged, operations
from gateway.routes import UPLOADS, RouteTable

TABLE = RouteTable()
ANSWERED_BY_THE_GATEWAY = ("/health/", "/problems/", "/openapi.json")
DOCUMENTS = {name: app.openapi() for name, app in applications().items()}
OPERATIONS = [
    pytest.param(service, path, operation, id=f"{service} {method.upper()} {path}")
    for service, document in DOCUMENTS.items()
    for path, method, operation in operations(document)
    if not path.startswith(ANSWERED_BY_THE_GATEWAY)
]


@pytest.mark.parametrize(("service", "path", "operation"), OPERATIONS)
def test_each_operation_can_be_reached_through_the_gateway(service: str, path: str, operation: dict[str, Any]) -> None:
    route = TABLE.route(path)

    assert route.service == service
    if not operation["security"]:
        assert route.is_public, "an operation without a token would be refused at the door"


def test_the_gateway_lets_a_long_body_through_exactly_where_a_service_takes_a_file() -> None:
    takes_a_file = {
        (method, path)
        for document in DOCUMENTS.values()
        for path, method, operation in operations(document)
        if "application/octet-stream" in operation.get("requestBody", {}).get("content", {})
    }
    posted = {(method, path) for one in DOCUMENTS.values() for path, method, _ in operations(one) if method == "post"}

    assert takes_a_file == {(method, path) for method, path in posted if UPLOADS.fullmatch(path)}
    assert len(takes_a_file) == 3


def test_the_documents_of_all_services_become_one() -> None:
    whole = merged_document()

    assert len(operations(whole)) == len(OPERATIONS) > 100
    assert list(whole["components"]["securitySchemes"]).count("parcours") == 1


def test_every_operation_has_summary_description_example_errors_and_security() -> None:
    assert violations(with_the_door(merged_document())) == []


def merged_document() -> dict[str, Any]:
    reachable = {
        service: {**document, "paths": {path: item for path, item in document["paths"].items() if _leads_on(path)}}
        for service, document in DOCUMENTS.items()
    }
    return merged(reachable, info={"title": "Parcours", "version": "1"}, servers=[])


def _leads_on(path: str) -> bool:
    return not path.startswith(ANSWERED_BY_THE_GATEWAY)
