"""ES256 through python-jose: the only place in identity that signs, and that checks a signature of somebody else."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jose import jwk, jws
from jose.backends.base import Key
from jose.backends.cryptography_backend import CryptographyECKey
from jose.exceptions import JOSEError

ALGORITHM: Final = "ES256"
LONGEST_ASSERTION_BYTES: Final = 8192
_COORDINATE: Final = re.compile(r"[A-Za-z0-9_-]{43}")

assert jwk.get_key(ALGORITHM) is CryptographyECKey, "python-jose must use the cryptography backend, never ecdsa"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key, parsed once, with its public half.

    Attributes:
        kid: RFC 7638 thumbprint.
        public: as published in the JSON Web Key Set.
    """

    kid: str
    private: Key
    public: Mapping[str, str]

    def signed(self, claims: Mapping[str, Any], token_type: str) -> str:
        """A JWT in compact form."""
        token: str = jws.sign(
            orjson.dumps(claims), self.private, headers={"typ": token_type, "kid": self.kid}, algorithm=ALGORITHM
        )
        return token


def new_private_key() -> bytes:
    """A P-256 private key, PKCS #8 in PEM, not encrypted."""
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def signing_key(pem: bytes) -> SigningKey:
    """Parse a private key."""
    private = jwk.construct(pem.decode(), ALGORITHM)
    public = private.public_key().to_dict()
    named = {"kty": "EC", "crv": public["crv"], "x": public["x"], "y": public["y"]}
    kid = thumbprint(named)
    return SigningKey(kid, private, {**named, "kid": kid, "use": "sig", "alg": ALGORITHM})


def thumbprint(key: Mapping[str, str]) -> str:
    """The name of a key, made of itself.

    Source:
        RFC 7638.
    """
    members = {name: key[name] for name in ("crv", "kty", "x", "y")}
    digest = hashlib.sha256(orjson.dumps(members, option=orjson.OPT_SORT_KEYS)).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def is_public_key(key: Mapping[str, Any]) -> bool:
    """Whether this JSON Web Key is a point on P-256, to check ES256 signatures with, and not a private key."""
    coordinates = (key.get("x"), key.get("y"))
    if (
        (key.get("kty"), key.get("crv")) != ("EC", "P-256")
        or key.get("alg", ALGORITHM) != ALGORITHM
        or key.get("use", "sig") != "sig"
        or "d" in key
        or not all(isinstance(one, str) and _COORDINATE.fullmatch(one) for one in coordinates)
    ):
        return False
    try:
        jwk.construct(dict(key), ALGORITHM)
    except ValueError:
        return False
    return True


def verified_claims(token: str, keys: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The claims of a JWT that one of these public keys signed with ES256; None for anything else.

    Says nothing about issuer, audience and times: that is for the caller to judge.
    """
    if len(token) > LONGEST_ASSERTION_BYTES or not token.isascii():
        return None
    try:
        header = jws.get_unverified_header(token)
        candidates = [key for key in keys if header.get("kid") in {None, key["kid"]}]
        if header.get("alg") != ALGORITHM or "crit" in header or not candidates:
            return None
        claims = orjson.loads(jws.verify(token, {"keys": candidates}, algorithms=[ALGORITHM]))
    except (JOSEError, orjson.JSONDecodeError, TypeError):
        return None
    return claims if isinstance(claims, dict) else None


def claims_of(token: str) -> Mapping[str, Any]:
    """The claims of a JWT that was verified before."""
    payload = token.split(".")[1]
    claims: Mapping[str, Any] = orjson.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims
