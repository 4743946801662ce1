"""Ending a token early, and saying what one is worth."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.identity.keys.domain.signatures import claims_of
from services.identity.sessions.actions import end_session, end_token, has_ended, live_session
from services.identity.sessions.domain import EndedBecause
from services.identity.systems.domain import digest_of
from services.identity.tokens import store
from services.identity.tokens.actions.clients import Client
from services.identity.tokens.domain.refusals import UnauthorizedClient
from shared.contracts.identity.actor import Actor, PersonActor
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Verified:
    """An access token of ours, verified before any transaction."""

    caller: Actor | PersonActor
    claims: Mapping[str, Any]

    @classmethod
    def of(cls, token: str, caller: Actor | PersonActor) -> "Verified":
        return cls(caller, claims_of(token))

    @property
    def client_id(self) -> str:
        return str(self.claims["client_id"])


async def revoke(work: UnitOfWork, client: Client, token: str, access: Verified | None) -> None:
    """A client gives a token back: a refresh token ends the sign-in, an access token ends alone. Unknown ones are fine.

    Args:
        access: when it is a valid access token.

    Raises:
        UnauthorizedClient: it is another client's.

    Source:
        RFC 7009.
    """
    if access is not None:
        if access.client_id != str(client.system.id):
            raise UnauthorizedClient
        await end_token(work, UUID(access.caller.token_id))
        return
    kept = await store.refresh_token(work, digest_of(token))
    session = await live_session(work, kept.session_id) if kept else None
    if session is None:
        return
    if session.system_id != client.system.id:
        raise UnauthorizedClient
    await end_session(work, session.id, EndedBecause.SIGNED_OUT)


async def introspect(work: UnitOfWork, client: Client, token: str, access: Verified | None) -> dict[str, Any]:
    """What a token is worth now, for the client it was given to and for other systems of the same agency; for anybody
    else, and for what is no token, it is not active.

    Source:
        RFC 7662.
    """
    if access is not None:
        return await _of_access_token(work, client, access)
    kept = await store.refresh_token(work, digest_of(token))
    session = await live_session(work, kept.session_id) if kept and not kept.is_used else None
    if kept is None or session is None or session.system_id != client.system.id or kept.expires_at <= work.now:
        return {"active": False}
    return {
        "active": True,
        "client_id": str(session.system_id),
        "sub": str(session.subject),
        "scope": " ".join(session.scopes),
        "exp": int(kept.expires_at.timestamp()),
        "sid": str(session.id),
    }


async def _of_access_token(work: UnitOfWork, client: Client, access: Verified) -> dict[str, Any]:
    caller = access.caller
    acts_for_its_agency = isinstance(caller, Actor) and caller.agency_id == client.system.agency_id
    is_theirs = access.client_id == str(client.system.id) or acts_for_its_agency
    assert caller.session_id is not None, "every token of ours descends from a session"
    if not is_theirs or await has_ended(work, caller.session_id, UUID(caller.token_id)):
        return {"active": False}
    return {"active": True, "token_type": "Bearer", **access.claims}
