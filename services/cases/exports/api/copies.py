"""`/v1/persons/{id}/rights-requests/{id}/copy`: what an agency keeps about somebody, to hand over."""

from collections.abc import Collection
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from services.cases.accounts.api.agencies import French, Names
from services.cases.exports.actions.taking import open_to_hand_over
from services.cases.exports.api.handing import HANDED, PRINTS, Handing, Naming, VolumeNumber
from services.cases.exports.api.schema import schema_address
from services.cases.items.api import Reader
from services.cases.summaries.api import Printer
from services.cases.summaries.domain.document import Language
from shared.web.caller import OpenWork, PassedOn

router = APIRouter(prefix="/v1/persons/{person_id}/rights-requests/{request_id}", tags=["data-protection rights"])


def _naming(request: Request, rights: PassedOn) -> Naming:
    async def names(ids: Collection[UUID]) -> Names:
        return Names(await request.app.state.service.identity.agencies(ids, rights))

    return names


@router.get(
    "/copy", responses=HANDED, response_class=StreamingResponse, summary="Take the copy of what your agency keeps"
)
async def take_copy_to_hand_over(
    person_id: UUID,
    request_id: UUID,
    actor: Reader,
    request: Request,
    open_work: OpenWork,
    rights: PassedOn,
    *,
    french: French,
) -> Response:
    """For somebody without an account, who asked through another worker: all that your agency keeps about them, as
    JSON. For privacy officers. Ready a moment after the answer, for a month.
    """
    handing = Handing(open_work, _naming(request, rights), schema_address(request), french)
    return await handing.as_json(lambda work: open_to_hand_over(work, actor, person_id, request_id, "take-copy"))


@router.get(
    "/printed-copy", responses=PRINTS, response_class=Response, summary="Print the copy of what your agency keeps"
)
async def print_copy(
    person_id: UUID,
    request_id: UUID,
    actor: Reader,
    request: Request,
    open_work: OpenWork,
    rights: PassedOn,
    printer: Printer,
    volume: VolumeNumber = 1,
) -> Response:
    """The same to hand over, as an accessible PDF in English or French; a long one in several volumes."""
    handing = Handing(open_work, _naming(request, rights), schema_address(request), printer.language is Language.FRENCH)
    return await handing.printed(
        lambda work: open_to_hand_over(work, actor, person_id, request_id, "print-copy"), volume, printer
    )
