"""The data keys that a process holds, read again every few seconds: what was destroyed is forgotten."""

import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from secrets import token_bytes
from typing import Any, Final
from uuid import UUID

import asyncpg

from shared.encryption import store
from shared.encryption.keys import EVERYWHERE, SECRET_BYTES, DataKey, KeyUse, key_of, use_of
from shared.encryption.marks import MARKS
from shared.encryption.masters import Masters
from shared.refusals import Gone

FORGETS_AFTER_SECONDS: Final = 5.0
"""A key that was destroyed opens nothing in any process after so long; one that is new closes everywhere."""

Connection = Any  # asyncpg's connection, or the proxy of its pool


class Destroyed(Gone):
    """The key with which this was encrypted was destroyed, so that nobody can read it any more: here, and in every copy
    of the database that holds no other.
    """

    code = "key-destroyed"
    title = "Made unreadable for good"
    title_fr = "Rendu illisible définitivement"


class KeyRing:
    """Keys by id and by whose they are. One for each database."""

    def __init__(self, masters: Masters, connect: "Callable[[], Awaitable[asyncpg.Connection[Any]]]") -> None:
        """Begin with none.

        Args:
            connect: a connection of its own, so that a new key is there for everybody whatever becomes of the request.
        """
        self.masters = masters
        self._connect = connect
        self._keys: dict[int, DataKey] = {}
        self._current: dict[UUID, DataKey] = {}
        self._known: set[UUID] = set()
        self._fingerprinting: tuple[DataKey, ...] = ()
        self._known_everywhere: set[int] = set()
        self._read_at = float("-inf")

    async def read(self, connection: Connection) -> None:
        """Take the keys as they are in the database now."""
        read_at = time.monotonic()
        rows = await connection.fetch(store.ALL.sql)
        keys: dict[int, DataKey] = {}
        for row in rows:
            if row["wrapped"] is not None:
                keys[row["id"]] = self._keys.get(row["id"]) or await self._unwrapped(row)
        self._keys = keys
        self._current = {key.municipality_id: key for key in sorted(keys.values(), key=_version)}
        self._known = {row["municipality_id"] for row in rows}
        ours = (key for key in keys.values() if key.use is KeyUse.FINGERPRINT)
        self._fingerprinting = tuple(sorted(ours, key=_version))
        self._known_everywhere = {row["id"] for row in rows if row["is_known_everywhere"]}
        self._read_at = read_at

    async def be_fresh(self, connection: Connection) -> None:
        """Read them again where that was long ago."""
        if time.monotonic() - self._read_at > FORGETS_AFTER_SECONDS:
            await self.read(connection)

    async def closing(self, connection: Connection, municipality_id: UUID) -> DataKey:
        """With which key something of a municipality is closed now; made, where it has none.

        Raises:
            Destroyed: those it had were destroyed.
        """
        await self.be_fresh(connection)
        if municipality_id not in self._known:
            await self._make(municipality_id)
            await self.read(connection)
        key = self._current.get(municipality_id)
        if key is None:
            raise Destroyed
        return key

    async def fingerprinting(self, connection: Connection) -> tuple[DataKey, ...]:
        """The keys of the fingerprints that there are, oldest first: one, or two while the next replaces it.

        Raises:
            Destroyed: there is none any more.
        """
        await self.closing(connection, EVERYWHERE)
        return self._fingerprinting

    def writing(self, keys: Sequence[DataKey]) -> DataKey:
        """With which of them one is kept where there is place for one: the newest that every process searches by."""
        return next((key for key in reversed(keys) if key.id in self._known_everywhere), keys[0])

    async def hold(self, connection: Connection, ids: Iterable[int]) -> None:
        """Have these keys at hand.

        Raises:
            Destroyed: one of them is no more.
        """
        await self.be_fresh(connection)
        wanted = set(ids)
        if not wanted <= self._keys.keys():
            await self.read(connection)
            if not wanted <= self._keys.keys():
                raise Destroyed

    def present(self, municipality_id: UUID) -> DataKey | None:
        """The key that closes now, of those at hand."""
        return self._current.get(municipality_id)

    def has(self, closed: str) -> bool:
        """Whether something can be opened with a key that is at hand."""
        return key_of(closed) in self._keys

    def key(self, closed: str) -> DataKey:
        """The key with which something was closed, which is at hand."""
        return self._keys[key_of(closed)]

    def put_in(self, text: str) -> str:
        """A JSON text with everything opened that stands encrypted in it; the keys are at hand."""
        return MARKS.sub(lambda found: self.key(found[3]).open(found[1], found[2], found[3]).decode(), text)

    async def _make(self, municipality_id: UUID) -> None:
        connection = await self._connect()
        try:
            await add_key(connection, self.masters, municipality_id, 1)
        finally:
            await connection.close()

    async def _unwrapped(self, row: Any) -> DataKey:
        secret = await self.masters.unwrap(row["wrapped"], store.name_of(row), row["wrapped_by"])
        return DataKey(
            id=row["id"],
            municipality_id=UUID(int=row["municipality_id"].int),
            use=KeyUse(row["use"]),
            version=row["version"],
            secret=secret,
        )


async def add_key(connection: Connection, masters: Masters, municipality_id: UUID, version: int) -> None:
    """Make a key, unless somebody else has made this one."""
    named = {"municipality_id": municipality_id, "use": use_of(municipality_id).value, "version": version}
    wrapped = await masters.wrap(token_bytes(SECRET_BYTES), store.name_of(named))
    values = store.ADD.arguments(named | {"wrapped": wrapped, "wrapped_by": masters.current})
    await connection.execute(store.ADD.sql, *values)


def _version(key: DataKey) -> int:
    return key.version
