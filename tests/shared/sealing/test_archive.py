"""A month of a log leaves the database for a file: nothing is lost on the way, and both verify together."""

import asyncio
import gzip
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from deploy.cli.archive import first_that_stays
from deploy.embedded.databases import ServiceDatabase
from deploy.launch.refusals import LaunchRefused
from shared.contracts.identity.vocabulary import Role
from shared.sealing.archives import ArchiveDamagedError, lines_in, read_back
from shared.sealing.archiving import NotArchivedError, Part, archive, bring_back, let_go, parts_before
from shared.sealing.joined import WithArchive, wrong_files
from shared.sealing.sources import InDatabase, InFile, write_file
from shared.sealing.store import archived_until
from shared.sealing.verification import verify
from shared.sealing.witness import file_name, read_witness
from tests.cases.worlds import World
from tests.shared.sealing.logs import Log

JANUARY, FEBRUARY = Part("access_log", date(2024, 1, 1)), Part("access_log", date(2024, 2, 1))
KILLED = "tests.shared.sealing.killed"
OTHER_ID = '{{"id": "ffffffff-ffff-7fff-bfff-ffffffffffff"}}'


@dataclass
class Old:
    """A log with lines of January and February 2024, some of both in one batch, and of today."""

    log: Log
    folder: Path
    people: list[UUID]

    @property
    def file(self) -> Path:
        return self.folder / "identity.access_log.2024-01.gz"

    async def archived(self, *parts: Part) -> None:
        for part in parts:
            await archive(self.log.owner, part, self.folder, self.keys())

    def keys(self) -> set[str]:
        return {self.log.key.verifier()}

    async def found(self, source: InDatabase | InFile | None = None) -> str | None:
        """What whoever verifies database and archive together finds; None when nothing is wrong."""
        origin = self.log.key.origin
        source = source or InDatabase(self.log.owner, "access_log")
        months = await source.archived()
        wrong = wrong_files(months, self.folder)
        keys, seen = read_witness((self.log.witness / file_name(origin)).read_text())
        state = await verify(origin, WithArchive(source, months, self.folder), keys, seen)
        found = "; ".join([*wrong, state.finding.sentence(origin)] if state.finding else wrong) or None
        assert found or state.tree.size == 7
        return found

    async def left(self) -> list[str]:
        """What the database still has."""
        rows = await self.log.owner.fetch("SELECT operation FROM access_log ORDER BY tx, id")
        return [row["operation"] for row in rows]


@pytest.fixture
async def old(log: Log, tmp_path: Path) -> AsyncIterator[Old]:
    owner = log.owner
    await owner.execute("TRUNCATE archived_month")
    for part, following in ((JANUARY, "2024-02-01"), (FEBRUARY, "2024-03-01")):
        await owner.execute(f"""
            CREATE TABLE {part.table} PARTITION OF access_log
                FOR VALUES FROM ('{part.month} 00:00Z') TO ('{following} 00:00Z')
        """)
    people = []
    for together in (("jan 1", "jan 2"), ("feb 1", "jan 3", "feb 2"), ("now 1", "now 2")):
        people += await log.looks(*together)
        await owner.execute("""
            UPDATE access_log SET at = CASE left(operation, 3) WHEN 'jan' THEN timestamptz '2024-01-31 23:59:59Z'
                ELSE timestamptz '2024-02-01 00:00Z' END WHERE operation !~ 'now' AND at > '2025-01-01'
        """)
        await log.sealed()
    (folder := tmp_path / "archive").mkdir()
    yield Old(log, folder, people)
    await owner.execute(f"DROP TABLE IF EXISTS {JANUARY.table}, {FEBRUARY.table}")


async def test_what_has_left_the_database_verifies_with_it_and_by_itself(old: Old) -> None:
    assert [part.month for part in await parts_before(old.log.owner, "access_log", date(2024, 3, 1))] == [
        JANUARY.month,
        FEBRUARY.month,
    ]
    await old.archived(JANUARY, FEBRUARY)
    assert await old.left() == ["now 1", "now 2"]
    assert await old.found() is None
    assert read_back(old.file, old.keys()).head.lines == 3
    assert sorted(path.name for path in old.folder.iterdir()) == [
        f"identity.access_log.2024-0{month}.gz{suffix}" for month in (1, 2) for suffix in ("", ".sha256")
    ]
    async with old.log.database.work(World().worker(Role.CASEWORKER)) as work:
        until = await archived_until(work, "access_log")
    assert until is not None
    assert until.isoformat() == "2024-03-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("tampering", "finding"),
    [
        ("UPDATE {part} SET operation = 'nothing' WHERE operation = 'jan 2'", "a line was changed"),
        (
            f"INSERT INTO {{part}} SELECT (jsonb_populate_record(a, '{OTHER_ID}')).* FROM {{part}} a LIMIT 1",
            "a line was changed",
        ),
    ],
)
async def test_what_was_tampered_with_is_not_archived(old: Old, tampering: str, finding: str) -> None:
    await old.log.owner.execute(tampering.format(part=JANUARY.table))
    with pytest.raises(ArchiveDamagedError, match=finding):
        await old.archived(JANUARY)
    assert "jan 1" in await old.left()
    assert not old.file.exists()


