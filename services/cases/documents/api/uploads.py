"""A file on its way in: read as it comes, never held whole."""

import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Final

from fastapi import Depends, Header, Request
from starlette.requests import ClientDisconnect

from services.cases.documents.actions.receiving import Cabinet, Received, received
from services.cases.documents.domain.document import Infected, UploadCut
from shared.refusals import Conflict, NotFound, PreconditionRequired, Stale, Unsupported
from shared.web.documented import refusals
from shared.web.idempotency import Once

TAKES_FILES: Final = re.compile(
    r"/v1/cases/[^/]+/documents(?:/[^/]+/versions)?|/v1/my/threads/[^/]+/messages/[^/]+/documents"
)
"""Where a POST may bring a file; bodies elsewhere are short."""
NAME_POINTER: Final = "#/header/Content-Disposition"


ADDS: Final = refusals(NotFound, Conflict, Unsupported, Infected, UploadCut)
REPLACES: Final = refusals(NotFound, Conflict, Stale, PreconditionRequired, Unsupported, Infected, UploadCut)

Named = Annotated[
    str,
    Header(
        alias="Content-Disposition",
        max_length=2_000,
        description="The name of the file, as in RFC 6266.",
        examples=["attachment; filename*=UTF-8''Lease%20of%20May.pdf"],
    ),
]


async def _cabinet(request: Request) -> Cabinet:
    cabinet = request.app.state.cabinet
    assert isinstance(cabinet, Cabinet)
    return cabinet


InCabinet = Annotated[Cabinet, Depends(_cabinet)]


def received_from(request: Request, cabinet: Cabinet) -> AbstractAsyncContextManager[Received]:
    """The file that is the body of a request, as `receiving.received` says.

    Raises:
        UploadCut: its sender went away before the end.
    """
    said_to_be = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return received(cabinet, _parts(request), said_to_be)


def once_for(request: Request, key: str | None, upload: Received, *said: object) -> Once:
    """The act of an upload: the same when key, content and all that is said of it are the same."""
    fingerprint = hashlib.sha256("\n".join(map(repr, said)).encode()).hexdigest()
    return Once(f"{request.method} {request.url.path}", key, f"{upload.content.sha256} {fingerprint}".encode())


async def _parts(request: Request) -> AsyncIterator[bytes]:
    try:
        async for part in request.stream():
            yield part
    except ClientDisconnect:
        raise UploadCut from None
