"""A case at whose documents workers of two agencies may be, and how they send them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cases.documents.files import PDF
from tests.cases.doors import Desk, Doors


@dataclass
class Shelf:
    """The documents of one case.

    Attributes:
        folder: where this service keeps contents.
    """

    doors: Doors
    path: str
    folder: Path
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

    def files(self) -> list[Path]:
        """All that lies in the folder, half received or kept."""
        return sorted(path for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture
async def shelf(doors: Doors, documents_folder: Path) -> Shelf:
    await doors.share("identity", "social", "housing")
    case = await doors.case()
    return Shelf(doors, f"/v1/cases/{case['id']}/documents", documents_folder)


@pytest.fixture
async def team(shelf: Shelf) -> Shelf:
    """With the housing adviser on the team of the case."""
    body = {
        "agency_id": str(shelf.adviser.agency.id),
        "worker_id": str(shelf.adviser.worker.id),
        "capacity": "housing_adviser",
    }
    await shelf.lead.made(shelf.path.replace("/documents", "/team"), body)
    return shelf
