"""From a refusal to RFC 9457 problem details: the one place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import asyncpg
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from shared.database.failures import SERVER_AWAY
from shared.encryption.keys import UnstorableError
from shared.json_text import json_text
from shared.phrases import Phrase
from shared.refusals import (
    Conflict,
    FieldError,
    Gone,
    Invalid,
    NotAllowed,
    NotFound,
    PreconditionRequired,
    Refusal,
    Stale,
    TooMany,
    Unauthenticated,
    Unavailable,
    Unsupported,
)
from shared.web.field_sentences import sentences_of

Place = tuple[str | int, ...]

PROBLEM_JSON = "application/problem+json"
PROBLEM_PATH = "/problems/"

_STATUS: Sequence[tuple[type[Refusal], int]] = (
    (Unauthenticated, 401),
    (NotAllowed, 403),
    (NotFound, 404),
    (PreconditionRequired, 428),
    (Stale, 412),
    (Conflict, 409),
    (Invalid, 422),
    (Unsupported, 415),
    (TooMany, 429),
    (Unavailable, 503),
    (Gone, 410),
)
_BUSY = (*SERVER_AWAY, asyncpg.QueryCanceledError, asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
_HTTP_TITLES = {
    400: ("malformed", "The request cannot be read", "La requête est illisible"),
    404: ("not-found", NotFound.title, NotFound.title_fr),
    405: ("method-not-allowed", "This cannot be done here", "Méthode non prise en charge ici"),
    413: ("too-large", "The request is too large", "La requête est trop volumineuse"),
    415: ("unsupported-media-type", "This media type is not understood", "Type de média non pris en charge"),
    429: ("too-many-requests", "Too many requests", "Trop de requêtes"),
}
_log = structlog.get_logger("problems")


class DoorRefusal(Refusal):
    """A refusal that comes of HTTP itself, before any operation is reached: it brings its own status."""

    status: ClassVar[int] = 400

    def __init__(
        self, detail: str = "", *, detail_fr: str = "", headers: Mapping[str, str] | None = None, **extensions: Any
    ) -> None:
        super().__init__(detail, detail_fr=detail_fr, **extensions)
        self.headers = headers or {}


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal."""
    if isinstance(refusal, DoorRefusal):
        return refusal.status
    return next((status for kind, status in _STATUS if isinstance(refusal, kind)), 400)


def speaks_french(accept_language: str) -> bool:
    """Whether French comes before English in an `Accept-Language` header."""
    for part in accept_language.split(","):
        language = part.split(";")[0].strip().lower()[:2]
        if language in {"fr", "en"}:
            return language == "fr"
    return False


def problem(refusal: Refusal, *, accept_language: str = "", instance: str = "") -> Response:
    """The answer for a refusal."""
    french = speaks_french(accept_language)
    status = status_of(refusal)
    detail = (refusal.detail_fr if french else "") or refusal.detail
    body: dict[str, Any] = {
        "type": PROBLEM_PATH + refusal.code,
        "title": refusal.title_fr if french else refusal.title,
        "status": status,
        **({"detail": detail} if detail else {}),
        **({"instance": instance} if instance else {}),
        **{name: _told(value, french=french) for name, value in refusal.extensions.items()},
    }
    headers = {"Content-Language": "fr" if french else "en", "Vary": "Accept-Language"}
    if isinstance(refusal, Invalid):
        body["errors"] = [
            {"pointer": one.pointer, "code": one.code, "message": one.message_fr if french else one.message}
            for one in refusal.errors
        ]
    if isinstance(refusal, Unavailable):
        headers["Retry-After"] = str(refusal.retry_after_seconds)
    if isinstance(refusal, DoorRefusal):
        headers.update(refusal.headers)
    if isinstance(refusal, Unauthenticated):
        headers["WWW-Authenticate"] = 'Bearer realm="parcours"'
    return Response(json_text(body), status, headers, PROBLEM_JSON)


def _told(value: Any, *, french: bool) -> Any:
    """A member of the document, with the phrases in it told in the reader's language."""
    if isinstance(value, Phrase):
        return value.told(french=french)
    if isinstance(value, dict):
        return {name: _told(one, french=french) for name, one in value.items()}
    return [_told(one, french=french) for one in value] if isinstance(value, list | tuple) else value


