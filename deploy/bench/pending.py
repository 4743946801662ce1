"""Referrals that wait for an answer, so many that each can be accepted once."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from deploy.demo.cast import agency
from services.referrals.schema import metadata
from shared.encryption.keys import opened
from shared.encryption.ring import KeyRing

_WAITING: Final = "receiver_agency_id = $1 AND state = 'received'"
_TABLES: Final = {"referral": "id", "move": "referral_id", "disclosed": "referral_id"}
"""The tables of one referral, and how they name it."""
_REPEATED: Final = """
    SELECT t.id, CAST(left(t.id::text, 18) || right(CAST(md5(t.id::text || n) AS uuid)::text, 18) AS uuid) AS repeated,
           {value} AS value
    FROM generate_series(1, CAST($1 AS integer)) AS n CROSS JOIN referrals.{table} t
    WHERE t.{key} = ANY ($2) AND {value} IS NOT NULL
"""
_CLOSED: Final = {
    "disclosed.content": "UPDATE referrals.disclosed SET content = $1 WHERE id = $2",
    "referral.safe_contact": (
        "UPDATE referrals.referral SET flags = jsonb_set(flags, '{safe_contact}', to_jsonb($1::text)) WHERE id = $2"
    ),
}


async def write_pending(owner: "asyncpg.Connection[Any]", ring: KeyRing, wanted: int) -> None:
    """Repeat referrals that the housing agency has received until so many wait: same people, new ids."""
    rows = await owner.fetch(f"SELECT id FROM referrals.referral WHERE {_WAITING}", agency("habitat").id)
    waiting = [row["id"] for row in rows]
    repeats = -(-(wanted - len(waiting)) // len(waiting))
    for table, key in _TABLES.items():
        await owner.execute(_repeat(metadata.tables[f"referrals.{table}"], key), repeats, waiting, timeout=300)
    await _close_anew(owner, ring, repeats, waiting)


async def _close_anew(owner: "asyncpg.Connection[Any]", ring: KeyRing, repeats: int, waiting: Sequence[UUID]) -> None:
    """What is encrypted is bound to its row: encrypt it for the repeated ones."""
    columns = {"disclosed.content": "content", "referral.safe_contact": "flags->>'safe_contact'"}
    for column, value in columns.items():
        table = column.partition(".")[0]
        rows = await owner.fetch(_REPEATED.format(table=table, key=_TABLES[table], value=value), repeats, waiting)
        closed = []
        for row in rows:
            key = ring.key(row["value"])
            clear = opened(key, column, str(row["id"]), row["value"])
            closed.append((key.close(column, row["repeated"], clear), row["repeated"]))
        await owner.executemany(_CLOSED[column], closed)


def _repeat(table: sa.Table, key: str) -> str:
    """Rows of the waiting referrals again, so many times; ids keep their time and get another rest."""
    columns = [column.name for column in table.columns]
    values = ", ".join(_another(f"t.{name}") if name in {"id", key} else f"t.{name}" for name in columns)
    return f"""INSERT INTO {table.fullname} ({", ".join(columns)})
        SELECT {values} FROM generate_series(1, CAST($1 AS integer)) AS n CROSS JOIN {table.fullname} t
        WHERE t.{key} = ANY ($2)"""


def _another(column: str) -> str:
    return f"CAST(left({column}::text, 18) || right(CAST(md5({column}::text || n) AS uuid)::text, 18) AS uuid)"
