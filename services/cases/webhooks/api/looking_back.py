"""`/v1/webhooks/{id}/attempts`, `/dead-letters`, `/redrive`, `/test`, `/replay`."""

from datetime import datetime
from typing import Annotated, Final, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from services.cases.feed.api import FROM_THE_BEGINNING
from services.cases.feed.domain import BEGINNING
from services.cases.webhooks.actions import looking_back as actions
from services.cases.webhooks.api.bodies import NothingToSay, WebhookView
from services.cases.webhooks.api.webhooks import Keeper, answered
from services.cases.webhooks.domain.attempts import Outcome
from shared.refusals import WrongValue
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/webhooks/{webhook_id}", tags=["webhooks"])

_EVENT_ID: Final = "0198c0de-0000-7000-8000-0000000000e1"
_ATTEMPT: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000e9",
    "event_id": _EVENT_ID,
    "at": "2026-03-02T09:14:00+00:00",
    "number": 2,
    "outcome": "timed_out",
    "status": None,
    "milliseconds": 15000,
}
_DEAD_LETTER: Final[JsonDict] = {
    "event_id": _EVENT_ID,
    "attempts": 16,
    "first_at": "2026-03-02T09:14:00+00:00",
    "dead_at": "2026-03-05T10:02:00+00:00",
}


class AttemptView(BaseModel):
    """One attempt to bring an event: never what was sent, nor what was answered beside the status."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ATTEMPT]})

    id: UUID
    event_id: UUID = Field(description="The `webhook-id`.")
    at: datetime
    number: int = Field(description="From 1; more than 1 is a repetition.")
    outcome: Outcome
    status: int | None = Field(description="Status of the answer; null where there was none.")
    milliseconds: int


class DeadLetterView(BaseModel):
    """An event that no attempt of three days brought."""

    model_config = ConfigDict(json_schema_extra={"examples": [_DEAD_LETTER]})

    event_id: UUID
    attempts: int
    first_at: datetime
    dead_at: datetime


class WebhookRedrive(BaseModel):
    """Which dead letters."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"event_ids": [_EVENT_ID]}, {}]})

    event_ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)] | None = Field(
        None, description="All of them without it."
    )


class WebhookTestView(BaseModel):
    """What is being sent."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"event_id": _EVENT_ID}]})

    event_id: UUID = Field(description="The `webhook-id`; the log of attempts says how it went.")


class WebhookReplay(BaseModel):
    """From where, and how far."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"since": "2026-03-02T00:00:00+00:00", "until": "2026-03-03T00:00:00+00:00"},
                {"after": "WzEyXQ"},
            ]
        },
    )

    after: str | None = Field(
        None, max_length=100, description=f"`next` of a page of the feed, or `{FROM_THE_BEGINNING}`."
    )
    since: AwareDatetime | None = Field(None, description="What happened from then on, and some minutes before.")
    until: AwareDatetime | None = Field(None, description="With `since`: and no later, but for some minutes.")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.after is None) == (self.since is None) or (self.until and not self.since):
            raise WrongValue(
                "`after`, or `since` with or without `until`.", "`after`, ou `since` avec ou sans `until`."
            )
        return self


@router.get("/attempts", responses=READS, summary="See how deliveries went")
async def list_attempts(
    webhook_id: UUID,
    actor: Keeper,
    work: Work,
    limit: Limit = 50,
    after: After = None,
    event_id: Annotated[UUID | None, Query(description="Of this event alone.")] = None,
) -> Page[AttemptView]:
    """Every attempt of the last 30 days, the latest first: status, duration, the how-manieth it was."""
    keys = keys_of(after, UUID)
    found = await actions.list_attempts(work, actor, webhook_id, event_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[AttemptView.model_validate(dict(row)) for row in rows], next=following)


@router.get("/dead-letters", responses=READS, summary="List dead letters of a webhook")
async def list_dead_letters(
    webhook_id: UUID, actor: Keeper, work: Work, limit: Limit = 50, after: After = None
) -> Page[DeadLetterView]:
    """Events that the receiver rejected for three days, while it took others. They are kept until they are redriven."""
    keys = keys_of(after, UUID)
    found = await actions.list_dead_letters(work, actor, webhook_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "event_id")
    return Page(items=[DeadLetterView.model_validate(dict(row)) for row in rows], next=following)


@router.post("/redrive", responses=ACTS, summary="Redrive dead letters of a webhook")
async def redrive_webhook(
    webhook_id: UUID, body: WebhookRedrive, actor: Keeper, work: Work, once: OneTime, response: Response
) -> WebhookView:
    """Try dead letters again, under the same ids; what may not be told any more is not sent."""
    await once.run(work, lambda: actions.redrive(work, actor, webhook_id, body.event_ids))
    return await answered(work, actor, webhook_id, response)


@router.post("/test", status_code=202, responses=ACTS, summary="Send a test event")
async def send_test_event(
    webhook_id: UUID, _body: NothingToSay, actor: Keeper, work: Work, once: OneTime
) -> WebhookTestView:
    """Have `parcours.webhook.tested.v1` sent, which is about nobody and signed like everything else."""
    return WebhookTestView(event_id=await once.run(work, lambda: actions.send_test(work, actor, webhook_id)))


@router.post("/replay", responses=ACTS, summary="Replay a webhook")
async def replay_webhook(
    webhook_id: UUID, body: WebhookReplay, actor: Keeper, work: Work, once: OneTime, response: Response
) -> WebhookView:
    """Send once more what was sent, in order and under the same ids: from a place in the feed on, or what happened
    between two moments. Each event is decided on anew. What is new waits until the replay is done.
    """
    if body.after == FROM_THE_BEGINNING:
        place: int | None = BEGINNING
    else:
        keys = keys_of(body.after, int, pointer="#/after")
        place = max(BEGINNING, keys[0] or BEGINNING) if keys else None
    await once.run(work, lambda: actions.replay(work, actor, webhook_id, place, body.since, body.until))
    return await answered(work, actor, webhook_id, response)
