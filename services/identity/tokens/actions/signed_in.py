"""Tokens of whoever signs in: for a code, then for a refresh token, each of which works once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.identity.accounts.actions import standing_of_account
from services.identity.accounts.domain import AccountStanding
from services.identity.agencies.domain import Standing
from services.identity.sessions.actions import live_session, start_session
from services.identity.sessions.domain import EndedBecause, Holder, Seat, Session
from services.identity.sign_in.actions.signing_in import CodeReused, redeem
from services.identity.sign_in.domain.request import OPENID
from services.identity.systems.domain import GrantType, digest_of, new_secret
from services.identity.tokens import store
from services.identity.tokens.actions.clients import Client
from services.identity.tokens.actions.issuing import Mint
from services.identity.tokens.domain.claims import Token, refreshed_scopes
from services.identity.tokens.domain.refusals import InvalidGrant
from services.identity.workers.actions.reading import standing_of
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id


class Reused(InvalidGrant):
    """The code or refresh token worked before: one of the two is not the front end, so the whole sign-in ends."""

    code = "oauth-reused"

    def __init__(self, session_id: UUID, because: EndedBecause) -> None:
        super().__init__()
        self.session_id = session_id
        self.because = because


@dataclass(frozen=True, slots=True)
class Granted:
    """What a front end gets for whoever signed in.

    Attributes:
        refresh_token: None when the front end is not registered for it.
        wants_id_token: whether `openid` was granted.
        nonce: for the id_token.
    """

    token: Token
    refresh_token: str | None
    wants_id_token: bool
    nonce: str | None
    signed_in_at: datetime


async def redeem_code(
    work: UnitOfWork, mint: Mint, client: Client, *, code: str, redirect_uri: str, verifier: str
) -> Granted:
    """The first tokens of a sign-in.

    Raises:
        UnauthorizedClient: nobody signs in through this client.
        InvalidGrant: no such code for this client, address and proof, or too late, or the worker may not act any more.
        Reused: it worked before; end the session in a transaction of its own.
    """
    client.needs(GrantType.AUTHORIZATION_CODE)
    session_id = new_id()
    try:
        kept = await redeem(
            work,
            code,
            system_id=client.system.id,
            redirect_uri=redirect_uri,
            verifier=verifier,
            session_id=session_id,
        )
    except CodeReused as failure:
        raise Reused(failure.session_id, EndedBecause.CODE_REUSED) from failure
    standing = None if kept is None else await _standing_of(work, kept.holder)
    if kept is None or standing is None:
        raise InvalidGrant
    session = await start_session(
        work,
        session_id=session_id,
        holder=kept.holder,
        system_id=kept.system_id,
        scopes=kept.scopes,
        signed_in_at=kept.signed_in_at,
    )
    return await _granted(work, mint, client, standing, session, asked_scope=None, nonce=kept.nonce)


async def refresh(
    work: UnitOfWork, mint: Mint, client: Client, *, refresh_token: str, asked_scope: str | None
) -> Granted:
    """The next tokens of a sign-in, with what the worker may do now.

    Raises:
        UnauthorizedClient: the client is not registered for it.
        InvalidGrant: no such token of this client, the sign-in is over, or the worker may not act any more.
        InvalidScope: more was asked for than was granted.
        Reused: it worked before; end the session in a transaction of its own.
    """
    client.needs(GrantType.REFRESH_TOKEN)
    kept = await store.refresh_token(work, digest_of(refresh_token))
    session = await live_session(work, kept.session_id) if kept else None
    if kept is None or session is None or session.system_id != client.system.id or kept.expires_at <= work.now:
        raise InvalidGrant
    if kept.is_used:
        raise Reused(session.id, EndedBecause.REFRESH_TOKEN_REUSED)
    standing = await _standing_of(work, session.holder)
    if standing is None:
        raise InvalidGrant
    await store.use_refresh_token(work, digest_of(refresh_token))
    return await _granted(work, mint, client, standing, session, asked_scope=asked_scope, nonce=None)


async def _standing_of(work: UnitOfWork, holder: Holder) -> Standing | AccountStanding | None:
    """What whoever signed in may do now."""
    if isinstance(holder, Seat):
        return await standing_of(work, holder.worker_id, holder.agency_id)
    return await standing_of_account(work, holder)


async def _granted(
    work: UnitOfWork,
    mint: Mint,
    client: Client,
    standing: Standing | AccountStanding,
    session: Session,
    *,
    asked_scope: str | None,
    nonce: str | None,
) -> Granted:
    scopes = refreshed_scopes(asked_scope, session.scopes, standing.scopes & client.system.scopes)
    token = mint.token(standing, client_id=client.system.id, session_id=session.id, scopes=scopes, at=work.now)
    next_one = None
    if GrantType.REFRESH_TOKEN in client.system.grants:
        next_one = new_secret()
        await store.add_refresh_token(work, digest_of(next_one), session.id, session.ends_at)
    return Granted(token, next_one, OPENID in scopes, nonce, session.signed_in_at)
