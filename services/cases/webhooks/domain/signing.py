"""How what is brought proves by whom it was sent. No I/O.

Source:
    Standard Webhooks 1.0: headers `webhook-id`, `webhook-timestamp`, `webhook-signature`; symmetric signatures `v1`.
"""

import base64
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
LONGEST_OVERLAP: Final = timedelta(days=30)


def new_secret() -> str:
    """A secret as receivers configure it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(event_id: UUID, at: datetime, body: bytes, signed_with: Sequence[str]) -> Mapping[str, str]:
    """The headers of one attempt.

    Args:
        at: of this attempt: receivers refuse what is older than some minutes.
        signed_with: one secret, or two while the one before is still valid.
    """
    seconds = str(int(at.timestamp()))
    content = f"{event_id}.{seconds}.".encode() + body
    signatures = " ".join(_signature(one, content) for one in signed_with)
    return {"webhook-id": str(event_id), "webhook-timestamp": seconds, "webhook-signature": signatures}


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, content, "sha256")).decode()
