"""Keys change while everything is read and written; a key that was replaced goes once nothing needs it."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from deploy.embedded.databases import ServiceDatabase, prepare_databases
from deploy.embedded.engines import Engines
from services.cases.app import create_app as _tables  # noqa: F401 - loads the tables
from services.cases.people.domain.parts import Part
from services.cases.schema import metadata
from shared.database.engine import Database, speak_json
from shared.database.migrations import migrate
from shared.encryption import rotation
from shared.encryption.keys import EVERYWHERE
from shared.encryption.masters import MastersInSettings
from shared.encryption.places import all_kept
from tests.cases.coordination.scenes import Scene
from tests.cases.people.persons import address, identifier, opened, phone, registered
from tests.cases.people.test_correcting import add, correct
from tests.cases.worlds import World

pytestmark = pytest.mark.anyio
OLD, NEW = "o" * 40, "n" * 40
HOURS_LATER = "UPDATE data_key SET made_at = made_at - interval '2 hours'"
KEPT = "SELECT value FROM contact_point WHERE id = $1"
KEEP = "UPDATE contact_point SET value = $2 WHERE id = $1"


@dataclass(frozen=True)
class Town:
    """A database of its own: rotation is about all that is in one."""

    urls: ServiceDatabase
    owner: "asyncpg.Connection[Any]"

    async def database(self, masters: str) -> Database:
        return await Database.open(self.urls.runtime_url, schema="cases", masters=MastersInSettings(masters))


@pytest.fixture
async def town(engines: Engines) -> AsyncIterator[Town]:
    prepared: Mapping[str, ServiceDatabase] = await prepare_databases(engines.postgres, f"rotation_{token_hex(4)}")
    await migrate("services.cases", prepared["cases"].owner_url)
    owner = await asyncpg.connect(prepared["cases"].owner_url, server_settings={"search_path": "cases"})
    await speak_json(owner)
    yield Town(prepared["cases"], owner)
    await owner.close()


class StoppedError(Exception):
    """The process ends here."""


@dataclass
class Stopping:
    """The owner's connection in a process that is killed after a number of changes."""

    owner: "asyncpg.Connection[Any]"
    changes: int

    async def fetch(self, *asked: Any) -> Any:
        return await self.owner.fetch(*asked)

    async def execute(self, *asked: Any) -> Any:
        if self.changes == 0:
            raise StoppedError
        self.changes -= 1
        return await self.owner.execute(*asked)


async def closed_with(owner: "asyncpg.Connection[Any]") -> set[int]:
    return {int(value.closed.split(".")[1]) async for kept in all_kept(owner, metadata) for value in kept.values}


async def test_keys_change_and_everything_is_read_throughout(town: Town) -> None:
    before = await town.database(OLD)
    scene = Scene(before, World())
    person_id = await registered(before, scene.lead, identifiers=[identifier("1")], addresses=[address()])
    item_id = await add(scene, person_id, phone("+00 1"))
    await correct(scene, person_id, Part.CONTACT_POINT, item_id, phone("+00 2"))
    shown = await opened(before, scene.lead, person_id)
    await _master_keys_change(town, scene, person_id, shown)
    await _data_keys_change(town, person_id, scene, shown)
    await before.close()


async def _master_keys_change(town: Town, scene: Scene, person_id: UUID, shown: Any) -> None:
    both = MastersInSettings(f"{NEW} {OLD}")
    assert await rotation.rewrap(town.owner, both) == 2
    assert await rotation.rewrap(town.owner, both) == 0
    after = await town.database(NEW)
    assert await opened(after, scene.lead, person_id) == shown
    await after.close()


