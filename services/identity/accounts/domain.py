"""What an account is: a name that was drawn, a password, a second factor. Who it belongs to is not known here."""

import base64
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.contracts.identity.vocabulary import SCOPES_OF_PEOPLE, AccountId, Scope

INVITATION_LASTS: Final = timedelta(days=7)
"""So long a person has to find somebody who helps them with it."""

_NAME_BYTES: Final = 5
_CODE_BYTES: Final = 10
"""80 random bits: sixteen letters and digits that can be read out on the telephone."""
_ACCOUNT_NAME: Final = re.compile(r"p-[a-z2-7]{4}-[a-z2-7]{4}")


@dataclass(frozen=True, slots=True)
class AccountStanding:
    """What somebody who signed in with an account may ask for: the same for all; the rest is said in cases."""

    account_id: AccountId

    @property
    def scopes(self) -> frozenset[Scope]:
        return SCOPES_OF_PEOPLE

    @property
    def until(self) -> datetime | None:
        """An account does not end by itself."""
        return None


@dataclass(frozen=True, slots=True)
class Prepared:
    """An account of which the code was given, and whose second factor has not worked yet."""

    account_id: AccountId
    sign_in_name: str
    password_hash: str
    factor_key: bytes


def new_sign_in_name() -> str:
    """A sign-in name that says nothing about anybody: `p-k7qf-2m5x`."""
    drawn = base64.b32encode(secrets.token_bytes(_NAME_BYTES)).decode().lower()
    return f"p-{drawn[:4]}-{drawn[4:]}"


def is_account_name(tidy: str) -> bool:
    """Whether a sign-in name, as `tidy_login` leaves it, is of the form that only accounts have."""
    return _ACCOUNT_NAME.fullmatch(tidy) is not None


def new_code() -> str:
    """A code to hand over, in groups of four."""
    code = base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode()
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def plain_code(typed: str) -> str:
    """A code as it is compared, however it was typed."""
    return "".join(one for one in typed.upper() if one.isalnum())
