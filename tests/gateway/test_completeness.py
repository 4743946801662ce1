"""What an API document does not say is named, operation by operation and field by field."""

from typing import Any

import pytest

from gateway.documents.completeness import violations
from tests.gateway.written import document, operation, whole


def test_a_complete_operation_has_no_violation() -> None:
    assert violations(whole(cases=document("/a", "read_a"))) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"summary": ""}, "has no summary"),
        ({"description": "short"}, "has no description"),
        ({"tags": []}, "has no tag"),
        ({"operationId": None}, "has no operation id"),
        ({"security": None}, "does not say whether it needs a token"),
        ({"responses": {"200": {}}}, "needs a token and does not say 401"),
        ({"responses": {"200": {}}}, "says no error"),
        ({"responses": {"401": {}}}, "has no success"),
        (
            {"requestBody": {"content": {"application/json": {"schema": {"type": "string"}}}}},
            "has a body without an example: body",
        ),
        (
            {"responses": {"200": {"content": {"application/json": {"schema": {"type": "string"}}}}, "401": {}}},
            "has no example of its answer 200: body",
        ),
        (
            {"responses": {"200": {}, "401": {}, "404": {"content": {"application/json": {}}}}},
            "answers 404 with something else than a problem document",
        ),
    ],
)
def test_what_an_operation_does_not_say_is_listed(change: dict[str, Any], said: str) -> None:
    incomplete = {**operation("read_a"), **change}
    lacking = {key: value for key, value in incomplete.items() if value is not None}

    found = violations({"paths": {"/a": {"get": lacking}}, "components": {"schemas": {"Item": {}}}})

    assert f"GET /a {said}" in found


@pytest.mark.parametrize(
    "content",
    [
        {"application/problem+json": {}},
        {"text/html": {}},
        {"application/json": {"schema": {"required": ["error"]}}},
    ],
)
def test_an_error_may_be_a_problem_a_page_or_an_oauth_error(content: dict[str, Any]) -> None:
    said = operation("read_a")
    said["responses"]["404"] = {"description": "No.", "content": content}

    assert violations({"paths": {"/a": {"get": said}}, "components": {"schemas": {"Item": {}}}}) == []


def test_of_several_alternatives_one_must_be_shown() -> None:
    hidden, shown = {"type": "string"}, {"type": "string", "examples": ["x"]}
    for schema, is_enough in (
        ({"anyOf": [hidden, shown]}, True),
        ({"anyOf": [hidden, {"type": "null"}]}, True),
        ({"oneOf": [hidden, hidden]}, False),
        ({"allOf": [{"properties": {"a": shown}}, {"properties": {"b": hidden}}]}, False),
    ):
        said = operation("read_a")
        said["responses"]["200"]["content"]["application/json"] = {"schema": schema}
        assert (violations({"paths": {"/a": {"get": said}}}) == []) == is_enough, schema


def test_a_parameter_in_the_path_must_be_described() -> None:
    one = whole(cases=document("/a/{id}", "read_a"))

    assert violations(one) == ["GET /a/{id} does not describe its parameter {id}"]


def test_an_example_in_each_part_is_an_example_of_the_whole() -> None:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "name": {"type": "string", "examples": ["Amal"]},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
            "is_open": {"type": "boolean"},
        },
    }
    shown = document("/a", "read_a", Item=schema)
    del shown["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]["example"]
    assert violations(whole(cases=shown)) == []

    schema["properties"]["note"] = {"type": "string"}
    assert violations(whole(cases=shown)) == ["GET /a has no example of its answer 200: body.note"]
