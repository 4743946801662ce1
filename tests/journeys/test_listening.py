"""Workers listen live through the gateway, in both run modes: all hear at once, nobody misses anything."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from uuid import uuid4

import pytest

from deploy.demo.cast import Worker, demo_id
from deploy.demo.desk import Desk, signed_in
from deploy.demo.listening import STREAM, LiveEvent, listening
from deploy.demo.seed_identity import hire
from shared.contracts.identity.vocabulary import Role
from shared.live import MOST_EACH
from tests.journeys.conftest import Parcours

AGENCY = "social-valmont"
WORKERS = 8
LISTENERS = WORKERS * MOST_EACH
MESSAGES = 20
SECONDS_BETWEEN = 0.05
HEARD_WITHIN_SECONDS = 5.0
"""For 95 of 100 while other tests keep the machine busy: a listener who is held up by another waits for ever. How soon
they hear when nothing else runs is measured by `parcours bench-live`."""


@dataclass
class Ear:
    """What one listener heard: when, of which message."""

    desk: Desk
    heard: dict[str, float] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    last_id: str | None = None
    ended: str | None = None
    placed: asyncio.Event = field(default_factory=asyncio.Event)

    async def listens(self) -> None:
        """Until the stream ends."""
        async with listening(self.desk.http, self.last_id) as events:
            async for event in events:
                self.hears(event)

    def hears(self, event: LiveEvent) -> None:
        self.last_id = event.id or self.last_id
        self.placed.set()
        if event.name == "notice" and event.data["kind"] == "message_written":
            self.heard.setdefault(event.data["item_id"], time.perf_counter())
            self.order.append(event.data["item_id"])
        elif event.name == "end":
            self.ended = event.data["because"]

    async def has_heard(self, written: list[str]) -> None:
        """Until all of these messages were heard."""
        while not set(written) <= self.heard.keys():  # noqa: ASYNC110 - what is heard sets no event for a set
            await asyncio.sleep(0.02)


@dataclass
class Team:
    """A lead who writes to a team in one thread."""

    parcours: Parcours
    nadia: Desk
    desks: list[Desk]
    case: str
    thread: str

    async def says(self, text: str) -> str:
        return str((await self.nadia.post(f"{self.thread}/messages", {"text": text}))["id"])

    async def joins(self, desk: Desk) -> None:
        seat = {"worker_id": str(desk.worker.id), "capacity": "social_worker"}
        await self.nadia.post(f"{self.case}/team", seat)

    async def hires(self, many: int) -> list[Desk]:
        """Workers who are on the team from now on."""
        roles = ((AGENCY, (Role.CASEWORKER,)),)
        workers = [Worker(f"listener.{uuid4().hex}", "Somebody", roles) for _ in range(many)]
        await hire(self.parcours.installation, self.parcours.keys, workers)
        password = self.parcours.keys.password
        desks = [await signed_in(self.parcours.url, one, AGENCY, password) for one in workers]
        for desk in desks:
            await self.joins(desk)
        self.desks += desks
        return desks


@pytest.fixture
async def team(parcours: Parcours) -> AsyncIterator[Team]:
    nadia = await parcours.desk("nadia.belkacem", AGENCY)
    name = {"family_name": f"Parcours-{uuid4().hex[:8]}", "given_name": "Noa"}
    person = await nadia.post("/v1/persons", {"municipality_id": str(demo_id("valmont")), "identity": name})
    opened = await nadia.post("/v1/cases", {"persons": [{"person_id": person["id"]}], "category": "social"})
    about = {"case_id": opened["id"], "category": "social", "subject": "Who goes?"}
    thread = await nadia.post("/v1/threads", {**about, "message": {"text": "Who goes on Monday?"}})
    team = Team(parcours, nadia, [], f"/v1/cases/{opened['id']}", f"/v1/threads/{thread['id']}")
    yield team
    for desk in team.desks:
        await desk.close()


async def all_listen(ears: list[Ear], stack: AsyncExitStack) -> None:
    """From now on, until the stack is left."""
    tasks = [asyncio.create_task(ear.listens()) for ear in ears]

    async def stop() -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    stack.push_async_callback(stop)
    async with asyncio.timeout(20):
        await asyncio.gather(*(ear.placed.wait() for ear in ears))


def takes_nothing(team: Team, stack: AsyncExitStack) -> None:
    """Somebody who listens and never reads what comes."""
    host, _, port = team.parcours.url.removeprefix("http://").partition(":")
    unread = stack.enter_context(socket.socket())
    unread.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    unread.connect((host, int(port)))
    token = team.nadia.http.headers["authorization"]
    unread.sendall(f"GET {STREAM} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {token}\r\n\r\n".encode())


async def slowest_but_few(team: Team, ears: list[Ear]) -> float:
    """Messages, which all hear in order: after how many seconds 95 of 100 listeners had heard one."""
    answered: dict[str, float] = {}
    for text in range(MESSAGES):
        answered[await team.says(f"Message {text}")] = time.perf_counter()
        await asyncio.sleep(SECONDS_BETWEEN)
    async with asyncio.timeout(30):
        await asyncio.gather(*(ear.has_heard(list(answered)) for ear in ears))
    assert all([one for one in ear.order if one in answered] == list(answered) for ear in ears)
    waits = sorted(ear.heard[one] - at for one, at in answered.items() for ear in ears)
    return waits[len(waits) * 95 // 100]


async def test_forty_listeners_hear_all_in_order_and_soon_and_one_who_takes_nothing_holds_up_nobody(team: Team) -> None:
    desks = await team.hires(WORKERS)
    ears = [Ear(desk) for desk in desks for _ in range(MOST_EACH)]
    assert len(ears) == LISTENERS
    async with AsyncExitStack() as stack:
        takes_nothing(team, stack)
        await all_listen(ears, stack)
        assert await slowest_but_few(team, ears) < HEARD_WITHIN_SECONDS


async def test_the_stream_of_a_revoked_worker_ends_within_five_seconds(team: Team) -> None:
    [desk] = await team.hires(1)
    paul = await team.parcours.desk("paul.morel", AGENCY)
    ear = Ear(desk)
    async with AsyncExitStack() as stack:
        await all_listen([ear], stack)
        first = await team.says("While they work here")
        async with asyncio.timeout(10):
            await ear.has_heard([first])
        revoked = time.perf_counter()
        await paul.post(f"/v1/workers/{desk.worker.id}/revocation")
        async with asyncio.timeout(10):
            while ear.ended is None:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.02)
        assert time.perf_counter() - revoked < 5
        assert ear.ended == "sign_in"


async def test_whoever_listens_while_cases_dies_comes_back_to_where_they_were(team: Team) -> None:
    if team.parcours.processes is None:
        pytest.skip("in one process everything dies together")
    [desk] = await team.hires(1)
    ear = Ear(desk)
    async with AsyncExitStack() as stack:
        await all_listen([ear], stack)
        written = [await team.says("Before")]
        async with asyncio.timeout(10):
            await ear.has_heard(written)
    part = team.parcours.processes.parts["cases"]
    assert part.process is not None
    part.process.kill()
    await part.process.wait()
    async with asyncio.timeout(30):
        await team.parcours.processes.ready()
    written += [await team.says("After"), await team.says("Again")]
    async with AsyncExitStack() as stack:
        await all_listen([ear], stack)
        async with asyncio.timeout(20):
            await ear.has_heard(written)
    assert ear.order == written, "each once, in order"
