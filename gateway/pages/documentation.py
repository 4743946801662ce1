"""The API document, and a page that shows it: Swagger UI from an installed package, nothing from elsewhere."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from gateway.documents.library import Library
from shared.refusals import NotFound, Unavailable
from shared.web.documented import refusals

_PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parcours: the API</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="icon" href="/docs/assets/icon.svg">
<main id="documentation" data-client-id="{client_id}"></main>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/documentation.js"></script>
</html>
"""
_SIGNED_IN: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Parcours: signed in</title>
<link rel="icon" href="/docs/assets/icon.svg">
<script src="/docs/assets/signed-in.js"></script>
</html>
"""
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Swagger UI writes styles into its elements; no script but ours and its own runs, and nothing is fetched elsewhere."""

_ASSETS: Final = {
    "swagger-ui-bundle.js": ("fastapi_offline", "static", "text/javascript"),
    "swagger-ui.css": ("fastapi_offline", "static", "text/css"),
    "documentation.js": ("gateway.pages", "assets", "text/javascript"),
    "signed-in.js": ("gateway.pages", "assets", "text/javascript"),
    "front.css": ("gateway.pages", "assets", "text/css"),
    "icon.svg": ("gateway.pages", "assets", "image/svg+xml"),
}
_AN_HOUR: Final = {"Cache-Control": "public, max-age=3600"}
_A_MINUTE: Final = {"Cache-Control": "public, max-age=60"}

router = APIRouter()


@router.get(
    "/openapi.json",
    summary="This document",
    operation_id="read_api_document",
    tags=["documentation"],
    response_class=Response,
    responses={
        200: {
            "description": "OpenAPI 3.1.",
            "content": {"application/json": {"schema": {"type": "object"}, "example": {"openapi": "3.1.0"}}},
        },
        **refusals(Unavailable, signed_in=False),
    },
    openapi_extra={"security": []},
)
async def api_document(request: Request) -> Response:
    """Everything that can be asked at this address, of all services, as one OpenAPI 3.1 document."""
    library: Library = request.app.state.library
    return Response(await library.written(), headers=_A_MINUTE, media_type="application/json")


@router.get("/docs", include_in_schema=False)
async def documentation(request: Request) -> HTMLResponse:
    """The same document for people: to read, and to try when signed in."""
    page = _PAGE.format(client_id=request.app.state.documentation_client_id)
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY, **_A_MINUTE})


@router.get("/docs/signed-in", include_in_schema=False)
async def signed_in() -> HTMLResponse:
    """Where the sign-in of the documentation comes back to: `redirect_uri` of the client it signs in as."""
    return HTMLResponse(_SIGNED_IN, headers={"Content-Security-Policy": _POLICY})


@router.get("/docs/assets/{name}", include_in_schema=False)
async def asset(name: str) -> Response:
    """A script or a style sheet of our pages."""
    if name not in _ASSETS:
        raise NotFound
    content, media_type = _read(name)
    return Response(content, headers=_AN_HOUR, media_type=media_type)


@cache
def _read(name: str) -> tuple[bytes, str]:
    package, folder, media_type = _ASSETS[name]
    file: Traversable = files(package) / folder / name
    return file.read_bytes(), media_type
