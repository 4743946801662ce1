"""Server-sent events: an answer that goes on for as long as somebody listens and may.

Source:
    HTML Living Standard, section 9.2 (server-sent events).
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Annotated, Any, Final

import structlog
from fastapi import Header
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send
from typing_extensions import override

from shared.contracts.identity.actor import Actor, PersonActor
from shared.json_text import json_text
from shared.live import EndedBecause, Listener, Listeners
from shared.refusals import Refusal
from shared.web.access_tokens import TokenVerifier
from shared.web.serving import LIVE

HEARTBEAT_SECONDS: Final = 15.0
"""Less than any proxy on the way is patient; a listener who is gone is noticed by it."""
SENT_WITHIN_SECONDS: Final = 4.0
"""A part that is not taken for so long ends the stream: whoever is there comes back to where they were, and what it
held is decided on anew. Of what is withdrawn meanwhile nothing may be sent five seconds later.
"""
COME_BACK_AFTER_MILLISECONDS: Final = 2_000
LOOKED_AT_EVERY_SECONDS: Final = 1.0
EVENT_STREAM: Final = "text/event-stream"
HEARTBEAT: Final = b": still here\n\n"
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_log = structlog.get_logger("event_stream")

LastEventId = Annotated[
    str | None,
    Header(alias="Last-Event-ID", max_length=100, description="The `id` of the last event you have: it goes on there."),
]


class EventStream(StreamingResponse):
    """Sends parts as they come, and lets go of everything when the listener goes away or takes nothing any more."""

    media_type = EVENT_STREAM

    def __init__(self, parts: AsyncIterator[bytes], let_go: Callable[[], None]) -> None:
        """Stream these parts.

        Args:
            let_go: called once at the end, however it comes.
        """
        super().__init__(parts, headers=_HEADERS)
        self._let_go = let_go

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(SENT_WITHIN_SECONDS):
                await send(message)

        scope[LIVE] = True
        try:
            await super().__call__(scope, receive, send_in_time)
        except TimeoutError:
            _log.warning("a listener took nothing any more")
        finally:
            self._let_go()


def event(name: str, data: Mapping[str, Any] | None, event_id: str | None = None) -> bytes:
    """One event. Without data it only says up to where somebody has listened, and no handler is called."""
    lines = [b"id: " + event_id.encode()] if event_id is not None else []
    if data is not None:
        lines += [b"event: " + name.encode(), b"data: " + json_text(data)]
    return b"\n".join((*lines, b"", b""))


def beginning() -> bytes:
    """What a stream begins with: when to come back after it has ended."""
    return b"retry: %d\n\n" % COME_BACK_AFTER_MILLISECONDS


async def dismiss(verifier: TokenVerifier, *all_of_them: Listeners) -> None:
    """End the streams whose token has expired, or whose sign-in has ended, for as long as the service runs.

    Each second every token is looked at as if a request had come with it.
    """
    while True:
        for listener in (one for listeners in all_of_them for one in listeners):
            try:
                await _looked_at(verifier, listener)
            except Refusal:
                listener.end(EndedBecause.SIGN_IN)
        await asyncio.sleep(LOOKED_AT_EVERY_SECONDS)


async def _looked_at(verifier: TokenVerifier, listener: Listener) -> Actor | PersonActor:
    if isinstance(listener.actor, PersonActor):
        return await verifier.person(listener.token)
    return await verifier.actor(listener.token, listener.actor.purpose)