async def _data_keys_change(town: Town, person_id: UUID, scene: Scene, shown: Any) -> None:
    masters = MastersInSettings(NEW)
    replica = await town.database(NEW)
    assert await opened(replica, scene.lead, person_id) == shown
    (first,) = await closed_with(town.owner)
    assert await rotation.begin_new_keys(town.owner, masters) == 1
    assert await rotation.begin_new_keys(town.owner, masters) == 0, "one is under way"
    assert (await rotation.close_anew(town.owner, masters, metadata)).rows > 0
    assert await rotation.close_anew(town.owner, masters, metadata) == rotation.Pass(0, ())
    assert first not in await closed_with(town.owner)
    assert await opened(replica, scene.lead, person_id) == shown, "a replica that had read the keys before"
    assert await rotation.destroy_settled(town.owner, masters, metadata) == 0, "something may still be closed with it"
    await town.owner.execute(HOURS_LATER)
    assert await rotation.destroy_settled(town.owner, masters, metadata) == 1
    live = await town.owner.fetch("SELECT municipality_id, version FROM data_key WHERE wrapped IS NOT NULL ORDER BY 1")
    assert [(str(row[0]), row[1]) for row in live] == [
        (str(EVERYWHERE), 1), (str(scene.world.municipality_id), 2),
    ]  # fmt: skip
    assert await opened(replica, scene.lead, person_id) == shown
    await replica.close()


async def test_a_rotation_that_is_killed_between_any_two_steps_is_run_again_and_loses_nothing(town: Town) -> None:
    database, masters = await town.database(NEW), MastersInSettings(NEW)
    scene = Scene(database, World())
    person_id = await registered(database, scene.lead, identifiers=[identifier("1")], addresses=[address()])
    item_id = await add(scene, person_id, phone("+00 1"))
    shown = await opened(database, scene.lead, person_id)
    (first,) = await closed_with(town.owner)
    copied = await town.owner.fetchval(KEPT, item_id)
    await rotation.begin_new_keys(town.owner, masters)
    await town.owner.execute(HOURS_LATER)
    with pytest.raises(StoppedError):
        await rotation.destroy_settled(Stopping(town.owner, 2), masters, metadata)
    assert len(await closed_with(town.owner)) == 2, "half of it is under the new key"
    assert await opened(database, scene.lead, person_id) == shown
    assert await rotation.destroy_settled(town.owner, masters, metadata) == 0, "there was something to do"
    await town.owner.execute(KEEP, item_id, copied)  # by a transaction that had read it before
    assert await rotation.destroy_settled(town.owner, masters, metadata) == 0, "there was something to do again"
    with pytest.raises(StoppedError):
        await rotation.destroy_settled(Stopping(town.owner, 0), masters, metadata)
    assert await rotation.destroy_settled(town.owner, masters, metadata) == 1
    assert first not in await closed_with(town.owner)
    assert await town.owner.fetchval("SELECT wrapped FROM data_key WHERE id = $1", first) is None
    replica = await town.database(NEW)
    assert await opened(replica, scene.lead, person_id) == shown
    await replica.close()
    await database.close()


async def test_what_is_damaged_is_named_and_stops_nothing_and_its_key_waits_for_it(town: Town) -> None:
    database, masters = await town.database(NEW), MastersInSettings(NEW)
    scene = Scene(database, World())
    person_id = await registered(database, scene.lead, identifiers=[identifier("1")], addresses=[address()])
    items = [await add(scene, person_id, phone(f"+00 {number}")) for number in range(4)]
    shown = await opened(database, scene.lead, person_id)
    whole = [await town.owner.fetchval(KEPT, item_id) for item_id in items]
    (first,) = await closed_with(town.owner)
    for item_id, damaged in zip(items, (whole[3], whole[1][:-8], "s1.x"), strict=False):
        await town.owner.execute(KEEP, item_id, damaged)
    await rotation.begin_new_keys(town.owner, masters)
    done = await rotation.close_anew(town.owner, masters, metadata)
    assert done.rows > 1
    assert done.damaged == tuple(
        rotation.Damage("contact_point.value", str(item_id), key)
        for item_id, key in zip(items, (first, first, None), strict=False)
    )
    kept = [value async for kept in all_kept(town.owner, metadata) for value in kept.values]
    assert {value.row for value in kept if not value.closed.startswith(f"s1.{first + 1}.")} == set(map(str, items[:3]))
    await town.owner.execute(HOURS_LATER)
    assert await rotation.destroy_settled(town.owner, masters, metadata) == 0, "restored, they open with this key"
    for item_id, closed in zip(items[:3], whole, strict=False):
        await town.owner.execute(KEEP, item_id, closed)
    assert await rotation.destroy_settled(town.owner, masters, metadata) == 0
    assert await rotation.destroy_settled(town.owner, masters, metadata) == 1
    assert await opened(database, scene.lead, person_id) == shown
    await database.close()
