"""The key of the fingerprints is replaced while people are looked for, registered, and kept hidden."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from secrets import token_hex
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from deploy.embedded.databases import prepare_databases
from deploy.embedded.engines import Engines
from services.cases.app import create_app as _tables  # noqa: F401 - loads the tables
from services.cases.people.actions.correct_person import Correction, correct_person
from services.cases.people.actions.known import AlreadyKnown
from services.cases.people.domain.criteria import Criteria
from services.cases.people.store.fingerprints import make_fingerprints_anew
from shared.database.engine import Database, speak_json
from shared.database.migrations import migrate
from shared.encryption import ring
from shared.encryption.masters import MastersInSettings
from shared.encryption.rotation import Step, replace_fingerprint_key
from tests.cases.coordination.scenes import Scene
from tests.cases.people.persons import SYSTEM, address, found, identifier, identity, registered
from tests.cases.worlds import World

pytestmark = pytest.mark.anyio
MASTERS = MastersInSettings("m" * 40)
MINUTES_LATER = "UPDATE data_key SET made_at = made_at - interval '2 minutes'"
HOURS_LATER = "UPDATE data_key SET made_at = made_at - interval '2 hours'"
SHELTERED = "SELECT bool_and(is_sheltered(a.id, a.person_id)) FROM address a WHERE NOT a.protected"
MOST_OF_A_ROW = 3
PRINTS = """
    SELECT (SELECT count(*) FROM known_person) AS known,
           (SELECT count(*) FROM address_place WHERE place_words_anew IS NOT NULL) AS anew,
           (SELECT array_agg(version ORDER BY version) FROM data_key
            WHERE use = 'fingerprint' AND wrapped IS NOT NULL) AS live
"""
SOMEBODY_WAITS = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"
DAMAGE = "UPDATE person_identifier SET value = left(value, -8) || $2 WHERE id = $1"


class StoppedError(Exception):
    """The process ends here."""


@dataclass
class Stopping:
    """The owner's connection in a process that is killed after a number of changes."""

    owner: "asyncpg.Connection[Any]"
    changes: int = 10_000

    async def fetch(self, *asked: Any) -> Any:
        return await self.owner.fetch(*asked)

    async def fetchrow(self, *asked: Any) -> Any:
        return await self.owner.fetchrow(*asked)

    def transaction(self) -> AbstractAsyncContextManager[Any]:
        return self.owner.transaction()

    async def execute(self, *asked: Any) -> Any:
        if self.changes == 0:
            raise StoppedError
        self.changes -= 1
        return await self.owner.execute(*asked)

    async def step(self) -> Step:
        return (await replace_fingerprint_key(self, MASTERS, make_fingerprints_anew))[0]


@dataclass
class Town:
    """A database of its own, somebody in it with a number and a protected address, and whoever looks for them."""

    owner: "asyncpg.Connection[Any]"
    scene: Scene
    person_id: UUID

    async def is_as_before(self) -> None:
        lead, database = self.scene.lead, self.scene.database
        assert await found(database, lead, Criteria(system=SYSTEM, value="1")) == [self.person_id]
        with pytest.raises(AlreadyKnown):
            await registered(database, lead, identifiers=[identifier("1")])
        sheltered = await self.owner.fetchval(SHELTERED)
        assert sheltered is True, "where somebody hides shows in none of the addresses that are written alike"

    async def prints(self) -> Mapping[str, Any]:
        row = await self.owner.fetchrow(PRINTS)
        assert row is not None
        return dict(row)

    async def another(self, number: str) -> UUID:
        """Registered meanwhile: with a number of their own."""
        database, lead = self.scene.database, self.scene.lead
        person_id = await registered(database, lead, identifiers=[identifier(number)])
        assert await found(database, lead, Criteria(system=SYSTEM, value=number)) == [person_id]
        return person_id


