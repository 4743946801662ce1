"""Proving who a client is."""

from dataclasses import dataclass
from datetime import datetime

from services.identity.agencies.domain import Standing
from services.identity.keys.domain.signatures import verified_claims
from services.identity.systems.actions import client, use_assertion
from services.identity.systems.domain import NOBODY, Authentication, GrantType, Secret, System
from services.identity.tokens.domain.credentials import Presented, assertion_expiry
from services.identity.tokens.domain.refusals import InvalidClient, UnauthorizedClient
from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork

TOKENS = TaskActor("tokens")
"""Gives, refreshes, ends and explains tokens."""

_NOBODY = Secret(NOBODY)


@dataclass(frozen=True, slots=True)
class Client:
    """An OAuth client that has proved who it is, and what it may do itself."""

    system: System
    standing: Standing

    def needs(self, grant: GrantType) -> None:
        """Raises UnauthorizedClient unless it is registered for this grant type."""
        if grant not in self.system.grants:
            raise UnauthorizedClient


async def authenticated(work: UnitOfWork, shown: Presented, audiences: frozenset[str]) -> Client:
    """The client, in one round trip; an assertion takes a second one, in which it is used up.

    Args:
        audiences: what a client may call us in an assertion.

    Raises:
        InvalidClient: unknown, revoked, or not proved; all look the same.
    """
    found = await client(work, shown.client_id)
    if shown.assertion is None:
        return _recognised(found, shown, work.now)
    if found is None or found[0].authentication is not Authentication.PRIVATE_KEY_JWT:
        raise InvalidClient
    await _check_assertion(work, found[0], shown.assertion, audiences)
    return Client(*found)


async def authenticated_by_secret(database: Database, shown: Presented) -> Client:
    """The same for a client that shows a secret or nothing, without a transaction.

    Raises:
        InvalidClient: as above.
    """
    return _recognised(await client(database, shown.client_id), shown, database.clock())


def _recognised(found: tuple[System, Standing] | None, shown: Presented, at: datetime) -> Client:
    """By its secret, or as one that has none. Looks at a secret in any case, so that the answer takes as long."""
    secret = (found and found[0].secret) or _NOBODY
    has_opened = secret.opens(shown.secret or "", at)
    if found is None:
        raise InvalidClient
    method = found[0].authentication
    if method is Authentication.CLIENT_SECRET_BASIC and has_opened:
        return Client(*found)
    if method is Authentication.NONE and shown.secret is None:
        return Client(*found)
    raise InvalidClient


async def _check_assertion(work: UnitOfWork, system: System, assertion: str, audiences: frozenset[str]) -> None:
    claims = verified_claims(assertion, system.keys)
    if claims is None:
        raise InvalidClient
    jti, until = assertion_expiry(claims, client_id=system.id, audiences=audiences, at=work.now)
    if not await use_assertion(work, system, jti, until):
        raise InvalidClient
