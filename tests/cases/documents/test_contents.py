"""Contents on a disk and in a bucket: no row without content, and what a crash leaves is swept."""

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from services.cases.documents.actions.sweeping import sweep
from services.cases.documents.domain.kinds import Kind
from services.cases.documents.store.contents.keeping import Contents, DamagedError, Draft
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from tests.cases.documents.conftest import Shelf
from tests.cases.documents.files import OF_EACH_KIND, PDF
from tests.cases.documents.places import IN_EACH_PLACE, Place

pytestmark = IN_EACH_PLACE
LONG = PDF * 300_000
AT_ONCE = timedelta(seconds=-2)
"""The server says of its objects when they were changed to the second."""


async def kept(contents: Contents, content: bytes = PDF) -> Draft:
    async with contents.draft() as draft:
        await draft.add(content)
        await draft.finish()
        await draft.settle()
        draft.keep()
    return draft


async def read(contents: Contents, draft: Draft) -> bytes:
    blocks = await contents.opened(draft.id, draft.size_bytes, draft.sha256)
    return b"".join([block async for block in blocks])


async def test_what_was_kept_is_read(place: Place) -> None:
    short, long = await kept(place.contents), await kept(place.contents, LONG)
    assert len(LONG) > 10_000_000
    assert await read(place.contents, short) == PDF
    assert await read(place.contents, long) == LONG


async def test_what_was_not_kept_is_gone(place: Place) -> None:
    with pytest.raises(RuntimeError):
        async with place.contents.draft() as draft:
            await draft.add(LONG)
            raise RuntimeError
    async with place.contents.draft() as draft:
        await draft.add(LONG)
        await draft.finish()
        await draft.settle()
        assert place.lying_there()
    assert not place.lying_there()


async def test_an_upload_that_is_cancelled_while_it_writes_leaves_nothing(place: Place) -> None:
    async def endless() -> None:
        async with place.contents.draft() as draft:
            while True:
                await draft.add(b"x" * 300_000)

    upload = asyncio.create_task(endless())
    await asyncio.sleep(0.05)
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    assert not place.lying_there()
    assert not place.hidden()


@pytest.mark.parametrize("damage", [b"", b"y", PDF + b"x", PDF[:-1] + b"y"])
async def test_a_damaged_content_is_not_passed_off_as_whole(place: Place, damage: bytes) -> None:
    draft = await kept(place.contents)
    place.replace(draft.id, damage)
    with pytest.raises(DamagedError):
        await read(place.contents, draft)


async def test_what_was_deleted_is_gone_and_deleting_it_again_is_no_trouble(place: Place) -> None:
    stays, goes = await kept(place.contents), await kept(place.contents, LONG)
    for _ in range(2):
        await place.contents.delete([goes.id, new_id()])
        with pytest.raises(DamagedError):
            await read(place.contents, goes)
    assert await read(place.contents, stays) == PDF
    assert all(stays.id.hex in name for name in place.lying_there())


async def test_a_commit_that_fails_leaves_no_row_and_its_content_is_swept(
    shelf: Shelf, served_cases: Database, monkeypatch: pytest.MonkeyPatch
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
    [orphan] = shelf.files() - before
    assert [one["id"] for one in (await shelf.lead.get(shelf.path)).json()["items"]] == [document["id"]]

    await sweep(served_cases, shelf.place.contents)
    assert orphan in shelf.files(), "it is young: its row may still come"
    await sweep(served_cases, shelf.place.contents, AT_ONCE)
    assert shelf.files() == before
    assert (await shelf.lead.get(await shelf.link(document))).content == PDF


async def test_earlier_contents_are_not_swept_and_nothing_is_that_is_not_a_content(
    shelf: Shelf, served_cases: Database
) -> None:
    document = await shelf.sent()
    text = OF_EACH_KIND[Kind.TEXT]
    await shelf.send(text, name="a.txt", to=f"/{document['id']}/versions", If_Match='"1"')
    foreign = {"incoming/notes.txt", f"zz/{new_id().hex}", f"{new_id().hex}/lease.pdf"}
    for name in foreign:
        shelf.place.lay_down(name)

    await sweep(served_cases, shelf.place.contents, AT_ONCE)

    assert (await shelf.lead.get(await shelf.link(document, version=1))).content == PDF
    assert (await shelf.lead.get(await shelf.link(document))).content == text
    assert foreign <= shelf.files()


async def test_a_content_that_is_missing_is_our_fault_and_not_an_empty_file(shelf: Shelf) -> None:
    document = await shelf.sent()
    link = await shelf.link(document)
    [name] = shelf.files()
    await shelf.place.contents.delete([UUID(hex=next(part for part in name.split("/") if len(part) == 32))])
    assert (await shelf.lead.get(link)).status_code == 500
