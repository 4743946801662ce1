"""`/v1/notices`, `/{id}/read`, `/read`."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from services.cases.notices.actions import reading as actions
from services.cases.notices.api.views import NOTICE, Language, NoticeView, noticed
from services.cases.notices.domain.notice import UNREAD_AT_MOST
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.phrases import Phrase
from shared.refusals import NotAllowed
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, refusals
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page
from shared.web.problems import speaks_french

router = APIRouter(prefix="/v1/notices", tags=["notices"])


async def _told_of_something(actor: Annotated[Actor, holding()]) -> Actor:
    """Whoever reads records; or answers for an agency, and is told of its agreements and webhooks alone.

    Raises:
        NotAllowed: neither.
    """
    if actor.scopes.isdisjoint({Scope.RECORD_READ, Scope.IDENTITY_ADMIN}):
        raise NotAllowed(
            "Your sign-in does not cover this.",
            detail_fr="Votre connexion ne couvre pas cette action.",
            reasons=[
                Phrase(
                    "the token has the scope record:read, or identity:admin for agreements and webhooks alone",
                    "le jeton porte la portée record:read, ou identity:admin pour les seuls accords et webhooks",
                )
            ],
        )
    return actor


Reader = Annotated[Actor, Depends(_told_of_something)]

_LEFT = f"How many you have not read, of those that you may see now; {UNREAD_AT_MOST} means so many or more."


class Which(StrEnum):
    """Which notices are listed."""

    ALL = "all"
    UNREAD = "unread"


class NoticePage(Page[NoticeView]):
    """One page of your notices."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [NOTICE], "next": None, "unread": 1, "position": "1772449320000001"}]}
    )

    unread: int = Field(description=_LEFT)
    position: str = Field(description="Pass as `Last-Event-ID` to the stream: it goes on where this list ends.")


class ReadUpTo(BaseModel):
    """How far somebody has read."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"notice_id": "0198c0de-0000-7000-8000-0000000000d9"}]}
    )

    notice_id: UUID = Field(description="This one and all older ones are read.")


class Unread(BaseModel):
    """What is left."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"unread": 0}]})

    unread: int = Field(description=_LEFT)


@router.get("", responses=refusals(), summary="List what you are told of")
async def list_notices(
    _actor: Reader,
    work: Work,
    limit: Limit = 50,
    after: After = None,
    which: Annotated[Which, Query(description="All, or those that you have not read.")] = Which.ALL,
    accept_language: Language = "",
) -> NoticePage:
    """What happened around you, your team and your agency, the newest first: ids and kinds, never a name or a text.

    Each is shown as long as you may see what it is about, and not any more when that ends. What you did yourself is not
    news to you. Kept for half a year.
    """
    keys = keys_of(after, int)
    listed = await actions.list_notices(work, keys[0] if keys else None, limit, only_unread=which is Which.UNREAD)
    rows, following = page(listed.rows, limit, "place")
    french = speaks_french(accept_language)
    return NoticePage(
        items=[noticed(row, french=french) for row in rows],
        next=following,
        unread=listed.unread,
        position=str(listed.position),
    )


@router.post("/read", responses=ACTS, summary="Say that you have read all up to a notice")
async def mark_read_up_to(body: ReadUpTo, _actor: Reader, work: Work, once: OneTime) -> Unread:
    """Mark a notice and all older ones as read, for you alone and seen by nobody else. What was read stays read."""
    await once.run(work, lambda: actions.mark_read_up_to(work, body.notice_id))
    return Unread(unread=await actions.count_unread(work))


@router.post("/{notice_id}/read", responses=ACTS, summary="Say that you have read a notice")
async def mark_read(
    notice_id: UUID, _actor: Reader, work: Work, once: OneTime, accept_language: Language = ""
) -> NoticeView:
    """Mark one notice as read, for you alone and seen by nobody else."""
    await once.run(work, lambda: actions.mark_read(work, notice_id))
    row = await actions.read_notice(work, notice_id, "mark-notice-read")
    return noticed(row, french=speaks_french(accept_language))
