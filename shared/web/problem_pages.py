"""Each problem type has a page at its `type` address: the docstring of the refusal."""

import inspect
from typing import Any

from fastapi import APIRouter, Response

from shared.refusals import NotFound, Refusal
from shared.web.documented import refusals

router = APIRouter(tags=["problems"])


def all_refusals() -> dict[str, type[Refusal]]:
    """Every refusal that is loaded in this process, by code."""
    found: dict[str, type[Refusal]] = {}
    waiting: list[type[Refusal]] = [Refusal]
    while waiting:
        kind = waiting.pop()
        found.setdefault(kind.code, kind)
        waiting += kind.__subclasses__()
    return found


def meaning_of(code: str) -> str | None:
    """The page of a problem type, in plain text; None where no such refusal is loaded in this process."""
    kind = all_refusals().get(code)
    return None if kind is None else f"{kind.title} / {kind.title_fr}\n\n{inspect.getdoc(kind)}\n"


PAGE: dict[int | str, dict[str, Any]] = {
    **refusals(NotFound, signed_in=False),
    200: {"content": {"text/plain": {"schema": {"type": "string"}, "example": "Not found / Introuvable"}}},
}


@router.get(
    "/problems/{code}",
    summary="What a problem type means",
    responses=PAGE,
    response_class=Response,
    openapi_extra={"security": []},
)
async def problem_page(code: str) -> Response:
    """Plain text: the meaning of a problem type and what to do about it."""
    meaning = meaning_of(code)
    if meaning is None:
        raise NotFound
    return Response(meaning, media_type="text/plain; charset=utf-8")
