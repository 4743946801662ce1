"""Reading an OAuth form and answering as RFC 6749 says."""

from collections.abc import Mapping
from typing import Any, Final

import orjson
from fastapi import Request, Response

from services.identity.tokens.actions.issuing import Mint
from services.identity.tokens.domain.credentials import Presented, presented
from services.identity.tokens.domain.refusals import InvalidRequest, TokenRefused
from shared.database.engine import Database
from shared.refusals import Invalid
from shared.web.forms import read_form
from shared.web.problems import PROBLEM_PATH

_NEVER_STORED: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}


async def oauth_form(request: Request) -> dict[str, str]:
    """The fields of the body.

    Raises:
        InvalidRequest: not a form, or a field twice.
    """
    try:
        return await read_form(request)
    except Invalid as failure:
        raise InvalidRequest(failure.detail) from failure


def shown_by(request: Request, form: dict[str, str]) -> Presented:
    """How the client of this request says who it is.

    Raises:
        InvalidClient, InvalidRequest: not at all, or in two ways at once.
    """
    return presented(request.headers.get("authorization", ""), form)


def required(form: dict[str, str], name: str) -> str:
    """A field that must be there.

    Raises:
        InvalidRequest: it is not.
    """
    value = form.get(name)
    if value is None:
        raise InvalidRequest(f"{name} is missing.")
    return value


def answer(content: Mapping[str, Any]) -> Response:
    """A success that no cache keeps."""
    return Response(orjson.dumps(content), 200, _NEVER_STORED, "application/json")


async def token_refused(request: Request, refusal: Exception) -> Response:
    """A refusal in the words of RFC 6749, section 5.2."""
    assert isinstance(refusal, TokenRefused)
    headers = dict(_NEVER_STORED)
    if refusal.status == 401 and request.headers.get("authorization"):  # noqa: PLR2004 - as section 5.2 asks
        headers["WWW-Authenticate"] = 'Basic realm="parcours"'
    body = {
        "error": refusal.error,
        "error_description": refusal.detail or refusal.title,
        "error_uri": PROBLEM_PATH + refusal.code,
    }
    return Response(orjson.dumps(body), refusal.status, headers, "application/json")


def mint_of(request: Request) -> Mint:
    mint: Mint = request.app.state.mint
    return mint


def database_of(request: Request) -> Database:
    database: Database = request.app.state.service.database
    return database
