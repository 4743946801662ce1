"""The way of one request through the gateway, there and back. The hot path: plain ASGI."""

from collections.abc import Mapping

import structlog

from gateway.admission import Admission
from gateway.bodies import Body
from gateway.carriage.forwarder import AnswerBrokenError, Forwarder, Receive, Scope, Send, Unreachable
from gateway.documents.methods import AllowedMethods
from gateway.headers import always_said, read
from gateway.patience import Patience
from gateway.refusals import OurFault, TooLarge, TooSlow
from gateway.replies import Reply
from gateway.routes import STREAMS, UPLOADS
from gateway.settings import Settings
from shared.refusals import Refusal
from shared.web.fhir import in_words_of_fhir
from shared.web.frame import report_crash
from shared.web.serving import LIVE

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
        if scope["path"] in STREAMS:
            scope[LIVE] = True
        is_upload = scope["method"] == "POST" and UPLOADS.fullmatch(scope["path"]) is not None
        patience = Patience(self._settings, is_upload=is_upload)
        largest = self._settings.largest_document_bytes if is_upload else self._settings.largest_body_bytes
        body = Body(receive, patience, largest_bytes=largest)
        reply = Reply(
            in_words_of_fhir(scope, send),
            body,
            patience,
            request_id=asked.request_id,
            always=self._always,
            is_head=scope["method"] == "HEAD",
        )
        try:
            service, forwarded, reply.rate = await self._admission.admitted(scope, asked, largest_bytes=largest)
            reply.allowed = lambda: self._allowed.at(scope["path"])
            await self._carry(service, forwarded, body, reply, patience)
        except Refusal as refusal:
            await reply.refuse(refusal, asked.language)
        except Exception as crash:  # noqa: BLE001 - the last place: it is reported, and the caller gets an answer
            report_crash(crash, "gateway")
            await reply.refuse(OurFault(), asked.language)

    async def _carry(self, service: str, forwarded: Scope, body: Body, reply: Reply, patience: Patience) -> None:
        """Let the service answer, in time.

        Raises:
            Refusal: it does not, or not to the end.
        """
        try:
            async with patience.timer:
                patience.begin()
                await self._services[service](forwarded, body, reply)
        except (Unreachable, AnswerBrokenError, TimeoutError) as failure:
            if isinstance(failure, TimeoutError) and not patience.is_over:
                raise  # a time-out of the service's own
            if patience.is_over and body.is_awaited:
                raise TooSlow from failure
            name, request_id = type(failure).__name__, reply.request_id.decode()
            _log.warning("no answer of a service", service=service, failure=name, request_id=request_id)
            raise Unreachable from failure
        if not reply.is_complete and not body.caller_is_gone:
            raise TooLarge if body.is_too_large else OurFault
