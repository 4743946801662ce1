"""What an access token says."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from services.identity.accounts.domain import AccountStanding
from services.identity.agencies.domain import Standing
from services.identity.tokens.domain.refusals import InvalidScope
from shared.contracts.identity.vocabulary import Scope

ACCESS_TOKEN: Final = "at+jwt"  # noqa: S105 - a media type, RFC 9068
_SHORTEST: Final = timedelta(seconds=1)
_OURS: Final = frozenset(scope.value for scope in Scope)


@dataclass(frozen=True, slots=True)
class Token:
    """An access token before it is signed.

    Attributes:
        session_id: the sign-in, or the system's credentials, that it descends from.
        scopes: as granted, in order; words of OpenID Connect may be among them.
    """

    id: UUID
    standing: Standing | AccountStanding
    client_id: UUID
    session_id: UUID
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime

    @property
    def lasts_seconds(self) -> int:
        return int((self.expires_at - self.issued_at).total_seconds())

    def claims(self, issuer: str) -> dict[str, Any]:
        """The claims, as `shared.web.access_tokens` reads them.

        Source:
            RFC 9068 section 2.2; the private claims are ours.
        """
        issued = int(self.issued_at.timestamp())
        return {
            "iss": issuer,
            "aud": issuer,
            **_about(self.standing),
            "scope": " ".join(self.scopes),
            "jti": str(self.id),
            "sid": str(self.session_id),
            "iat": issued,
            "nbf": issued,
            "exp": issued + self.lasts_seconds,
            "client_id": str(self.client_id),
        }


def _about(standing: Standing | AccountStanding) -> dict[str, Any]:
    """Who acts, and for whom; of somebody with an account of their own nothing but which account it is."""
    if isinstance(standing, AccountStanding):
        return {"sub": str(standing.account_id), "kind": "person"}
    return {
        "sub": str(standing.subject),
        "kind": "system" if standing.is_system else "worker",
        "agency": str(standing.agency_id),
        "sector": standing.sector,
        "municipalities": [str(one) for one in standing.municipalities],
        "roles": sorted(standing.roles),
        "purpose": standing.purposes[0],
        "purposes": list(standing.purposes),
    }


def expiry(standing: Standing | AccountStanding, at: datetime, lasts: timedelta) -> datetime:
    """When a token of this standing expires: never after the standing itself."""
    longest = at + lasts
    return longest if standing.until is None else max(min(longest, standing.until), at + _SHORTEST)


def refreshed_scopes(asked: str | None, held: Collection[str], allowed: Collection[Scope]) -> tuple[str, ...]:
    """The scopes of the next token of a sign-in: what it holds, as far as still allowed; fewer when asked for fewer.

    Raises:
        InvalidScope: one that was asked for was not granted at the sign-in, or nothing is left.
    """
    words = asked.split() if asked else held
    if not set(words) <= set(held):
        raise InvalidScope("A scope that was not granted at the sign-in.")
    still = tuple(one for one in held if one in words and (one not in _OURS or one in allowed))
    if not still:
        raise InvalidScope("Nothing is left of what was granted at the sign-in.")
    return still


def granted_scopes(asked: str | None, allowed: Collection[Scope]) -> tuple[str, ...]:
    """The scopes of a system's token: those asked for, or all it may have.

    Raises:
        InvalidScope: one that was asked for is not allowed.
    """
    if not asked:
        return in_declared_order(allowed)
    words = asked.split(" ")
    if not set(words) <= {scope.value for scope in allowed}:
        raise InvalidScope("A scope that this client may not have.")
    return in_declared_order(words)


def in_declared_order(words: Iterable[str]) -> tuple[str, ...]:
    """Scopes in the order of the vocabulary."""
    wanted = frozenset(words)
    return tuple(scope.value for scope in Scope if scope in wanted)
