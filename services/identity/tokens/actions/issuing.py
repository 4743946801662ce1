"""Making access tokens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.identity.accounts.domain import AccountStanding
from services.identity.agencies.domain import Standing
from services.identity.keys.actions.ring import KeyRing
from services.identity.systems.domain import GrantType
from services.identity.tokens.actions.clients import Client
from services.identity.tokens.domain.claims import ACCESS_TOKEN, Token, expiry, granted_scopes
from services.identity.tokens.domain.refusals import InvalidGrant
from shared.identifiers import new_id


@dataclass(frozen=True)
class Mint:
    """Where tokens are made.

    Attributes:
        issuer: the public address; also the audience.
        lasts: how long an access token lives.
    """

    ring: KeyRing
    issuer: str
    lasts: timedelta

    @property
    def token_endpoint(self) -> str:
        return f"{self.issuer}/oauth/token"

    @property
    def audiences(self) -> frozenset[str]:
        """What a client may call us in an assertion."""
        return frozenset({self.issuer, self.token_endpoint})

    def token(
        self,
        standing: Standing | AccountStanding,
        *,
        client_id: UUID,
        session_id: UUID,
        scopes: Iterable[str],
        at: datetime,
    ) -> Token:
        """A token for somebody who may act now.

        Raises:
            InvalidGrant: their roles serve no purpose of their agency.
        """
        if isinstance(standing, Standing) and not standing.purposes:
            raise InvalidGrant("No purpose of the agency goes with these roles.")
        return Token(
            id=new_id(),
            standing=standing,
            client_id=client_id,
            session_id=session_id,
            scopes=tuple(scopes),
            issued_at=at,
            expires_at=expiry(standing, at, self.lasts),
        )

    async def signed(self, token: Token) -> str:
        """The token as it travels.

        Raises:
            Unavailable: the keys cannot be read.
        """
        key = await self.ring.signing_key(token.issued_at)
        return key.signed(token.claims(self.issuer), ACCESS_TOKEN)


def token_of_system(mint: Mint, client: Client, asked_scope: str | None, at: datetime) -> Token:
    """A token for an agency's system, acting itself.

    Raises:
        UnauthorizedClient: it is not registered for this.
        InvalidScope: it asked for more than it may have.
    """
    client.needs(GrantType.CLIENT_CREDENTIALS)
    return mint.token(
        client.standing,
        client_id=client.system.id,
        session_id=client.system.session_id,
        scopes=granted_scopes(asked_scope, client.standing.scopes),
        at=at,
    )
