"""A link to the content of a document: for one caller, for a few minutes, and worth nothing without their token.

Source:
    RFC 2104 (HMAC), with SHA-256.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from services.cases.documents.domain.document import LinkOver
from shared.refusals import NotFound

LIVES: Final = timedelta(minutes=5)
_MEANT_FOR: Final = b"parcours document link 1"


@dataclass(frozen=True)
class Link:
    """What is signed; agency and subject are the caller's own and not part of the address.

    Attributes:
        expires: seconds since 1970, UTC.
    """

    document_id: UUID
    version: int
    expires: int
    agency_id: UUID
    subject: UUID

    @property
    def expires_at(self) -> datetime:
        return datetime.fromtimestamp(self.expires, UTC)

    def signature(self, secret: bytes) -> str:
        """What only this service can write, for exactly this link."""
        said = (self.document_id, self.version, self.expires, self.agency_id, self.subject)
        key = hmac.digest(secret, _MEANT_FOR, "sha256")
        return urlsafe_b64encode(hmac.digest(key, ":".join(map(str, said)).encode(), "sha256")).decode().rstrip("=")

    def must_hold(self, secret: bytes, signature: str, now: datetime) -> None:
        """Let only a link that was made here, for this caller, and lately, lead on.

        Raises:
            NotFound: it was not made here, or for somebody else.
            LinkOver: it was, too long ago.
        """
        if not hmac.compare_digest(self.signature(secret).encode(), signature.encode()):
            raise NotFound
        if now.timestamp() >= self.expires:
            raise LinkOver
