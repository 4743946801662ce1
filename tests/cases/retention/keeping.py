"""An agency that says for how long it keeps what it writes, and what time does to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import asyncpg

from services.cases.retention.actions.deleting import delete_all_due
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from tests.cases.doors import Desk, Doors

YEAR: Final = timedelta(days=366)
TABLES: Final = "SELECT relname FROM pg_class WHERE relnamespace = 'cases'::regnamespace AND relkind = 'r'"
TOLD: Final = """
    SELECT data::jsonb ->> 'item_id' FROM cases.journal
    WHERE type = 'parcours.item.deleted.v1' AND data::jsonb ->> 'case_id' = $1"""
WHY: Final = {"held": "person", "reason": "Court case 26/0417"}


@dataclass
class Keeping:
    """A case that nobody else works on, and the privacy officer of the agency that writes in it.

    Attributes:
        database: of the replica that deletes.
        owner_url: of who owns the tables and sees every row.
    """

    doors: Doors
    database: Database
    owner_url: str
    officer: Desk
    case_id: str

    @property
    def holds(self) -> str:
        return f"/v1/persons/{self.doors.person_id}/legal-holds"

    async def rule(self, category: str = "health", **more: Any) -> dict[str, Any]:
        """For twelve months after the last change."""
        body = {
            "municipality_id": str(self.doors.municipality.municipality_id),
            "category": category,
            "counted_from": "last_change",
            "months": 12,
            "article": "Archives Schedule, row 12",
            **more,
        }
        made: dict[str, Any] = await self.officer.made("/v1/retention-periods", body)
        return made

    async def note(self, text: str = "As it was", **more: Any) -> str:
        """Where a new note of the lead is."""
        here = f"/v1/cases/{self.case_id}/notes"
        note = await self.doors.lead.made(here, {"category": "health", "text": text, **more})
        return f"{here}/{note['id']}"

    @contextmanager
    def after(self, later: timedelta) -> Iterator[Database]:
        """The replica, so much later."""
        right_time = self.database.clock
        self.database.clock = lambda: right_time() + later
        try:
            yield self.database
        finally:
            self.database.clock = right_time

    async def passes(self, later: timedelta = YEAR * 2) -> None:
        """Time; and what is due is deleted."""
        with self.after(later):
            await delete_all_due(self.database)

    async def deleted(self) -> list[str]:
        """What the journal tells of items of the case that were deleted, in their order; each has a tombstone."""
        told = await self.as_owner(TOLD, self.case_id)
        left = await self.as_owner("SELECT id::text FROM cases.tombstone WHERE case_id::text = $1", self.case_id)
        assert {one for (one,) in told} == {one for (one,) in left}
        return sorted(one for (one,) in told)

    async def says(self, *words: str) -> set[str]:
        """The tables in which one of these words stands anywhere."""
        one = "(SELECT '{0}' FROM cases.\"{0}\" t WHERE t::text LIKE ANY ($1) LIMIT 1)"
        any_row = " UNION ALL ".join(one.format(name) for (name,) in await self.as_owner(TABLES))
        return {name for (name,) in await self.as_owner(any_row, [f"%{word}%" for word in words])}

    async def as_owner(self, statement: str, *values: object) -> list[asyncpg.Record]:
        """Asked or done by who owns the tables."""
        connection = await asyncpg.connect(self.owner_url)
        try:
            return list(await connection.fetch(statement, *values))
        finally:
            await connection.close()


async def keeping_of(doors: Doors, database: Database, owner_url: str) -> Keeping:
    officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER)
    return Keeping(doors, database, owner_url, officer, (await doors.case())["id"])
