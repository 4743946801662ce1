"""`parcours bench-live`: two hundred workers listen while fifty messages a second are written."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from deploy.bench.ears import Ear, Heard, Written, heard, take_nothing
from deploy.bench.population import SETTINGS
from deploy.bench.sides import Side, Spent, our_side, spent
from deploy.demo.cast import ADMINISTRATORS, DESKS, Worker, agency, demo_id, worker
from deploy.demo.desk import Desk, signed_in
from deploy.demo.keys import DemoKeys
from deploy.demo.seed import seed_before_start
from deploy.demo.seed_identity import hire
from deploy.demo.seed_records import write_agreements
from deploy.embedded.home import temporary_home
from deploy.launch.installation import Installation, prepared_installation
from shared.contracts.identity.vocabulary import Role

LEAD: Final = "social-valmont"
MODES: Final = ("one process", "processes")
AGENCIES: Final = (LEAD, "clinique", "habitat", "emploi")
"""A team has a listener of each."""
TAKE_NOTHING: Final = 5
COME_BACK: Final = 10
"""One listener in so many leaves in the middle and comes back."""
LIMIT_SECONDS: Final = 1.0
SETTLES_SECONDS: Final = 5.0
"""After the last message: whatever is not heard by then is missed."""

console = Console(highlight=False)


@dataclass(frozen=True)
class Wanted:
    """What to measure.

    Attributes:
        writes: a second, whether the answers come or not.
        modes: in which it runs, one after the other.
    """

    listeners: int
    writes: int
    seconds: float
    modes: Sequence[str] = MODES


@dataclass(frozen=True)
class Found:
    """What one run mode showed."""

    mode: str
    heard: Heard
    written: int
    refused: int
    spent: Spent
    seconds: float
    load: float

    @property
    def is_reached(self) -> bool:
        """Everybody heard everything, 95 of 100 within the limit."""
        return not self.heard.missed and not self.refused and self.heard.percentile(95) <= LIMIT_SECONDS


@dataclass(frozen=True)
class Scene:
    """Teams that listen, and the worker who writes to them."""

    writer: Desk
    threads: Sequence[str]
    ears: Sequence[Ear]


async def bench_live(wanted: Wanted) -> None:
    """Measure, and print.

    Raises:
        LaunchRefused: the environment says production.
        Exit: somebody heard too late, or not at all.
    """
    found = []
    for mode in wanted.modes:
        with temporary_home() as home:
            async with prepared_installation(home, postgres_settings=SETTINGS) as installation:
                keys = await seed_before_start(installation)
                hired = await _hired(installation, keys, wanted.listeners)
                async with (
                    our_side(installation, processes=mode == "processes") as side,
                    _scene(side, keys, hired) as scene,
                ):
                    found.append(await _run(mode, wanted, installation, side, scene))
    console.print(table(wanted, found))
    if not all(one.is_reached for one in found):
        raise typer.Exit(1)


async def _hired(installation: Installation, keys: DemoKeys, many: int) -> list[Worker]:
    """Workers, one of each agency after the other."""
    hired = [
        Worker(f"listener.{number}", f"Listener {number}", ((AGENCIES[number % len(AGENCIES)], (Role.CASEWORKER,)),))
        for number in range(many)
    ]
    await hire(installation, keys, hired)
    return hired


@asynccontextmanager
async def _scene(side: Side, keys: DemoKeys, hired: Sequence[Worker]) -> AsyncIterator[Scene]:
    """Each four workers of different agencies on a team of their own, with a thread."""
    async with AsyncExitStack() as stack:

        async def sits_down(one: Worker, agency_key: str) -> Desk:
            desk = await signed_in(side.url, one, agency_key, keys.password)
            stack.push_async_callback(desk.close)
            return desk

        writer = await sits_down(worker(DESKS[LEAD]), LEAD)
        await write_agreements({key: await sits_down(worker(login), key) for key, login in ADMINISTRATORS.items()})
        threads, ears = [], []
        size = len(AGENCIES)
        for team in track(range(len(hired) // size), "teams", console=console, transient=True):
            members = hired[team * size : (team + 1) * size]
            desks = [await sits_down(one, one.memberships[0][0]) for one in members]
            threads.append(await _team(writer, desks, team))
            ears += [Ear(desk, team) for desk in desks]
        yield Scene(writer, threads, ears)


async def _team(writer: Desk, members: Sequence[Desk], number: int) -> str:
    """A case of the writer's with these on its team; the address of its thread."""
    name = {"family_name": f"Invented {number}", "given_name": "Noa"}
    person = await writer.post("/v1/persons", {"municipality_id": str(demo_id("valmont")), "identity": name})
    case = await writer.post("/v1/cases", {"persons": [{"person_id": person["id"]}], "category": "social"})
    for desk in members:
        seat = {"worker_id": str(desk.worker.id), "capacity": "other"}
        if desk.agency_key == LEAD:
            await writer.post(f"/v1/cases/{case['id']}/team", seat)
        else:
            asked = {**seat, "agency_id": str(agency(desk.agency_key).id)}
            invitation = await writer.post(f"/v1/cases/{case['id']}/invitations", asked)
            await desk.post(f"/v1/team-invitations/{invitation['id']}/acceptance", {})
    about = {"case_id": case["id"], "category": "social", "subject": "Who goes?"}
    thread = await writer.post("/v1/threads", {**about, "message": {"text": "Who goes on Monday?"}})
    return f"/v1/threads/{thread['id']}/messages"


