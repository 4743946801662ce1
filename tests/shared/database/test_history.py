"""A schema that was made by migrations which say something else today is not taken for one of ours."""

from pathlib import Path

import asyncpg
import pytest

from deploy.embedded.databases import prepare_databases
from deploy.embedded.engines import temporary_engines
from deploy.launch.installation import migrate_all
from deploy.launch.refusals import LaunchRefused
from shared.database.migrations import HistoryChangedError, migrate

pytestmark = pytest.mark.anyio


async def test_a_changed_migration_is_noticed_and_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    async with temporary_engines() as engines:
        databases = await prepare_databases(engines.postgres)
        url = databases["referrals"].owner_url
        await migrate("services.referrals", url)
        await migrate("services.referrals", url)
        owner = await asyncpg.connect(url)
        before = await owner.fetchval("SELECT obj_description('referrals.alembic_version'::regclass, 'pg_class')")
        written = Path.read_bytes

        def read_bytes(path: Path) -> bytes:
            return written(path) + (b"# changed" if path.name == "0001_tables.py" else b"")

        monkeypatch.setattr(Path, "read_bytes", read_bytes)
        with pytest.raises(HistoryChangedError):
            await migrate("services.referrals", url)
        with pytest.raises(LaunchRefused, match="Move the data folder"):
            await migrate_all({"referrals": url})
        monkeypatch.undo()
        await migrate("services.referrals", url)
        after = await owner.fetchval("SELECT obj_description('referrals.alembic_version'::regclass, 'pg_class')")
        assert after == before
        await owner.execute("COMMENT ON TABLE referrals.alembic_version IS NULL")
        with pytest.raises(HistoryChangedError):
            await migrate("services.referrals", url)
        await owner.close()
