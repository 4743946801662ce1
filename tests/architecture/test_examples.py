"""What the API documents show is what they say: every example is valid by the schema it stands in."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from deploy.documents.applications import applications

FORMATS = jsonschema.Draft202012Validator.FORMAT_CHECKER
DOCUMENTS = {name: json.loads(json.dumps(app.openapi())) for name, app in applications().items()}


def _examples(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Where each stands, the schema, and the example."""
    for name, schema in document["components"]["schemas"].items():
        for example in schema.get("examples", []):
            yield name, {"$ref": f"#/components/schemas/{name}"}, example
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            answers = operation["responses"].values()
            for holder in (operation.get("requestBody", {}), *answers):
                for media in holder.get("content", {}).values():
                    shown = [one["value"] for one in media.get("examples", {}).values() if "value" in one]
                    for example in (*shown, *([media["example"]] if "example" in media else [])):
                        yield f"{method.upper()} {path}", media.get("schema", {}), example


def _wrong(document: dict[str, Any], schema: dict[str, Any], example: Any) -> list[str]:
    whole = {"components": document["components"], **schema}
    errors = jsonschema.Draft202012Validator(whole, format_checker=FORMATS).iter_errors(example)
    return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in errors]


@pytest.mark.parametrize("service", DOCUMENTS)
def test_every_example_is_valid_by_its_schema(service: str) -> None:
    document = DOCUMENTS[service]
    examples = list(_examples(document))
    assert len(examples) > 50
    assert {place: wrong for place, schema, one in examples if (wrong := _wrong(document, schema, one))} == {}


def test_an_example_that_is_not_is_found() -> None:
    document = {"components": {"schemas": {"Day": {"type": "object", "required": ["on"], "properties": {}}}}}
    assert _wrong(document, {"$ref": "#/components/schemas/Day"}, {}) == [": 'on' is a required property"]
