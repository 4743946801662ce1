"""Keys are made, published ahead, replaced and destroyed, and nobody is interrupted."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from deploy.embedded.databases import ServiceDatabase, drop_database, prepare_databases
from deploy.embedded.engines import Engines
from services.identity.app import create_app
from services.identity.keys.actions.ring import KeyRing
from services.identity.keys.actions.rotation import KEYS, replace_signing_key
from services.identity.keys.domain.schedule import LOOK_EVERY
from services.identity.keys.domain.sealing import Seal, WrongKeySecretError
from services.identity.keys.domain.signatures import verified_claims
from services.identity.settings import Settings
from shared.clients.carriage import InProcess
from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.migrations import migrate
from shared.database.statements import Statement

pytestmark = pytest.mark.anyio

MONTH = timedelta(days=30)
SEAL = Seal("a secret for tests only, of forty letters")
ALL = Statement("SELECT kid, sealed FROM signing_keys")


class Clock:
    """Goes on when the test says so."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 5, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
async def own_database(engines: Engines) -> AsyncIterator[ServiceDatabase]:
    """A database beside that of the other tests, whose keys must not be replaced under them."""
    prepared = (await prepare_databases(engines.postgres, "keys"))["identity"]
    await migrate("services.identity", prepared.owner_url)
    yield prepared
    await drop_database(engines.postgres, "keys")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def database(own_database: ServiceDatabase, clock: Clock) -> AsyncIterator[Database]:
    """Without any keys."""
    opened = await Database.open(own_database.runtime_url, schema="identity", clock=clock)
    async with opened.work(KEYS) as work:
        await work.run(Statement("DELETE FROM signing_keys"))
    yield opened
    await opened.close()


async def kids(ring: KeyRing) -> list[str]:
    return [key["kid"] for key in await ring.published()]


async def test_there_is_a_key_that_signs_and_its_successor_is_published(database: Database, clock: Clock) -> None:
    ring = KeyRing(SEAL, MONTH)
    await ring.refresh(database)
    published = await ring.published()
    assert len(published) == 2
    assert all(key.keys() == {"kty", "crv", "x", "y", "kid", "use", "alg"} for key in published)
    assert (await ring.signing_key(clock.now)).kid == published[0]["kid"]


async def test_replicas_that_start_at_once_agree_on_the_keys(database: Database) -> None:
    rings = [KeyRing(SEAL, MONTH) for _ in range(4)]
    await asyncio.gather(*(ring.refresh(database) for ring in rings))
    first, *others = [await kids(ring) for ring in rings]
    assert len(first) == 2
    assert all(other == first for other in others)


async def test_a_key_is_published_a_month_before_it_signs_and_until_its_last_token_has_expired(
    database: Database, clock: Clock
) -> None:
    ring = KeyRing(SEAL, MONTH)
    await ring.refresh(database)
    first, second = await kids(ring)
    last_token = (await ring.signing_key(clock.now + MONTH - timedelta(seconds=1))).signed({"sub": "x"}, "JWT")
    clock.now += MONTH
    assert (await ring.signing_key(clock.now)).kid == second, "already known to everybody, and no refresh needed"
    await ring.refresh(database)
    assert (await kids(ring))[:2] == [first, second]
    assert verified_claims(last_token, await ring.published()) == {"sub": "x"}
    clock.now += timedelta(minutes=15)
    await ring.refresh(database)
    assert first not in await kids(ring)
    async with database.work(KEYS) as work:
        assert first not in {row["kid"] for row in await work.rows(ALL)}, "destroyed, not only hidden"


async def test_a_distrusted_key_is_replaced_at_once_by_one_that_everybody_knows(
    database: Database, clock: Clock
) -> None:
    ring = KeyRing(SEAL, MONTH)
    await ring.refresh(database)
    first, second = await kids(ring)
    clock.now += timedelta(days=3)
    async with database.work(KEYS) as work:
        await replace_signing_key(work, SEAL, distrusted=True)
    await ring.refresh(database)
    assert (await ring.signing_key(clock.now)).kid == second
    assert first not in await kids(ring)
    assert len(await kids(ring)) == 2