async def test_a_month_that_is_not_entirely_sealed_stays(old: Old) -> None:
    await old.log.looks("too late")
    await old.log.owner.execute("UPDATE access_log SET at = '2024-01-20Z' WHERE operation = 'too late'")
    with pytest.raises(NotArchivedError, match="not entirely sealed"):
        await old.archived(JANUARY)
    assert list(old.folder.iterdir()) == []


async def test_each_line_or_file_that_is_gone_or_changed_is_named(old: Old) -> None:
    await old.archived(JANUARY, FEBRUARY)
    kept = old.file.read_bytes()
    old.file.write_bytes(kept[:-9] + bytes([kept[-9] ^ 1]) + kept[-8:])
    assert wrong_files(await InDatabase(old.log.owner, "access_log").archived(), old.folder) == [
        f"identity/access_log: the archive of 2024-01 was changed: {old.file}"
    ]
    with pytest.raises(ArchiveDamagedError):
        read_back(old.file, old.keys())
    old.file.write_bytes(kept)
    await old.log.owner.execute("DELETE FROM archived_month WHERE month = '2024-01-01'")
    assert "a line was removed (entry 0)" in str(await old.found())


async def test_a_file_that_was_written_anew_without_a_line_is_found_by_the_seals(old: Old) -> None:
    await old.archived(JANUARY)
    rows = gzip.decompress(old.file.read_bytes()).decode().splitlines(keepends=True)
    forged = [row for row in rows if '"jan 2"' not in row and not row.startswith("end ")]
    text = "".join(forged).replace('"lines":3', '"lines":2').encode()
    old.file.write_bytes(gzip.compress(text + f'end {{"sha256":"{sha256(text).hexdigest()}"}}\n'.encode()))
    assert read_back(old.file, old.keys()).head.lines == 2, "by itself it is whole: the batch may go on elsewhere"
    digest = sha256(old.file.read_bytes()).digest()
    await old.log.owner.execute("UPDATE archived_month SET lines = 2, sha256 = $1", digest)
    assert "a line was removed (entry 1)" in str(await old.found())


async def test_offline_an_export_and_the_archive_verify_together(old: Old, tmp_path: Path) -> None:
    await old.archived(JANUARY, FEBRUARY)
    path = tmp_path / "identity.access_log.gz"
    await write_file(InDatabase(old.log.owner, "access_log"), path)
    assert await old.found(InFile(path)) is None
    old.file.unlink()
    assert wrong_files(await InFile(path).archived(), old.folder) == [
        f"identity/access_log: the archive of 2024-01 is missing: {old.file}"
    ]


async def test_the_looks_at_one_person_come_back_with_their_seals(old: Old) -> None:
    await old.archived(JANUARY, FEBRUARY)
    assert await bring_back(old.log.owner, old.file, old.people[1]) == 1
    assert await bring_back(old.log.owner, old.file, old.people[1]) == 0, "they are there"
    assert await old.left() == ["jan 2", "now 1", "now 2"]
    assert await old.found() is None
    await old.log.owner.execute("UPDATE access_log SET operation = 'nothing' WHERE operation = 'jan 2'")
    assert "entry" in str(await old.found()), "what is not the same in both is two lines"


STEPS = ("half a file", "write", "read_back", "put_in_place", "put_hash_beside", "not committed", "let_go")


async def test_killed_after_each_step_nothing_is_lost_and_the_next_run_goes_on(
    old: Old, prepared: ServiceDatabase
) -> None:
    arguments = ("-m", KILLED, prepared.owner_url, str(old.folder), old.log.key.verifier())
    killed = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdin=PIPE, stdout=PIPE)
    assert killed.stdin is not None
    assert killed.stdout is not None
    for step in STEPS:
        killed.stdin.write(f"{step}\n".encode())
        assert int(await killed.stdout.readline()) == signal.SIGKILL, step
        assert await old.found() is None, step
        both = await old.left() + [str(line) for line in (lines_in(old.file) if old.file.exists() else ())]
        assert all(any(name in line for line in both) for name in ("jan 1", "jan 2", "jan 3")), step
    killed.stdin.close()
    await killed.wait()
    assert "jan 1" not in await old.left()
    await old.archived(FEBRUARY)
    assert await old.found() is None


async def test_a_file_of_the_same_name_that_holds_something_else_is_not_touched(old: Old) -> None:
    await old.archived(JANUARY)
    old.file.rename(old.folder / "identity.access_log.2024-02.gz")
    with pytest.raises(NotArchivedError, match="move it away"):
        await old.archived(FEBRUARY)
    assert "feb 1" in await old.left()


async def test_lines_that_came_after_the_file_was_written_keep_the_month(old: Old) -> None:
    await old.archived(FEBRUARY)
    done = read_back(old.folder / "identity.access_log.2024-02.gz", old.keys())
    with pytest.raises(NotArchivedError, match="lines came"):
        await let_go(old.log.owner, JANUARY, done)
    assert "jan 1" in await old.left()


@pytest.mark.parametrize(
    ("before", "stays"), [(None, date(2024, 11, 1)), ("2024-11", date(2024, 11, 1)), ("2024-02", date(2024, 2, 1))]
)
def test_the_last_months_stay_in_the_database(before: str | None, stays: date) -> None:
    assert first_that_stays(before, 24, date(2026, 11, 22)) == stays


@pytest.mark.parametrize("before", ["2024-12", "2026-13", "yesterday"])
def test_a_month_that_stays_or_is_none_is_refused(before: str) -> None:
    with pytest.raises(LaunchRefused):
        first_that_stays(before, 24, date(2026, 11, 22))
