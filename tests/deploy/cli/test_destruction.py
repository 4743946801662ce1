"""An operator makes what is encrypted of a municipality unreadable for good."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from deploy.cli import destruction
from deploy.cli.destruction import destroy_data_keys
from deploy.cli.register import register_municipality
from deploy.embedded.databases import ServiceDatabase
from deploy.launch.refusals import LaunchRefused
from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.encryption.masters import MastersInSettings
from shared.encryption.ring import Destroyed
from shared.identifiers import new_id
from shared.web.problems import status_of

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("addresses")]
SECRET = "o" * 40


@pytest.fixture
async def no_keys(looked_after: Mapping[str, ServiceDatabase]) -> AsyncIterator[None]:
    """None that another test left, and none that this one leaves."""
    owner = await asyncpg.connect(looked_after["cases"].owner_url)
    await owner.execute("DELETE FROM cases.data_key")
    yield
    await owner.execute("DELETE FROM cases.data_key")
    await owner.close()


@pytest.mark.usefixtures("no_keys")
async def test_keys_are_destroyed_a_week_after_it_was_announced_and_the_name_typed_twice(
    looked_after: Mapping[str, ServiceDatabase],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for service in ("CASES", "REFERRALS"):
        monkeypatch.setenv(f"PARCOURS_{service}_ENCRYPTION_KEYS", SECRET)
    name = f"Valmont {new_id().hex}"
    await register_municipality(tmp_path, name=name, country="FR", time_zone="Europe/Paris", code="")
    municipality_id = UUID(capsys.readouterr().out.split()[-1])
    neighbour, row = new_id(), new_id()
    closed = await _closed(looked_after["cases"], row, municipality_id, neighbour)

    async def run(typed: str = name, *, call_off: bool = False) -> None:
        await destroy_data_keys(tmp_path, name, call_off=call_off, typed=lambda _question: typed)

    with pytest.raises(LaunchRefused, match="0 municipalities"):
        await destroy_data_keys(tmp_path, "Nowhere", call_off=False, typed=str)
    with pytest.raises(LaunchRefused, match="Another name"):
        await run("yes")
    await run()
    with pytest.raises(LaunchRefused, match="can be done from"):
        await run()
    await run(call_off=True)
    await run()
    monkeypatch.setattr(destruction, "WAITS", timedelta(0))
    with pytest.raises(LaunchRefused, match="Another name"):
        await run("yes")
    assert await _opens(looked_after["cases"], row, closed) == ["words", "words"]
    await run()
    assert await _opens(looked_after["cases"], row, closed) == [410, "words"]
    assert "keys destroyed" in capsys.readouterr().err
    owner = await asyncpg.connect(looked_after["cases"].owner_url)
    left = await owner.fetch("SELECT wrapped FROM cases.data_key WHERE municipality_id = $1", municipality_id)
    await owner.close()
    assert [one["wrapped"] for one in left] == [None]


async def _closed(cases: ServiceDatabase, row: UUID, *municipalities: UUID) -> list[str]:
    database = await Database.open(cases.runtime_url, schema="cases", masters=MastersInSettings(SECRET))
    async with database.work(TaskActor("closes")) as work:
        keys = [await work.vault.closing(one) for one in municipalities]
    await database.close()
    return [key.close("contact_point.value", row, "words") for key in keys]


async def _opens(cases: ServiceDatabase, row: UUID, closed: list[str]) -> list[object]:
    """What a process that starts now reads, or the status of its answer."""
    database = await Database.open(cases.runtime_url, schema="cases", masters=MastersInSettings(SECRET))
    found: list[object] = []
    async with database.work(TaskActor("opens")) as work:
        for one in closed:
            try:
                found.append(await work.vault.opened("contact_point.value", row, one))
            except Destroyed as refusal:
                found.append(status_of(refusal))
    await database.close()
    return found
