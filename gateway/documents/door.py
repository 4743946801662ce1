"""What the gateway itself may answer to any operation, added to the merged document."""

from typing import Any, Final

from gateway.documents.merged import Document, operations
from gateway.refusals import Malformed, TooLarge, TooManyRequests
from shared.fhir.elements import PATH
from shared.web.documented import PROBLEM_SCHEMA
from shared.web.fhir import as_outcomes
from shared.web.problems import PROBLEM_JSON, PROBLEM_PATH, DoorRefusal

_RATE_HEADERS: Final = {
    "RateLimit-Policy": {
        "description": 'What is agreed, for example `"worker";q=1200;w=60`: 1200 requests in 60 seconds.',
        "schema": {"type": "string"},
    },
    "RateLimit": {
        "description": 'What is left, for example `"worker";r=1187;t=42`: 1187 requests; full again in 42 seconds.',
        "schema": {"type": "string"},
    },
}


_AS_OUTCOME: Final = "Outcome"
"""Behind the name of what is told as FHIR."""


def with_the_door(document: Document) -> Document:
    """The same document; each operation also says that it may be refused at the door."""
    components = document["components"]
    components.setdefault("schemas", {}).setdefault("Problem", PROBLEM_SCHEMA)
    responses = components.setdefault("responses", {})
    at_the_door: tuple[type[DoorRefusal], ...] = (Malformed, TooLarge, TooManyRequests)
    for kind in at_the_door:
        responses[kind.__name__] = _response(kind)
        responses[f"{kind.__name__}{_AS_OUTCOME}"] = as_outcomes({kind.status: _response(kind)})[kind.status]
    for name in (TooManyRequests.__name__, f"{TooManyRequests.__name__}{_AS_OUTCOME}"):
        responses[name]["headers"] = {
            "Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}},
            **_RATE_HEADERS,
        }
    for path, _, operation in operations(document):
        how = _AS_OUTCOME if path.startswith(PATH) else ""
        said = operation.setdefault("responses", {})
        for kind in at_the_door:
            if kind is TooLarge and "requestBody" not in operation:
                continue
            said.setdefault(str(kind.status), {"$ref": f"#/components/responses/{kind.__name__}{how}"})
    return document


def _response(kind: type[DoorRefusal]) -> dict[str, Any]:
    example = {"type": PROBLEM_PATH + kind.code, "title": kind.title, "status": kind.status}
    return {
        "description": f"{kind.title}.",
        "content": {
            PROBLEM_JSON: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {kind.code: {"value": example}},
            }
        },
    }
