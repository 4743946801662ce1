"""Documents through the gateway, in both run modes: what goes wrong on the way leaves neither row nor file."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from deploy.demo.desk import Desk
from deploy.launch.installation import DOCUMENTS_FOLDER
from shared.identifiers import new_id
from tests.cases.documents.files import PDF, docx
from tests.journeys.conftest import Parcours

NAMED = {"Content-Disposition": 'attachment; filename="letter.pdf"', "Content-Type": "application/pdf"}


@dataclass
class Drawer:
    """The documents of a new case of the social worker."""

    desk: Desk
    path: str
    folder: Path

    async def send(self, content: Any, **headers: str) -> httpx.Response:
        return await self.desk.http.post(
            self.path,
            params={"category": "social"},
            content=content,
            headers={**NAMED, **{name.replace("_", "-"): value for name, value in headers.items()}},
        )

    async def holds(self) -> tuple[int, int]:
        """How many rows and how many files there are."""
        listed = await self.desk.get(self.path)
        return len(listed["items"]), len([path for path in self.folder.rglob("*") if path.is_file()])

    async def settles_at(self, expected: tuple[int, int]) -> None:
        """Wait until the service has noticed that a caller is gone."""
        async with asyncio.timeout(5):
            while await self.holds() != expected:  # noqa: ASYNC110 - the service tells nobody
                await asyncio.sleep(0.02)


@pytest.fixture
async def drawer(parcours: Parcours) -> Drawer:
    desk = await parcours.desk("nadia.belkacem", "social")
    person = await desk.post("/v1/persons", {"identity": {"family_name": "Exemple", "given_name": str(new_id())}})
    case = await desk.post("/v1/cases", {"persons": [{"person_id": person["id"]}], "category": "social"})
    folder = Path(parcours.installation.environment[DOCUMENTS_FOLDER])
    return Drawer(desk, f"/v1/cases/{case['id']}/documents", folder)


async def parts(length: int) -> AsyncIterator[bytes]:
    yield PDF
    for start in range(len(PDF), length, 100_000):
        yield b"x" * min(100_000, length - start)


async def test_a_large_document_goes_in_and_comes_out(drawer: Drawer) -> None:
    sent = await drawer.send(parts(25_000_000))
    assert sent.status_code == 201, sent.text
    link = await drawer.desk.post(f"{drawer.path}/{sent.json()['id']}/link", {})
    fetched = await drawer.desk.http.get(link["href"])
    assert (fetched.status_code, len(fetched.content)) == (200, 25_000_000)
    assert fetched.headers["X-Content-Type-Options"] == "nosniff"
    assert fetched.headers["Cache-Control"] == "no-store"
    assert fetched.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (await drawer.desk.http.get(link["href"], headers={"Authorization": ""})).status_code == 401


async def test_a_byte_too_many_leaves_nothing(drawer: Drawer) -> None:
    before = await drawer.holds()
    answer = await drawer.send(parts(25_000_001))
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")
    await drawer.settles_at(before)


async def test_what_is_of_a_wrong_kind_leaves_nothing(drawer: Drawer) -> None:
    before = await drawer.holds()
    bomb = docx(b"\0" * 260_000_000)
    for content in (b"MZ\x90\0", b"\x89PNG\r\n\x1a\n", bomb):
        answer = await drawer.send(content)
        assert (answer.status_code, answer.headers["Content-Type"]) == (415, "application/problem+json")
    named = await drawer.send(PDF, Content_Disposition='attachment; filename="../letter.pdf"')
    assert named.json()["errors"][0]["pointer"] == "#/header/Content-Disposition"
    assert await drawer.holds() == before


@pytest.mark.parametrize("framing", ["Content-Length: 1000000", "Transfer-Encoding: chunked"])
async def test_an_upload_that_is_cut_in_the_middle_leaves_nothing(drawer: Drawer, framing: str) -> None:
    """Its announced length lies, or its last part never comes."""
    before = await drawer.holds()
    url = urlsplit(str(drawer.desk.http.base_url))
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    head = [
        f"POST {drawer.path}?category=social HTTP/1.1",
        "Host: x",
        f"Authorization: {drawer.desk.http.headers['Authorization']}",
        *(f"{name}: {value}" for name, value in NAMED.items()),
        framing,
    ]
    body = PDF + b"x" * 400_000
    part = body if "Length" in framing else b"%x\r\n%b\r\n" % (len(body), body)
    writer.write("\r\n".join([*head, "\r\n"]).encode() + part)
    await writer.drain()
    await drawer.settles_at((before[0], before[1] + 1))
    writer.close()
    await drawer.settles_at(before)
    assert await reader.read() == b""


async def test_two_uploads_at_once_with_one_key_are_one_document(drawer: Drawer) -> None:
    rows, files = await drawer.holds()
    key = new_id().hex
    answers = await asyncio.gather(*(drawer.send(parts(2_000_000), Idempotency_Key=key) for _ in range(2)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses in ([201, 201], [201, 409])
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert await drawer.holds() == (rows + 1, files + 1)
