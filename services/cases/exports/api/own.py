"""`/v1/my/rights-requests/{id}/copy`: what an agency keeps about me, to take with me."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from services.cases.accounts.api.agencies import French, Me, names_of
from services.cases.exports.actions.taking import open_own
from services.cases.exports.api.handing import HANDED, PRINTS, Handing, VolumeNumber
from services.cases.exports.api.schema import schema_address
from services.cases.summaries.api import Printer
from services.cases.summaries.domain.document import Language
from shared.web.caller import OpenWork, PassedOn

router = APIRouter(prefix="/v1/my/rights-requests/{request_id}", tags=["my own record"])


async def _handing(request: Request, open_work: OpenWork, rights: PassedOn, *, french: French) -> Handing:
    return Handing(open_work, partial(names_of, request, rights), schema_address(request), french)


@router.get(
    "/copy", responses=HANDED, response_class=StreamingResponse, summary="Take the copy of what is kept about me"
)
async def take_copy(request_id: UUID, caller: Me, handing: Annotated[Handing, Depends(_handing)]) -> Response:
    """All that the agency keeps about you, where it granted you a copy: your items, from where they are, who may see
    them and why, who looked. Ready a moment after the answer, for a month.
    """
    return await handing.as_json(lambda work: open_own(work, caller, request_id, "take-own-copy"))


@router.get(
    "/printed-copy", responses=PRINTS, response_class=Response, summary="Print the copy of what is kept about me"
)
async def print_own_copy(
    request_id: UUID,
    caller: Me,
    request: Request,
    open_work: OpenWork,
    rights: PassedOn,
    printer: Printer,
    volume: VolumeNumber = 1,
) -> Response:
    """The same to read and keep, as an accessible PDF in English or French; a long one in several volumes."""
    handing = await _handing(request, open_work, rights, french=printer.language is Language.FRENCH)
    return await handing.printed(lambda work: open_own(work, caller, request_id, "print-own-copy"), volume, printer)
