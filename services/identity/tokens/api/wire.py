"""Reading an OAuth form and answering as RFC 6749 says."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from fastapi import Request, Response

from services.identity.tokens.actions.issuing import Mint
from services.identity.tokens.domain.refusals import InvalidRequest, TokenRefused
from shared.database.engine import Database
from shared.web.problems import PROBLEM_PATH

MOST_FIELDS: Final = 30
FORM: Final = "application/x-www-form-urlencoded"
_NEVER_STORED: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}


async def read_form(request: Request) -> dict[str, str]:
    """The fields of the body; empty ones count as absent.

    Raises:
        InvalidRequest: not a form, a field twice, or a character that is no text.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise InvalidRequest(f"Send a form ({FORM}).")
    try:
        pairs = parse_qsl(
            (await request.body()).decode("ascii"), max_num_fields=MOST_FIELDS, encoding="utf-8", errors="strict"
        )
    except ValueError as failure:
        raise InvalidRequest("The form cannot be read.") from failure
    if any(times > 1 for times in Counter(name for name, _ in pairs).values()):
        raise InvalidRequest("A parameter appears twice.")
    return {name: value for name, value in pairs if "\x00" not in value}


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
