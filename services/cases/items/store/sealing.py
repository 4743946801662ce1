"""The turn of those who say to whom something sealed is open."""

from typing import Final
from uuid import UUID

from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_ONE_AFTER_THE_OTHER: Final = Statement(
    "SELECT pg_advisory_xact_lock(hashtextextended('seal grants of ' || CAST(CAST(:item_id AS uuid) AS text), 0))"
)


async def wait_for_others(work: UnitOfWork, item_id: UUID) -> None:
    """Who opens the same item to others, or unseals it, at the same time does so one after the other."""
    await work.run(_ONE_AFTER_THE_OTHER, item_id=item_id)
