"""Keys change while everything is read and written; a key that was replaced goes once nothing needs it."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from deploy.embedded.databases import ServiceDatabase, prepare_databases
from deploy.embedded.engines import Engines
from services.cases.app import create_app as _tables  # noqa: F401 - loads the tables
from services.cases.people.domain.parts import Part
from services.cases.schema import metadata
from shared.contracts.identity.actor import TaskActor
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
OPERATOR = TaskActor("operator")


@dataclass(frozen=True)
class Town:
    """A database of its own: rotation is about all that is in one."""

    urls: ServiceDatabase
    owner: "asyncpg.Connection[Any]"

    async def database(self, masters: str) -> Database:
        return await Database.open(self.urls.runtime_url, schema="cases", masters=MastersInSettings(masters))


@pytest.fixture
async def town(engines: Engines) -> AsyncIterator[Town]:
    prepared: Mapping[str, ServiceDatabase] = await prepare_databases(engines.postgres, "parcours_rotation")
    await migrate("services.cases", prepared["cases"].owner_url)
    owner = await asyncpg.connect(prepared["cases"].owner_url, server_settings={"search_path": "cases"})
    await speak_json(owner)
    yield Town(prepared["cases"], owner)
    await owner.close()


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
    assert await rotation.close_anew(town.owner, masters, metadata) > 0
    assert await rotation.close_anew(town.owner, masters, metadata) == 0
    assert first not in await closed_with(town.owner)
    assert await opened(replica, scene.lead, person_id) == shown, "a replica that had read the keys before"
    assert await rotation.destroy_settled(town.owner, masters, metadata) == 0, "something may still be closed with it"
    await town.owner.execute("UPDATE data_key SET made_at = made_at - interval '2 hours'")
    assert await rotation.destroy_settled(town.owner, masters, metadata) == 1
    live = await town.owner.fetch("SELECT municipality_id, version FROM data_key WHERE wrapped IS NOT NULL ORDER BY 1")
    assert [(str(row[0]), row[1]) for row in live] == [
        (str(EVERYWHERE), 1), (str(scene.world.municipality_id), 2),
    ]  # fmt: skip
    assert await opened(replica, scene.lead, person_id) == shown
    await replica.close()
