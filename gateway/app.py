"""Wires the gateway together; the only file that sees all of it."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

import structlog

from gateway.admission import Admission
from gateway.callers import Callers
from gateway.carriage.asking import Asking
from gateway.carriage.forwarder import Forwarder, Receive, Scope, Send
from gateway.carriage.in_process import InProcess
from gateway.documents.library import DOCUMENT_SECONDS, Library
from gateway.documents.methods import AllowedMethods
from gateway.door import Door
from gateway.headers import always_said
from gateway.observed import Answering, Observed, metrics_served
from gateway.origins import CrossOrigin
from gateway.pages.app import furnish, own_pages
from gateway.routes import GATEWAY, IDENTITY, ROUTES, Route, RouteTable
from gateway.settings import Settings
from shared.clients.identity import IdentityClient
from shared.telemetry.traces import configure_traces
from shared.web.access_tokens import Revocations, TokenVerifier
from shared.web.signing_keys import KeySource

_log = structlog.get_logger("gateway")


class Gateway:
    """The one public address, as an ASGI application.

    Its lifespan closes the carriages. It does not enter the lifespan of services in this process: whoever made them
    does, before the gateway takes requests.
    """

    def __init__(self, door: Answering, settings: Settings, forwarders: Iterable[Forwarder]) -> None:
        self._door = door
        self._settings = settings
        self._forwarders = tuple(forwarders)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._door.answer(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008})

    async def close(self) -> None:
        """Let go of all connections to services."""
        for forwarder in self._forwarders:
            await forwarder.close()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        _log.info("settings", service="gateway", settings=self._settings.described())
        configure_traces("gateway", self._settings.traces_url)
        with metrics_served(self._settings.metrics_host, self._settings.metrics_port):
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await self.close()
        await send({"type": "lifespan.shutdown.complete"})


def create_gateway(
    settings: Settings, services: Mapping[str, Forwarder], *, routes: Iterable[Route] = ROUTES
) -> Gateway:
    """The gateway in front of these services.

    Args:
        services: `InProcess(app)` or `Remote(url)` by the names in `routes`.

    Raises:
        ValueError: a route leads to a service that is not there.
    """
    table = RouteTable(routes)
    missing = table.services - {GATEWAY, *services}
    if missing:
        raise ValueError(f"no such service: {', '.join(sorted(missing))}")
    host = urlsplit(settings.public_url).netloc
    asked = {name: Asking(forwarder, host) for name, forwarder in services.items()}
    pages = own_pages()
    writers = {name: Asking(forwarder, host, seconds=DOCUMENT_SECONDS) for name, forwarder in services.items()}
    library = Library(writers, pages.openapi, table, public_url=settings.public_url)
    furnish(pages, library, asked, str(settings.documentation_client_id or ""))
    allowed = AllowedMethods(library.document)
    verifier = TokenVerifier(
        issuer=settings.public_url,
        audience=settings.public_url,
        keys=KeySource(IdentityClient(asked[IDENTITY]).signing_keys),
        revocations=Revocations(),
    )
    door = Door(
        settings,
        admission=Admission(settings, table, Callers(settings, verifier), allowed),
        services={**services, GATEWAY: InProcess(pages)},
        allowed=allowed,
    )
    answering: Answering = door
    if settings.origins:
        always = always_said(over_tls=settings.public_url.startswith("https:"))
        answering = CrossOrigin(door, settings.origins, always)
    is_observed = settings.traces_url is not None or settings.metrics_port is not None
    return Gateway(Observed(answering, table) if is_observed else answering, settings, services.values())
