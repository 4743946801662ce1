"""Proof Key for Code Exchange: whoever redeems a code is whoever asked for it.

Source:
    RFC 7636; only S256.
"""

import base64
import hashlib
import hmac
import re
from typing import Final

_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def proves(verifier: str, challenge: str) -> bool:
    """Whether the verifier is the one whose hash was sent ahead."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    return bool(_VERIFIER.fullmatch(verifier)) and hmac.compare_digest(digest, challenge.encode())
