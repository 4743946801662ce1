"""Looking after an installation on external servers: here the embedded ones, reached by their addresses only."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import orjson
import pytest
from nats.js.api import AckPolicy, ConsumerConfig

from deploy.cli.operate import prepare_external_server, redrive_dead_letters, rotate_keys
from deploy.embedded.databases import ServiceDatabase
from deploy.embedded.engines import Engines
from deploy.launch.refusals import LaunchRefused
from services.identity.keys.actions.ring import KeyRing
from services.identity.keys.domain.sealing import Seal
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.messaging.bus import DEAD_LETTERS, Bus
from shared.messaging.journal import cloud_event
from tests.deploy.cli.conftest import INSTALLATION_SECRET

pytestmark = pytest.mark.usefixtures("addresses")

DEAD = "parcours-dead.cases.consents_under_agreement"
BROKEN = b'{"not": "one of ours"}'


@pytest.fixture
async def bus(engines: Engines) -> AsyncIterator[Bus]:
    bus = Bus(engines.nats.url)
    await bus.connect_once()
    yield bus
    await bus.jetstream.purge_stream("PARCOURS_DEAD")
    await bus.close()


async def test_an_external_server_can_be_prepared_any_number_of_times(
    looked_after: Mapping[str, ServiceDatabase],
) -> None:
    await prepare_external_server()
    await prepare_external_server()
    connection = await asyncpg.connect(looked_after["cases"].runtime_url)
    assert await connection.fetchval("SELECT current_user") == "cases_service"
    await connection.close()


@pytest.mark.parametrize("missing", ["PARCOURS_ADMIN_URL", "PARCOURS_CASES_OWNER_URL", "PARCOURS_CASES_DATABASE_URL"])
async def test_a_missing_address_is_named(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(missing)
    with pytest.raises(LaunchRefused, match=missing):
        await prepare_external_server()


async def test_an_address_of_another_role_is_refused(
    looked_after: Mapping[str, ServiceDatabase], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARCOURS_CASES_DATABASE_URL", looked_after["cases"].owner_url)
    with pytest.raises(LaunchRefused, match="cases_service"):
        await prepare_external_server()


async def test_dead_letters_are_handled_after_the_mend_and_only_those_that_fail_again_stay(
    bus: Bus, tmp_path: Path
) -> None:
    agreement = new_id()
    kind = "parcours.agreement.came_into_force.v1"
    mended = cloud_event(new_id(), kind, agreement, datetime.now(UTC), {"agreement_id": str(agreement)})
    await bus.jetstream.publish(DEAD, orjson.dumps(mended))
    await bus.jetstream.publish(DEAD, BROKEN)
    with pytest.raises(LaunchRefused, match="dead letters failed again"):
        await redrive_dead_letters(tmp_path)
    left = await letters(bus)
    assert BROKEN in left
    assert orjson.dumps(mended) not in left


async def test_a_bus_that_does_not_let_us_in_is_named(
    engines: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.messaging.bus.CONNECTS_WITHIN_SECONDS", 0.3)
    monkeypatch.setenv("PARCOURS_NATS_URL", f"nats://wrong@127.0.0.1:{engines.nats.port}")
    with pytest.raises(LaunchRefused, match="NATS does not answer at PARCOURS_NATS_URL"):
        await redrive_dead_letters(tmp_path)


async def letters(bus: Bus) -> list[bytes]:
    """What waits for our subscription; other tests of this process may leave some too."""
    config = ConsumerConfig(ack_policy=AckPolicy.NONE, inactive_threshold=60)
    reading = await bus.jetstream.pull_subscribe(DEAD, stream=DEAD_LETTERS, config=config)
    found: list[bytes] = []
    with contextlib.suppress(TimeoutError):
        while True:
            found += [message.data for message in await reading.fetch(50, timeout=0.5)]
    await reading.unsubscribe()
    return found


async def test_the_successor_signs_after_a_rotation_and_a_distrusted_key_is_gone(
    looked_after: Mapping[str, ServiceDatabase], tmp_path: Path
) -> None:
    def a_minute_ago() -> datetime:
        return datetime.now(UTC) - timedelta(minutes=1)

    url = looked_after["identity"].runtime_url
    database = await Database.open(url, schema="identity", clock=a_minute_ago)
    ring = KeyRing(Seal(INSTALLATION_SECRET), timedelta(days=30))
    await ring.refresh(database)
    first = (await ring.signing_key(datetime.now(UTC))).kid
    await rotate_keys(tmp_path, distrusted=False)
    await ring.refresh(database)
    second = (await ring.signing_key(datetime.now(UTC))).kid
    assert second != first
    assert first in {key["kid"] for key in await ring.published()}, "its tokens are still young"
    await rotate_keys(tmp_path, distrusted=True)
    await ring.refresh(database)
    third = (await ring.signing_key(datetime.now(UTC))).kid
    assert third not in {first, second}
    assert second not in {key["kid"] for key in await ring.published()}
    await database.close()


async def test_nothing_is_looked_after_where_nothing_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NATS_URL", "IDENTITY_DATABASE_URL", "CASES_DATABASE_URL", "REFERRALS_DATABASE_URL"):
        monkeypatch.delenv(f"PARCOURS_{name}")
    with pytest.raises(LaunchRefused, match="parcours up"):
        await rotate_keys(tmp_path, distrusted=False)


@pytest.mark.parametrize("address", ["nonsense", "postgresql://nobody:wrong@127.0.0.1:{port}/looked_after"])
async def test_an_administrator_who_is_not_let_in_is_named_and_nothing_else(
    address: str, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARCOURS_ADMIN_URL", address.format(port=engines.postgres.port))
    with pytest.raises(LaunchRefused, match="PARCOURS_ADMIN_URL") as refused:
        await prepare_external_server()
    assert "wrong" not in str(refused.value)
