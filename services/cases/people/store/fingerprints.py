"""The fingerprints of people made anew when their key is replaced, while everybody writes and looks for them.

As the schema's owner, one locked row at a time, so that whoever corrects it meanwhile waits for a moment or is waited
for. Stopped in between it begins again and changes only what is left.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, Final
from uuid import UUID

from services.cases.people.domain.keys import known_by_identifier, known_by_name
from services.cases.people.domain.place import Place
from services.cases.people.store import tables
from services.cases.people.store.contributions import COMPARED, compared
from shared.encryption.keys import DamagedError, DataKey, opened
from shared.encryption.ring import Connection, KeyRing
from shared.encryption.rotation import FingerprintPass

ROWS_AT_ONCE: Final = 500
_PLACED: Final = ("lines", "postcode", "locality", "country")
_IDENTIFIERS: Final = """
    SELECT i.id, i.person_id, i.system, i.value, i.value_key, ARRAY(
        SELECT k.key FROM known_person k WHERE k.person_id = i.person_id AND k.item_id = i.id) AS known
    FROM person_identifier i"""
_NAMES: Final = """
    SELECT p.person_id AS id, p.person_id, ARRAY(
        SELECT k.key FROM known_person k WHERE k.person_id = p.person_id AND k.item_id = p.person_id) AS known, ARRAY(
        SELECT ARRAY[n.family_key, n.given_key, n.birth_date] FROM person_name n
        WHERE n.person_id = p.person_id AND n.family_key <> '' AND n.given_key <> '' AND n.birth_date <> '') AS names
    FROM person p"""
_PLACES: Final = f"SELECT i.address_id AS id, {', '.join((*_PLACED, *COMPARED))} FROM address_place i"
_FORGET: Final = "DELETE FROM known_person WHERE person_id = $1 AND item_id = $2 AND key <> ALL ($3::bytea[])"
_KEEP: Final = """
    INSERT INTO known_person (key, person_id, item_id, municipality_id, agency_id, registered_by_agency_id,
        coordinator_agency_id)
    SELECT DISTINCT ON (new.key) new.key, k.person_id, k.item_id, k.municipality_id, k.agency_id,
           k.registered_by_agency_id, k.coordinator_agency_id
    FROM known_person k, unnest($3::bytea[]) AS new (key) WHERE k.person_id = $1 AND k.item_id = $2
    ON CONFLICT DO NOTHING
"""
_MOVE: Final = f"""
    UPDATE address_place SET {", ".join(f"{name} = ${place}" for place, name in enumerate(COMPARED, 2))}
    WHERE address_id = $1
"""


async def make_fingerprints_anew(connection: Connection, ring: KeyRing) -> FingerprintPass:
    """Give every identifier, name and place the fingerprints of the keys that there are, and no others."""
    keys = await ring.fingerprinting(connection)
    counts = FingerprintPass(0, 0)
    for pages, table, anew in (
        (_IDENTIFIERS, "i.id", _identifier_anew),
        (_NAMES, "p.person_id", _names_anew),
        (_PLACES, "i.address_id", _place_anew),
    ):
        async for row in _rows(connection, pages, table):
            changed, damaged = await _one(connection, ring, keys, (pages, table, anew), row)
            counts = FingerprintPass(counts.changed + changed, counts.damaged + damaged)
    return counts


Change = tuple[str, tuple[Any, ...]]
Anew = Callable[[KeyRing, tuple[DataKey, ...], Any], Iterable[Change]]


async def _rows(connection: Connection, query: str, key: str) -> AsyncIterator[Any]:
    last = UUID(int=0)
    while rows := await connection.fetch(f"{query} WHERE {key} > $1 ORDER BY {key} LIMIT {ROWS_AT_ONCE}", last):
        for row in rows:
            yield row
        last = rows[-1]["id"]


async def _one(
    connection: Connection, ring: KeyRing, keys: tuple[DataKey, ...], of: tuple[str, str, Anew], row: Any
) -> tuple[bool, bool]:
    """Whether a row was changed, and whether it is damaged."""
    query, key, anew = of
    try:
        if not list(anew(ring, keys, row)):
            return False, False
        async with connection.transaction():
            # Locked first and read then: who waited for the lock would else see what is beside it as it was before.
            await connection.fetchrow(f"{query} WHERE {key} = $1 FOR NO KEY UPDATE OF {key[0]}", row["id"])
            locked = await connection.fetchrow(f"{query} WHERE {key} = $1", row["id"])
            changes = [] if locked is None else list(anew(ring, keys, locked))
            for statement, values in changes:
                await connection.execute(statement, *values)
            return bool(changes), False
    except DamagedError:
        return False, True


def _identifier_anew(ring: KeyRing, keys: tuple[DataKey, ...], row: Any) -> Iterable[Change]:
    if not ring.has(row["value"]):
        return  # its own key was destroyed: nobody looks for it
    digest = known_by_identifier(row["system"], _clear(ring, tables.person_identifier.name, "value", row))
    found_by = ring.writing(keys).fingerprint(digest)
    if row["value_key"] != found_by:
        yield "UPDATE person_identifier SET value_key = $2 WHERE id = $1", (row["id"], found_by)
    yield from _known_anew(keys, row, [digest])


def _names_anew(_ring: KeyRing, keys: tuple[DataKey, ...], row: Any) -> Iterable[Change]:
    return _known_anew(keys, row, [known_by_name(*name) for name in row["names"]])


def _known_anew(keys: tuple[DataKey, ...], row: Any, digests: Iterable[bytes]) -> Iterable[Change]:
    """Whoever is known of by something stays so; nobody becomes known."""
    wanted = sorted({key.fingerprint(digest) for key in keys for digest in digests})
    if row["known"] and sorted(row["known"]) != wanted:
        yield _KEEP, (row["person_id"], row["id"], wanted)
        yield _FORGET, (row["person_id"], row["id"], wanted)


def _place_anew(ring: KeyRing, keys: tuple[DataKey, ...], row: Any) -> Iterable[Change]:
    if not ring.has(row["lines"]):
        return
    said = {name: row[name] and _clear(ring, tables.address_place.name, name, row) for name in _PLACED}
    wanted = compared(Place(**said | {"lines": tuple(said["lines"])}), keys)
    if any(row[name] != wanted[name] for name in COMPARED):
        yield _MOVE, (row["id"], *(wanted[name] for name in COMPARED))


def _clear(ring: KeyRing, table: str, name: str, row: Any) -> Any:
    return opened(ring.key(row[name]), f"{table}.{name}", str(row["id"]), row[name])
