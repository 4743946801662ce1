"""A scanner that speaks clamd's protocol on a real socket, and what follows from what it says."""

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from services.cases.documents.actions.receiving import Cabinet, received
from services.cases.documents.domain.document import Infected, Scan
from services.cases.documents.store.contents.disk import Disk
from shared.clients.virus_scanner import VirusScanner
from shared.refusals import Unavailable
from tests.cases.documents.files import PDF

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Said = Callable[[bytes], bytes]


def said_by_clamd(content: bytes) -> bytes:
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


@asynccontextmanager
async def clamd(path: Path, said: Said = said_by_clamd) -> AsyncIterator[str]:
    """INSTREAM as clamd(8) describes it; the address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", await reader.readexactly(4))[0]:
            content += await reader.readexactly(length)
        writer.write(said(content))
        writer.close()

    server = await asyncio.start_unix_server(answer, path)
    async with server:
        yield f"unix://{path}"


async def parts(content: bytes) -> AsyncIterator[bytes]:
    yield content


@pytest.fixture
def socket_path(tmp_path: Path) -> Path:
    return tmp_path / "clamd"


def cabinet(tmp_path: Path, address: str | None) -> Cabinet:
    scanner = VirusScanner(address, answers_within_seconds=0.5) if address else None
    return Cabinet(Disk(tmp_path / "documents"), scanner, b"secret")


def kept(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "documents").rglob("*") if path.is_file()]


async def test_a_file_without_a_virus_is_clean(tmp_path: Path, socket_path: Path) -> None:
    large = PDF + b"x" * 1_000_000
    async with (
        clamd(socket_path, lambda content: b"stream: OK\0" if content == large else b"other ERROR\0") as address,
        received(cabinet(tmp_path, address), parts(large), "") as upload,
    ):
        assert upload.content.scan is Scan.CLEAN


async def test_a_file_with_a_virus_is_refused_and_nothing_of_it_kept(tmp_path: Path, socket_path: Path) -> None:
    async with clamd(socket_path) as address:
        with pytest.raises(Infected):
            async with received(cabinet(tmp_path, address), parts(PDF + EICAR), ""):
                pass
    assert not kept(tmp_path)


@pytest.mark.parametrize("said", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"\0", b"stream: OK FOUND"])
async def test_what_a_scanner_does_not_clearly_say_is_no_answer(tmp_path: Path, socket_path: Path, said: bytes) -> None:
    async with clamd(socket_path, lambda _: said) as address:
        with pytest.raises(Unavailable):
            async with received(cabinet(tmp_path, address), parts(PDF), ""):
                pass
    assert not kept(tmp_path)


async def test_a_scanner_that_is_silent_or_away_is_no_answer(tmp_path: Path, socket_path: Path) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_unix_server(silent, socket_path):
        with pytest.raises(Unavailable):
            async with received(cabinet(tmp_path, f"unix://{socket_path}"), parts(PDF), ""):
                pass
    with pytest.raises(Unavailable):
        async with received(cabinet(tmp_path, "tcp://127.0.0.1:1"), parts(PDF), ""):
            pass
    assert not kept(tmp_path)


async def test_without_a_scanner_it_is_held_as_not_scanned(tmp_path: Path) -> None:
    async with received(cabinet(tmp_path, None), parts(PDF), "") as upload:
        assert upload.content.scan is Scan.NOT_SCANNED


@pytest.mark.parametrize("address", ["", "http://127.0.0.1:3310", "tcp://host", "unix:"])
def test_an_address_that_is_none_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(ValueError, match="virus scanner"):
        VirusScanner(address)
