"""A load driver for where wrk is not installed: asyncio streams of uvloop, answers read by httptools."""

import asyncio
import itertools
import json
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httptools
import uvloop
from typing_extensions import override

_SUCCESS = 2
"""The first digit of a status that says yes."""


class _Connection(asyncio.Protocol):
    """Asks again as soon as it is answered."""

    def __init__(self, run: "_Run") -> None:
        self._run = run
        self._asked_at = 0.0
        self.ended = asyncio.get_running_loop().create_future()

    @override
    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._ask()

    @override
    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    @override
    def connection_lost(self, _cause: Exception | None) -> None:
        if not self.ended.done():
            self._run.broken += 1
            self.ended.set_result(None)

    def on_message_complete(self) -> None:
        self._run.answered(self._parser.get_status_code(), time.perf_counter() - self._asked_at)
        self._ask()

    def _ask(self) -> None:
        question = None if time.perf_counter() > self._run.until else next(self._run.questions, None)
        if question is None:
            self.ended.set_result(None)
            self._transport.close()
            return
        self._parser = httptools.HttpResponseParser(self)
        self._asked_at = time.perf_counter()
        self._transport.write(question)


class _Run:
    """What all connections share."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.questions = _questions(settings)
        self.until = time.perf_counter() + settings["seconds"]
        self.waits: list[float] = []
        self.refused = 0
        self.broken = 0

    def answered(self, status: int, seconds: float) -> None:
        self.waits.append(seconds)
        self.refused += status // 100 != _SUCCESS


def _questions(settings: Mapping[str, Any]) -> Iterator[bytes]:
    lines = [line.split("\t", 1) for line in Path(settings["lines"]).read_text().splitlines()]
    head = "".join(f"{name}: {value}\r\n" for name, value in settings["headers"].items())
    for number, (path, body) in enumerate(lines if settings["once"] else itertools.cycle(lines), 1):
        key = f"idempotency-key: {settings['key']}-{number}\r\n" if settings["key"] else ""
        length = f"content-length: {len(body.encode())}\r\n" if body else ""
        yield f"{settings['method']} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{head}{key}{length}\r\n{body}".encode()


async def _drive(settings: Mapping[str, Any]) -> Mapping[str, float]:
    run = _Run(settings)
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    pairs = [
        await loop.create_connection(lambda: _Connection(run), "127.0.0.1", settings["port"])
        for _ in range(settings["connections"])
    ]
    await asyncio.gather(*(protocol.ended for _, protocol in pairs))
    waits = sorted(run.waits) or [0.0]
    return {
        "answered": len(run.waits),
        "refused": run.refused,
        "broken": run.broken,
        "seconds": time.perf_counter() - started,
        "p50": waits[len(waits) // 2] * 1000,
        "p95": waits[len(waits) * 95 // 100] * 1000,
    }


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        Path(told["told"]).write_text(json.dumps(runner.run(_drive(told))))
