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
