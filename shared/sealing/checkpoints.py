"""A checkpoint says how large a log is and what stands for all of it, in words that anybody can keep and check.

    cases/access_log                                  origin: which log
    20851                                             how many entries
    zq1h…=                                            root of the tree over them
    previous 8Jd2…=                                   hash of the checkpoint before: they form a chain
    until 918273                                      transactions before this one are in it

    — cases/access_log Az3x…=                         signature of whoever seals

Source:
    C2SP tlog-checkpoint and signed-note (Ed25519).
"""

import base64
import binascii
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.sealing.tree import HASH_BYTES

NO_PREVIOUS: Final = bytes(HASH_BYTES)
"""What the first checkpoint of a log names as the one before it."""
_ED25519: Final = b"\x01"
_NAME_BYTES: Final = 4


class NotACheckpointError(ValueError):
    """The text is no checkpoint, or nobody known has signed it."""


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """The state of a log.

    Attributes:
        origin: `<service>/<log>`.
        previous: SHA-256 of the signed text of the checkpoint before.
        until: every transaction with a smaller number is in the log.
    """

    origin: str
    size: int
    root: bytes
    previous: bytes
    until: int

    def text(self) -> str:
        """What is signed."""
        previous = _encoded(self.previous)
        return f"{self.origin}\n{self.size}\n{_encoded(self.root)}\nprevious {previous}\nuntil {self.until}\n"


@dataclass(frozen=True)
class SealingKey:
    """Who seals one log."""

    origin: str
    private: Ed25519PrivateKey

    def verifier(self) -> str:
        """The public half, as a witness and whoever verifies keep it: name, short name of the key, key."""
        key = _ED25519 + _raw(self.private.public_key())
        return f"{self.origin}+{_short_name(self.origin, key).hex()}+{_encoded(key)}"

    def signed(self, checkpoint: Checkpoint) -> str:
        """The checkpoint with its signature."""
        text = checkpoint.text()
        name = _short_name(self.origin, _ED25519 + _raw(self.private.public_key()))
        return f"{text}\n— {self.origin} {_encoded(name + self.private.sign(text.encode()))}\n"


def sealing_key(secret: str, origin: str) -> SealingKey:
    """The key of one log; the same secret gives each log another one."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"parcours seal " + origin.encode())
    return SealingKey(origin, Ed25519PrivateKey.from_private_bytes(derive.derive(secret.encode())))


def hash_of(signed: str) -> bytes:
    """What the next checkpoint names as the one before."""
    return sha256(signed.encode()).digest()


def read_checkpoint(signed: str, verifiers: Collection[str]) -> Checkpoint:
    """Read a checkpoint that one of these keys has signed.

    Args:
        verifiers: public keys as `SealingKey.verifier` writes them.

    Raises:
        NotACheckpointError: it is not one, of a log whose key is not known, or signed by somebody else.
    """
    try:
        text, _, signature = signed.partition("\n\n")
        origin, size, root, previous, until = text.split("\n")
        checkpoint = Checkpoint(
            origin=origin,
            size=int(size),
            root=_decoded(root),
            previous=_decoded(previous.removeprefix("previous ")),
            until=int(until.removeprefix("until ")),
        )
        mark, name, proof = signature.removesuffix("\n").split(" ")
    except ValueError as failure:
        raise NotACheckpointError("this is no checkpoint") from failure
    if signed != f"{checkpoint.text()}\n{mark} {name} {proof}\n" or (mark, name) != ("—", origin):
        raise NotACheckpointError("this is no checkpoint")
    _must_be_signed(checkpoint, _decoded(proof), verifiers)
    return checkpoint


def _must_be_signed(checkpoint: Checkpoint, proof: bytes, verifiers: Collection[str]) -> None:
    for key in _keys_of(checkpoint.origin, verifiers):
        if proof[:_NAME_BYTES] == _short_name(checkpoint.origin, key):
            try:
                Ed25519PublicKey.from_public_bytes(key[1:]).verify(proof[_NAME_BYTES:], checkpoint.text().encode())
            except InvalidSignature:
                raise NotACheckpointError("the signature is not of this checkpoint") from None
            return
    raise NotACheckpointError("nobody known has signed this checkpoint")


def _keys_of(origin: str, verifiers: Collection[str]) -> Iterator[bytes]:
    """The keys that are whole: each says its own short name."""
    for verifier in verifiers:
        name, _, rest = verifier.partition("+")
        said, _, encoded = rest.partition("+")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            continue
        if (name, said) == (origin, _short_name(origin, key).hex()):
            yield key


def _short_name(origin: str, key: bytes) -> bytes:
    return sha256(origin.encode() + b"\n" + key).digest()[:_NAME_BYTES]


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as failure:
        raise NotACheckpointError("this is no checkpoint") from failure
