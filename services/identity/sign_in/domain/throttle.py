"""How often one may try: a few times freely, then after waits that double.

The same for names that exist and names that do not, so that waiting tells nobody anything. Attempts are counted
before the password is looked at, so that a hundred at once are a hundred.
"""

import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

WINDOW: Final = timedelta(minutes=30)
"""After so long without an attempt everything is forgotten."""

FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)
_MOST_DOUBLINGS: Final = 10
_ONE_HOUSEHOLD: Final = 64
"""Bits of an IPv6 address that name a network; the rest its owner chooses freely."""

FREE_FOR_AN_ACCOUNT: Final = 5
FREE_FOR_AN_ADDRESS: Final = 50
"""A whole agency may sign in from one address on a Monday morning."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often it was tried lately, and when last."""

    count: int
    last_at: datetime

    def wait(self, at: datetime, free: int) -> timedelta:
        """How long the next attempt has to wait; zero when it may be made now."""
        if self.count < free or at - self.last_at >= WINDOW:
            return timedelta()
        doublings = min(self.count - free, _MOST_DOUBLINGS)
        wait: timedelta = min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)
        return max(self.last_at + wait - at, timedelta())

    def one_more(self, at: datetime) -> "Attempts":
        """After an attempt that was not the right one, or is not decided yet."""
        return Attempts(1 if at - self.last_at >= WINDOW else self.count + 1, at)


def account(secret: bytes, login: str) -> bytes:
    """Under which name attempts on an account are counted: nobody who reads the table learns the sign-in name."""
    return hmac.digest(secret, b"account:" + login.encode(), "sha256")


def address(secret: bytes, ip: str) -> bytes:
    """Under which name attempts from an address are counted."""
    try:
        parsed = ipaddress.ip_address(ip)
    except ValueError:
        return hmac.digest(secret, b"address:unknown", "sha256")
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        parsed = ipaddress.ip_network((parsed, _ONE_HOUSEHOLD), strict=False).network_address
    return hmac.digest(secret, b"address:" + parsed.packed, "sha256")


def second_factor(secret: bytes, account_id: UUID) -> bytes:
    """Under which name attempts with the digits of an account are counted."""
    return hmac.digest(secret, b"second factor:" + account_id.bytes, "sha256")