async def test_a_key_that_is_replaced_early_still_verifies(database: Database, clock: Clock) -> None:
    ring = KeyRing(SEAL, MONTH)
    await ring.refresh(database)
    first, second = await kids(ring)
    clock.now += timedelta(days=3)
    async with database.work(KEYS) as work:
        await replace_signing_key(work, SEAL, distrusted=False)
    await ring.refresh(database)
    assert (await ring.signing_key(clock.now)).kid == second
    assert first in await kids(ring)


@pytest.mark.parametrize("is_looked_after_between", [True, False])
async def test_a_leaked_key_is_gone_though_it_was_replaced_before_it_was_distrusted(
    database: Database, clock: Clock, *, is_looked_after_between: bool
) -> None:
    """An operator rotates first, and learns a moment later that the key has leaked."""
    ring = KeyRing(SEAL, MONTH)
    await ring.refresh(database)
    leaked, successor = await kids(ring)
    clock.now += timedelta(days=3)
    async with database.work(KEYS) as work:
        await replace_signing_key(work, SEAL, distrusted=False)
    if is_looked_after_between:
        await ring.refresh(database)
    clock.now += timedelta(seconds=5)
    async with database.work(KEYS) as work:
        await replace_signing_key(work, SEAL, distrusted=True)
    await ring.refresh(database)
    assert not {leaked, successor} & set(await kids(ring))
    assert (await ring.signing_key(clock.now)).kid in await kids(ring)
    assert len(await kids(ring)) == 2


@pytest.mark.parametrize("is_looked_after_between", [True, False])
async def test_however_soon_keys_are_rotated_none_signs_that_a_replica_does_not_publish(
    database: Database, clock: Clock, *, is_looked_after_between: bool
) -> None:
    """One replica has just looked, another looks in a moment: whoever verifies may ask either."""
    ring, another = KeyRing(SEAL, MONTH), KeyRing(SEAL, MONTH)
    await ring.refresh(database)
    before = set(await kids(ring))
    clock.now += timedelta(days=3)
    signs_from = clock.now
    for _ in range(3):
        clock.now += timedelta(seconds=1)
        async with database.work(KEYS) as work:
            signs_from = await replace_signing_key(work, SEAL, distrusted=False)
        await another.refresh(database)
        if is_looked_after_between:
            await ring.refresh(database)
    assert (await another.signing_key(clock.now)).kid in before
    clock.now += LOOK_EVERY
    await ring.refresh(database)
    clock.now = max(clock.now, signs_from)
    assert (await another.signing_key(clock.now)).kid in set(await kids(ring)) - before


async def test_the_database_alone_does_not_sign(database: Database) -> None:
    await KeyRing(SEAL, MONTH).refresh(database)
    async with database.work(KEYS) as work:
        rows = await work.rows(ALL)
    assert all(b"PRIVATE KEY" not in row["sealed"] for row in rows)
    with pytest.raises(WrongKeySecretError):
        Seal("another secret, also of forty letters...").open(rows[0]["sealed"], rows[0]["kid"])
    with pytest.raises(WrongKeySecretError):
        SEAL.open(rows[0]["sealed"], rows[1]["kid"])


async def test_only_the_key_task_sees_keys(database: Database) -> None:
    await KeyRing(SEAL, MONTH).refresh(database)
    for name in ("tokens", "sign_in", "installation", "relay"):
        async with database.work(TaskActor(name)) as work:
            assert await work.rows(ALL) == []


async def test_with_the_wrong_secret_the_service_is_not_ready(
    database: Database, own_database: ServiceDatabase, engines: Engines
) -> None:
    await KeyRing(SEAL, MONTH).refresh(database)
    settings = Settings(
        database_url=own_database.runtime_url,
        nats_url=engines.nats.url,
        key_secret="another secret, of forty letters ...",
    )
    app = create_app(settings)
    async with app.router.lifespan_context(app), asyncio.timeout(10):
        answer = await InProcess(app).ask("GET", "/health/ready", headers={})
        while answer.status == 200:
            await asyncio.sleep(0.02)
            answer = await InProcess(app).ask("GET", "/health/ready", headers={})
    assert answer.status == 503
    assert answer.json()["because"] == ["background work has ended: WrongKeySecretError"]
