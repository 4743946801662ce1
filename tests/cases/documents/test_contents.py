"""Contents on the disk: no row without content, and what a crash leaves is swept."""

import asyncio
import os
from pathlib import Path

import asyncpg
import pytest

from services.cases.documents.actions.sweeping import sweeping
from services.cases.documents.domain.kinds import Kind
from services.cases.documents.store import contents
from services.cases.documents.store.contents import DamagedError
from services.cases.documents.store.documents import kept_among
from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.housekeeping import HOUSEKEEPING, tidy
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from tests.cases.documents.conftest import Shelf
from tests.cases.documents.files import OF_EACH_KIND, PDF
from tests.cases.worlds import World


async def kept(folder: Path, content: bytes = PDF) -> contents.Draft:
    async with contents.draft(folder) as draft:
        await draft.add(content)
        await draft.finish()
        await draft.keep()
    return draft


async def test_only_this_service_reads_what_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    draft = await kept(folder)
    [path] = [one for one in folder.rglob("*") if one.is_file()]
    assert path.stat().st_mode & 0o777 == 0o600
    assert {one.stat().st_mode & 0o777 for one in folder.iterdir()} == {0o700}
    assert b"".join([block async for block in contents.read(folder, draft.id, draft.sha256)]) == PDF


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
    await kept(tmp_path)
    assert happened == ["flush", "rename", "flush", "flush"]


async def test_what_was_not_kept_is_gone(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        async with contents.draft(tmp_path) as draft:
            await draft.add(PDF * 100_000)
            raise RuntimeError
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


async def test_an_upload_that_is_cancelled_while_it_writes_leaves_nothing(tmp_path: Path) -> None:
    async def endless() -> None:
        async with contents.draft(tmp_path) as draft:
            while True:
                await draft.add(b"x" * 300_000)

    upload = asyncio.create_task(endless())
    await asyncio.sleep(0.05)
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("damage", [b"", b"y", PDF + b"x", PDF[:-1] + b"y"])
async def test_a_damaged_content_is_not_passed_off_as_whole(tmp_path: Path, damage: bytes) -> None:
    draft = await kept(tmp_path)
    [path] = [one for one in tmp_path.rglob("*") if one.is_file()]
    path.write_bytes(damage)
    with pytest.raises(DamagedError):
        [block async for block in contents.read(tmp_path, draft.id, draft.sha256)]


async def test_a_commit_that_fails_leaves_no_row_and_its_content_is_swept(
    shelf: Shelf, cases_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = await shelf.sent()
    before = shelf.files()
    commit = UnitOfWork.commit

    async def fails(work: UnitOfWork) -> None:
        if len(shelf.files()) > len(before):
            raise asyncpg.PostgresError
        await commit(work)

    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "commit", fails)
        assert (await shelf.send()).status_code == 500
    [orphan] = set(shelf.files()) - set(before)
    assert [one["id"] for one in (await shelf.lead.get(shelf.path)).json()["items"]] == [document["id"]]

    await tidy(cases_database, [sweeping(shelf.folder)])
    assert orphan in shelf.files(), "it is young: its row may still come"
    await tidy(cases_database, [sweeping(shelf.folder, left_alone_seconds=-1)])
    assert set(shelf.files()) == set(before)
    assert (await shelf.lead.get(await shelf.link(document))).content == PDF


async def test_earlier_contents_are_not_swept_and_nothing_is_that_is_not_a_content(
    shelf: Shelf, cases_database: Database
) -> None:
    document = await shelf.sent()
    text = OF_EACH_KIND[Kind.TEXT]
    await shelf.send(text, name="a.txt", to=f"/{document['id']}/versions", If_Match='"1"')
    foreign = [shelf.folder / "incoming" / "notes.txt", shelf.folder / "zz" / new_id().hex]
    for path in foreign:
        path.parent.mkdir(exist_ok=True)
        path.write_text("somebody's")
    half = shelf.folder / "incoming" / new_id().hex
    half.write_bytes(b"half")

    await tidy(cases_database, [sweeping(shelf.folder, left_alone_seconds=-1)])

    assert not half.exists()
    assert (await shelf.lead.get(await shelf.link(document, version=1))).content == PDF
    assert (await shelf.lead.get(await shelf.link(document))).content == text
    for path in foreign:
        path.unlink()


async def test_only_housekeeping_is_told_what_is_kept_and_nobody_gets_an_empty_answer(
    cases_database: Database, world: World
) -> None:
    for actor in (world.worker(), TaskActor("coordinators")):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with cases_database.work(actor) as work:
                await kept_among(work, [new_id()])
    async with cases_database.work(HOUSEKEEPING) as work:
        assert await kept_among(work, [new_id()]) == frozenset()


async def test_a_content_that_is_missing_is_our_fault_and_not_an_empty_file(shelf: Shelf) -> None:
    before = shelf.files()
    link = await shelf.link(await shelf.sent())
    [path] = set(shelf.files()) - set(before)
    path.unlink()
    assert (await shelf.lead.get(link)).status_code == 500
