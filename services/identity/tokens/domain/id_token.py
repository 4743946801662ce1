"""What the front end learns about the sign-in itself.

Source:
    OpenID Connect Core sections 2 and 3.1.3.6.
"""

import base64
import hashlib
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from services.identity.accounts.domain import AccountStanding
from services.identity.tokens.domain.claims import Token

ID_TOKEN: Final = "JWT"  # noqa: S105 - a media type
PASSWORD: Final = "pwd"  # noqa: S105 - an authentication method, RFC 8176
DIGITS: Final = "otp"


def id_token_claims(
    token: Token, signed: str, *, issuer: str, nonce: str | None, signed_in_at: datetime
) -> dict[str, Any]:
    """The claims of the id_token that goes with an access token.

    Args:
        signed: the access token as it travels.
        nonce: the front end's, from its request.
    """
    half_hash = hashlib.sha256(signed.encode()).digest()[:16]
    issued = int(token.issued_at.timestamp())
    return {
        "iss": issuer,
        "sub": str(_subject(token)),
        "aud": str(token.client_id),
        "azp": str(token.client_id),
        "iat": issued,
        "exp": issued + token.lasts_seconds,
        "auth_time": int(signed_in_at.timestamp()),
        **_signed_in_how(token),
        "sid": str(token.session_id),
        "at_hash": base64.urlsafe_b64encode(half_hash).rstrip(b"=").decode(),
        **({} if nonce is None else {"nonce": nonce}),
    }


def _subject(token: Token) -> UUID:
    standing = token.standing
    return standing.account_id if isinstance(standing, AccountStanding) else standing.subject


def _signed_in_how(token: Token) -> dict[str, Any]:
    if isinstance(token.standing, AccountStanding):
        return {"amr": [PASSWORD, DIGITS]}
    return {"amr": [PASSWORD], "agency": str(token.standing.agency_id)}
