"""`/v1/cases/{id}/summary`, `/v1/conferences/{id}/summary`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from services.cases.coordination.api.looks import looks_at_case
from services.cases.items.api import Reader
from services.cases.summaries import actions
from services.cases.summaries.domain.conference import conference_summary
from services.cases.summaries.domain.document import Document, Language
from services.cases.summaries.domain.summary import summary_of
from services.cases.summaries.rendering.press import Press
from shared.clients.identity import IdentityClient
from shared.database.access_log import log_looks
from shared.refusals import NotFound
from shared.web.caller import OpenWork, PassedOn
from shared.web.documented import refusals
from shared.web.problems import speaks_french

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["cases"])
conference_router = APIRouter(prefix="/v1/conferences/{conference_id}", tags=["conferences"])

PDF: Final = "application/pdf"
PRINTED: Final[dict[int | str, dict[str, Any]]] = {
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


@dataclass(frozen=True)
class PdfAnswer:
    """Sets a document in the language that is asked for, with the names of agencies."""

    press: Press
    identity: IdentityClient
    rights: Mapping[str, str]
    language: Language

    async def printed(
        self, agencies: frozenset[UUID], write: Callable[[Language, Mapping[UUID, str]], Document], name: str
    ) -> Response:
        """The answer with the document."""
        facts = await self.identity.agencies(agencies, self.rights)
        return await self.handed_over(write(self.language, {one: fact.name for one, fact in facts.items()}), name)

    async def handed_over(self, document: Document, name: str) -> Response:
        """The answer with a document that is written already."""
        pdf = await self.press.set(document)
        headers = {
            "Content-Disposition": f'attachment; filename="{name}.pdf"',
            "Content-Language": self.language.value,
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
            "Vary": "Accept-Language",
        }
        return Response(pdf, 200, headers, PDF)


async def _printer(
    request: Request,
    rights: PassedOn,
    press: Annotated[Press, Depends(_press)],
    language: Annotated[
        Language | None, Query(description="In which it is written; by Accept-Language when left out.")
    ] = None,
    accept_language: Annotated[str, Header(max_length=1_000)] = "",
) -> PdfAnswer:
    spoken = language or (Language.FRENCH if speaks_french(accept_language) else Language.ENGLISH)
    return PdfAnswer(press, request.app.state.service.identity, rights, spoken)


Printer = Annotated[PdfAnswer, Depends(_printer)]


@router.get("/summary", responses=PRINTED, response_class=Response, summary="Print a case and its plan")
async def print_summary(case_id: UUID, actor: Reader, open_work: OpenWork, printer: Printer) -> Response:
    """What you may see of a case now, as an accessible PDF: its people, team, needs, goals, actions and how far the
    plan has come. What it shows is what you would see item by item, and each look is in the access log.
    """
    async with open_work() as work:
        contents = await actions.gather(work, actor, case_id)
        await log_looks(work, looks_at_case("read-case-summary", [contents.case]))
    return await printer.printed(contents.agencies(), partial(summary_of, contents), "case-summary")


@conference_router.get("/summary", responses=PRINTED, response_class=Response, summary="Print a conference")
async def print_conference(conference_id: UUID, actor: Reader, open_work: OpenWork, printer: Printer) -> Response:
    """What you may see of a conference in which you take part, as an accessible PDF: who was asked and came, and of
    each matter that is yours to see what was said, who signed it, what was decided, and what became of it.
    """
    async with open_work() as work:
        contents = await actions.gather_conference(work, actor, conference_id)
    return await printer.printed(contents.agencies(), partial(conference_summary, contents), "conference-summary")
