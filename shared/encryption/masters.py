"""Master keys: they never meet data, only the data keys that they wrap."""

import os
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SHORTEST: Final = 32
_NONCE_BYTES: Final = 12
_ID_BYTES: Final = 6
_DEVELOPMENT: Final = "not a secret: whoever reads the source can open what is encrypted with it"


class UnknownMasterError(Exception):
    """A data key is wrapped by a master key that the settings do not hold, or is not what was wrapped."""


class Masters(Protocol):
    """Wraps data keys. A key management service can stand behind it: nothing is asked of it but this, once for each
    data key and process.
    """

    @property
    def current(self) -> str:
        """Id of the one that wraps from now on."""
        ...

    async def wrap(self, secret: bytes, name: str) -> bytes:
        """Encrypt a data key with the current one; `name` is what the result is bound to."""
        ...

    async def unwrap(self, wrapped: bytes, name: str, by: str) -> bytes:
        """Decrypt a data key.

        Raises:
            UnknownMasterError: wrapped by another one, or under another name.
        """
        ...


class MastersInSettings:
    """AES-256-GCM under keys derived from secrets: the first wraps, all of them unwrap."""

    def __init__(self, secrets: str) -> None:
        """Take the secrets.

        Args:
            secrets: one or more, apart by spaces.

        Raises:
            ValueError: none, or one is short.
        """
        words = secrets.split()
        if not words or min(map(len, words)) < SHORTEST:
            raise ValueError(f"each key is at least {SHORTEST} signs long, and there is one at least")
        self._ciphers = {
            _derived(word, "name", _ID_BYTES).hex(): AESGCM(_derived(word, "key", 32)) for word in reversed(words)
        }
        self._current = _derived(words[0], "name", _ID_BYTES).hex()

    @property
    def current(self) -> str:
        return self._current

    async def wrap(self, secret: bytes, name: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._ciphers[self._current].encrypt(nonce, secret, name.encode())

    async def unwrap(self, wrapped: bytes, name: str, by: str) -> bytes:
        try:
            return self._ciphers[by].decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], name.encode())
        except (KeyError, InvalidTag) as failure:
            raise UnknownMasterError(f"a data key is wrapped by the master key {by}, which is not given") from failure


def _derived(secret: str, what: str, length: int) -> bytes:
    derive = HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=f"parcours master {what}".encode())
    return derive.derive(secret.encode())


DEVELOPMENT: Final = MastersInSettings(_DEVELOPMENT.replace(" ", "-"))
"""Where no key is given, which production refuses."""
