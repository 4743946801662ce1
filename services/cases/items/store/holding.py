"""The turn of those who delete, and of those who hold something back from deletion or copy it."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_KEYS: Final = """
    FROM (SELECT hashtextextended('deletion of ' || CAST(one.id AS text), 0) AS key
          FROM unnest(CAST(:ids AS uuid[])) WITH ORDINALITY AS one (id, n) ORDER BY one.n OFFSET 0) held"""
_DELETE: Final = Statement(f"SELECT pg_advisory_xact_lock_shared(held.key) {_KEYS}")
_HOLD: Final = Statement(f"SELECT pg_advisory_xact_lock(held.key) {_KEYS}")


async def begin_to_delete(work: UnitOfWork, ids: Iterable[UUID]) -> None:
    """From here on until the transaction ends nobody holds any of these people, cases or items back, nor copies them;
    whoever did so before is seen by the next statement. Several delete at a time.
    """
    await work.rows(_DELETE, ids=sorted(set(ids)))


async def keep_from_deletion(work: UnitOfWork, ids: Iterable[UUID]) -> None:
    """From here on until the transaction ends nothing of these people, cases or items is deleted; what was deleted
    before is not seen by the next statement.
    """
    await work.rows(_HOLD, ids=sorted(set(ids)))
