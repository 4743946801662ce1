"""What is true of contents on a disk only."""

import os
from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from services.cases.documents.store.contents.disk import Disk
from shared.identifiers import new_id
from tests.cases.documents.test_contents import kept, read


async def test_only_this_service_reads_what_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    draft = await kept(Disk(folder))
    [path] = [one for one in folder.rglob("*") if one.is_file()]
    assert path.stat().st_mode & 0o777 == 0o600
    assert {one.stat().st_mode & 0o777 for one in folder.iterdir()} == {0o700}
    assert len(await read(Disk(folder), draft)) == draft.size_bytes


async def test_a_content_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[str] = []
    flush, rename = os.fsync, Path.rename

    def flushing(descriptor: int) -> None:
        happened.append("flush")
        flush(descriptor)

    def renaming(path: Path, to: Path) -> Path:
        happened.append("rename")
        return rename(path, to)

    monkeypatch.setattr(os, "fsync", flushing)
    monkeypatch.setattr(Path, "rename", renaming)
    await kept(Disk(tmp_path))
    assert happened == ["flush", "rename", "flush", "flush"]


async def test_what_a_killed_process_was_receiving_is_found(tmp_path: Path) -> None:
    half = new_id()
    (tmp_path / "incoming").mkdir()
    (tmp_path / "incoming" / half.hex).write_bytes(b"half")
    now, disk = datetime.now(UTC), Disk(tmp_path)

    def found(since: timedelta, came_after: timedelta) -> AsyncIterator[Collection[UUID]]:
        return disk.untouched(since=now + since, came_after=now + came_after)

    assert [list(some) async for some in found(timedelta(minutes=1), -timedelta(minutes=1))] == [[half]]
    assert not [some async for some in found(-timedelta(minutes=1), -timedelta(minutes=1))], "it is young"
    assert not [some async for some in found(timedelta(minutes=1), timedelta(minutes=1))], "it came long ago"
    await disk.delete([half])
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
