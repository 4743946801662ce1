"""The one place that says which headers pass the door, in which direction."""

import re
from dataclasses import dataclass
from typing import Final

from gateway.carriage.forwarder import Scope
from gateway.refusals import Malformed
from shared.identifiers import new_id

Headers = list[tuple[bytes, bytes]]

_HOP_BY_HOP: Final = frozenset(
    {
        b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection", b"te",
        b"trailer", b"transfer-encoding", b"upgrade",
    }
)  # fmt: skip
"""RFC 9110 section 7.6.1: they speak about one connection only."""

_SAID_BY_US: Final = frozenset(
    {b"host", b"x-request-id", b"forwarded", b"x-real-ip", b"expect", b"x-http-method-override"}
)
"""What a service hears from the gateway, or not at all, whatever the caller wrote."""

_ONCE: Final = frozenset(
    {
        b"host", b"authorization", b"content-length", b"content-type", b"transfer-encoding", b"purpose-of-use",
        b"idempotency-key",
    }
)  # fmt: skip
"""Twice means that two readers may take different ones."""

_READ: Final = _ONCE | {b"accept-language", b"connection", b"x-forwarded-for", b"x-request-id"}

_NOT_PASSED_ON: Final = _HOP_BY_HOP | _SAID_BY_US
_SAID_OF_ALL: Final = frozenset(
    {b"server", b"date", b"x-request-id", b"x-content-type-options", b"referrer-policy", b"strict-transport-security"}
)
"""What is the same for every answer, and said by the gateway or by its server."""

_NOT_PASSED_BACK: Final = _HOP_BY_HOP | _SAID_OF_ALL
_ORDINARY_CONNECTION: Final = frozenset({b"keep-alive", b"close", b""})
_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_POLICY_OF_A_PAGE: Final = (
    b"content-security-policy", b"default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)  # fmt: skip
_POLICY_OF_DATA: Final = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_NO_STORE: Final = (b"cache-control", b"no-store")


@dataclass(slots=True)
class Asked:
    """What the door needs to know of a request.

    Attributes:
        headers: those that go on to the service.
        values: of the headers that the door reads itself, by name; several lines as one list (RFC 9110 section 5.3).
        is_ambiguous: a header stands there twice that may not, or two of them tell different lengths.
        request_id: the caller's, or a new one.
    """

    headers: Headers
    values: dict[bytes, bytes]
    is_ambiguous: bool
    request_id: bytes

    @property
    def bearer(self) -> str:
        """The access token; empty without one."""
        scheme, _, token = self.values.get(b"authorization", b"").partition(b" ")
        return token.decode("latin-1") if scheme.lower() == b"bearer" else ""

    @property
    def language(self) -> str:
        """As in `Accept-Language`."""
        return self.values.get(b"accept-language", b"").decode("latin-1")

    @property
    def announced_bytes(self) -> int:
        """The length of the body, as far as it is announced."""
        digits = self.values.get(b"content-length", b"0")
        if not digits.isdigit():
            raise Malformed
        return int(digits)


def read(scope: Scope) -> Asked:
    """Sort the headers of a request."""
    kept: Headers = []
    values: dict[bytes, bytes] = {}
    is_twice = False
    for header in scope["headers"]:
        name, value = header
        if name in _READ:
            if name in values:
                is_twice = is_twice or name in _ONCE
                value = values[name] + b"," + value
            values[name] = value
        if name not in _NOT_PASSED_ON and not name.startswith(b"x-forwarded-"):
            kept.append(header)
    if b"connection" in values:
        kept = _without_named(kept, values[b"connection"].lower())
    request_id = values.get(b"x-request-id", b"")
    if not _REQUEST_ID.fullmatch(request_id):
        request_id = new_id().hex.encode()
    return Asked(kept, values, is_twice or _tells_two_lengths(values), request_id)


def _tells_two_lengths(values: dict[bytes, bytes]) -> bool:
    coding = values.get(b"transfer-encoding")
    return coding is not None and (b"content-length" in values or coding.lower() != b"chunked")


def _without_named(headers: Headers, connection: bytes) -> Headers:
    """Without what `Connection` names as its own, but with what the service must see to decide."""
    named = {token.strip() for token in connection.split(b",")} - _ORDINARY_CONNECTION - _ONCE
    return [header for header in headers if header[0] not in named] if named else headers


def passed_back(headers: Headers, request_id: bytes, always: Headers) -> Headers:
    """The headers of an answer as the caller gets them: the service's own, and what every answer carries.

    Args:
        always: what stands in each answer of this gateway.
    """
    kept = [header for header in headers if header[0] not in _NOT_PASSED_BACK]
    is_page = has_policy = is_cached = False
    for name, value in kept:
        if name == b"content-type":
            is_page = value.startswith(b"text/html")
        elif name == b"content-security-policy":
            has_policy = True
        elif name == b"cache-control":
            is_cached = True
    if not is_cached:
        kept.append(_NO_STORE)
    if not has_policy:
        kept.append(_POLICY_OF_A_PAGE if is_page else _POLICY_OF_DATA)
    kept.append((b"x-request-id", request_id))
    kept += always
    return kept


def always_said(*, over_tls: bool) -> Headers:
    """The headers of every answer."""
    said = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
    if over_tls:
        said.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
    return said
