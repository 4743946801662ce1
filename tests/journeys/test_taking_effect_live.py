"""Streams that are open while a consent is withdrawn, an item is sealed and a worker is revoked: nothing of what was
closed is delivered on them any more, in one process and in several.
"""

import asyncio
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
from tests.journeys.conftest import Parcours
from tests.journeys.test_one_record_one_referral import an_agreement, consents

AGENCY = "social-valmont"
FEED = "/v1/events/stream"
WITHIN_SECONDS = 5.0


@dataclass
class Ear:
    """Who listens, and what they heard when."""

    desk: Desk
    stream: str
    heard: list[tuple[float, LiveEvent]] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def listens(self) -> None:
        """Until the stream ends."""
        async with listening(self.desk.http, stream=self.stream) as events:
            async for event in events:
                self.heard.append((time.perf_counter(), event))
                if event.name == "end":
                    self.ended.set()

    def times(self, item: str) -> list[float]:
        """When something about this was said."""
        return [at for at, event in self.heard if item in str(event.data)]

    async def hears(self, item: str) -> None:
        """Until something about this was said."""
        async with asyncio.timeout(15):
            while not self.times(item):  # noqa: ASYNC110 - what is heard sets no event for each item
                await asyncio.sleep(0.02)


@dataclass
class Around:
    """Somebody around whom workers of an agency write, and who lets the housing office read."""

    nadia: Desk
    person: str
    case: str
    consent: str

    async def needs_housing(self) -> str:
        """A need that is written down; its id."""
        need = {"term": "housing-instability", "source": "person"}
        return str((await self.nadia.post(f"{self.case}/needs", need))["id"])

    async def withdraws(self) -> None:
        await self.nadia.post(f"/v1/persons/{self.person}/consents/{self.consent}/withdrawal")


async def around(nadia: Desk) -> Around:
    name = {"family_name": f"Parcours-{uuid4().hex[:8]}", "given_name": "Noa"}
    person = await nadia.post("/v1/persons", {"municipality_id": str(demo_id("valmont")), "identity": name})
    case = await nadia.post("/v1/cases", {"persons": [{"person_id": person["id"]}], "category": "social"})
    return Around(nadia, person["id"], f"/v1/cases/{case['id']}", await consents(nadia, person["id"]))


@dataclass
class Scene:
    """One person whose record is closed, another whose is not, and who listens: until when all is told."""

    paul: Desk
    closed: Around
    open: Around
    lucie: Ear
    colleague: Ear
    told: Ear

    async def seats(self, desk: Desk) -> None:
        """A colleague on both teams."""
        seat = {"worker_id": str(desk.worker.id), "capacity": "social_worker"}
        for one in (self.closed, self.open):
            await one.nadia.post(f"{one.case}/team", seat)


@pytest.fixture
async def scene(parcours: Parcours) -> AsyncIterator[Scene]:
    agreed = await an_agreement(parcours, (AGENCY, "paul.morel"), ("habitat", "marc.olivier"))
    nadia, paul = await parcours.desk("nadia.belkacem", AGENCY), await parcours.desk("paul.morel", AGENCY)
    lucie = await parcours.desk("lucie.petit", "habitat")
    worker = Worker(f"listener.{uuid4().hex}", "Somebody", ((AGENCY, (Role.CASEWORKER,)),))
    await hire(parcours.installation, parcours.keys, [worker])
    colleague = await signed_in(parcours.url, worker, AGENCY, parcours.keys.password)
    closed, still_open = await around(nadia), await around(nadia)
    ears = (Ear(lucie, FEED), Ear(colleague, FEED), Ear(colleague, STREAM))
    scene = Scene(paul, closed, still_open, *ears)
    await scene.seats(colleague)
    async with AsyncExitStack() as stack:
        for ear in ears:
            listens = asyncio.create_task(ear.listens())
            stack.callback(listens.cancel)
        async with asyncio.timeout(20):
            while not all(ear.heard for ear in ears):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.02)
        yield scene
    await colleague.close()
    await paul.post(f"/v1/agreements/{agreed}/termination")


async def test_what_the_person_withdrew_is_not_delivered_any_more(scene: Scene) -> None:
    await scene.lucie.hears(await scene.closed.needs_housing())
    await scene.closed.withdraws()
    answered = time.perf_counter()
    written = [await scene.closed.needs_housing() for _ in range(3)]
    await scene.lucie.hears(await scene.open.needs_housing())
    assert not [item for item in written if scene.lucie.times(item)]
    assert not [at for at in scene.lucie.times(scene.closed.person) if at > answered + WITHIN_SECONDS]
    await scene.colleague.hears(written[-1])


async def test_what_is_sealed_is_not_delivered_any_more(scene: Scene) -> None:
    nadia, case = scene.closed.nadia, scene.closed.case
    note = await nadia.post(f"{case}/notes", {"category": "social", "text": "He comes on Mondays"})
    await scene.colleague.hears(note["id"])
    path, kind = f"{case}/notes/{note['id']}", "application/merge-patch+json"
    etag = (await nadia.http.get(path)).headers["etag"]
    for change in ({"sensitivity": "sealed"}, {"text": "He comes on Tuesdays"}, {"text": "He comes no more"}):
        changed = await nadia.http.patch(path, json=change, headers={"If-Match": etag, "Content-Type": kind})
        assert changed.status_code == 200, changed.text
        etag = changed.headers["etag"]
    await scene.colleague.hears(await scene.closed.needs_housing())
    assert len(scene.colleague.times(note["id"])) == 1, "that it was written, before it was sealed"


async def test_to_whom_is_revoked_nothing_is_delivered_on_any_stream(scene: Scene) -> None:
    await scene.colleague.hears(await scene.closed.needs_housing())
    await scene.paul.post(f"/v1/workers/{scene.colleague.desk.worker.id}/revocation")
    answered = time.perf_counter()
    async with asyncio.timeout(10):
        await asyncio.gather(scene.colleague.ended.wait(), scene.told.ended.wait())
    assert time.perf_counter() - answered < WITHIN_SECONDS
    written = await scene.closed.needs_housing()
    await scene.lucie.hears(written)
    assert not scene.colleague.times(written)
