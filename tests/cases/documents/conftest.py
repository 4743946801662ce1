"""A case at whose documents workers of two agencies may be, and how they send them."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from tests.cases.documents.files import PDF
from tests.cases.documents.places import OnDisk, Place, new_bucket, s3_server
from tests.cases.doors import Desk, Doors


@dataclass
class Shelf:
    """The documents of one case.

    Attributes:
        place: where this service keeps contents.
    """

    doors: Doors
    path: str
    place: Place
    made: list[dict[str, Any]] = field(default_factory=list)

    @property
    def lead(self) -> Desk:
        return self.doors.lead

    @property
    def adviser(self) -> Desk:
        return self.doors.adviser

    async def send(
        self,
        content: bytes | AsyncIterator[bytes] = PDF,
        *,
        name: str = "lease.pdf",
        by: Desk | None = None,
        to: str = "",
        asked: dict[str, Any] | None = None,
        **headers: str,
    ) -> httpx.Response:
        """A file as it is sent; a new document about housing unless said otherwise."""
        by = by or self.lead
        said = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Type": "application/octet-stream"}
        said |= {header.replace("_", "-"): value for header, value in headers.items()}
        return await by.http.post(
            f"{self.path}{to}",
            content=content,
            params=(asked or {"category": "housing"}) if not to else None,
            headers={**by.headers, **said},
        )

    async def sent(self, content: bytes = PDF, **more: Any) -> dict[str, Any]:
        """A document that was taken."""
        answer = await self.send(content, **more)
        assert answer.status_code == 201, answer.text
        document: dict[str, Any] = answer.json()
        return document

    async def link(self, document: dict[str, Any], *, by: Desk | None = None, **wish: int) -> str:
        """Where its content can be fetched."""
        made = await (by or self.lead).made(f"{self.path}/{document['id']}/link", wish)
        return str(made["href"])

    def files(self) -> set[str]:
        """All that lies in that place, half received or kept."""
        return self.place.lying_there()


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    with s3_server() as endpoint:
        yield endpoint


@pytest.fixture
def kept_in(request: pytest.FixtureRequest) -> str:
    """disk or bucket; a module that is about both says so by `IN_EACH_PLACE`."""
    return str(getattr(request, "param", "disk"))


@pytest.fixture
def place(kept_in: str, tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    folder = tmp_path / "documents"
    return OnDisk(folder) if kept_in == "disk" else new_bucket(request.getfixturevalue("s3_endpoint"), folder)


@pytest.fixture
async def shelf(doors: Doors, cases_app: FastAPI, place: Place) -> AsyncIterator[Shelf]:
    await doors.share("identity", "social", "housing")
    case = await doors.case()
    usual = cases_app.state.cabinet
    cases_app.state.cabinet = replace(usual, contents=place.contents)
    yield Shelf(doors, f"/v1/cases/{case['id']}/documents", place)
    cases_app.state.cabinet = usual


@pytest.fixture
async def team(shelf: Shelf) -> Shelf:
    """With the housing adviser on the team of the case."""
    await shelf.doors.joins(shelf.path.split("/")[3], shelf.adviser)
    return shelf
