"""`/schemas/rights-export-1.json`: the shape of a copy, for whoever was handed one."""

from typing import Any, Final

import orjson
from fastapi import APIRouter, Request, Response

from services.cases.exports.domain.schema import SCHEMA_PATH, copy_schema
from shared.web.documented import refusals

router = APIRouter(tags=["data-protection rights"])

SCHEMA_JSON: Final = "application/schema+json"
_BEGINS: Final = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_PATH, "type": "object"}
_SHOWN: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The schema; here how it begins.",
        "content": {SCHEMA_JSON: {"schema": {"type": "object"}, "example": _BEGINS}},
    },
    **refusals(signed_in=False),
}


@router.get(
    SCHEMA_PATH,
    summary="Read the shape of a copy",
    response_class=Response,
    responses=_SHOWN,
    openapi_extra={"security": []},
)
async def read_copy_schema(request: Request) -> Response:
    """The JSON Schema (draft 2020-12) that every copy names as its `$schema`. For everybody: it holds nothing about
    anybody, and who is handed a copy need not be known here.
    """
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(orjson.dumps(copy_schema(_public_url(request))), 200, headers, SCHEMA_JSON)


def schema_address(request: Request) -> str:
    """Where this installation serves it."""
    return f"{_public_url(request)}{SCHEMA_PATH}"


def _public_url(request: Request) -> str:
    return str(request.app.state.service.settings.public_url)
