"""Referrals that wait for an answer, so many that each can be accepted once."""

from typing import Any, Final

import asyncpg
import sqlalchemy as sa

from deploy.demo.cast import agency
from services.referrals.schema import metadata

_WAITING: Final = "receiver_agency_id = $1 AND state = 'received'"
_TABLES: Final = {"referral": "id", "move": "referral_id", "disclosed": "referral_id"}
"""The tables of one referral, and how they name it."""


async def write_pending(owner: "asyncpg.Connection[Any]", wanted: int) -> None:
    """Repeat referrals that the housing agency has received until so many wait: same people, new ids."""
    rows = await owner.fetch(f"SELECT id FROM referrals.referral WHERE {_WAITING}", agency("habitat").id)
    waiting = [row["id"] for row in rows]
    repeats = -(-(wanted - len(waiting)) // len(waiting))
    for table, key in _TABLES.items():
        await owner.execute(_repeat(metadata.tables[f"referrals.{table}"], key), repeats, waiting, timeout=300)


def _repeat(table: sa.Table, key: str) -> str:
    """Rows of the waiting referrals again, so many times; ids keep their time and get another rest."""
    columns = [column.name for column in table.columns]
    values = ", ".join(_another(f"t.{name}") if name in {"id", key} else f"t.{name}" for name in columns)
    return f"""INSERT INTO {table.fullname} ({", ".join(columns)})
        SELECT {values} FROM generate_series(1, CAST($1 AS integer)) AS n CROSS JOIN {table.fullname} t
        WHERE t.{key} = ANY ($2)"""


def _another(column: str) -> str:
    return f"CAST(left({column}::text, 18) || right(CAST(md5({column}::text || n) AS uuid)::text, 18) AS uuid)"
