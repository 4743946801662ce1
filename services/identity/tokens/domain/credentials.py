"""How a client says who it is, and what an assertion must claim."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import unquote_plus
from uuid import UUID

import orjson

from services.identity.tokens.domain.refusals import InvalidClient, InvalidRequest

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_ASSERTION: Final = timedelta(minutes=5)
CLOCKS_DIFFER: Final = timedelta(seconds=30)
LONGEST_JTI: Final = 200


@dataclass(frozen=True, slots=True)
class Presented:
    """What a client shows of itself: its id, and a secret, an assertion or nothing."""

    client_id: UUID
    secret: str | None = None
    assertion: str | None = None


def presented(authorization: str, form: Mapping[str, str]) -> Presented:
    """Read how the client authenticates: by exactly one method.

    Raises:
        InvalidClient: not at all, or illegibly.
        InvalidRequest: in two ways at once.

    Source:
        RFC 6749 section 2.3; RFC 7523 section 2.2.
    """
    by_header, by_assertion = bool(authorization), "client_assertion" in form
    if by_header + by_assertion + ("client_secret" in form) > 1:
        raise InvalidRequest("Authenticate in one way only.")
    if by_header:
        return _from_header(authorization, form.get("client_id"))
    if by_assertion:
        return _from_assertion(form)
    return Presented(_client_id(form.get("client_id", "")))


def assertion_expiry(
    claims: Mapping[str, Any], *, client_id: UUID, audiences: frozenset[str], at: datetime
) -> tuple[str, datetime]:
    """The jti of a client assertion, and when it expires.

    Args:
        audiences: what we are called: issuer and token endpoint.

    Raises:
        InvalidClient: it is about somebody else, meant for somebody else, too old, too long or without id.

    Source:
        RFC 7523 section 3; OpenID Connect Core section 9.
    """
    audience, jti = claims.get("aud"), claims.get("jti")
    meant_for = frozenset(_words(audience))
    expires, issued, begins = (_moment(claims.get(name)) for name in ("exp", "iat", "nbf"))
    if (
        claims.get("iss") != str(client_id)
        or claims.get("sub") != str(client_id)
        or not meant_for & audiences
        or not isinstance(jti, str)
        or not 0 < len(jti) <= LONGEST_JTI
        or expires is None
        or not at - CLOCKS_DIFFER < expires <= at + LONGEST_ASSERTION + CLOCKS_DIFFER
        or ("iat" in claims and (issued is None or issued > at + CLOCKS_DIFFER))
        or ("nbf" in claims and (begins is None or begins > at + CLOCKS_DIFFER))
    ):
        raise InvalidClient
    return jti, expires + CLOCKS_DIFFER


def subject_of(assertion: str) -> str:
    """Whom an assertion claims to be about, before anything is checked; empty when it cannot be read."""
    try:
        middle = assertion.split(".")[1]
        claims = orjson.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        return str(claims["sub"])
    except (IndexError, ValueError, KeyError, TypeError):
        return ""


def _from_header(authorization: str, client_id: str | None) -> Presented:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise InvalidClient
    try:
        name, colon, secret = base64.b64decode(encoded, validate=True).decode("ascii").partition(":")
    except ValueError as failure:
        raise InvalidClient from failure
    if not colon or (client_id is not None and client_id != name):
        raise InvalidClient
    return Presented(_client_id(unquote_plus(name)), secret=unquote_plus(secret))


def _from_assertion(form: Mapping[str, str]) -> Presented:
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        raise InvalidClient
    assertion = form["client_assertion"]
    client_id = subject_of(assertion)
    if form.get("client_id", client_id) != client_id:
        raise InvalidClient
    return Presented(_client_id(client_id), assertion=assertion)


def _client_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as failure:
        raise InvalidClient from failure


def _moment(claim: object) -> datetime | None:
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        return None
    try:
        return datetime.fromtimestamp(claim, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _words(value: object) -> list[str]:
    together = value if isinstance(value, list) else [value]
    return [one for one in together if isinstance(one, str)]
