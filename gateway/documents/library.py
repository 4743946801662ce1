"""Fetches the documents of the services and keeps the merged one."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import orjson
import structlog

from gateway.documents.door import with_the_door
from gateway.documents.merged import Document, merged
from gateway.routes import GATEWAY, RouteTable
from shared.clients.carriage import Carriage
from shared.refusals import NotFound, Unavailable

FRESH_SECONDS: Final = 60.0
"""Then the services are asked again: one of them may have been replaced by a newer one."""

DOCUMENT_SECONDS: Final = 18.0
"""Until a service has to have its document written: the first time that takes a second of processor or more."""

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


_log = structlog.get_logger("gateway")


class Library:
    """The merged document: the services are asked when somebody wants it, at most once a minute."""

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
        self._written = b""
        self._read: Sequence[bytes] = ()
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
                    await self._fetch()
                except Unavailable:
                    if self._merged is None:
                        raise
                self._fetched_at = time.monotonic()
            assert self._merged is not None, "fetched, or refused"
            return self._merged

    async def written(self) -> bytes:
        """The same as JSON.

        Raises:
            Unavailable: a service could not be asked, and never has been.
        """
        await self.document()
        return self._written

    async def _fetch(self) -> None:
        """Ask all, and merge anew where one says something else than before."""
        read = await asyncio.gather(*map(_document_of, self._services.values()))
        if read == self._read:
            return
        try:
            self._merged = await asyncio.to_thread(self._merge, read)  # takes a while; requests go on beside it
        except ValueError as failure:
            _log.error("documents cannot be merged", reason=str(failure))
            raise Unavailable from failure
        self._written = orjson.dumps(self._merged)
        self._read = read

    def _merge(self, read: Sequence[bytes]) -> Document:
        documents = {
            name: self._reachable(name, orjson.loads(one)) for name, one in zip(self._services, read, strict=True)
        }
        documents[GATEWAY] = self._own()
        return with_the_door(merged(documents, info=_INFO, servers=self._servers))

    def _reachable(self, service: str, document: Document) -> Document:
        """Without what cannot be reached from here: a service's own health, for example."""
        paths = document.get("paths", {})
        return {**document, "paths": {path: item for path, item in paths.items() if self._leads_to(service, path)}}

    def _leads_to(self, service: str, path: str) -> bool:
        try:
            return self._routes.route(path).service == service
        except NotFound:
            return False


async def _document_of(service: Carriage) -> bytes:
    answer = await service.ask("GET", "/openapi.json", headers={})
    if answer.status != _OK:
        raise Unavailable
    return answer.body