async def _run(mode: str, wanted: Wanted, installation: Installation, side: Side, scene: Scene) -> Found:
    written: dict[str, Written] = {}
    with ExitStack() as unread:
        await asyncio.gather(*(ear.begin() for ear in scene.ears))
        take_nothing(scene.writer.http, TAKE_NOTHING, unread)
        before, began = spent(side, installation), time.perf_counter()
        leaving = asyncio.gather(*(_leaves(ear, wanted.seconds / 3) for ear in scene.ears[::COME_BACK]))
        refused = await _write(wanted, scene, written)
        await leaving
        used, seconds = spent(side, installation) - before, time.perf_counter() - began
        load = os.getloadavg()[0]
        await asyncio.sleep(SETTLES_SECONDS)
        await asyncio.gather(*(ear.end() for ear in scene.ears))
    return Found(mode, heard(scene.ears, written), len(written), refused, used, seconds, load)


async def _leaves(ear: Ear, seconds: float) -> None:
    await asyncio.sleep(seconds)
    await ear.leaves_for(seconds)


async def _write(wanted: Wanted, scene: Scene, written: dict[str, Written]) -> int:
    """Messages at an even pace, to one team after the other; how many were not taken."""

    async def say(number: int) -> bool:
        team = number % len(scene.threads)
        sent = time.perf_counter()
        answer = await scene.writer.http.post(scene.threads[team], json={"text": f"Message {number}"})
        if answer.is_success:
            written[answer.json()["id"]] = Written(team, sent, time.perf_counter())
        return answer.is_success

    began = time.perf_counter()
    saying = []
    for number in range(int(wanted.writes * wanted.seconds)):
        saying.append(asyncio.create_task(say(number)))
        await asyncio.sleep(max(0.0, began + (number + 1) / wanted.writes - time.perf_counter()))
    return sum(not taken for taken in await asyncio.gather(*saying))


def table(wanted: Wanted, found: Sequence[Found]) -> Table:
    """For the screen."""
    title = f"{wanted.listeners} listeners, {wanted.writes} messages a second for {wanted.seconds:.0f} s"
    columns = (
        "run mode",
        "notices heard",
        "p50 ms",
        "p95 ms",
        "slowest ms",
        "missed",
        "twice",
        "refused",
        "cores",
        "load",
        "",
    )
    printed = Table(*columns, title=title)
    for one in found:
        cores = (one.spent.server + one.spent.database) / one.seconds
        p50, p95, slowest = (f"{one.heard.percentile(percent) * 1000:.0f}" for percent in (50, 95, 100))
        counts = (str(count) for count in (one.heard.missed, one.heard.again, one.refused))
        verdict = "[green]reached[/]" if one.is_reached else "[red]missed[/]"
        printed.add_row(
            one.mode, str(len(one.heard.waits)), p50, p95, slowest, *counts, f"{cores:.2f}", f"{one.load:.1f}", verdict
        )
    return printed