@pytest.fixture
async def town(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    monkeypatch.setattr(ring, "FORGETS_AFTER_SECONDS", 0.0)
    urls = (await prepare_databases(engines.postgres, f"fingerprints_{token_hex(4)}"))["cases"]
    await migrate("services.cases", urls.owner_url)
    owner = await asyncpg.connect(urls.owner_url, server_settings={"search_path": "cases"})
    await speak_json(owner)
    database = await Database.open(urls.runtime_url, schema="cases", masters=MASTERS)
    scene = Scene(database, World())
    hidden, open_one = address("12, rue Cachée", protected=True), address("12 rue Cachée")
    person_id = await registered(database, scene.lead, identifiers=[identifier("1")], addresses=[hidden, open_one])
    yield Town(owner, scene, person_id)
    await database.close()
    await owner.close()


async def killed_again_and_again(town: Town, at_last: Step) -> int:
    """Each process changes a row or two and is killed, until one is done; how many were killed."""
    for killed in range(100):
        try:
            assert await Stopping(town.owner, MOST_OF_A_ROW).step() is at_last
        except StoppedError:
            await town.is_as_before()
        else:
            return killed
    raise AssertionError("it never ends")


async def test_everybody_is_found_and_hidden_throughout_however_often_it_is_killed(town: Town) -> None:
    await town.is_as_before()
    before = await town.prints()
    assert await Stopping(town.owner).step() is Step.BEGUN
    assert await Stopping(town.owner).step() is Step.WAITS
    await town.another("2")
    await town.owner.execute(MINUTES_LATER)
    assert await killed_again_and_again(town, Step.BESIDE) >= 2
    await town.another("3")
    assert await make_nothing_anew(town), "who is registered meanwhile has both"
    assert await Stopping(town.owner).step() is Step.BESIDE, "not an hour yet"
    await town.owner.execute(HOURS_LATER)
    assert await killed_again_and_again(town, Step.REPLACED) >= 2
    await town.is_as_before()
    after = await town.prints()
    assert (before["live"], after["live"]) == ([1], [2])
    assert after["anew"] == before["anew"] == 0
    assert after["known"] == before["known"] + 2 * 2, "two more people, by number and name, by one key each"


async def make_nothing_anew(town: Town) -> bool:
    keys = ring.KeyRing(MASTERS, asyncpg.connect)
    await keys.read(town.owner)
    return await make_fingerprints_anew(town.owner, keys) == (0, 0)


async def test_the_old_key_waits_for_what_is_damaged(town: Town) -> None:
    identifier_id = await town.owner.fetchval("SELECT id FROM person_identifier")
    kept = await town.owner.fetchval("SELECT right(value, 8) FROM person_identifier")
    await town.owner.execute(DAMAGE, identifier_id, "AAAAAAAA")
    assert await Stopping(town.owner).step() is Step.BEGUN
    await town.owner.execute(HOURS_LATER)
    assert await Stopping(town.owner).step() is Step.DAMAGED
    assert (await town.prints())["live"] == [1, 2]
    await town.owner.execute(DAMAGE, identifier_id, kept)
    assert [await Stopping(town.owner).step() for _ in range(2)] == [Step.BESIDE, Step.REPLACED]


async def test_a_name_that_is_corrected_meanwhile_is_known_as_it_is_now(town: Town) -> None:
    assert await Stopping(town.owner).step() is Step.BEGUN
    await town.owner.execute(MINUTES_LATER)
    correction = Correction(identity=lambda _said: identity("Nouvel"), communication=None)
    async with town.scene.work(town.scene.lead) as work:
        await correct_person(work, town.scene.lead, town.person_id, lambda _shown: True, correction)
        step = asyncio.create_task(Stopping(town.owner).step())
        async with asyncio.timeout(20):
            while not await town.scene.database.pool.fetchval(SOMEBODY_WAITS):  # noqa: ASYNC110 - a lock sets no event
                await asyncio.sleep(0.02)
    assert await step is Step.BESIDE
    assert await make_nothing_anew(town), "its fingerprints are of the name that was written, and not of the former one"
