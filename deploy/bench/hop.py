"""What the gateway adds to a request in one process: processor time through it, less without it."""

import statistics
import time
from collections.abc import Mapping
from typing import Any, Final

from deploy.launch.installation import Installation
from deploy.launch.one_process import started_applications
from gateway.app import create_gateway
from gateway.carriage.in_process import InProcess
from gateway.settings import Settings
from shared.clients.carriage import Asgi

BLOCK: Final = 500
BLOCKS: Final = 7
PATH: Final = "/v1/persons/0198c0de-0000-7000-8000-0000000000f1/record"
_ANSWER: Final = b"{}"


async def answering_at_once(_scope: Any, _receive: Any, send: Any) -> None:
    """A service that costs nothing."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": _ANSWER})


async def hop_milliseconds(installation: Installation, public_url: str, headers: Mapping[str, str]) -> float:
    """Processor milliseconds of the hop for each request: token, quota, header rules, both ways.

    Args:
        headers: of a caller with a token issued at this public address.
    """
    async with started_applications(installation) as (_, applications):
        settings = Settings(public_url=public_url, worker_requests_per_minute=100_000_000)
        silent = InProcess(answering_at_once)
        through = create_gateway(
            settings, {"identity": InProcess(applications["identity"]), "cases": silent, "referrals": silent}
        )
        await _block(through, headers)
        pairs = [(await _block(through, headers), await _block(answering_at_once, headers)) for _ in range(BLOCKS)]
    return statistics.median(hop - alone for hop, alone in pairs)


async def _block(app: Asgi, headers: Mapping[str, str]) -> float:
    """Processor milliseconds of one request, from many."""
    raw = [(b"host", b"127.0.0.1")] + [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start" and message["status"] != 200:  # noqa: PLR2004 - it answers 200
            raise AssertionError("the gateway did not let the request through")

    started = time.process_time()
    for _ in range(BLOCK):
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": PATH, "raw_path": PATH.encode(), "query_string": b"", "root_path": "", "headers": raw,
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000), "state": {},
        }  # fmt: skip
        await app(scope, receive, send)
    return (time.process_time() - started) * 1000 / BLOCK
