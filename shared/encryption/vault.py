"""What a unit of work closes and opens."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from shared.encryption.keys import DataKey, key_of, opened
from shared.encryption.marks import MARK, MARKS
from shared.encryption.ring import Connection, KeyRing


class Vault:
    """The keys of a service's database, over the connection of one unit of work."""

    __slots__ = ("_connection", "_ring")

    def __init__(self, ring: KeyRing, connection: Connection) -> None:
        self._ring = ring
        self._connection = connection

    async def closing(self, municipality_id: UUID) -> DataKey:
        """The key with which what belongs to a municipality is encrypted now.

        Raises:
            Destroyed: this municipality's keys were destroyed.
        """
        return await self._ring.closing(self._connection, municipality_id)

    async def fingerprint(self, digest: bytes) -> bytes:
        """By which something is kept to be found again, in every municipality; it tells nothing without the key."""
        return self._ring.writing(await self.fingerprinting()).fingerprint(digest)

    async def fingerprinting(self) -> tuple[DataKey, ...]:
        """The keys by which something is compared, the older first: two while one replaces the other."""
        return await self._ring.fingerprinting(self._connection)

    async def fingerprints(self, digest: bytes) -> list[bytes]:
        """By all of which it is looked for, the older first: two while one key replaces another."""
        return [key.fingerprint(digest) for key in await self.fingerprinting()]

    async def opened_text(self, text: str) -> str:
        """A JSON text with everything opened that stands encrypted in it.

        Raises:
            Destroyed: a key is no more.
            DamagedError: something was changed or moved.
        """
        found = {key_of(closed) for _, _, closed in MARKS.findall(text)}
        if not found:
            return text
        await self._ring.hold(self._connection, found)
        return self._ring.put_in(text)

    async def opened_row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row with everything opened that stands encrypted in its JSON values; errors as for `opened_text`."""
        values = dict(row)
        for name, value in values.items():
            if isinstance(value, dict | list):
                text = orjson.dumps(value).decode()
                if MARK in text:
                    values[name] = orjson.loads(await self.opened_text(text))
        return values

    async def opened(self, column: str, row: UUID, closed: str) -> Any:
        """One encrypted value of a known place; errors as for `opened_text`."""
        await self._ring.hold(self._connection, [key_of(closed)])
        return opened(self._ring.key(closed), column, str(row), closed)
