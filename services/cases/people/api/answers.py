"""Answers whose JSON PostgreSQL has built, and requests that patch it."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response
from pydantic import BaseModel

from shared.web.merge_patch import MERGE_PATCH


def answered(shown: bytes, status: int = 200, *, tag: str | None = None, location: str | None = None) -> Response:
    """JSON as it is, with its ETag and where it is found."""
    headers = {"ETag": tag, "Location": location}
    return Response(
        shown, status, {name: value for name, value in headers.items() if value}, media_type="application/json"
    )


def merge_patch_of(body: type[BaseModel]) -> dict[str, Any]:
    """How a merge patch of this body looks in the API document: everything may be left out, null takes away."""
    return {"requestBody": {"content": {MERGE_PATCH: {"schema": _patch_schema(body)}}}}


def merge_patch_of_parts(parts: Mapping[str, type[BaseModel]]) -> dict[str, Any]:
    """The same for an object of several bodies."""
    schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _patch_schema(body) for name, body in parts.items()},
    }
    return {"requestBody": {"content": {MERGE_PATCH: {"schema": schema}}}}


def _patch_schema(body: type[BaseModel]) -> dict[str, Any]:
    schema = body.model_json_schema(ref_template="#/components/schemas/{model}")
    properties = {name: _may_be_null(described) for name, described in schema["properties"].items()}
    return {
        "type": "object",
        "description": schema.get("description", ""),
        "additionalProperties": False,
        "properties": properties,
    }


def _may_be_null(described: dict[str, Any]) -> dict[str, Any]:
    value = {name: part for name, part in described.items() if name != "default"}
    if any(one.get("type") == "null" for one in value.get("anyOf", ())):
        return value
    kept: dict[str, Any] = {name: value.pop(name) for name in ("title", "description") if name in value}
    return {"anyOf": [value, {"type": "null"}], **kept}
