"""The keys of identity as a test holds them, and tokens made with them by an independent library and by hand."""

import base64
import json
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc import jws, jwt
from joserfc.jwk import ECKey

from shared.refusals import Unauthenticated
from shared.web.access_tokens import Revocations, TokenVerifier
from shared.web.signing_keys import KeySource

ISSUER = "https://parcours.example"
HEADER = {"alg": "ES256", "typ": "at+jwt", "kid": "ours"}
LEFT_OUT = object()


class Ring:
    """The keys of identity, and the verifier of a service."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256", "kid": "ours"})
        self.published: list[Mapping[str, Any]] = [self.key.as_dict(private=False)]
        self.revocations = Revocations()
        self.verifier = TokenVerifier(
            issuer=ISSUER, audience=ISSUER, keys=KeySource(self._fetch), revocations=self.revocations
        )

    async def _fetch(self) -> list[Mapping[str, Any]]:
        return self.published

    def signed(self, header: Mapping[str, Any] = HEADER, **claims: Any) -> str:
        """A token by joserfc with the right key."""
        return jwt.encode(dict(header), claims_of(**claims), self.key, algorithms=["ES256"])

    def signed_bytes(self, payload: bytes, header: Mapping[str, Any] = HEADER) -> str:
        """The right signature over anything."""
        return jws.serialize_compact(dict(header), payload, self.key, algorithms=["ES256"])

    def signed_by_hand(self, header: Mapping[str, Any]) -> str:
        """The right signature under any header."""
        signed = f"{part(header)}.{part(claims_of())}"
        private = self.key.private_key
        assert private is not None
        r, s = decode_dss_signature(private.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{signed}.{part(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"

    async def refuses(self, token: str) -> bool:
        try:
            await self.verifier.actor(token)
        except Unauthenticated:
            return True
        return False


def claims_of(**other: Any) -> dict[str, Any]:
    """The claims of a token in order, but for these."""
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": ISSUER,
        "sub": str(uuid4()),
        "kind": "worker",
        "agency": str(uuid4()),
        "sector": "social",
        "municipalities": [str(uuid4())],
        "roles": ["caseworker"],
        "scope": "openid record:read",
        "purpose": "care-coordination",
        "purposes": ["care-coordination"],
        "jti": str(uuid4()),
        "sid": str(uuid4()),
        "client_id": str(uuid4()),
        "iat": now,
        "nbf": now,
        "exp": now + 600,
    } | other
    return {name: value for name, value in claims.items() if value is not LEFT_OUT}


def part(value: Any) -> str:
    """One part of a token."""
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()
