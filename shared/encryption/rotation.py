"""Change and destroy keys while everything runs. Whoever is stopped in between begins again and loses nothing.

All of it is done as the schema's owner, a few rows in each transaction: a value is replaced only where it is still the
one that was read, so that whoever writes meanwhile wins. What is damaged stays as it is, and so does its key.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson
import sqlalchemy as sa

from shared.encryption import store
from shared.encryption.keys import EVERYWHERE, DamagedError, key_of
from shared.encryption.masters import Masters
from shared.encryption.places import Kept, Value, all_kept
from shared.encryption.ring import Connection, KeyRing, add_key

SETTLED_AFTER: Final = timedelta(hours=1)
"""By then every process closes with a new key, and no transaction is open that began with the one before."""
_LIVE: Final = """
    SELECT municipality_id, max(version) AS version, array_agg(id ORDER BY version) AS ids, max(made_at) AS made_at
    FROM data_key WHERE wrapped IS NOT NULL AND municipality_id <> $1 GROUP BY municipality_id ORDER BY municipality_id
"""
_OLD: Final = """
    SELECT k.id FROM data_key k JOIN data_key later USING (municipality_id)
    WHERE k.wrapped IS NOT NULL AND k.municipality_id <> $2
      AND later.version = k.version + 1 AND later.made_at < now() - $1::interval
"""
_FINGERPRINTING: Final = """
    SELECT id, version, made_at < now() - interval '1 minute' AS is_known_everywhere,
           made_at < now() - $1::interval AS is_settled
    FROM data_key WHERE municipality_id = $2 AND wrapped IS NOT NULL ORDER BY version
