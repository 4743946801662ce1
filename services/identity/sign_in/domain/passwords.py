"""Passwords: long rather than complicated, and hashed with Argon2id.

Source:
    NIST SP 800-63B-4 section 3.1.1 (length, no rules of composition); RFC 9106 section 4, second recommended option.
"""

import unicodedata
from typing import Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from shared.refusals import Invalid

SHORTEST: Final = 12
LONGEST: Final = 200
_ROUNDS: Final = 3
_MEMORY_KIB: Final = 65_536
_LANES: Final = 4

_hasher: Final = PasswordHash((Argon2Hasher(time_cost=_ROUNDS, memory_cost=_MEMORY_KIB, parallelism=_LANES),))

OF_NOBODY: Final = f"$argon2id$v=19$m={_MEMORY_KIB},t={_ROUNDS},p={_LANES}${'A' * 22}${'A' * 43}"
"""Verified for sign-in names that do not exist, so that the answer takes as long. No password opens it."""


def check_new_password(password: str, login: str) -> None:
    """Nothing, when it may become somebody's password.

    Raises:
        Invalid: too short, too long, or made of the sign-in name or a single character.
    """
    tidy = _tidy(password)
    if not SHORTEST <= len(tidy) <= LONGEST:
        raise Invalid.field(
            "#/password",
            "length",
            f"Between {SHORTEST} and {LONGEST} characters.",
            f"Entre {SHORTEST} et {LONGEST} caractères.",
        )
    if len(set(tidy)) < SHORTEST // 3 or (login and login in tidy.casefold()):
        raise Invalid.field(
            "#/password",
            "guessable",
            "Too easy to guess: not your sign-in name, not one character.",
            "Trop facile à deviner : ni votre identifiant, ni un seul caractère répété.",
        )


def hashed(password: str) -> str:
    """What is kept of a password. Takes about 0.1 s of a processor and 64 MiB: not on the event loop."""
    return _hasher.hash(_tidy(password))


def opens(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether the password is the right one, and a hash to keep instead where the old one is weaker than today's.

    Args:
        kept: None when there is no such worker; takes as long.
    """
    if len(password) > LONGEST:
        return False, None
    is_right, stronger = _hasher.verify_and_update(_tidy(password), kept or OF_NOBODY)
    return is_right and kept is not None, stronger


def _tidy(password: str) -> str:
    """The same password from every keyboard."""
    return unicodedata.normalize("NFKC", password)
