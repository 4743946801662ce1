"""A service that says what it was asked, and misbehaves when asked to."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import orjson

from gateway.carriage.forwarder import Message, Receive, Scope, Send

LARGE_PARTS = 200
LARGE_PART_BYTES = 200_000


_AS_A_NAME = str.maketrans(".-", "__")

Act = Callable[[Scope, Receive, Send], Awaitable[None]]


class EchoService:
    """A plain ASGI application; the last segment of the path says what it does, the query `id` under which name.

    Attributes:
        seen: what happened to a request, by id.
        asked: how many requests came.
        acts: what this service does otherwise, by the last segment of the path.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked = 0
        self.acts: dict[str, Act] = {}
        self.seen: defaultdict[str, list[str]] = defaultdict(list)
        self.may_go_on = asyncio.Event()
        self.document: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": name}, "paths": {}}
        self.health: tuple[int, bytes] = (200, b'{"status":"ok"}')

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        self.asked += 1
        name = scope["path"].rpartition("/")[2]
        act: Act = self.acts.get(name, getattr(self, f"do_{name.translate(_AS_A_NAME)}", self.do_echo))
        await act(scope, receive, send)

    async def do_echo(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Everything about the request, as JSON."""
        digest, length, parts = hashlib.sha256(), 0, 0
        while True:
            message = await receive()
            body = message.get("body", b"")
            digest.update(body)
            length, parts = length + len(body), parts + bool(body)
            if not message.get("more_body"):
                break
        said = {
            "service": self.name,
            "method": scope["method"],
            "path": scope["path"],
            "raw_path": scope["raw_path"].decode(),
            "query": scope["query_string"].decode(),
            "scheme": scope["scheme"],
            "client": scope["client"] and scope["client"][0],
            "headers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in scope["headers"]],
            "body": {"length": length, "parts": parts, "sha256": digest.hexdigest()},
        }
        await answer(send, 200, orjson.dumps(said))

    async def do_openapi_json(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await answer(send, 200, orjson.dumps(self.document))

    async def do_ready(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await answer(send, *self.health)

    async def do_headers(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers with the headers that the body lists."""
        del scope
        headers = [(name.encode(), value.encode()) for name, value in orjson.loads((await receive())["body"])]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}"})

    async def do_parts(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One part, and the second only when the test lets it."""
        del scope, receive
        await begin(send)
        await send({"type": "http.response.body", "body": b"first,", "more_body": True})
        await self.may_go_on.wait()
        await send({"type": "http.response.body", "body": b"second", "more_body": False})

    async def do_large(self, scope: Scope, receive: Receive, send: Send) -> None:
        """More than the buffers of two sockets hold; notes how many parts were taken."""
        del receive
        await begin(send)
        for number in range(LARGE_PARTS):
            await send({"type": "http.response.body", "body": bytes([number]) * LARGE_PART_BYTES, "more_body": True})
            self.seen[name_of(scope)].append("part")
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def do_both_ways(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Each part of the body comes back at once."""
        del scope
        await begin(send)
        more = True
        while more:
            message = await receive()
            more = message.get("more_body", False)
            await send({"type": "http.response.body", "body": message.get("body", b""), "more_body": more})

    async def do_early(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers without reading the body."""
        del scope, receive
        await answer(send, 409, b'{"status":409}')

    async def do_wait(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reads the body, then waits for the caller to go away."""
        message = await self._body_of(receive)
        self.seen[name_of(scope)].append("waits")
        while message["type"] != "http.disconnect":
            message = await receive()
        self.seen[name_of(scope)].append("caller gone")
        await answer(send, 200, b"{}")

    async def do_live(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Streams until the caller goes away."""
        await begin(send)
        await self._live_until_gone(scope, receive, send)

    async def _live_until_gone(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.body", "body": b"one", "more_body": True})
        message = await self._body_of(receive)
        while message["type"] != "http.disconnect":
            message = await receive()
        self.seen[name_of(scope)].append("caller gone")

    async def do_stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Live, as server-sent events."""
        headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await self._live_until_gone(scope, receive, send)

    async def do_hang(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Never answers."""
        del send
        await self._body_of(receive)
        self.seen[name_of(scope)].append("hangs")
        await asyncio.Event().wait()

    async def do_stall(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begins an answer and never goes on."""
        del scope, receive
        await begin(send)
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await asyncio.Event().wait()

    async def do_break(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Crashes in the middle of an answer."""
        del scope, receive
        await begin(send)
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        raise RuntimeError("a crash in the middle")

    async def do_crash(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive, send
        raise RuntimeError("a crash before the answer")

    async def do_afterwards(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, and has something to do after that."""
        del receive
        await answer(send, 200, b"{}")
        await asyncio.sleep(0.5)
        self.seen[name_of(scope)].append("finished")

    async def do_refuse_method(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As FastAPI does: 405 with the methods of one route only."""
        del scope, receive
        await answer(send, 405, b"{}", (b"allow", b"GET"))

    async def _body_of(self, receive: Receive) -> Message:
        message = await receive()
        while message.get("more_body"):
            message = await receive()
        return message


def always(status: int, body: bytes) -> Act:
    """An act that says the same to everybody."""

    async def act(_scope: Scope, _receive: Receive, send: Send) -> None:
        await answer(send, status, body)

    return act


async def begin(send: Send) -> None:
    headers = [(b"content-type", b"application/octet-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


async def answer(send: Send, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    own = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": own})
    await send({"type": "http.response.body", "body": body})


def name_of(scope: Scope) -> str:
    query: str = scope["query_string"].decode()
    return query.removeprefix("id=")


async def _live(receive: Receive, send: Send) -> None:
    for _ in range(2):
        message = await receive()
        await send({"type": message["type"] + ".complete"})
