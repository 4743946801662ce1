"""What is true of contents in a bucket only, asked of a real server."""

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI

from services.cases.app import create_app
from services.cases.documents.store.contents import bucket as in_bucket
from services.cases.documents.store.contents.bucket import InBucket
from services.cases.settings import Settings
from shared.clients.bucket import Bucket, BucketAddress
from shared.refusals import Unavailable
from tests.cases.documents.conftest import Shelf
from tests.cases.documents.files import PDF
from tests.cases.documents.places import KEYS, OnServer, new_bucket
from tests.cases.documents.test_contents import LONG, kept, read

DIES_IN_THE_MIDDLE = """
import asyncio, os, signal, sys
from pathlib import Path
from services.cases.documents.store.contents.bucket import InBucket
from shared.clients.bucket import Bucket, BucketAddress

async def upload():
    bucket = Bucket(BucketAddress.read(sys.argv[1]), sys.argv[2], sys.argv[3])
    put, sent = bucket.put, []

    async def puts(name, content):
        await put(name, content)
        sent.append(name)
        if len(sent) == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    bucket.put = puts
    async with InBucket(bucket, Path(sys.argv[4])).draft() as draft:
        await draft.add(b"%PDF-" + b"x" * 12_000_000)
        await draft.finish()
        await draft.settle()

asyncio.run(upload())
"""
NOWHERE = {"database_url": "postgresql://u:p@127.0.0.1/x", "nats_url": "nats://127.0.0.1:1"}


@pytest.fixture
def server(s3_endpoint: str, tmp_path: Path) -> OnServer:
    return new_bucket(s3_endpoint, tmp_path / "receiving")


async def test_what_a_killed_process_sent_is_in_the_list_and_found(server: OnServer) -> None:
    arguments = [server.url, *KEYS, str(server.folder)]
    died = subprocess.run([sys.executable, "-c", DIES_IN_THE_MIDDLE, *arguments], check=False, timeout=60)
    assert died.returncode == -9
    pieces = server.lying_there()
    assert {name.partition("/")[2] for name in pieces} == {"00", "01"}, "and nothing stays on this machine"
    assert not server.hidden()

    now = datetime.now(UTC)
    found = server.contents.untouched(since=now + timedelta(minutes=1), came_after=now - timedelta(minutes=1))
    [[orphan]] = [list(some) async for some in found]
    assert all(name.startswith(orphan.hex) for name in pieces)
    later = server.contents.untouched(since=now + timedelta(minutes=1), came_after=now + timedelta(minutes=1))
    assert not [some async for some in later]
    await server.contents.delete([orphan])
    assert not server.lying_there()


