"""Fetches the documents of the services and keeps the merged one."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from gateway.documents.door import with_the_door
from gateway.documents.merged import Document, merged
from gateway.routes import GATEWAY, RouteTable
from shared.clients.carriage import Carriage
from shared.refusals import NotFound, Unavailable

FRESH_SECONDS: Final = 60.0
"""Then the services are asked again: one of them may have been replaced by a newer one."""

_OK: Final = 200
_INFO: Final = {
    "title": "Parcours",
    "version": "1",
    "summary": "One person-centred record, and referrals that close the loop.",
    "description": (
        "Agencies of one or more municipalities work from one record of a person, refer people to each other, and see "
        "every referral through to its outcome. What is shared, with whom, why and for how long is decided on every "
        "request, explained in the answer, and visible to the person.\n\n"
        "Errors are problem documents (RFC 9457); the address in `type` is a page about the problem."
    ),
    "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
}


class Library:
    """The merged document: fetched when somebody asks for it, at most once a minute."""

    def __init__(
        self,
        services: Mapping[str, Carriage],
        own: Callable[[], Document],
        routes: RouteTable,
        *,
        public_url: str,
    ) -> None:
        """For the services by name.

        Args:
            own: the document of the gateway's own pages.
        """
        self._services = services
        self._own = own
        self._routes = routes
        self._servers = [{"url": public_url}]
        self._merged: Document | None = None
        self._fetched_at = 0.0
        self._fetching = asyncio.Lock()

    async def document(self) -> Document:
        """The API document of everything that can be asked here.

        Raises:
            Unavailable: a service could not be asked, and never has been.
        """
        async with self._fetching:
            if self._merged is None or time.monotonic() - self._fetched_at > FRESH_SECONDS:
                try:
                    self._merged = await self._fetch()
                except Unavailable:
                    if self._merged is None:
                        raise
                self._fetched_at = time.monotonic()
            return self._merged

    async def _fetch(self) -> Document:
        fetched = await asyncio.gather(*(self._of(name, carriage) for name, carriage in self._services.items()))
        documents = dict(zip(self._services, fetched, strict=True))
        documents[GATEWAY] = self._own()
        return with_the_door(merged(documents, info=_INFO, servers=self._servers))

    async def _of(self, service: str, carriage: Carriage) -> Document:
        """A service's document, without what cannot be reached from here (its own health, for example)."""
        answer = await carriage.ask("GET", "/openapi.json", headers={})
        if answer.status != _OK:
            raise Unavailable
        document: Document = answer.json()
        paths: dict[str, Any] = document.get("paths", {})
        return {**document, "paths": {path: item for path, item in paths.items() if self._leads_to(service, path)}}

    def _leads_to(self, service: str, path: str) -> bool:
        try:
            return self._routes.route(path).service == service
        except NotFound:
            return False
