"""A page for each problem type, whichever service it comes from."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from shared.clients.carriage import Carriage
from shared.refusals import NotFound, Unavailable
from shared.web.documented import refusals
from shared.web.problem_pages import meaning_of

_OK = 200
_TEXT = "text/plain; charset=utf-8"

router = APIRouter(tags=["problems"])


@router.get(
    "/problems/{code}",
    summary="What a problem type means",
    operation_id="read_problem_page",
    response_class=Response,
    responses={
        200: {"description": "The meaning, as text.", "content": {"text/plain": {"schema": {"type": "string"}}}},
        **refusals(NotFound, signed_in=False),
    },
    openapi_extra={"security": []},
)
async def problem_page(
    code: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$", examples=["not-allowed"])], request: Request
) -> Response:
    """Plain text: the meaning of a problem type and what to do about it. `type` in each problem document leads here."""
    services: Mapping[str, Carriage] = request.app.state.services
    meaning = meaning_of(code)
    if meaning is not None:
        return Response(meaning, media_type=_TEXT)
    silent: Unavailable | None = None
    for carriage in services.values():
        try:
            answer = await carriage.ask("GET", f"/problems/{code}", headers={})
        except Unavailable as failure:
            silent = failure
        else:
            if answer.status == _OK:
                return Response(answer.body, media_type=_TEXT)
    raise silent or NotFound
