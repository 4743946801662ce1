"""An agency that says for how long it keeps documents, and what time does to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from services.cases.documents.actions.deleting import delete_contents_of_the_deleted, delete_what_is_due
from services.cases.retention.actions.deleting import let_go_of_documents
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from tests.cases.documents.conftest import Shelf
from tests.cases.doors import Desk

YEAR = timedelta(days=366)


@dataclass
class Archive:
    """The documents of a case, and the privacy officer of the agency that sends them.

    Attributes:
        database: of the replica that deletes.
    """

    shelf: Shelf
    database: Database
    officer: Desk

    async def rule(self, retention: str, **more: Any) -> dict[str, Any]:
        """For twelve months after the last change."""
        body = {
            "municipality_id": str(self.shelf.doors.municipality.municipality_id),
            "retention": retention,
            "counted_from": "last_change",
            "months": 12,
            "article": "Archives Schedule, row 12",
            **more,
        }
        made: dict[str, Any] = await self.officer.made("/v1/retention-rules", body)
        return made

    @contextmanager
    def after(self, later: timedelta) -> Iterator[Database]:
        """The replica, so much later."""
        right_time = self.database.clock
        self.database.clock = lambda: right_time() + later
        try:
            yield self.database
        finally:
            self.database.clock = right_time

    async def passes(self, later: timedelta) -> None:
        """Time; and what is due is deleted, rows and contents."""
        with self.after(later):
            await self.deletes()

    async def deletes(self) -> None:
        """What is due by the replica's clock, rows and contents."""
        await delete_what_is_due(self.database, let_go_of_documents)
        await delete_contents_of_the_deleted(self.database, self.shelf.place.contents, timedelta(seconds=-1))

    async def lists(self) -> list[str]:
        return [one["id"] for one in (await self.shelf.lead.get(self.shelf.path)).json()["items"]]

    async def closes_case(self) -> None:
        await self._moves("closure", {"reason": "goals_reached", "outcome": "reached"})

    async def reopens_case(self) -> None:
        await self._moves("reopening", {"reason": "need_returned"})

    async def _moves(self, move: str, body: dict[str, str]) -> None:
        answer = await self.shelf.lead.post(self.shelf.path.replace("documents", move), body)
        assert answer.status_code == 200, answer.text


async def archive_of(shelf: Shelf, database: Database) -> Archive:
    return Archive(shelf, database, await shelf.doors.hires(shelf.lead, Role.PRIVACY_OFFICER))
