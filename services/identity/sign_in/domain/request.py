"""What a front end asks when it sends a worker to us to sign in.

Source:
    OAuth 2.1 draft section 4.1; RFC 7636; OpenID Connect Core section 3.1.2; RFC 9207.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from services.identity.systems.domain import GrantType, System
from shared.contracts.identity.vocabulary import Scope
from shared.refusals import Refusal

OPENID: Final = "openid"
LONGEST_PARAMETER: Final = 2000
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_KNOWN_SCOPES: Final = (OPENID, *(scope.value for scope in Scope))


class NoWayBack(Refusal):
    """The application sent you here with an address or a name that does not belong to it, so we do not send you back.

    Tell whoever runs the application: its client_id and redirect_uri must be exactly as registered, each once.
    """

    code = "sign-in-no-way-back"
    title = "This application cannot sign you in"
    title_fr = "Cette application ne peut pas vous connecter"


class AuthorizationRefused(Refusal):
    """The front end learns at its own address why the worker was not signed in (RFC 6749, section 4.1.2.1)."""

    code = "sign-in-refused"
    title = "The sign-in request is not valid"
    title_fr = "La demande de connexion n'est pas valide"
    error: ClassVar[str] = "invalid_request"


class UnsupportedResponseType(AuthorizationRefused):
    """Only `code` is offered: no token travels in an address."""

    code = "sign-in-unsupported-response-type"
    error = "unsupported_response_type"


class ScopeTooWide(AuthorizationRefused):
    """None of the scopes that were asked for is one this front end, or this worker, may have."""

    code = "sign-in-invalid-scope"
    error = "invalid_scope"


class LoginRequired(AuthorizationRefused):
    """`prompt=none`, and nobody stays signed in here: every sign-in shows the page."""

    code = "sign-in-login-required"
    error = "login_required"


class RequestNotSupported(AuthorizationRefused):
    """Request objects are not offered."""

    code = "sign-in-request-not-supported"
    error = "request_not_supported"


class AccessDenied(AuthorizationRefused):
    """The worker turned back, or may act for no agency through this front end."""

    code = "sign-in-access-denied"
    title = "Nobody was signed in"
    title_fr = "Personne ne s'est connecté"
    error = "access_denied"


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A valid request.

    Attributes:
        scopes: known ones that were asked for, each once; empty when none was asked for.
    """

    client_id: UUID
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    code_challenge: str
    nonce: str | None

    def granted(self, allowed: Collection[Scope]) -> tuple[str, ...]:
        """The scopes that the worker gets: those asked for, as far as allowed; all allowed ones when none was.

        Raises:
            ScopeTooWide: nothing is left.
        """
        wanted = self.scopes or _KNOWN_SCOPES[1:]
        granted = tuple(one for one in _KNOWN_SCOPES if one in wanted and (one == OPENID or one in allowed))
        if not granted:
            raise ScopeTooWide("None of the scopes is one that you may have.")
        return granted


def once_each(parameters: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The parameters of a request by name; empty ones count as absent.

    Raises:
        NoWayBack: one stands there twice, or is longer than anything we know.
    """
    found: dict[str, str] = {}
    for name, value in parameters:
        if name in found or len(value) > LONGEST_PARAMETER or "\x00" in value:
            raise NoWayBack
        found[name] = value
    return {name: value for name, value in found.items() if value}


def client_id_in(parameters: Mapping[str, str]) -> UUID:
    """Which front end asks.

    Raises:
        NoWayBack: it does not say so.
    """
    try:
        return UUID(parameters.get("client_id", ""))
    except ValueError as failure:
        raise NoWayBack from failure


def way_back(front_end: System, parameters: Mapping[str, str]) -> str:
    """Where the worker is sent back to.

    Raises:
        NoWayBack: not exactly one of the registered addresses, or nobody signs in through this client.
    """
    address = parameters.get("redirect_uri", "")
    if GrantType.AUTHORIZATION_CODE not in front_end.grants or address not in front_end.redirect_uris:
        raise NoWayBack
    return address


def read_request(parameters: Mapping[str, str]) -> AuthorizationRequest:
    """What is asked, by a front end and with a way back that were checked before.

    Raises:
        AuthorizationRefused: with the error that the front end gets.
    """
    if "request" in parameters or "request_uri" in parameters:
        raise RequestNotSupported
    if parameters.get("response_type") != "code":
        raise UnsupportedResponseType("Ask for response_type=code.")
    if parameters.get("response_mode", "query") != "query":
        raise AuthorizationRefused("Only response_mode=query is offered.")
    challenge = parameters.get("code_challenge", "")
    if parameters.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge):
        raise AuthorizationRefused("PKCE is needed: code_challenge with code_challenge_method=S256.")
    asked = parameters.get("scope", "").split()
    known = tuple(one for one in _KNOWN_SCOPES if one in asked)
    if asked and not known:
        raise ScopeTooWide("No scope that is known here.")
    if "none" in parameters.get("prompt", "").split():
        raise LoginRequired
    return AuthorizationRequest(
        client_id=client_id_in(parameters),
        redirect_uri=parameters["redirect_uri"],
        scopes=known,
        state=parameters.get("state"),
        code_challenge=challenge,
        nonce=parameters.get("nonce"),
    )


def address_back(redirect_uri: str, issuer: str, state: str | None, **told: str) -> str:
    """The front end's address with our answer; `iss` says that it is ours (RFC 9207)."""
    answer = urlencode({**told, **({} if state is None else {"state": state}), "iss": issuer})
    return f"{redirect_uri}{'&' if urlsplit(redirect_uri).query else '?'}{answer}"


def origin_of(redirect_uri: str) -> str:
    """What the page must be allowed to send the worker to, as a source of a content security policy."""
    parts = urlsplit(redirect_uri)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"https", "http"} else f"{parts.scheme}:"
