"""The public keys over HTTP."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from services.identity.keys.actions.ring import KeyRing
from shared.web.documented import refusals

router = APIRouter(tags=["discovery"])

FRESH_SECONDS = 300


class KeySetOut(BaseModel):
    """A JSON Web Key Set (RFC 7517)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "keys": [
                        {
                            "kty": "EC",
                            "crv": "P-256",
                            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
                            "kid": "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U",
                            "use": "sig",
                            "alg": "ES256",
                        }
                    ]
                }
            ]
        }
    )

    keys: list[dict[str, Any]]


@router.get(
    "/.well-known/jwks.json",
    summary="Public keys of the tokens",
    openapi_extra={"security": []},
    responses=refusals(signed_in=False),
)
async def key_set(request: Request, response: Response) -> KeySetOut:
    """The key that signs, its successor, and those whose tokens may still be young."""
    ring: KeyRing = request.app.state.keys
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return KeySetOut(keys=[dict(key) for key in await ring.published()])
