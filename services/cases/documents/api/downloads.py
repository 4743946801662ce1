"""A file on its way out: by a link that was made for its caller, to be saved and not opened beside anything."""

from typing import Annotated, Any, Final

from fastapi import Query
from fastapi.responses import StreamingResponse

from services.cases.documents.actions.links import Fetched
from services.cases.documents.domain.document import LinkOver
from services.cases.documents.domain.file_names import attachment
from services.cases.documents.domain.kinds import Kind
from shared.refusals import NotFound
from shared.web.documented import refusals

FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The content, to be saved.",
        "content": {kind.value: {"schema": {"type": "string", "format": "binary"}} for kind in Kind},
        "headers": {
            "Virus-Scan": {
                "description": "clean, or not_scanned: then warn whoever opens it.",
                "schema": {"type": "string", "enum": ["clean", "not_scanned"]},
            }
        },
    },
    **refusals(NotFound, LinkOver),
}
Version = Annotated[int, Query(ge=1, lt=2**31, description="As in the link.")]
Expires = Annotated[int, Query(ge=0, lt=2**33, description="As in the link.")]
Signature = Annotated[str, Query(max_length=64, description="As in the link.")]


def sent_as_file(fetched: Fetched) -> StreamingResponse:
    """Its bytes, block by block."""
    headers = {
        "Content-Length": str(fetched.row["size_bytes"]),
        "Content-Disposition": attachment(fetched.row["file_name"]),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Virus-Scan": fetched.row["scan"],
    }
    return StreamingResponse(fetched.blocks, 200, headers, fetched.row["content_type"])
