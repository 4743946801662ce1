"""`/v1/my/notices/stream`: what I am told, as it happens."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from services.cases.accounts.actions import SpeaksForNobody
from services.cases.accounts.api.agencies import French, Me
from services.cases.own.actions import notices as actions
from services.cases.own.actions.telling import OwnListener
from services.cases.own.api.notices import NOTICE, noticed
from shared.json_text import json_text
from shared.live import Batch, Listener, Listeners, TooManyStreams
from shared.refusals import Invalid
from shared.web.caller import OpenWork
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

router = APIRouter(prefix="/v1/my/notices", tags=["my own record"])

_EXAMPLE: Final = "\n".join(
    (
        "retry: 2000",
        "",
        "id: 81422",
        "event: notice",
        f"data: {json_text(NOTICE).decode()}",
        "",
        ": still here",
        "",
        "event: end",
        'data: {"because":"account"}',
        "",
        "",
    )
)
_STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Events without end: `notice` with the JSON of a notice, `end` with why the stream ends.",
        "content": {EVENT_STREAM: {"schema": {"type": "string"}, "example": _EXAMPLE}},
    },
    **refusals(SpeaksForNobody, TooManyStreams),
}


@router.get("/stream", response_class=StreamingResponse, responses=_STREAM, summary="Listen to what I am told")
async def listen_to_own_notices(
    request: Request, caller: Me, open_work: OpenWork, french: French, last_event_id: LastEventId = None
) -> EventStream:
    """What is for you to see or to do, as it happens (server-sent events), each decided on and logged when it is sent.
    With `Last-Event-ID` what came meanwhile is sent first: nothing is missed, and something may come twice,
    so remember `kind` and `id`. It ends with the access token (`sign_in`: come back with a new one), and with the
    account, or what lets you represent somebody (`account`).
    """
    place = _place(last_event_id)
    async with open_work() as work:
        about = await actions.may_listen(work, caller)
    listener = OwnListener(caller, request.headers["authorization"].partition(" ")[2], place, about=about)
    listeners: Listeners = request.app.state.own_listeners
    listeners.join(listener)
    return EventStream(_parts(listener, french=french), let_go=lambda: listeners.leave(listener))


async def _parts(listener: Listener, *, french: bool) -> AsyncIterator[bytes]:
    """What is sent, until it ends. A sign of life comes by the clock alone: nobody hears from it that something
    happened which they are not shown.
    """
    loop = asyncio.get_running_loop()
    yield beginning()
    is_placed, silent_since = False, loop.time()
    while True:
        batch = await listener.news(max(0.0, silent_since + HEARTBEAT_SECONDS - loop.time()))
        if listener.ended:
            yield event("end", {"because": listener.ended})
            return
        part = b"" if batch is None else _said(batch, french=french)
        if batch is not None and not part and not is_placed:
            part = event("", None, str(batch.place))
        is_placed = is_placed or batch is not None
        if not part and loop.time() >= silent_since + HEARTBEAT_SECONDS:
            part = HEARTBEAT
        if part:
            yield part
            silent_since = loop.time()


def _said(batch: Batch, *, french: bool) -> bytes:
    return b"".join(
        event("notice", noticed(row, french=french).model_dump(mode="json"), str(min(row["tx"], batch.place)))
        for row in batch.rows
    )


def _place(last_event_id: str | None) -> int | None:
    """From where to go on.

    Raises:
        Invalid: not an id of this stream.
    """
    if not last_event_id:
        return None
    if not (last_event_id.isascii() and last_event_id.isdigit() and int(last_event_id) < 2**62):
        raise Invalid.field(
            "#/header/last-event-id",
            "event_id",
            "This is not the id of an event of this stream.",
            "Cet identifiant n'est pas celui d'un événement de ce flux.",
        )
    return int(last_event_id)
