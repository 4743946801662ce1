"""How a question reaches another service: in this process, or over the network. Callers cannot tell."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
import orjson

from shared.refusals import Unavailable

Scope = MutableMapping[str, Any]
Asgi = Callable[[Scope, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]

ASK_TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer of another service."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return orjson.loads(self.body)


class Carriage(Protocol):
    """Carries one question down and its answer back."""

    async def ask(self, method: str, path: str, *, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Ask.

        Raises:
            Unavailable: the service cannot be reached, or takes longer than five seconds.
        """
        ...


class InProcess:
    """Calls the other service as an ASGI application, without a socket."""

    def __init__(self, app: Asgi) -> None:
        self._app = app

    async def ask(self, method: str, path: str, *, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        location, _, query = path.partition("?")
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": location,
            "raw_path": location.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": None,
            "server": None,
            "state": {},
        }
        start: dict[str, Any] = {}
        chunks: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                chunks.append(message.get("body", b""))

        await self._app(scope, receive, send)
        answered = {name.decode(): value.decode() for name, value in start.get("headers", [])}
        return Answer(start["status"], answered, b"".join(chunks))


class Remote:
    """Calls the other service over HTTP."""

    def __init__(self, base_url: str) -> None:
        self._client = httpx.AsyncClient(base_url=base_url, timeout=ASK_TIMEOUT_SECONDS, trust_env=False)

    async def ask(self, method: str, path: str, *, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        try:
            answer = await self._client.request(method, path, headers=dict(headers), content=body)
        except httpx.HTTPError as failure:
            raise Unavailable(
                "A part of the system is not reachable.", detail_fr="Une partie du système ne répond pas."
            ) from failure
        return Answer(answer.status_code, answer.headers, answer.content)

    async def close(self) -> None:
        await self._client.aclose()
