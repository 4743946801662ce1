"""Whether a request goes on, to whom, and how the service gets it."""

from typing import Final
from urllib.parse import urlsplit

from gateway.addresses import Proxies
from gateway.callers import Callers
from gateway.carriage.forwarder import Scope
from gateway.documents.methods import AllowedMethods
from gateway.headers import Asked, Headers
from gateway.paths import raw_path
from gateway.refusals import Malformed, MethodNotAllowed, TooLarge
from gateway.routes import RouteTable
from gateway.settings import Settings

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})


class Admission:
    """Checks in this order: can it be read, is there such a path, who asks, how, and how much."""

    def __init__(self, settings: Settings, routes: RouteTable, callers: Callers, allowed: AllowedMethods) -> None:
        public = urlsplit(settings.public_url)
        self._routes = routes
        self._callers = callers
        self._allowed = allowed
        self._proxies = Proxies(settings.trusted_proxies)
        self._scheme = public.scheme
        self._said_by_us: Headers = [
            (b"host", public.netloc.encode()),
            (b"x-forwarded-host", public.netloc.encode()),
            (b"x-forwarded-proto", public.scheme.encode()),
        ]

    async def admitted(self, scope: Scope, asked: Asked, *, largest_bytes: int) -> tuple[str, Scope, Headers]:
        """The name of the service, the request as it gets it, and what the answer says about quotas.

        Args:
            largest_bytes: as much as a body may have here.

        Raises:
            Malformed, NotFound, Unauthenticated, TooManyRequests, MethodNotAllowed, TooLarge, Unavailable.
        """
        if asked.is_ambiguous:
            raise Malformed("A header is there twice.", detail_fr="Un en-tête est présent deux fois.")
        raw = raw_path(scope)
        route = self._routes.route(scope["path"])
        peer = scope["client"][0] if scope.get("client") else None
        address = self._proxies.caller(peer, asked.values.get(b"x-forwarded-for", b""))
        rate = await self._callers.counted(route, asked, address)
        if scope["method"] not in METHODS:
            known = await self._allowed.at(scope["path"]) or ", ".join(sorted(METHODS))
            raise MethodNotAllowed(headers={"Allow": known})
        if asked.announced_bytes > largest_bytes:
            raise TooLarge
        return route.service, self._as_the_service_gets_it(scope, asked, raw, address), rate

    def _as_the_service_gets_it(self, scope: Scope, asked: Asked, raw: bytes, address: str) -> Scope:
        """A scope of its own: services answer GET, and HEAD is GET without the body."""
        from_us = (b"x-forwarded-for", address.encode()), (b"x-request-id", asked.request_id)
        return {
            "type": "http",
            "asgi": scope["asgi"],
            "http_version": "1.1",
            "method": "GET" if scope["method"] == "HEAD" else scope["method"],
            "scheme": self._scheme,
            "path": scope["path"],
            "raw_path": raw,
            "query_string": scope["query_string"],
            "root_path": "",
            "headers": [*asked.headers, *self._said_by_us, *from_us],
            "client": (address, 0),
            "server": None,
        }
