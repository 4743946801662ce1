"""The token endpoint."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from services.identity.sessions.actions import end_session
from services.identity.sessions.api import hear_at_once
from services.identity.systems.domain import GrantType
from services.identity.tokens.actions.clients import TOKENS, authenticated, authenticated_by_secret
from services.identity.tokens.actions.issuing import Mint, token_of_system
from services.identity.tokens.actions.signed_in import Granted, Reused, redeem_code, refresh
from services.identity.tokens.api.documented import CLIENT_SECURITY, TOKEN_REQUEST, TOKEN_RESPONSES
from services.identity.tokens.api.wire import (
    answer,
    database_of,
    mint_of,
    oauth_form,
    required,
    shown_by,
)
from services.identity.tokens.domain.claims import Token
from services.identity.tokens.domain.id_token import ID_TOKEN, id_token_claims
from services.identity.tokens.domain.refusals import UnsupportedGrantType

router = APIRouter(tags=["tokens"])

Form = dict[str, str]


@router.post(
    "/oauth/token",
    summary="Get an access token",
    openapi_extra={"requestBody": TOKEN_REQUEST, "security": CLIENT_SECURITY},
    responses=TOKEN_RESPONSES,
)
async def token(request: Request) -> Response:
    """OAuth 2.1 token endpoint.

    `client_credentials` for an agency's system, which authenticates by `private_key_jwt` (ES256, an assertion of at
    most five minutes that counts once) or by `client_secret_basic`; `authorization_code` with PKCE and `refresh_token`
    for the front end of a worker. A refresh token works once: using it again ends the sign-in.
    """
    form = await oauth_form(request)
    grant = _GRANTS.get(required(form, "grant_type"))
    if grant is None:
        raise UnsupportedGrantType
    try:
        return answer(await grant(request, form))
    except Reused as reused:
        await _end(request, reused)
        raise


async def _for_a_system(request: Request, form: Form) -> dict[str, Any]:
    mint, database, shown = mint_of(request), database_of(request), shown_by(request, form)
    if shown.assertion is None:
        client = await authenticated_by_secret(database, shown)
    else:
        async with database.work(TOKENS) as work:
            client = await authenticated(work, shown, mint.audiences)
    made = token_of_system(mint, client, form.get("scope"), database.clock())
    return _described(made, await mint.signed(made))


async def _for_a_code(request: Request, form: Form) -> dict[str, Any]:
    mint = mint_of(request)
    code, verifier = required(form, "code"), required(form, "code_verifier")
    async with database_of(request).work(TOKENS) as work:
        client = await authenticated(work, shown_by(request, form), mint.audiences)
        redirect_uri = required(form, "redirect_uri")
        granted = await redeem_code(work, mint, client, code=code, redirect_uri=redirect_uri, verifier=verifier)
    return await _described_for_a_worker(mint, granted)


async def _for_a_refresh_token(request: Request, form: Form) -> dict[str, Any]:
    mint = mint_of(request)
    given = required(form, "refresh_token")
    async with database_of(request).work(TOKENS) as work:
        client = await authenticated(work, shown_by(request, form), mint.audiences)
        granted = await refresh(work, mint, client, refresh_token=given, asked_scope=form.get("scope"))
    return await _described_for_a_worker(mint, granted)


_GRANTS: Final[dict[str, Callable[[Request, Form], Awaitable[dict[str, Any]]]]] = {
    GrantType.CLIENT_CREDENTIALS: _for_a_system,
    GrantType.AUTHORIZATION_CODE: _for_a_code,
    GrantType.REFRESH_TOKEN: _for_a_refresh_token,
}


async def _end(request: Request, reused: Reused) -> None:
    """In a transaction of its own: that of the request is rolled back."""
    async with database_of(request).work(TOKENS) as work:
        await end_session(work, reused.session_id, reused.because)
    await hear_at_once(request.app.state.service)


async def _described_for_a_worker(mint: Mint, granted: Granted) -> dict[str, Any]:
    signed = await mint.signed(granted.token)
    described = _described(granted.token, signed)
    if granted.refresh_token is not None:
        described["refresh_token"] = granted.refresh_token
    if granted.wants_id_token:
        claims = id_token_claims(
            granted.token, signed, issuer=mint.issuer, nonce=granted.nonce, signed_in_at=granted.signed_in_at
        )
        key = await mint.ring.signing_key(granted.token.issued_at)
        described["id_token"] = key.signed(claims, ID_TOKEN)
    return described


def _described(made: Token, signed: str) -> dict[str, Any]:
    return {
        "access_token": signed,
        "token_type": "Bearer",
        "expires_in": made.lasts_seconds,
        "scope": " ".join(made.scopes),
    }
