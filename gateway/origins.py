"""Front ends at other origins: which may read answers, and what a browser asks before it lets them.

Never cookies: a front end brings a bearer token, and what the sign-in page remembers is for that page alone.

Source:
    The Fetch standard, section 3.3 (HTTP-CORS protocol).
"""

import re
from collections.abc import Collection
from typing import Final

from gateway.carriage.forwarder import Message, Receive, Scope, Send
from gateway.headers import Headers, passed_back, read
from gateway.observed import Answering

_ORIGIN: Final = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::[1-9][0-9]{0,4})?")
_DEFAULT_PORT: Final = re.compile(r"https:.*:443|http:.*:80")

_ASKED_WITH: Final = (
    b"accept-language, authorization, content-disposition, content-type, idempotency-key, if-match, if-none-match, "
    b"last-event-id, purpose-of-use, traceparent, tracestate, x-request-id"
)
_ALLOWED: Final = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, PATCH, DELETE"),
    (b"access-control-allow-headers", _ASKED_WITH),
    (b"access-control-max-age", b"7200"),
)
_READABLE: Final = (
    b"content-disposition", b"decision-id", b"etag", b"link", b"location", b"ratelimit", b"ratelimit-policy",
    b"retry-after", b"virus-scan", b"www-authenticate", b"x-request-id",
)  # fmt: skip
_EXPOSED: Final = (
    b"access-control-expose-headers",
    b", ".join(_READABLE),
)
_VARY: Final = (b"vary", b"Origin")
"""In every answer, so that no cache hands the one of an origin to another."""


def is_origin(written: str) -> bool:
    """Whether this is one origin as browsers write it: scheme, host and a port that is not the scheme's own."""
    return _ORIGIN.fullmatch(written) is not None and _DEFAULT_PORT.fullmatch(written) is None


class CrossOrigin:
    """Lets the front ends of these origins ask at the door."""

    def __init__(self, door: Answering, origins: Collection[str], always: Headers) -> None:
        """By exact origin.

        Args:
            always: what stands in each answer of this gateway.
        """
        self._door = door
        self._origins = frozenset(origin.encode() for origin in origins)
        self._always = always

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a browser's question whether it may be asked is answered here."""
        said = self._of(scope)

        async def with_origin(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *said, _VARY]}
            await send(message)

        if said and scope["method"] == "OPTIONS" and _asks_first(scope):
            await self._permit(scope, with_origin)
        else:
            await self._door.answer(scope, receive, with_origin)

    def _of(self, scope: Scope) -> Headers:
        """What is said of the caller's origin: nothing to one that was not named."""
        named = [value for name, value in scope["headers"] if name == b"origin"]
        if len(named) != 1 or named[0] not in self._origins:
            return []
        return [(b"access-control-allow-origin", named[0]), _EXPOSED]

    async def _permit(self, scope: Scope, send: Send) -> None:
        headers = passed_back(list(_ALLOWED), read(scope).request_id, self._always)
        await send({"type": "http.response.start", "status": 204, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


def _asks_first(scope: Scope) -> bool:
    return any(name == b"access-control-request-method" for name, _ in scope["headers"])
