"""What the other services poll: who must not be honoured any more."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from services.identity.sessions.actions import ended_early
from services.identity.tokens.actions.clients import TOKENS
from services.identity.tokens.api.wire import database_of
from shared.web.documented import refusals

router = APIRouter(tags=["discovery"])


class EndedOut(BaseModel):
    """Random ids of sign-ins and tokens; nothing about whom."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ended": ["019aa7a0-0000-7000-8000-0000000000e1"]}]})

    ended: list[UUID]


@router.get(
    "/.well-known/ended-sessions.json",
    summary="Sign-ins and tokens that ended early",
    openapi_extra={"security": []},
    responses=refusals(signed_in=False),
)
async def ended_sessions(request: Request, response: Response) -> EndedOut:
    """`sid` and `jti` of those whose access tokens may still be young. Whoever accepts our tokens asks every few
    seconds.
    """
    async with database_of(request).work(TOKENS) as work:
        ended = await ended_early(work)
    response.headers["Cache-Control"] = "no-store"
    return EndedOut(ended=ended)
