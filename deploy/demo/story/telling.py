"""How a story is told: who speaks, what happened, and how long each request took."""

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from rich.console import Console
from rich.table import Table

from deploy.demo.cast import demo_id, worker
from deploy.demo.desk import Desk, signed_in

console = Console(highlight=False)


@dataclass
class Story:
    """The workers who play, and how long each request took.

    Attributes:
        password: the one that all fictional workers share.
        took: scene and seconds of each request.
    """

    url: str
    password: str
    took: list[tuple[str, float]] = field(default_factory=list)
    scene: str = ""
    desks: dict[tuple[str, str], Desk] = field(default_factory=dict)

    async def desk(self, login: str, agency_key: str) -> Desk:
        """A worker, signed in for one agency; the same desk when asked again.

        Raises:
            LaunchRefused: nothing answers there, or the page did not let the worker in.
        """
        if (login, agency_key) not in self.desks:
            desk = await signed_in(self.url, worker(login), agency_key, self.password)
            desk.heard = self.heard
            self.desks[login, agency_key] = desk
        return self.desks[login, agency_key]

    async def close(self) -> None:
        for desk in self.desks.values():
            await desk.close()

    def begin(self, title: str, cast: str) -> None:
        """Begin a chapter."""
        console.print(f"\n[bold]{title}[/]: {cast}")

    def tell(self, scene: str) -> None:
        """Begin a scene."""
        self.scene = scene
        console.print(f"\n[bold]{scene}[/]")

    def say(self, sentence: str) -> None:
        """What happened."""
        console.print(f"  {sentence}")

    def show(self, table: Table) -> None:
        """What they see."""
        console.print(table)

    def heard(self, method: str, path: str, status: int, seconds: float) -> None:
        """Remember how long a request took, and show it small."""
        self.took.append((self.scene, seconds))
        named = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "…", path)
        console.print(f"  [dim]{method} {named} → {status} in {seconds * 1000:.0f} ms[/]")

    def end(self) -> None:
        """How long the scenes of the chapter took."""
        self.tell("How long it took")
        table = Table("scene", "requests", "ms together", "slowest")
        for scene in dict.fromkeys(scene for scene, _ in self.took):
            times = [seconds * 1000 for one, seconds in self.took if one == scene]
            table.add_row(scene, str(len(times)), f"{sum(times):.0f}", f"{max(times):.0f}")
        console.print(table)
        self.took.clear()


async def somebody(desk: Desk, given_name: str, birth_date: str = "1979-05") -> str:
    """Somebody new in Valmont; their id. A chapter may be played again and again."""
    name = {"family_name": f"Histoire-{uuid4().hex[:6]}", "given_name": given_name, "birth_date": birth_date}
    person = await desk.post("/v1/persons", {"municipality_id": str(demo_id("valmont")), "identity": name})
    return str(person["id"])


async def joins(lead: Desk, case: str, desk: Desk, capacity: str) -> None:
    """A worker of another agency is invited to the team of a case and accepts."""
    asked = {"agency_id": str(desk.agency.id), "worker_id": str(desk.worker.id), "capacity": capacity}
    invitation = await lead.post(f"{case}/invitations", asked)
    await desk.post(f"/v1/team-invitations/{invitation['id']}/acceptance")


async def comes(desk: Desk, person: str, **expected: str) -> dict[str, Any]:
    """What changes around somebody on a known day, once it is prepared as expected; by itself, soon.

    Raises:
        TimeoutError: nothing was prepared for 30 seconds.
    """
    async with asyncio.timeout(30):
        while True:
            found: list[dict[str, Any]] = (await desk.get(f"{person}/transitions"))["items"]
            for one in found:
                if expected.items() <= one.items():
                    return one
            await asyncio.sleep(0.5)
