"""Data keys, and what one closes: AES-256-GCM for values, HMAC-SHA-256 for what is looked for."""

import binascii
import hmac
import os
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.json_text import json_text

SECRET_BYTES: Final = 32
EVERYWHERE: Final = UUID(int=0)
"""In place of a municipality: whoever is known twice, or hides, is so across all of them."""
PREFIX: Final = "s1."
_NONCE_BYTES: Final = 12


class KeyUse(StrEnum):
    """What a data key is for."""

    CONTENT = "content"
    FINGERPRINT = "fingerprint"


def use_of(municipality_id: UUID) -> KeyUse:
    """What the keys of a municipality are for; fingerprints are compared across all of them."""
    return KeyUse.FINGERPRINT if municipality_id == EVERYWHERE else KeyUse.CONTENT


class DamagedError(Exception):
    """What is kept in a place is not what was encrypted for it: somebody changed or moved it."""


class UnstorableError(ValueError):
    """U+0000, which PostgreSQL takes in no text, and we in none that it cannot see either."""


@dataclass(frozen=True, kw_only=True)
class DataKey:
    """One key of one municipality.

    Attributes:
        id: what is closed with it begins with.
        version: counts the keys of a municipality and use from 1; the last one closes.
    """

    id: int
    municipality_id: UUID
    use: KeyUse
    version: int
    secret: bytes = field(repr=False)
    _cipher: AESGCM = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_cipher", AESGCM(self.secret))

    def close(self, column: str, row: UUID, value: Any) -> str:
        """Encrypt a JSON value for one place: `s1.<key>.<nonce and ciphertext>`.

        Raises:
            UnstorableError: it holds a character of no text.
        """
        text = json_text(value)
        if b"\\u0000" in text.replace(b"\\\\", b""):
            raise UnstorableError
        nonce = os.urandom(_NONCE_BYTES)
        closed = self._cipher.encrypt(nonce, text, _place(self.id, column, str(row)))
        return f"{PREFIX}{self.id}.{binascii.b2a_base64(nonce + closed, newline=False).decode()}"

    def open(self, column: str, row: str, closed: str) -> bytes:
        """Decrypt: the JSON of the value.

        Raises:
            DamagedError: it was not closed with this key for this place.
        """
        try:
            bare = binascii.a2b_base64(closed[closed.index(".", len(PREFIX)) + 1 :])
            return self._cipher.decrypt(bare[:_NONCE_BYTES], bare[_NONCE_BYTES:], _place(self.id, column, row))
        except (InvalidTag, ValueError) as failure:
            raise DamagedError(f"{column} of {row}") from failure

    def fingerprint(self, digest: bytes) -> bytes:
        """By which something is found again, and which tells nothing to whoever has not the key."""
        return hmac.digest(self.secret, digest, "sha256")


def key_of(closed: str) -> int:
    """With which key something was closed.

    Raises:
        DamagedError: it does not say.
    """
    try:
        return int(closed[len(PREFIX) : closed.index(".", len(PREFIX))])
    except ValueError as failure:
        raise DamagedError("it names no key") from failure


def is_closed(value: object) -> bool:
    """Whether it is something encrypted."""
    return isinstance(value, str) and value.startswith(PREFIX)


def opened(key: DataKey, column: str, row: str, closed: str) -> Any:
    """The value itself."""
    return orjson.loads(key.open(column, row, closed))


def _place(key_id: int, column: str, row: str) -> bytes:
    return f"{key_id} {column} {row}".encode()
