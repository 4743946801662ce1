"""Giving tokens back, and asking what one is worth."""

from fastapi import APIRouter, Request, Response

from services.identity.sessions.api import hear_at_once
from services.identity.systems.domain import Authentication
from services.identity.tokens.actions.clients import TOKENS, authenticated
from services.identity.tokens.actions.explaining import Verified, introspect, revoke
from services.identity.tokens.api.documented import (
    CLIENT_SECURITY,
    INTROSPECTION_RESPONSES,
    REVOCATION_RESPONSES,
    TOKEN_ITSELF,
)
from services.identity.tokens.api.wire import (
    answer,
    database_of,
    mint_of,
    oauth_form,
    required,
    shown_by,
)
from services.identity.tokens.domain.refusals import InvalidClient
from shared.refusals import Unauthenticated
from shared.web.service import Service

router = APIRouter(prefix="/oauth", tags=["tokens"])


@router.post(
    "/revoke",
    summary="Give a token back",
    openapi_extra={"requestBody": TOKEN_ITSELF, "security": CLIENT_SECURITY},
    responses=REVOCATION_RESPONSES,
)
async def revoke_token(request: Request) -> Response:
    """RFC 7009. A refresh token ends the whole sign-in, an access token ends alone; both everywhere within seconds. The
    answer for a token that is not known is the same as for one that has ended.
    """
    form = await oauth_form(request)
    token = required(form, "token")
    access = await _verified(request, token)
    async with database_of(request).work(TOKENS) as work:
        client = await authenticated(work, shown_by(request, form), mint_of(request).audiences)
        await revoke(work, client, token, access)
    await hear_at_once(request.app.state.service)
    return answer({})


@router.post(
    "/introspect",
    summary="Ask what a token is worth",
    openapi_extra={"requestBody": TOKEN_ITSELF, "security": CLIENT_SECURITY},
    responses=INTROSPECTION_RESPONSES,
)
async def introspect_token(request: Request) -> Response:
    """RFC 7662. For the client that a token was given to and for other systems of the same agency; for anybody else it
    is as if there were no such token.
    """
    form = await oauth_form(request)
    token = required(form, "token")
    access = await _verified(request, token)
    async with database_of(request).work(TOKENS) as work:
        client = await authenticated(work, shown_by(request, form), mint_of(request).audiences)
        if client.system.authentication is Authentication.NONE:
            raise InvalidClient
        return answer(await introspect(work, client, token, access))


async def _verified(request: Request, token: str) -> Verified | None:
    """The access token, as every service would read it; None when none would accept it."""
    service: Service = request.app.state.service
    try:
        return Verified.of(token, await service.verifier.caller(token))
    except Unauthenticated:
        return None
