"""A log of its own to seal, and to tamper with as the owner of its schema."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.access_log import Look, log_looks
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.sealing.checkpoints import SealingKey
from shared.sealing.sealer import SEALER, seal
from shared.sealing.sources import InDatabase
from shared.sealing.store import finished
from shared.sealing.verification import Verification, verify
from shared.sealing.witness import Witness, file_name, read_witness
from tests.cases.worlds import World

_NOW: Final = Statement("SELECT CAST(CAST(pg_current_xact_id() AS text) AS bigint) + transaction_offset()")


async def until_all_have_ended(database: Database) -> None:
    """Nothing is sealed that a transaction may still come before, also one in another database of the server."""
    async with database.work(SEALER) as work:
        now: int = await work.value(_NOW)
    async with asyncio.timeout(20):
        while True:
            async with database.work(SEALER) as work:
                if await finished(work) > now:
                    return
            await asyncio.sleep(0.02)


@dataclass
class Log:
    """The access log of a service.

    Attributes:
        owner: a connection as the owner of the schema, who may do everything.
    """

    database: Database
    owner: "asyncpg.Connection[Any]"
    key: SealingKey
    witness: Path

    async def looks(self, *operations: str, are_ended: bool = True) -> list[UUID]:
        """One look each, each in a transaction of its own; about whom, in this order."""
        actor: Actor = World().worker(Role.CASEWORKER)
        people = []
        for operation in operations:
            person_id = uuid4()
            async with self.database.work(actor) as work:
                await log_looks(work, [Look(operation, person_id=person_id, categories=["health"])])
            people.append(person_id)
        if are_ended:
            await until_all_have_ended(self.database)
        return people

    async def sealed(self) -> None:
        """Seal what is there, and let the witness see."""
        last = (await seal(self.database, "access_log", self.key)).last
        assert last is not None
        await Witness(self.witness).see(self.key.verifier(), last.checkpoint)

    async def verified(self, keys: Collection[str] | None = None, witness: Sequence[str] | None = None) -> Verification:
        """What whoever has the witness finds."""
        kept, seen = read_witness((self.witness / file_name(self.key.origin)).read_text())
        source = InDatabase(self.owner, "access_log")
        return await verify(self.key.origin, source, keys or kept, seen if witness is None else witness)

    async def found(self) -> str | None:
        """The sentence for what was done to it."""
        finding = (await self.verified()).finding
        return finding.sentence(self.key.origin) if finding else None
