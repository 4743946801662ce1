"""The token endpoint."""

from typing import Any

from fastapi import APIRouter, Request, Response

from services.identity.systems.domain import GrantType
from services.identity.tokens.actions.clients import TOKENS, authenticated
from services.identity.tokens.actions.issuing import Mint, token_of_system
from services.identity.tokens.api.documented import TOKEN_REQUEST, TOKEN_RESPONSES
from services.identity.tokens.api.wire import answer, database_of, mint_of, read_form
from services.identity.tokens.domain.claims import Token
from services.identity.tokens.domain.credentials import Presented, presented
from services.identity.tokens.domain.refusals import InvalidRequest, UnsupportedGrantType

router = APIRouter(tags=["tokens"])


@router.post(
    "/oauth/token",
    summary="Get an access token",
    openapi_extra={"requestBody": TOKEN_REQUEST, "security": [{"client_secret_basic": []}, {}]},
    responses=TOKEN_RESPONSES,
)
async def token(request: Request) -> Response:
    """OAuth 2.1 token endpoint: `client_credentials` for an agency's system, by `private_key_jwt` (ES256, an assertion
    of at most five minutes that counts once) or by `client_secret_basic`.
    """
    form = await read_form(request)
    shown = presented(request.headers.get("authorization", ""), form)
    match form.get("grant_type"):
        case GrantType.CLIENT_CREDENTIALS:
            return await _for_a_system(request, shown, form.get("scope"))
        case None:
            raise InvalidRequest("grant_type is missing.")
        case _:
            raise UnsupportedGrantType


async def _for_a_system(request: Request, shown: Presented, scope: str | None) -> Response:
    mint = mint_of(request)
    async with database_of(request).work(TOKENS) as work:
        client = await authenticated(work, shown, mint.audiences)
    made = token_of_system(mint, client, scope, work.now)
    return answer(await _described(mint, made))


async def _described(mint: Mint, made: Token) -> dict[str, Any]:
    return {
        "access_token": await mint.signed(made),
        "token_type": "Bearer",
        "expires_in": made.lasts_seconds,
        "scope": " ".join(made.scopes),
    }