async def test_a_content_is_sent_and_read_in_pieces(server: OnServer, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    put = Bucket.put

    async def puts(bucket: Bucket, name: str, content: bytes) -> None:
        sent.append(len(content))
        await put(bucket, name, content)

    monkeypatch.setattr(Bucket, "put", puts)
    draft = await kept(server.contents, LONG)
    assert max(sent) == in_bucket.PIECE_BYTES
    assert sum(sent) == len(LONG)
    blocks = [block async for block in await server.contents.opened(draft.id, draft.size_bytes, draft.sha256)]
    assert max(len(block) for block in blocks) < in_bucket.PIECE_BYTES
    assert b"".join(blocks) == LONG


async def test_an_upload_that_is_cancelled_while_a_piece_is_on_its_way_leaves_nothing(
    server: OnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_its_way = asyncio.Event()
    put = Bucket.put

    async def puts(bucket: Bucket, name: str, content: bytes) -> None:
        if name.endswith("01"):
            on_its_way.set()
            await asyncio.sleep(0.02)
        await put(bucket, name, content)

    monkeypatch.setattr(Bucket, "put", puts)
    upload = asyncio.create_task(kept(server.contents, LONG))
    await on_its_way.wait()
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    assert not server.lying_there()


async def test_a_bucket_that_is_away_or_not_ours_is_not_there_at_the_moment(tmp_path: Path, server: OnServer) -> None:
    draft = await kept(server.contents)
    for url in ("s3://b?endpoint=http://127.0.0.1:9", f"s3://not-there?endpoint={server.endpoint}"):
        contents = InBucket(Bucket(BucketAddress.read(url), *KEYS), tmp_path)
        with pytest.raises(Unavailable):
            await kept(contents)
        with pytest.raises(Unavailable):
            await read(contents, draft)
        with pytest.raises(Unavailable):
            await contents.delete([draft.id])
    assert await read(server.contents, draft) == PDF


def test_cases_keeps_its_contents_there_when_it_is_told_to(server: OnServer, tmp_path: Path) -> None:
    given = {"documents_url": server.url, "documents_key_id": KEYS[0], "documents_key": KEYS[1]}
    app = create_app(Settings(**NOWHERE, documents_folder=tmp_path, **given))  # type: ignore[arg-type]
    assert isinstance(app.state.cabinet.contents, InBucket)
    app = create_app(Settings(**NOWHERE, documents_folder=tmp_path))  # type: ignore[arg-type]
    assert not isinstance(app.state.cabinet.contents, InBucket)


def test_its_keys_are_never_printed(server: OnServer, tmp_path: Path) -> None:
    given = {"documents_url": server.url, "documents_key_id": KEYS[0], "documents_key": KEYS[1]}
    settings = Settings(**NOWHERE, documents_folder=tmp_path, **given)  # type: ignore[arg-type]
    printed = f"{settings!r} {settings.described()} {settings.bucket()!r} {vars(settings.bucket())}"
    assert server.bucket in printed
    assert not [key for key in KEYS if key in printed]


PRODUCTION = {
    "environment": "production",
    "seal_secret": "a secret for tests only, of forty letters",
    "encryption_keys": "another-secret-for-tests-only,-of-fifty-letters",
}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"documents_url": "https://s3.example.org/bucket"}, "s3://bucket"),
        ({"documents_url": "s3://"}, "s3://bucket"),
        ({"documents_url": "s3://bucket?endpoint=s3.example.org"}, "s3://bucket"),
        ({"documents_url": "s3://bucket?secret=hush"}, "s3://bucket"),
        ({"documents_url": "s3://id:hush@bucket"}, "settings of their own"),
        ({"documents_url": "s3://bucket?endpoint=https://id:hush@s3.example.org"}, "settings of their own"),
        ({"documents_url": "s3://bucket", "documents_key_id": "hush"}, "belong together"),
        (
            {"documents_url": "s3://bucket?endpoint=http://s3.example.org", **PRODUCTION},
            "begins with https",
        ),
    ],
)
def test_an_address_that_is_none_is_refused_without_its_secrets(
    given: dict[str, str], says: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=says) as refused:
        Settings(**NOWHERE, documents_folder=tmp_path, **given)  # type: ignore[arg-type]
    assert "hush" not in str(refused.value)


def test_an_address_says_which_bucket_and_where() -> None:
    address = BucketAddress.read("s3://Letters/of/2026/?endpoint=https://s3.example.org:9000&region=fr-par")
    assert (address.bucket, address.folder) == ("Letters", "of/2026")
    assert (address.endpoint, address.region) == ("https://s3.example.org:9000", "fr-par")
    assert not address.is_plain
    assert BucketAddress.read("s3://bucket?endpoint=http://127.0.0.1:9000").is_near


async def test_the_surroundings_do_not_lead_elsewhere(server: OnServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written in our settings wins over what is in the environment."""
    for name in ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"):
        monkeypatch.setitem(os.environ, name, "http://127.0.0.1:9")
    assert await read(server.contents, await kept(server.contents)) == PDF


async def test_while_the_bucket_is_away_contents_are_and_nothing_else(
    shelf: Shelf, cases_app: FastAPI, tmp_path: Path
) -> None:
    document = await shelf.sent()
    link = await shelf.link(document)
    away = InBucket(Bucket(BucketAddress.read("s3://b?endpoint=http://127.0.0.1:9"), *KEYS), tmp_path)
    cases_app.state.cabinet = replace(cases_app.state.cabinet, contents=away)
    for answer in (await shelf.send(), await shelf.lead.get(link, Accept_Language="fr")):
        assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
        assert int(answer.headers["Retry-After"]) > 0
    assert (await shelf.lead.get(shelf.path)).json()["items"] == [document]
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and "documents" not in path.parts]
