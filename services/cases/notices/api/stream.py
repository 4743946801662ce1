"""`/v1/notices/stream`: notices as they come."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from services.cases.items.api import Reader
from services.cases.notices.api.views import NOTICE, Language, noticed
from shared.json_text import json_text
from shared.live import Listener, Listeners, TooManyStreams
from shared.refusals import Invalid
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
from shared.web.problems import speaks_french

router = APIRouter(prefix="/v1/notices", tags=["notices"])

_EXAMPLE: Final = "\n".join(
    (
        "retry: 2000",
        "",
        "id: 1772449320000001",
        "event: notice",
        f"data: {json_text(NOTICE).decode()}",
        "",
        ": still here",
        "",
        "event: end",
        'data: {"because":"sign_in"}',
        "",
        "",
    )
)
_STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Events without end: `notice` with the JSON of a notice, `end` with why the stream ends.",
        "content": {EVENT_STREAM: {"schema": {"type": "string"}, "example": _EXAMPLE}},
    },
    **refusals(TooManyStreams),
}


@router.get("/stream", response_class=StreamingResponse, responses=_STREAM, summary="Listen to what you are told of")
async def listen(
    request: Request,
    actor: Reader,
    last_event_id: LastEventId = None,
    after: Annotated[
        str | None, Query(max_length=100, description="The same, for who cannot set the header; the header wins.")
    ] = None,
    accept_language: Language = "",
) -> EventStream:
    """Notices as they come (server-sent events), each decided on and logged when it is sent.

    With `Last-Event-ID`, or from `position` of the list, what came meanwhile is sent first: nothing is missed, and
    something may come twice, so remember `id` of the notice. It ends with the access token: come back with a new one. A
    comment comes every 15 seconds while there is nothing to say.
    """
    token = request.headers["authorization"].partition(" ")[2]
    listener = Listener(actor, token, _place(last_event_id, after))
    listeners: Listeners = request.app.state.listeners
    listeners.join(listener)
    return EventStream(
        _parts(listener, french=speaks_french(accept_language)), let_go=lambda: listeners.leave(listener)
    )


async def _parts(listener: Listener, *, french: bool) -> AsyncIterator[bytes]:
    """What is sent: where it begins, what there is, and signs of life; until it ends."""
    yield beginning()
    is_placed = False
    while True:
        batch = await listener.news(HEARTBEAT_SECONDS)
        if listener.ended:
            yield event("end", {"because": listener.ended})
            return
        if batch is None:
            yield HEARTBEAT
        elif batch.rows:
            yield b"".join(event("notice", _said(row, french=french), str(row["place"])) for row in batch.rows)
        elif not is_placed:
            yield event("", None, str(batch.place))
        is_placed = is_placed or batch is not None


def _said(row: Any, *, french: bool) -> dict[str, Any]:
    """As in the list, with the access decision on which it is shown."""
    return noticed(row, french=french).model_dump(mode="json") | {"decision_id": str(row["decision_id"])}


def _place(last_event_id: str | None, after: str | None) -> int | None:
    """From where to go on.

    Raises:
        Invalid: not an id of this stream.
    """
    said, pointer = (last_event_id, "#/header/last-event-id") if last_event_id else (after, "#/query/after")
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and int(said) < 2**63):
        raise Invalid.field(
            pointer,
            "event_id",
            "This is not the id of an event of this stream.",
            "Cet identifiant n'est pas celui d'un événement de ce flux.",
        )
    return int(said)
