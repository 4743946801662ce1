"""The way of one request through the gateway, there and back. The hot path: plain ASGI."""

import asyncio
from collections.abc import Mapping

import structlog

from gateway.admission import Admission
from gateway.bodies import Body
from gateway.carriage.forwarder import AnswerBrokenError, Forwarder, Receive, Scope, Send, Unreachable
from gateway.documents.methods import AllowedMethods
from gateway.headers import always_said, read
from gateway.refusals import OurFault, TooLarge, TooSlow
from gateway.replies import Reply
from gateway.settings import Settings
from shared.refusals import Refusal

_log = structlog.get_logger("gateway")


class Door:
    """Lets a request in, has it carried to its service, and answers in every case."""

    def __init__(
        self,
        settings: Settings,
        *,
        admission: Admission,
        services: Mapping[str, Forwarder],
        allowed: AllowedMethods,
    ) -> None:
        self._settings = settings
        self._admission = admission
        self._services = services
        self._allowed = allowed
        self._always = always_said(over_tls=settings.public_url.startswith("https:"))

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: what its service says, or a problem document."""
        asked = read(scope)
        body = Body(receive, self._settings.largest_body_bytes)
        reply = Reply(
            send,
            body,
            request_id=asked.request_id,
            always=self._always,
            is_head=scope["method"] == "HEAD",
            idle_seconds=self._settings.idle_timeout_seconds,
        )
        try:
            service, forwarded, reply.rate = await self._admission.admitted(scope, asked)
            reply.allowed = lambda: self._allowed.at(scope["path"])
            await self._carry(service, forwarded, body, reply)
        except Refusal as refusal:
            # An answer that has begun cannot be taken back: left unfinished, the server cuts the connection.
            if not reply.is_started:
                hang_up = isinstance(refusal, TooLarge | TooSlow)
                await reply.refuse(refusal, asked.language, hang_up=hang_up)

    async def _carry(self, service: str, forwarded: Scope, body: Body, reply: Reply) -> None:
        """Let the service answer, in time.

        Raises:
            Refusal: it does not, or not to the end.
        """
        request_id = reply.request_id.decode()
        timer = asyncio.timeout(self._settings.answer_timeout_seconds)
        try:
            async with timer:
                reply.keep_time(timer)
                await self._services[service](forwarded, body, reply)
        except (Unreachable, AnswerBrokenError) as failure:
            _log.warning("service unreachable", service=service, failure=type(failure).__name__, request_id=request_id)
            raise failure if isinstance(failure, Unreachable) else Unreachable() from failure
        except Exception as failure:
            reason = "late" if timer.expired() else "crash"
            _log.warning(reason, service=service, failure=type(failure).__name__, request_id=request_id)
            if not timer.expired():
                raise OurFault from failure
            raise (TooSlow() if body.is_awaited else Unreachable()) from failure
        if not reply.is_complete and not body.caller_is_gone:
            raise TooLarge if body.is_too_large else OurFault
