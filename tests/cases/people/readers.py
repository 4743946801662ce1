"""What was written beside the data: the access log, the journal, earlier versions; read beyond row security."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.contracts.identity.actor import Actor, TaskActor
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.encryption.keys import is_closed

_LOOKS = Statement("""
    SELECT act, person_id, categories, grounds, operation, purpose FROM access_log
    WHERE subject_id = :subject ORDER BY at, id
""")
_TOLD = Statement("SELECT type, data FROM journal WHERE person_id = :person_id ORDER BY position")
_VERSIONS = Statement("""
    SELECT part, version, content, replaced_by, replaced_for FROM person_version
    WHERE item_id = :item_id ORDER BY version
""")


_KEPT_IN = {"identifier": "person_identifier", "address": "address_place"}


@dataclass(frozen=True)
class Log:
    """Reads as the schema's owner."""

    owner: Database

    async def looks(self, actor: Actor) -> list[dict[str, Any]]:
        """Every line that this worker left."""
        return await self._rows(_LOOKS, subject=actor.subject)

    async def told(self, person_id: UUID) -> list[tuple[str, dict[str, Any]]]:
        """What was told about a person, in order."""
        return [(row["type"], row["data"]) for row in await self._rows(_TOLD, person_id=person_id)]

    async def versions(self, item_id: UUID) -> list[dict[str, Any]]:
        """What an item was before."""
        rows = await self._rows(_VERSIONS, item_id=item_id)
        async with self.owner.work(TaskActor("reads_everything")) as work:
            for row in rows:
                table = _KEPT_IN.get(row["part"], row["part"])
                for name, value in row["content"].items():
                    if is_closed(value):
                        row["content"][name] = await work.vault.opened(f"{table}.{name}", item_id, value)
        return rows

    async def _rows(self, statement: Statement, **values: Any) -> list[dict[str, Any]]:
        async with self.owner.work(TaskActor("reads_everything")) as work:
            return [dict(row) for row in await work.rows(statement, **values)]