"""


class Damage(NamedTuple):
    """A value that does not open: where it stands, the ids of its row, and the key that it names, if any."""

    column: str
    row: str
    key: int | None


@dataclass(frozen=True)
class Pass:
    """What one pass over everything found.

    Attributes:
        rows: how many had something under an earlier key; where somebody wrote meanwhile, the next pass does it.
        damaged: what was left as it is.
    """

    rows: int
    damaged: tuple[Damage, ...]


async def rewrap(connection: Connection, masters: Masters) -> int:
    """Wrap every data key with the current master key; how many were not."""
    changed = 0
    for row in await connection.fetch(store.ALL.sql):
        if row["wrapped"] is not None and row["wrapped_by"] != masters.current:
            name = store.name_of(row)
            secret = await masters.unwrap(row["wrapped"], name, row["wrapped_by"])
            values = {"id": row["id"], "wrapped": await masters.wrap(secret, name), "wrapped_by": masters.current}
            await connection.execute(store.REWRAP.sql, *store.REWRAP.arguments(values | {"before": row["wrapped"]}))
            changed += 1
    return changed


async def begin_new_keys(connection: Connection, masters: Masters) -> int:
    """A new key for each municipality that has one and no rotation under way; how many."""
    begun = 0
    for row in await connection.fetch(_LIVE, EVERYWHERE):
        if len(row["ids"]) == 1:
            await add_key(connection, masters, UUID(int=row["municipality_id"].int), row["version"] + 1)
            begun += 1
    return begun


async def close_anew(connection: Connection, masters: Masters, metadata: sa.MetaData) -> Pass:
    """Encrypt with the present keys whatever is encrypted with earlier ones."""
    ring = KeyRing(masters, _no_connection)
    await ring.read(connection)
    rows, damaged = 0, list[Damage]()
    async for kept in all_kept(connection, metadata):
        text, unread = _anew(ring, kept)
        damaged += [_damage(kept, value) for value in unread]
        if text != kept.text:
            await _replace(connection, kept, text)
            rows += 1
    return Pass(rows, tuple(damaged))


async def destroy_settled(connection: Connection, masters: Masters, metadata: sa.MetaData) -> int:
    """Destroy keys that were replaced an hour ago or earlier, once nothing is encrypted with them; how many.

    None in a run that still finds something to encrypt anew: an open transaction may have copied it as it was. Nor one
    that a damaged value names, as long as that is there: restored, it opens with no other.
    """
    replaced = {row["id"] for row in await connection.fetch(_OLD, SETTLED_AFTER, EVERYWHERE)}
    if (await close_anew(connection, masters, metadata)).rows:
        return 0
    async for kept in all_kept(connection, metadata):
        replaced -= {_named(value) for value in kept.values}
    await connection.execute(store.DESTROY.sql, *store.DESTROY.arguments({"ids": sorted(replaced)}))
    return len(replaced)


class FingerprintPass(NamedTuple):
    """What one pass over fingerprints found: how many rows had others than they should, and how many are damaged."""

    changed: int
    damaged: int


MakeAnew = Callable[[Connection, KeyRing], Awaitable[FingerprintPass]]
"""Gives every row the fingerprints of the keys that the ring holds; a service knows which rows and of what."""


class Step(StrEnum):
    """How far the key of the fingerprints is replaced."""

    NONE = "none"
    BEGUN = "begun"
    WAITS = "waits"
    BESIDE = "beside"
    DAMAGED = "damaged"
    REPLACED = "replaced"


async def replace_fingerprint_key(
    connection: Connection, masters: Masters, make_anew: MakeAnew
) -> tuple[Step, FingerprintPass]:
    """Take the next step towards another key of the fingerprints, and say which; stopped in between, take it again.

    Both keys are valid in between: every row gets the fingerprint of the new key beside that of the old, and everybody
    looks for both. The old one is destroyed when no row was left in an hour, and then its fingerprints are taken away.
    """
    ring = KeyRing(masters, _no_connection)
    await ring.read(connection)
    keys = await connection.fetch(_FINGERPRINTING, SETTLED_AFTER, EVERYWHERE)
    if not keys:
        return Step.NONE, FingerprintPass(0, 0)
    if len(keys) > 1 and not keys[-1]["is_known_everywhere"]:
        return Step.WAITS, FingerprintPass(0, 0)
    found = await make_anew(connection, ring)
    if len(keys) == 1:
        if not found.changed:
            await add_key(connection, masters, EVERYWHERE, keys[-1]["version"] + 1)
        return Step.REPLACED if found.changed else Step.BEGUN, found
    if found.changed or found.damaged or not keys[-1]["is_settled"]:
        return Step.DAMAGED if found.damaged else Step.BESIDE, found
    await connection.execute(store.DESTROY.sql, *store.DESTROY.arguments({"ids": [one["id"] for one in keys[:-1]]}))
    await ring.read(connection)
    return Step.REPLACED, await make_anew(connection, ring)


def _anew(ring: KeyRing, kept: Kept) -> tuple[str, list[Value]]:
    """The text of a row with its values under present keys, and those that are damaged.

    What nobody can open any more stays as it is.
    """
    text, damaged = kept.text, []
    present = ring.present(kept.municipality_id)
    for value in kept.values:
        try:
            if present is not None and ring.has(value.closed) and key_of(value.closed) != present.id:
                clear = orjson.loads(ring.key(value.closed).open(*value))
                text = text.replace(value.closed, present.close(value.column, UUID(value.row), clear))
        except DamagedError:
            damaged.append(value)
    return text, damaged


def _damage(kept: Kept, value: Value) -> Damage:
    column = f"{kept.column.table.name}.{kept.column.name}"
    return Damage(column, " ".join(map(str, kept.keys)), _named(value))


def _named(value: Value) -> int | None:
    """The key that a value names."""
    try:
        return key_of(value.closed)
    except DamagedError:
        return None


async def _replace(connection: Connection, kept: Kept, text: str) -> None:
    table, column = kept.column.table, kept.column
    keys = [one.name for one in table.primary_key]
    where = " AND ".join(f"{name} = ${place}" for place, name in enumerate(keys, 3))
    kind = column.type.compile(dialect=store.DIALECT)
    change = f"UPDATE {table.fullname} SET {column.name} = $1::text::{kind}"
    unless_changed = f"WHERE {column.name} = $2::text::{kind} AND {where}"
    await connection.execute(f"{change} {unless_changed}", text, kept.text, *kept.keys)


async def _no_connection() -> Any:
    raise AssertionError("keys are only read here")
