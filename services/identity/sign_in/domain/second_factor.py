"""The second factor: six digits that a telephone works out from a key and the time.

Source:
    RFC 6238 with the usual parameters, which every application knows: SHA-1, six digits, thirty seconds.
"""

import base64
import hmac
import os
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_SECONDS: Final = 30
DIGITS: Final = 6
_KEY_BYTES: Final = 20
_STEPS_ASIDE: Final = 1
"""Clocks of telephones go wrong, and fingers are slow: one step before and one after are taken too."""
_ISSUER: Final = "Parcours"


def new_key() -> bytes:
    """A key nobody can guess."""
    return os.urandom(_KEY_BYTES)


def step_shown_by(key: bytes, typed: str, at: datetime) -> int | None:
    """The time step whose digits were typed, the latest if several; None when they are of none. Takes as long."""
    given = "".join(typed.split()).encode()
    present = int(at.timestamp()) // STEP_SECONDS
    found = None
    for step in range(present - _STEPS_ASIDE, present + _STEPS_ASIDE + 1):
        if hmac.compare_digest(digits(key, step), given):
            found = step
    return found


def digits(key: bytes, step: int) -> bytes:
    """What the telephone shows in a time step."""
    return TOTP(key, DIGITS, SHA1(), STEP_SECONDS).generate(step * STEP_SECONDS)  # noqa: S303 - what telephones know


def typed_key(key: bytes) -> str:
    """The key as somebody types it: groups of four."""
    plain = base64.b32encode(key).decode()
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def enrolment_address(key: bytes, sign_in_name: str) -> str:
    """The address that an authenticator application opens.

    Source:
        The otpauth scheme of Google Authenticator's "Key Uri Format", which others read too.
    """
    parameters = {"secret": base64.b32encode(key).decode(), "issuer": _ISSUER}
    return f"otpauth://totp/{_ISSUER}:{quote(sign_in_name)}?{urlencode(parameters)}"
