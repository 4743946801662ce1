"""`/fhir/metadata`: what is served as FHIR, of all services."""

from datetime import UTC, datetime

import orjson
from fastapi import APIRouter, Request, Response

from gateway.documents.capability import capability, example
from gateway.documents.library import Library
from shared.refusals import Unavailable
from shared.web.fhir import FHIR_JSON, shown

router = APIRouter(tags=["fhir"])


@router.get(
    "/fhir/metadata",
    summary="What is served as FHIR",
    operation_id="read_capability_statement",
    response_class=Response,
    responses=shown(example(), Unavailable),
    openapi_extra={"security": []},
)
async def capability_statement(request: Request) -> Response:
    """The CapabilityStatement, read from what the services really serve."""
    library: Library = request.app.state.library
    document = await library.document()
    public_url = document["servers"][0]["url"]
    told = capability(document, public_url, datetime.now(UTC).date().isoformat())
    return Response(orjson.dumps(told), media_type=FHIR_JSON)
