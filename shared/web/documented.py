"""The refusals of an operation, as its API document shows them."""

from typing import Any

from shared.refusals import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    PreconditionRequired,
    Refusal,
    Stale,
    Unauthenticated,
    Unavailable,
)
from shared.web.problems import PROBLEM_JSON, PROBLEM_PATH, status_of

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "Stable; its address is a page about it."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "For the person at the screen, in the language they asked for."},
        "reasons": {"type": "array", "items": {"type": "string"}, "description": "What is missing to be allowed."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON Pointer to the field."},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}

PROBLEM: dict[str, Any] = {"$ref": "#/components/schemas/Problem"}
"""The schema where an answer uses it; `service_app` adds what it refers to."""


def refusals(*kinds: type[Refusal], signed_in: bool = True) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of an operation: these refusals, and those that every operation can give."""
    always: tuple[type[Refusal], ...] = (Invalid, Unavailable)
    if signed_in:
        always += (Unauthenticated, NotAllowed)
    documented: dict[int | str, dict[str, Any]] = {}
    for kind in (*kinds, *always):
        status = status_of(kind())
        described = documented.setdefault(status, {"description": "", "content": {PROBLEM_JSON: {"schema": PROBLEM}}})
        if kind.title not in described["description"]:
            described["description"] = "; ".join(filter(None, (described["description"], kind.title)))
            examples = described["content"][PROBLEM_JSON].setdefault("examples", {})
            examples[kind.code] = {"value": {"type": PROBLEM_PATH + kind.code, "title": kind.title, "status": status}}
    return documented


READS = refusals(NotFound)
"""Opening or listing something."""

CREATES = refusals(Conflict)
"""Making something new."""

ACTS = refusals(NotFound, Conflict)
"""A business act on something that exists."""

EDITS = refusals(NotFound, Conflict, Stale, PreconditionRequired)
"""Editing a version."""


def restore_nulls(document: dict[str, Any]) -> None:
    """Give the examples in a document back their empty members: FastAPI leaves every null out of what it writes, and
    an example would lack what its own schema requires.
    """
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        schema["examples"] = [_with_nulls(example, schema, schemas) for example in schema.get("examples", [])]
        if not schema["examples"]:
            del schema["examples"]


def say_local_times(document: dict[str, Any]) -> None:
    """Call times of the day what they are here: on the clock of a place. Pydantic writes `time`, which in JSON Schema
    has an offset.

    Source:
        OpenAPI Format Registry, `time-local`.
    """
    _rename_format(document["components"]["schemas"], "time", "time-local")


def _rename_format(part: Any, old: str, new: str) -> None:
    if isinstance(part, list):
        for one in part:
            _rename_format(one, old, new)
    elif isinstance(part, dict):
        if part.get("format") == old:
            part["format"] = new
        for one in part.values():
            _rename_format(one, old, new)


def _with_nulls(value: Any, schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    for choice in _choices(schema, schemas):
        if isinstance(value, list) and choice.get("type") == "array":
            return [_with_nulls(one, choice.get("items", {}), schemas) for one in value]
        properties = choice.get("properties", {})
        if isinstance(value, dict) and value.keys() <= properties.keys():
            return {
                name: _with_nulls(value[name], said, schemas) if name in value else None
                for name, said in properties.items()
                if name in value or (name in choice.get("required", ()) and _may_be_null(said, schemas))
            }
    return value


def _choices(schema: dict[str, Any], schemas: dict[str, Any]) -> list[dict[str, Any]]:
    """What a schema may stand for, references followed."""
    if "$ref" in schema:
        return _choices(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "anyOf" in schema:
        return [choice for one in schema["anyOf"] for choice in _choices(one, schemas)]
    return [schema]


def _may_be_null(schema: dict[str, Any], schemas: dict[str, Any]) -> bool:
    return any(choice.get("type") == "null" for choice in _choices(schema, schemas))
