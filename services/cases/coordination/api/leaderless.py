"""`/v1/leaderless-cases`: whom nobody leads."""

from uuid import UUID

from fastapi import APIRouter

from services.cases.coordination.actions import cases as actions
from services.cases.coordination.api.cases import CaseView, Reader, shown
from services.cases.coordination.api.looks import looks_at_case
from shared.database.access_log import log_looks
from shared.web.caller import Work
from shared.web.documented import refusals
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/leaderless-cases", tags=["cases"])


@router.get("", responses=refusals(), summary="List cases without a lead")
async def list_leaderless(_actor: Reader, work: Work, limit: Limit = 50, after: After = None) -> Page[CaseView]:
    """Open cases that your agency leads and whose lead left it or must not see the person, newest first. A supervisor
    names somebody: until then nobody acts as lead.
    """
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_leaderless(work, keys[0] if keys else None, limit), limit, "id")
    await log_looks(work, looks_at_case("list-leaderless-cases", rows))
    return Page(items=[shown(row) for row in rows], next=following)
