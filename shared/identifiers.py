"""Time-ordered identifiers."""

import os
import time
from datetime import datetime
from uuid import UUID

_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62


_RANDOM_BYTES = 10
_AT_ONCE = 256

_unused: list[bytes] = []
os.register_at_fork(after_in_child=_unused.clear)


def moment() -> str:
    """What the ids of this millisecond begin with, for a statement that makes as many as it finds rows.

    `CAST(overlay(CAST(gen_random_uuid() AS text) PLACING :moment FROM 1 FOR 15) AS uuid)` is such an id: the variant
    of a random UUID is the same, and its version is overlaid.
    """
    return str(new_id())[:15]


def new_id() -> UUID:
    """A UUID that sorts by the millisecond of its making.

    Made here and not in PostgreSQL, so that version 15 serves as well as 18.

    Source:
        RFC 9562 section 5.7.
    """
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(_random_bytes(), "big")
    high_12, low_62 = random >> 68, random & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | _VERSION_7 | (high_12 << 64) | _VARIANT | low_62)


def lowest_id_at(at: datetime) -> UUID:
    """Below every id that is made at this time or later, and above every earlier one.

    Args:
        at: aware.
    """
    return UUID(int=(int(at.timestamp() * 1000) << 80) | _VERSION_7 | _VARIANT)


def _random_bytes() -> bytes:
    """From the system, asked once for many: a request makes half a dozen ids, and a system call costs more than one."""
    try:
        return _unused.pop()
    except IndexError:
        drawn = os.urandom(_RANDOM_BYTES * _AT_ONCE)
        _unused.extend(
            drawn[start : start + _RANDOM_BYTES] for start in range(_RANDOM_BYTES, len(drawn), _RANDOM_BYTES)
        )
        return drawn[:_RANDOM_BYTES]