def http_problem(status: int, *, accept_language: str = "", headers: Mapping[str, str] | None = None) -> Response:
    """The answer for a plain HTTP error that never reached an operation (no such path, wrong method, too large)."""
    french = speaks_french(accept_language)
    code, title, title_fr = _HTTP_TITLES.get(status, ("error", "Something went wrong", "Une erreur est survenue"))
    body = {"type": PROBLEM_PATH + code, "title": title_fr if french else title, "status": status}
    said = {"Content-Language": "fr" if french else "en", "Vary": "Accept-Language", **(headers or {})}
    return Response(json_text(body), status, said, PROBLEM_JSON)


def answer_refusals(app: FastAPI) -> None:
    """Register the handlers that turn every exception of an operation into a problem document."""

    async def refused(request: Request, refusal: Exception) -> Response:
        assert isinstance(refusal, Refusal)
        return problem(refusal, accept_language=_language(request))

    async def invalid(request: Request, failure: Exception) -> Response:
        assert isinstance(failure, RequestValidationError)
        return problem(Invalid(errors=field_errors(failure.errors())), accept_language=_language(request))

    async def http(request: Request, failure: Exception) -> Response:
        assert isinstance(failure, HTTPException)
        return http_problem(failure.status_code, accept_language=_language(request), headers=failure.headers)

    async def busy(request: Request, failure: Exception) -> Response:
        _log.warning("database refused", failure=type(failure).__name__)
        again = Unavailable("Try again in a moment.", detail_fr="Réessayez dans un instant.")
        return problem(again, accept_language=_language(request))

    async def unstorable(request: Request, _failure: Exception) -> Response:
        return problem(Invalid(errors=await _not_storable(request)), accept_language=_language(request))

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    for kind in _BUSY:
        app.add_exception_handler(kind, busy)
    app.add_exception_handler(asyncpg.DataError, unstorable)
    app.add_exception_handler(UnstorableError, unstorable)


def field_errors(errors: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """What pydantic found, as pointers, codes and messages; never the offending input, which may be personal data."""
    return [FieldError(_pointer(_place(error)), error["type"], *sentences_of(error)) for error in errors]


def _place(error: Mapping[str, Any]) -> Place:
    """Where it is; what is no JSON has no members, and pydantic says at which character reading ended."""
    return ("body",) if error["type"] == "json_invalid" else tuple(error["loc"])


async def _not_storable(request: Request) -> list[FieldError]:
    """Where the character stands that PostgreSQL takes in no text; else that there is something in the request."""
    parts: list[tuple[Place, Any]] = [(("query", name), text) for name, text in request.query_params.items()]
    if request.method in {"POST", "PUT", "PATCH"} and "json" in request.headers.get("content-type", ""):
        parts.append((("body",), await request.json()))
    found = [
        FieldError(
            _pointer(where),
            "unstorable",
            "U+0000 is a character of no text.",
            "U+0000 n'est un caractère d'aucun texte.",
        )
        for where, text in _leaves(parts)
        if isinstance(text, str) and "\0" in text
    ]
    return found or [
        FieldError(
            "#",
            "unstorable",
            "A value cannot be stored: it is out of range.",
            "Une valeur ne peut pas être conservée : elle sort des limites.",
        )
    ]


def _leaves(parts: Iterable[tuple[Place, Any]]) -> Iterator[tuple[Place, Any]]:
    for where, part in parts:
        if isinstance(part, Mapping):
            yield from _leaves(((*where, name), inner) for name, inner in part.items())
        elif isinstance(part, list):
            yield from _leaves(((*where, number), inner) for number, inner in enumerate(part))
        else:
            yield where, part


def _pointer(location: Sequence[str | int]) -> str:
    place, *rest = location
    escaped = [str(part).replace("~", "~0").replace("/", "~1") for part in rest]
    if place == "body":
        return "#" + "".join(f"/{part}" for part in escaped)
    return f"#/{place}/" + "/".join(escaped)


def _language(request: Request) -> str:
    return request.headers.get("accept-language", "")
