"""An operator changes keys of an installation that runs."""

from collections.abc import Mapping
from pathlib import Path

import asyncpg
import pytest

from deploy.cli.encryption import replace_fingerprint_key, rewrap_data_keys, rotate_data_keys, say_damaged
from deploy.embedded.databases import ServiceDatabase
from deploy.launch.refusals import LaunchRefused
from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.encryption.masters import MastersInSettings
from shared.encryption.rotation import Damage
from shared.identifiers import new_id

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("addresses")]
KEYS = ("PARCOURS_CASES_ENCRYPTION_KEYS", "PARCOURS_REFERRALS_ENCRYPTION_KEYS")
OLD, NEW = "o" * 40, "n" * 40


async def test_new_keys_are_begun_and_all_are_wrapped_with_the_first_master_key(
    looked_after: Mapping[str, ServiceDatabase], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(LaunchRefused, match="ENCRYPTION_KEYS"):
        await rotate_data_keys(tmp_path)
    for name in KEYS:
        monkeypatch.setenv(name, OLD)
    database = await Database.open(looked_after["cases"].runtime_url, schema="cases", masters=MastersInSettings(OLD))
    async with database.work(TaskActor("closes")) as work:
        await work.vault.closing(new_id())
    await database.close()
    await rotate_data_keys(tmp_path)
    for name in KEYS:
        monkeypatch.setenv(name, f"{NEW} {OLD}")
    await rewrap_data_keys(tmp_path)
    owner = await asyncpg.connect(looked_after["cases"].owner_url)
    rows = await owner.fetch("SELECT version, wrapped_by FROM cases.data_key WHERE use = 'content' ORDER BY version")
    await owner.close()
    assert [tuple(row) for row in rows] == [(1, MastersInSettings(NEW).current), (2, MastersInSettings(NEW).current)]
    for name in KEYS:
        monkeypatch.setenv(name, OLD)
    with pytest.raises(LaunchRefused, match="Give it too"):
        await rotate_data_keys(tmp_path)


async def test_the_key_of_the_fingerprints_is_replaced_step_by_step(
    looked_after: Mapping[str, ServiceDatabase],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in KEYS:
        monkeypatch.setenv(name, f"{OLD} {NEW}")
    urls = looked_after["cases"]
    database = await Database.open(urls.runtime_url, schema="cases", masters=MastersInSettings(f"{OLD} {NEW}"))
    async with database.work(TaskActor("looks_for")) as work:
        await work.vault.fingerprint(b"somebody")
    await database.close()
    owner = await asyncpg.connect(urls.owner_url)
    for _ in range(3):
        await replace_fingerprint_key(tmp_path)
    await owner.execute("UPDATE cases.data_key SET made_at = made_at - interval '2 hours' WHERE use = 'fingerprint'")
    await replace_fingerprint_key(tmp_path)
    live = await owner.fetch("SELECT version FROM cases.data_key WHERE use = 'fingerprint' AND wrapped IS NOT NULL")
    await owner.close()
    assert [row["version"] for row in live] == [2]
    said = capsys.readouterr().err
    for words in ("another key is begun", "not known to every process yet", "the old key is destroyed"):
        assert words in said


async def test_what_is_damaged_is_named_by_its_place_and_its_key_is_said_to_stay(
    capsys: pytest.CaptureFixture[str],
) -> None:
    row = str(new_id())
    say_damaged("cases", [Damage("contact_point.value", row, 3), Damage("person_version.content", row, None)])
    said = capsys.readouterr().err.splitlines()
    assert said[:2] == [
        f"cases: damaged, left as it is: contact_point.value {row}",
        f"cases: damaged, left as it is: person_version.content {row}",
    ]
    assert [line.partition(" while ")[0] for line in said[2:]] == ["cases: key 3 is not destroyed"]
