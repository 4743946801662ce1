"""`/v1/rights-notices`: what your agency received with a referral, and was changed since where it comes from."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.rights.api.requests import Reader
from services.cases.rights_steps.actions import notices as actions
from services.cases.rights_steps.domain import Answer
from shared.contracts.cases.rights import RecipientAnswer, StepKind
from shared.web.caller import Work
from shared.web.documented import ACTS, READS, refusals
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/rights-notices", tags=["data-protection rights"])
KEPT: Final[JsonDict] = {
    "answer": "kept_on_own_ground",
    "article": "Health Records Act § 12(2): treatment, ten years",
    "kept_until": "2036-03-04",
}


class RecipientAnswered(BaseModel):
    """What your agency did with what it had received."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [KEPT]})

    answer: RecipientAnswer | None = Field(
        None, description="Null where you say no more than that it is dealt with. `corrected` only after a correction."
    )
    article: str | None = Field(
        None, min_length=3, max_length=200, description="On which it is kept; the person reads it. Else null."
    )
    kept_until: date | None = Field(None, description="Until when it is kept, a day to come; else null.")

    def said(self) -> Answer:
        """As the action takes it."""
        return Answer(what=self.answer, article=self.article, kept_until=self.kept_until)


class RightsNoticeView(BaseModel):
    """Something that came with a referral is no longer right where it comes from: ask the sender what holds now."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-00000000dc01",
                    "kind": "correction",
                    "person_id": "0198c0de-0000-7000-8000-0000000000f1",
                    "referral_id": "0198c0de-0000-7000-8000-0000000000d1",
                    "told_at": "2026-03-04T10:05:01+00:00",
                    "acknowledged_at": "2026-03-06T08:00:00+00:00",
                    **KEPT,
                }
            ]
        }
    )

    id: UUID
    kind: StepKind = Field(description="What was done there; never its content.")
    person_id: UUID
    referral_id: UUID = Field(description="With which your agency had received it.")
    told_at: datetime
    acknowledged_at: datetime | None = Field(description="When your agency said that it has dealt with it.")
    answer: RecipientAnswer | None = Field(description="What it did with it, as it said; null where it said no more.")
    article: str | None = Field(description="On which your agency keeps it.")
    kept_until: date | None


@router.get("", responses=refusals(), summary="List what changed since your agency received it")
async def list_notices(actor: Reader, work: Work, limit: Limit = 50, after: After = None) -> Page[RightsNoticeView]:
    """What people had corrected, and your agency had received with a referral, oldest first; for whoever reads
    referrals.
    """
    (key,) = keys_of(after, UUID) or (None,)
    rows, following = page(await actions.list_notices(work, actor, key, limit), limit, "id")
    return Page(items=[_view(row) for row in rows], next=following)


@router.get("/{rights_notice_id}", responses=READS, summary="Read what changed since your agency received it")
async def read_notice(rights_notice_id: UUID, actor: Reader, work: Work) -> RightsNoticeView:
    """That it did, and with which referral it came; nothing of its content."""
    return _view(await actions.read_notice(work, actor, rights_notice_id, "read-rights-notice"))


@router.post("/{rights_notice_id}/acknowledgement", responses=ACTS, summary="Say that your agency has dealt with it")
async def acknowledge(
    rights_notice_id: UUID, actor: Reader, work: Work, once: OneTime, body: RecipientAnswered | None = None
) -> RightsNoticeView:
    """Your agency corrected or erased what it keeps of it, and told those to whom it gave it (GDPR Art. 19); or it
    keeps it on a ground of its own, and says on which article and until when. The person reads the answer of an agency
    that is named to them. Once, by whoever reads referrals.
    """
    said = (body or RecipientAnswered()).said()
    await once.run(work, lambda: actions.acknowledge(work, actor, rights_notice_id, said))
    return _view(await actions.read_notice(work, actor, rights_notice_id, "acknowledge-rights-notice"))


def _view(row: asyncpg.Record) -> RightsNoticeView:
    return RightsNoticeView.model_validate(dict(row))
