"""Private keys, and keys of second factors, are kept encrypted: whoever has the database alone can use neither."""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32


class WrongKeySecretError(Exception):
    """The key secret in the settings is not the one with which something was encrypted."""


class Seal:
    """AES-256-GCM under a key derived from the key secret; each sealed text is bound to the name it is kept under."""

    def __init__(self, secret: str, what: str = "signing keys") -> None:
        """Seal one kind of thing.

        Args:
            what: keys of other kinds of things do not open it.
        """
        info = f"parcours identity {what}".encode()
        derive = HKDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=None, info=info)
        self._cipher = AESGCM(derive.derive(secret.encode()))

    def close(self, plain: bytes, name: str) -> bytes:
        """Encrypt."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, name.encode())

    def open(self, sealed: bytes, name: str) -> bytes:
        """Decrypt.

        Raises:
            WrongKeySecretError: another secret, another name, or not what was sealed.
        """
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError) as failure:  # ValueError: too short to hold a nonce
            raise WrongKeySecretError("this was encrypted with another key secret") from failure
