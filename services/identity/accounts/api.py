"""Accounts over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.identity.accounts.actions import open_account
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.web.caller import Work, holding
from shared.web.documented import refusals

router = APIRouter(prefix="/v1/accounts", tags=["accounts"])


class OpenedAccount(BaseModel):
    """A new account, with the code that lets its holder take it into use at /oauth/account."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "019aa7a0-0000-7000-8000-0000000000f1",
                    "sign_in_name": "p-k7qf-2m5x",
                    "code": "K7QF-2M9X-AB3D-7WZT",
                    "expires_at": "2026-01-12T08:00:00Z",
                }
            ]
        }
    )

    id: UUID
    sign_in_name: str = Field(description="Drawn by lot.")
    code: str = Field(description="To be handed over in person; shown in this answer only.")
    expires_at: datetime


@router.post("", status_code=201, summary="Make an account that is nobody's yet", responses=refusals())
async def make(actor: Annotated[Actor, holding(Scope.RECORD_WRITE)], work: Work, response: Response) -> OpenedAccount:
    """Asked by cases, with the rights of a worker who may invite somebody. By itself such an account opens nothing:
    whose it is, and what they may read, is kept where the records are.
    """
    opened = await open_account(work, actor)
    response.headers["Cache-Control"] = "no-store"
    return OpenedAccount(
        id=opened.account_id, sign_in_name=opened.sign_in_name, code=opened.code, expires_at=opened.expires_at
    )
