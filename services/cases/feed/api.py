"""`/v1/events`: what happened, page after page or as it comes."""

from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.feed import actions
from services.cases.feed.domain import BEGINNING, lines_in_reach
from services.cases.feed.rendering import line_as_event
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.json_text import json_text
from shared.live import Listener, Listeners, TooManyStreams
from shared.phrases import Phrase
from shared.refusals import NotAllowed
from shared.web.caller import Work, holding
from shared.web.documented import refusals
from shared.web.event_stream import (
    EVENT_STREAM,
    HEARTBEAT,
    HEARTBEAT_SECONDS,
    EventStream,
    LastEventId,
    beginning,
    event,
)
from shared.web.pages import cursor, keys_of

router = APIRouter(prefix="/v1/events", tags=["events"])

FROM_THE_BEGINNING: Final = "beginning"
_EVENT: Final[JsonDict] = {
    "specversion": "1.0",
    "id": "0198c0de-0000-7000-8000-0000000000e1",
    "type": "parcours.referral.accepted.v1",
    "source": "/parcours/referral",
    "subject": "0198c0de-0000-7000-8000-0000000000f1",
    "time": "2026-03-02T09:14:00+00:00",
    "datacontenttype": "application/json",
    "data": {
        "person_id": "0198c0de-0000-7000-8000-000000000f01",
        "case_id": "0198c0de-0000-7000-8000-0000000000c1",
        "referral_id": "0198c0de-0000-7000-8000-0000000000f1",
        "item_id": None,
        "category": "housing",
        "state": "accepted",
        "by_agency_id": "0198c0de-0000-7000-8000-0000000000a2",
    },
}
_PLACE: Final = "WzEyMzQ1Nl0"
_STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Events without end: `event` with the JSON of an event, `end` with why the stream ends.",
        "content": {
            EVENT_STREAM: {
                "schema": {"type": "string"},
                "example": f"retry: 2000\n\nid: {_PLACE}\nevent: event\ndata: {json_text(_EVENT).decode()}\n\n",
            }
        },
    },
    **refusals(TooManyStreams),
}


async def _hears(actor: Annotated[Actor, holding(Scope.EVENTS_READ)]) -> Actor:
    """Whoever reads events, and what they are about.

    Raises:
        NotAllowed: neither records nor referrals.
    """
    if not lines_in_reach(actor):
        raise NotAllowed(
            "Your sign-in does not cover this.",
            detail_fr="Votre connexion ne couvre pas cette action.",
            reasons=[
                Phrase(
                    "the token has the scope record:read, or referrals:read for referrals alone",
                    "le jeton porte la portée record:read, ou referrals:read pour les seules orientations",
                )
            ],
        )
    return actor


Hearer = Annotated[Actor, Depends(_hears)]
From = Annotated[
    str | None,
    Query(
        max_length=100,
        description=f"`next` of the page before; `{FROM_THE_BEGINNING}` for everything. Without it: from now on.",
    ),
]


class EventData(BaseModel):
    """What an event is about: ids and words of closed lists."""

    person_id: str
    case_id: str | None
    referral_id: str | None
    item_id: str | None = Field(description="The note, need, goal, consent, mandate or other item.")
    category: str | None
    state: str | None = Field(description="The new state.")
    by_agency_id: str | None = Field(description="Agency that did it; null for background work and people.")


class CloudEvent(BaseModel):
    """An event in the structured JSON mode of CloudEvents 1.0."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EVENT]})

    specversion: str
    id: str = Field(description="The same each time that the event is given: by it a repetition is known.")
    type: str = Field(description="`parcours.<area>.<past tense>.v1`")
    source: str
    subject: str = Field(description="What it happened to.")
    time: str = Field(description="When it happened, RFC 3339.")
    datacontenttype: str
    data: EventData


class EventPage(BaseModel):
    """What happened, in order."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_EVENT], "next": _PLACE, "more": False}]})

    items: list[CloudEvent]
    next: str = Field(description="Pass as `after`, now or next year: what comes after this page is there.")
    more: bool = Field(description="There is more to look through already: ask again at once, also where it is empty.")


@router.get("", responses=refusals(), summary="Read what happened")
async def read_events(_actor: Hearer, work: Work, after: From = None) -> EventPage:
    """What happened around people and to their referrals, in order, as far as you may see it at this moment.

    Each event is decided on as its line in the person's timeline, and shown as it is now: ids, never a name or a text.
    What you may not see now is not given later; read the timeline when a ground is new. At most some hundreds come at a
    time. What happened to one person or referral is in the order in which it happened. Nothing is missed however long
    you were away.
    """
    found = await actions.read_events(work, _place(after, "#/query/after"))
    items = [CloudEvent.model_validate(line_as_event(line)) for line in found.lines]
    return EventPage(items=items, next=cursor(found.place), more=found.goes_on)


@router.get("/stream", response_class=StreamingResponse, responses=_STREAM, summary="Listen to what happens")
async def listen(request: Request, actor: Hearer, last_event_id: LastEventId = None, after: From = None) -> EventStream:
    """Events as they come (server-sent events), each decided on and logged when it is sent.

    With `Last-Event-ID`, or after `next` of a page, what happened meanwhile is sent first: nothing is missed, and
    something may come twice, so remember the event's `id`. It ends with the access token: come back with a new one. A
    comment comes every 15 seconds while there is nothing to say.
    """
    place = _place(last_event_id, "#/header/last-event-id") if last_event_id else _place(after, "#/query/after")
    listener = Listener(actor, request.headers["authorization"].partition(" ")[2], place)
    listeners: Listeners = request.app.state.hearers
    listeners.join(listener)
    return EventStream(_parts(listener), let_go=lambda: listeners.leave(listener))


async def _parts(listener: Listener) -> AsyncIterator[bytes]:
    """Where it begins, what there is, and signs of life; until it ends.

    A batch is one part, sent at once or not at all: what is decided now must not wait for who takes nothing. The place
    is said with its last event: who is cut off before it is given the batch again.
    """
    yield beginning()
    while True:
        batch = await listener.news(HEARTBEAT_SECONDS)
        if listener.ended:
            yield event("end", {"because": listener.ended})
            return
        if batch is None:
            yield HEARTBEAT
            continue
        *earlier, last = batch.rows or [None]
        said = [event("event", _said(line)) for line in earlier]
        yield b"".join((*said, event("event", None if last is None else _said(last), cursor(batch.place))))


def _said(line: Mapping[str, Any]) -> dict[str, Any]:
    """As in the page, with the access decision on which it is shown."""
    return line_as_event(line) | {"decisionid": str(line["decision_id"])}


def _place(said: str | None, pointer: str) -> int | None:
    """From where to go on; None for from now on.

    Raises:
        Invalid: not a place in this feed.
    """
    if said == FROM_THE_BEGINNING:
        return BEGINNING
    keys = keys_of(said, int, pointer=pointer)
    return max(BEGINNING, keys[0] or BEGINNING) if keys else None
