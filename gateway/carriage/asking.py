"""Questions of the gateway's own, over the same carriage as everybody's: keys, health, documents."""

import asyncio
from collections.abc import Mapping
from typing import Any

from gateway.carriage.forwarder import Forwarder, Message, Scope, Unreachable
from shared.clients.carriage import ASK_TIMEOUT_SECONDS, Answer


class Asking:
    """A `shared.clients.carriage.Carriage` over a forwarder: asks, and waits for the complete answer."""

    def __init__(self, forwarder: Forwarder, host: str, *, seconds: float = ASK_TIMEOUT_SECONDS) -> None:
        """For a service.

        Args:
            seconds: until the answer has to be complete.
        """
        self._forwarder = forwarder
        self._host = host
        self._seconds = seconds

    async def ask(self, method: str, path: str, *, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Ask.

        Raises:
            Unreachable: the service cannot be reached, takes too long, breaks off or crashes.
        """
        start: dict[str, Any] = {}
        chunks: list[bytes] = []
        asked = False

        async def receive() -> Message:
            nonlocal asked
            if asked:
                await asyncio.Event().wait()
            asked = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                chunks.append(message.get("body", b""))

        try:
            async with asyncio.timeout(self._seconds):
                await self._forwarder(self._scope(method, path, headers), receive, send)
        except Exception as failure:
            raise Unreachable from failure
        if not start:
            raise Unreachable
        answered = {name.decode("latin-1"): value.decode("latin-1") for name, value in start["headers"]}
        return Answer(start["status"], answered, b"".join(chunks))

    def _scope(self, method: str, path: str, headers: Mapping[str, str]) -> Scope:
        location, _, query = path.partition("?")
        sent = {"host": self._host, **headers}
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": location,
            "raw_path": location.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in sent.items()],
            "client": None,
            "server": None,
        }
