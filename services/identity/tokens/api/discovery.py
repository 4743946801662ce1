"""What clients read before they speak to us."""

from typing import Any

from fastapi import APIRouter, Request, Response

from services.identity.keys.domain.signatures import ALGORITHM
from services.identity.sign_in.api.texts import LANGUAGES
from services.identity.sign_in.domain.request import OPENID
from services.identity.systems.domain import Authentication, GrantType
from services.identity.tokens.api.wire import mint_of
from services.identity.tokens.domain.id_token import PASSWORD
from shared.contracts.identity.vocabulary import Scope
from shared.web.documented import refusals

router = APIRouter(prefix="/.well-known", tags=["discovery"])

FRESH_SECONDS = 3600


def metadata(issuer: str) -> dict[str, Any]:
    """Of this authorization server.

    Source:
        RFC 8414 section 2; OpenID Connect Discovery section 3; RFC 9207.
    """
    confidential = [one.value for one in Authentication if one is not Authentication.NONE]
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "introspection_endpoint": f"{issuer}/oauth/introspect",
        "userinfo_endpoint": f"{issuer}/oauth/userinfo",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "service_documentation": f"{issuer}/docs",
        "scopes_supported": [OPENID, *Scope],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(GrantType),
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["login", "none"],
        "token_endpoint_auth_methods_supported": list(Authentication),
        "token_endpoint_auth_signing_alg_values_supported": [ALGORITHM],
        "revocation_endpoint_auth_methods_supported": list(Authentication),
        "revocation_endpoint_auth_signing_alg_values_supported": [ALGORITHM],
        "introspection_endpoint_auth_methods_supported": confidential,
        "introspection_endpoint_auth_signing_alg_values_supported": [ALGORITHM],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "subject_types_supported": ["public"],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "amr", "sid", "name", "agency"],
        "amr_values_supported": [PASSWORD],
        "ui_locales_supported": list(LANGUAGES),
        "authorization_response_iss_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "claims_parameter_supported": False,
    }


_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Metadata of the authorization server.",
        "content": {
            "application/json": {"schema": {"type": "object"}, "example": metadata("https://parcours.example.org")}
        },
    },
    **refusals(signed_in=False),
}


@router.get(
    "/openid-configuration",
    summary="OpenID Connect discovery",
    openapi_extra={"security": []},
    responses=_RESPONSES,
)
async def openid_configuration(request: Request, response: Response) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0."""
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return metadata(mint_of(request).issuer)


@router.get(
    "/oauth-authorization-server",
    summary="OAuth discovery",
    openapi_extra={"security": []},
    responses=_RESPONSES,
)
async def oauth_authorization_server(request: Request, response: Response) -> dict[str, Any]:
    """OAuth 2.0 Authorization Server Metadata (RFC 8414)."""
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return metadata(mint_of(request).issuer)
