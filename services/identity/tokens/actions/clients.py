"""Proving who a client is."""

from dataclasses import dataclass

from services.identity.agencies.domain import Standing
from services.identity.keys.domain.signatures import verified_claims
from services.identity.systems.actions import client, use_assertion
from services.identity.systems.domain import Authentication, GrantType, Secret, System
from services.identity.tokens.domain.credentials import Presented, assertion_expiry
from services.identity.tokens.domain.refusals import InvalidClient, UnauthorizedClient
from shared.contracts.identity.actor import TaskActor
from shared.database.unit_of_work import UnitOfWork

TOKENS = TaskActor("tokens")
"""Gives, refreshes, ends and explains tokens."""

_NOBODY = Secret(bytes(32))


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
    system = found[0] if found else None
    secret = (system.secret if system else None) or _NOBODY
    has_opened = secret.opens(shown.secret or "", work.now)
    if found is None or system is None:
        raise InvalidClient
    method = system.authentication
    if method is Authentication.CLIENT_SECRET_BASIC and has_opened:
        return Client(*found)
    if method is Authentication.NONE and shown.secret is None and shown.assertion is None:
        return Client(*found)
    if method is Authentication.PRIVATE_KEY_JWT and shown.assertion is not None:
        await _check_assertion(work, system, shown.assertion, audiences)
        return Client(*found)
    raise InvalidClient


async def _check_assertion(work: UnitOfWork, system: System, assertion: str, audiences: frozenset[str]) -> None:
    claims = verified_claims(assertion, system.keys)
    if claims is None:
        raise InvalidClient
    jti, until = assertion_expiry(claims, client_id=system.id, audiences=audiences, at=work.now)
    if not await use_assertion(work, system, jti, until):
        raise InvalidClient
