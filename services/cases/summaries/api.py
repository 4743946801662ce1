"""`/v1/cases/{id}/summary`."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from services.cases.coordination.api.looks import looks_at_case
from services.cases.items.api import Reader
from services.cases.summaries import actions
from services.cases.summaries.domain.document import Language
from services.cases.summaries.domain.summary import summary_of
from services.cases.summaries.rendering.press import Press
from shared.database.access_log import log_looks
from shared.refusals import NotFound
from shared.web.caller import OpenWork, PassedOn
from shared.web.documented import refusals
from shared.web.problems import speaks_french

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["cases"])

PDF: Final = "application/pdf"
_PRINTED: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Tagged PDF (PDF/UA-1).",
        "content": {PDF: {"schema": {"type": "string", "format": "binary"}}},
        "headers": {"Content-Language": {"schema": {"type": "string", "enum": [one.value for one in Language]}}},
    },
    **refusals(NotFound),
}


async def _press(request: Request) -> Press:
    press = request.app.state.press
    assert isinstance(press, Press)
    return press


@router.get("/summary", responses=_PRINTED, response_class=Response, summary="Print a case and its plan")
async def print_summary(
    case_id: UUID,
    request: Request,
    actor: Reader,
    open_work: OpenWork,
    rights: PassedOn,
    press: Annotated[Press, Depends(_press)],
    language: Annotated[
        Language | None, Query(description="In which it is written; by Accept-Language when left out.")
    ] = None,
    accept_language: Annotated[str, Header(max_length=1_000)] = "",
) -> Response:
    """What you may see of a case now, as an accessible PDF: its people, team, needs, goals, actions and how far the
    plan has come. What it shows is what you would see item by item, and each look is in the access log.
    """
    async with open_work() as work:
        contents = await actions.gather(work, actor, case_id)
        await log_looks(work, looks_at_case("read-case-summary", [contents.case]))
    agencies = await request.app.state.service.identity.agencies(contents.agencies(), rights)
    spoken = language or (Language.FRENCH if speaks_french(accept_language) else Language.ENGLISH)
    names = {agency_id: facts.name for agency_id, facts in agencies.items()}
    pdf = await press.set(summary_of(contents, spoken, names))
    headers = {
        "Content-Disposition": 'attachment; filename="case-summary.pdf"',
        "Content-Language": spoken.value,
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Vary": "Accept-Language",
    }
    return Response(pdf, 200, headers, PDF)
