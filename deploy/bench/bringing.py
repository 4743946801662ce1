"""How many events a second are brought to a receiver, and how soon after they were written."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import httpx
import orjson

from deploy.bench.population import Population
from deploy.demo.cast import ADMINISTRATORS, DESKS, worker
from deploy.demo.desk import Desk, signed_in

AGENCY: Final = "social-valmont"
WRITES: Final = 60
WRITES_A_SECOND: Final = 30
GIVES_UP_SECONDS: Final = 20.0
_ANSWER: Final = b"HTTP/1.1 204 No Content\r\n\r\n"


@dataclass(frozen=True)
class Brought:
    """What was found.

    Attributes:
        per_second: events of a replay, each to one receiver, which answers at once.
        waits: seconds from the beginning of each transaction that wrote something to its arrival, in order.
    """

    per_second: float
    waits: Sequence[float]

    @property
    def p95(self) -> float:
        return self.waits[int(len(self.waits) * 0.95)]


@dataclass
class _Receiver:
    """Notes when each event came."""

    port: int = 0
    came: list[tuple[float, bytes]] = field(default_factory=list)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
                self.came.append((time.time(), await reader.readexactly(length)))
                writer.write(_ANSWER)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


async def bringing(url: str, population: Population, *, seconds: float, writes: int = WRITES) -> Brought:
    """Set up a webhook of a social agency's system, write, and have everything sent once more for so long."""
    password = population.keys.password
    administrator = await signed_in(url, worker(ADMINISTRATORS[AGENCY]), AGENCY, password)
    nadia = await signed_in(url, worker(DESKS[AGENCY]), AGENCY, password)
    receiver = _Receiver()
    server = await asyncio.start_server(receiver.take, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        async with _system(url, administrator) as system:
            hook = await _asked(system, "/v1/webhooks", _said(receiver))
            waits = await _waits(nadia, receiver, writes)
            per_second = await _per_second(system, f"/v1/webhooks/{hook['id']}", receiver, seconds)
            await _asked(system, f"/v1/webhooks/{hook['id']}/pause", {})
    finally:
        server.close()
        await administrator.close()
        await nadia.close()
    return Brought(per_second, sorted(waits))


def _said(receiver: _Receiver) -> Mapping[str, Any]:
    return {"url": f"http://127.0.0.1:{receiver.port}/", "types": ["*"], "scopes": ["record:read"]}


@asynccontextmanager
async def _system(url: str, administrator: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """A system that acts for the agency."""
    said = {"authentication": "client_secret_basic", "grants": ["client_credentials"]}
    made = await administrator.post(
        "/v1/clients", {"name": "Receiver", "scopes": ["events:read", "record:read"], **said}
    )
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as http:
        pair = (made["id"], made["client_secret"])
        token = (await http.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=pair)).json()
        http.headers["Authorization"] = f"Bearer {token['access_token']}"
        yield http


async def _asked(system: httpx.AsyncClient, path: str, body: Mapping[str, Any]) -> Any:
    answer = await system.post(path, json=body)
    answer.raise_for_status()
    return answer.json()


async def _waits(nadia: Desk, receiver: _Receiver, writes: int) -> list[float]:
    """Notes are written at an even pace, and each arrives."""
    person = await nadia.post("/v1/persons", {"identity": {"family_name": "Exemple", "given_name": "Alix"}})
    about = {"persons": [{"person_id": person["id"]}], "category": "social", "title": "Measured"}
    notes = f"/v1/cases/{(await nadia.post('/v1/cases', about))['id']}/notes"
    for _ in range(writes):
        await nadia.post(notes, {"category": "social", "text": "x", "person_ids": [person["id"]]})
        await asyncio.sleep(1 / WRITES_A_SECOND)
    async with asyncio.timeout(GIVES_UP_SECONDS):
        while len(found := _notes(receiver)) < writes:  # noqa: ASYNC110 - what came sets no event for a number
            await asyncio.sleep(0.02)
    return found


def _notes(receiver: _Receiver) -> list[float]:
    events = [(came, orjson.loads(body)) for came, body in receiver.came]
    return [
        came - datetime.fromisoformat(event["time"]).timestamp()
        for came, event in events
        if event["type"] == "parcours.note.added.v1"
    ]


async def _per_second(system: httpx.AsyncClient, path: str, receiver: _Receiver, seconds: float) -> float:
    """Everything that the agency may be told is sent once more, as fast as it goes."""
    await _asked(system, f"{path}/replay", {"after": "beginning"})
    before, began = len(receiver.came), time.perf_counter()
    await asyncio.sleep(seconds)
    return (len(receiver.came) - before) / (time.perf_counter() - began)
