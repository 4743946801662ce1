"""Old months of the logs leave the database, verify with it, and one person's looks come back."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from deploy.cli.archive import archive_logs, recall_looks, return_looks
from deploy.cli.audit import ORIGINS, export_logs, verify_logs
from deploy.embedded.databases import ServiceDatabase
from deploy.launch.installation import as_owner
from deploy.launch.refusals import LaunchRefused
from shared.database.access_log import Look, log_looks
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.sealing.archiving import is_alone, months_stay
from shared.sealing.checkpoints import sealing_key
from shared.sealing.sealer import seal
from shared.sealing.witness import Witness
from tests.cases.worlds import World
from tests.shared.sealing.logs import until_all_have_ended

pytestmark = pytest.mark.usefixtures("addresses")
JUNE = """
    CREATE TABLE access_log_y2023m06 PARTITION OF access_log FOR VALUES FROM ('2023-06-01Z') TO ('2023-07-01Z')
"""
WAITING = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' AND NOT granted)"
SECRET = "a secret of forty letters for tests only!"


@pytest.fixture
async def person(looked_after: Mapping[str, ServiceDatabase], tmp_path: Path) -> AsyncIterator[UUID]:
    """Somebody at whom cases and referrals looked in June 2023, when only these two had anything to seal."""
    person_id = new_id()
    owners = []
    for origin in ORIGINS:
        service, _, log = origin.partition("/")
        key = sealing_key(SECRET, origin)
        await Witness(tmp_path / "witness").see(key.verifier(), None)
        owner = await asyncpg.connect(
            looked_after[service].owner_url, server_settings={"search_path": service}, timeout=10
        )
        owners.append(owner)
        await owner.execute(f"TRUNCATE {log}")  # what other tests left is not sealed
        if log == "journal" or service == "identity":
            continue
        await owner.execute(JUNE)
        database = await Database.open(looked_after[service].runtime_url, schema=service, connections=2)
        async with database.work(World().worker()) as work:
            await log_looks(work, [Look("open-record", person_id=one) for one in (person_id, new_id())])
        await owner.execute("UPDATE access_log SET at = '2023-06-05Z'")
        await until_all_have_ended(database)
        sealed = (await seal(database, log, key)).last
        assert sealed is not None
        await Witness(tmp_path / "witness").see(key.verifier(), sealed.checkpoint)
        await database.close()
    yield person_id
    for owner in owners:
        await owner.execute("TRUNCATE access_log, seal_batch, seal_node, archived_month")
        await owner.execute("DROP TABLE IF EXISTS access_log_y2023m06")
        await owner.close()


async def test_what_was_archived_verifies_with_the_database_offline_too_and_comes_back(
    person: UUID, looked_after: Mapping[str, ServiceDatabase], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, witness, folder = tmp_path / "home", tmp_path / "witness", tmp_path / "archive"
    with pytest.raises(LaunchRefused, match="stay in the database"):
        await archive_logs(home, "2025-12", 24, witness, folder)
    await archive_logs(home, "2023-07", 24, witness, folder)
    await archive_logs(home, None, 24, witness, folder)
    said = [line for line in capsys.readouterr().out.splitlines() if "access_log" in line]
    assert [line.split(", ")[0].rpartition("/")[2] for line in said] == ["access_log", "access_log"]
    assert "cases.access_log.2023-06.gz: 2 lines of cases/access_log" in said[0]

    await verify_logs(home, witness, None, folder)
    await export_logs(home, tmp_path / "export")
    await verify_logs(home, witness, tmp_path / "export", folder)
    assert "2 entries in 1 batches, as they were written; cases.access_log.2023-06.gz" in capsys.readouterr().out

    await recall_looks(home, person, folder)
    assert "referrals: 1 looks brought back from 1 months" in capsys.readouterr().out
    changed = "UPDATE access_log SET operation = $1 WHERE at = '2023-06-05Z'"
    async with as_owner("cases", looked_after["cases"].owner_url) as owner:
        await owner.execute(changed, "open-something-else")
    await return_looks(home, person, folder)
    left = capsys.readouterr().out
    assert "referrals: 1 looks left to the archive of 1 months" in left
    assert "cases: 0 looks" in left, "a line that was changed does not vanish"
    async with as_owner("cases", looked_after["cases"].owner_url) as owner:
        await owner.execute(changed, "open-record")
    await return_looks(home, person, folder)
    assert "cases: 1 looks left to the archive of 1 months" in capsys.readouterr().out
    for service in ("cases", "referrals"):
        async with as_owner(service, looked_after[service].owner_url) as owner:
            assert await owner.fetchval("SELECT count(*) FROM access_log") == 0
    await verify_logs(home, witness, None, folder)

    (folder / "referrals.access_log.2023-06.gz").unlink()
    for asked in (verify_logs(home, witness, None, folder), recall_looks(home, person, folder)):
        with pytest.raises(LaunchRefused, match=r"2023-06 is missing: .*referrals\.access_log\.2023-06\.gz"):
            await asked


@pytest.mark.usefixtures("person")
async def test_no_month_leaves_while_somebody_verifies_and_nobody_verifies_while_one_leaves(
    looked_after: Mapping[str, ServiceDatabase], tmp_path: Path
) -> None:
    home, witness, folder = tmp_path / "home", tmp_path / "witness", tmp_path / "archive"
    async with as_owner("cases", looked_after["cases"].owner_url) as verifying:
        await months_stay(verifying)
        with pytest.raises(LaunchRefused, match="archives or verifies"):
            await archive_logs(home, "2023-07", 24, witness, folder)
        await verify_logs(home, witness, None, folder)
    async with as_owner("cases", looked_after["cases"].owner_url) as archiving:
        async with asyncio.timeout(20):
            while not await is_alone(archiving):  # noqa: ASYNC110 - a lock that was let go tells nobody
                await asyncio.sleep(0.02)
            verified = asyncio.create_task(verify_logs(home, witness, None, folder))
            while not await archiving.fetchval(WAITING):
                assert not verified.done()
                await asyncio.sleep(0.02)
    await verified
