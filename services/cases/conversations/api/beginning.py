"""`POST /v1/my/threads`: beginning to talk with those who work with me."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.cases.accounts.api.agencies import MyHand
from services.cases.conversations.actions import beginning as actions
from services.cases.conversations.actions import own as reading
from services.cases.conversations.api.own import MyThread, MyWords, names_in, shown_thread
from services.cases.conversations.domain import TooManyThreads
from shared.contracts.cases.vocabulary import Category
from shared.web.caller import OpenWork, PassedOn
from shared.web.documented import ACTS, refusals
from shared.web.idempotency import OneTime

router = APIRouter(prefix="/v1/my/threads", tags=["my own record"])

_BEGINS: Final[dict[int | str, dict[str, Any]]] = {**ACTS, **refusals(TooManyThreads)}


class MyNewThread(BaseModel):
    """What you want to talk about, and with whom."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "subject": "The flat",
                    "message": {"text": "May I bring my sister on Thursday?"},
                }
            ]
        },
    )

    case_id: UUID = Field(description="An open case of yours.")
    agency_id: UUID | None = Field(
        None, description="To one agency of its team, as /v1/my/record names it; to whoever leads the case else."
    )
    category: Category | None = Field(
        None,
        description="What it is about decides who sees it; that of the case when left out, which its team sees. Not "
        "safeguarding: what is written to protect somebody is not shown to you.",
    )
    subject: str = Field(min_length=1, max_length=200)
    message: MyWords = Field(description="What it begins with.")

    def wish(self) -> actions.NewOwnThread:
        """As the action takes it."""
        said = self.message
        return actions.NewOwnThread(
            case_id=self.case_id,
            agency_id=self.agency_id,
            category=self.category,
            subject=self.subject,
            text=said.text,
            urgent=said.urgent,
        )


@router.post("", status_code=201, responses=_BEGINS, summary="Begin a thread")
async def begin_own_thread(
    body: MyNewThread,
    caller: MyHand,
    request: Request,
    open_work: OpenWork,
    rights: PassedOn,
    once: OneTime,
    response: Response,
) -> MyThread:
    """The agency to which you write holds what you write, as it would a letter, and shares it as it shares what it
    writes itself; who leads the case is told. It is with you alone, or with you who represent somebody: a worker begins
    one that is with both. To withhold it from somebody who would see it, refuse to at `/v1/my/refusals`. At most
    twenty begin within a day.
    """
    async with open_work() as work:
        thread_id = await once.run(work, lambda: actions.begin_own_thread(work, caller, body.wish()))
        row = await reading.read_own_thread(work, caller, thread_id, "begin-own-thread")
    response.headers["Location"] = f"/v1/my/threads/{thread_id}"
    return shown_thread(row, await names_in(request, rights, [row]))
