"""A system whose webhook leads to a receiver on this machine, and replicas that deliver by a clock of ours."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any
from uuid import UUID

import asyncpg

from deploy.embedded.databases import ServiceDatabase
from services.cases.notes.actions.notes import NewNote, add_note, correct_note
from services.cases.webhooks.actions import delivering
from services.cases.webhooks.actions.looking_after import Description, change, open_one, set_up
from shared.clients.outgoing import Outgoing
from shared.clock import system_clock
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role, Scope, SystemId
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.web.access_tokens import Revocations
from tests.cases.coordination.scenes import Scene
from tests.receiver import WITHIN_SECONDS, Receiver, receiving

WAITING = Statement("SELECT * FROM webhook_waiting WHERE webhook_id = :id ORDER BY position")
PLACE = Statement("SELECT place FROM webhook WHERE id = :id")
OWN = [ip_network("127.0.0.1/32")]
SCOPES = frozenset({Scope.EVENTS_READ, Scope.RECORD_READ, Scope.REFERRALS_READ})


@dataclass
class Ahead:
    """A clock that is ahead by so much."""

    by: timedelta = timedelta()

    def clock(self) -> datetime:
        return system_clock() + self.by


@dataclass
class Stage:
    """Who is told, and where it arrives; `ahead` is the clock of the replicas."""

    scene: Scene
    receiver: Receiver
    database: Database
    outgoing: Outgoing
    system: Actor
    ahead: Ahead
    revocations: Revocations = field(default_factory=Revocations)
    hook_id: UUID = field(default_factory=new_id)
    secret: str = ""

    @property
    def later(self) -> timedelta:
        return self.ahead.by

    @later.setter
    def later(self, by: timedelta) -> None:
        self.ahead.by = by

    async def set_up(
        self, *types: str, scopes: frozenset[Scope] = frozenset({Scope.RECORD_READ}), url: str = ""
    ) -> UUID:
        new = Description(url or self.receiver.url, types or ("*",), scopes, "")
        async with self.database.work(self.system) as work:
            self.hook_id, self.secret = await set_up(work, self.system, new, has_own_networks=True)
        return self.hook_id

    async def hook(self) -> asyncpg.Record:
        async with self.database.work(self.system) as work:
            return await open_one(work, self.system, self.hook_id)

    async def place(self) -> int:
        """How far the feed was read for it."""
        async with self.database.work(self.system) as work:
            return int(await work.value(PLACE, id=self.hook_id))

    async def waiting(self) -> list[asyncpg.Record]:
        """What waits for it, as its system may look it up."""
        async with self.database.work(self.system) as work:
            return await work.rows(WAITING, id=self.hook_id)

    async def leads_to(self, url: str) -> None:
        """Its system gives it another address."""
        version = (await self.hook())["version"]
        async with self.database.work(self.system) as work:
            await change(work, self.system, self.hook_id, version, {"url": url}, has_own_networks=True)

    async def seals(self, case_id: UUID, note_id: UUID) -> None:
        """Whoever wrote a note opens it to nobody but themselves."""
        async with self.scene.work(self.scene.lead) as work:
            await correct_note(work, self.scene.lead, case_id, note_id, 1, {"sensitivity": Sensitivity.SEALED})

    async def claimed(self) -> list[asyncpg.Record]:
        """The webhook, if it is our turn; those that earlier tests left are passed over."""
        async with self.database.work(delivering.TASK) as work:
            found = await delivering.claim(work, 100)
        return [one for one in found if one["id"] == self.hook_id]

    async def round(self) -> int:
        """What one replica does; how many arrived by then."""
        for one in await self.claimed():
            await delivering.serve(self.database, self.outgoing, self.revocations, one)
        return len(self.receiver.arrived)

    async def until(self, many: int) -> None:
        """Rounds until so much has arrived: transactions of others may hold the feed back."""
        async with asyncio.timeout(WITHIN_SECONDS):
            while await self.round() < many:  # noqa: ASYNC110 - a round is made here, not waited for
                await asyncio.sleep(0.01)

    async def until_it_waits(self, many: int, attempts: int = 1) -> None:
        """Rounds until so much waits, each after so many attempts at least: what happened may be read in two rounds."""
        async with asyncio.timeout(WITHIN_SECONDS):
            while len([one for one in await self.waiting() if one["attempts"] >= attempts]) < many:
                await self.round()

    @asynccontextmanager
    async def replica(self, *, hears: bool = True) -> AsyncIterator[None]:
        """Somebody delivers beside the test, and hears from identity all the while unless said otherwise."""
        tasks = [asyncio.create_task(delivering.deliver_webhooks(self.database, OWN, self.revocations))]
        if hears:
            tasks.append(asyncio.create_task(hear(self.revocations)))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def somebody(self) -> UUID:
        """Another person of the system's agency."""
        return await self.scene.known(self.scene.lead)

    async def note(self, case_id: UUID, person_id: UUID) -> UUID:
        """Something happens around a person."""
        command = NewNote(
            person_ids=(person_id,),
            category=Category.SOCIAL,
            sensitivity=Sensitivity.ORDINARY,
            text="He sleeps in the car",
            said_by=None,
        )
        async with self.scene.work(self.scene.lead) as work:
            return await add_note(work, self.scene.lead, case_id, command)

    def told(self, about: str = "item_id") -> list[Any]:
        """What arrived, in order: the ids of what it is about."""
        return [one.event["data"][about] for one in self.receiver.arrived]


async def hear(revocations: Revocations) -> None:
    """Again and again that nobody else has signed out."""
    while True:
        revocations.replace(revocations.ended)
        await asyncio.sleep(0.5)


@asynccontextmanager
async def staged(scene: Scene, databases: Mapping[str, ServiceDatabase]) -> AsyncIterator[Stage]:
    """Somebody is known to the lead's agency, and a system of it is about to set up its webhook."""
    await scene.known(scene.lead, scene.person_id)
    system = replace(
        scene.lead,
        worker_id=None,
        system_id=SystemId(new_id()),
        roles=frozenset({Role.SYSTEM}),
        scopes=SCOPES,
        session_id=new_id(),
    )
    async with receiving() as receiver:
        ahead = Ahead()
        outgoing = Outgoing(OWN, answers_within_seconds=1.0)
        database = await Database.open(databases["cases"].runtime_url, schema="cases", clock=ahead.clock)
        stage = Stage(scene, receiver, database, outgoing, system, ahead)
        try:
            yield stage
        finally:
            await outgoing.aclose()
            await database.close()
