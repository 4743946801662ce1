"""`/v1/cases/{id}/warnings`, `/review`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Response

from services.cases.alerts.actions import warnings as actions
from services.cases.alerts.api.bodies import NewWarning, WarningCorrection, WarningReview, WarningView, shown
from services.cases.items.api import CORRECTS, OPENS, EarlierVersion, Reader, Writer, earlier_page
from services.cases.territories.actions import today_in
from services.cases.timeline.api import Language
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page
from shared.web.problems import speaks_french

router = APIRouter(prefix="/v1/cases/{case_id}/warnings", tags=["warnings"])


@router.post("", status_code=201, responses=ACTS, summary="Record a warning")
async def record_warning(
    case_id: UUID,
    body: NewWarning,
    actor: Writer,
    work: Work,
    once: OneTime,
    response: Response,
    accept_language: Language = "",
) -> WarningView:
    """Warn others of something about people of the case. The warning is shown as every item of a record is; its
    precautions, without the reason, to whoever may know how to reach the person.
    """
    warning_id = await once.run(work, lambda: actions.record_warning(work, actor, case_id, body.command()))
    response.headers["Location"] = f"/v1/cases/{case_id}/warnings/{warning_id}"
    return await _answer(work, case_id, warning_id, "record-warning", response, accept_language)


@router.get("", responses=READS, summary="List the warnings of a case")
async def list_warnings(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None, accept_language: Language = ""
) -> Page[WarningView]:
    """Warnings that you may see, standing and ended, in the order of recording. Those that stand are in the record."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_warnings(work, case_id, keys[0] if keys else None, limit), limit, "id")
    french = speaks_french(accept_language)
    days = {where: await today_in(work, where) for where in {row["municipality_id"] for row in rows}}
    return Page(items=[shown(row, days[row["municipality_id"]], french=french) for row in rows], next=following)


@router.get("/{warning_id}", responses=OPENS, summary="Read a warning")
async def read_warning(
    case_id: UUID, warning_id: UUID, _actor: Reader, work: Work, response: Response, accept_language: Language = ""
) -> WarningView:
    """One warning in its present version."""
    return await _answer(work, case_id, warning_id, "read-warning", response, accept_language)


@router.patch("/{warning_id}", responses=CORRECTS, summary="Correct a warning")
async def correct_warning(
    case_id: UUID,
    warning_id: UUID,
    body: Annotated[WarningCorrection, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
    accept_language: Language = "",
) -> WarningView:
    """Correct what you wrote, or what your agency wrote if you supervise there. The earlier version is kept."""
    await actions.correct_warning(work, actor, case_id, warning_id, expected_version(if_match), body.changes())
    return await _answer(work, case_id, warning_id, "correct-warning", response, accept_language)


@router.post("/{warning_id}/review", responses=CORRECTS, summary="Look at a warning again")
async def review_warning(
    case_id: UUID,
    warning_id: UUID,
    body: WarningReview,
    actor: Writer,
    work: Work,
    once: OneTime,
    response: Response,
    if_match: IfMatch = None,
    accept_language: Language = "",
) -> WarningView:
    """Say that it stands, and when it is looked at next; or end it. For the agency that wrote it."""
    version = expected_version(if_match)
    command = body.command()
    await once.run(work, lambda: actions.review_warning(work, actor, case_id, warning_id, version, command))
    return await _answer(work, case_id, warning_id, "review-warning", response, accept_language)


@router.get("/{warning_id}/versions", responses=OPENS, summary="List earlier versions of a warning")
async def list_versions(
    case_id: UUID, warning_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[EarlierVersion]:
    """What a warning said before, oldest first, each version as far as you may see it."""
    keys = keys_of(after, int)
    rows = await actions.list_warning_versions(work, case_id, warning_id, keys[0] if keys else None, limit)
    return earlier_page(rows, limit)


async def _answer(
    work: UnitOfWork, case_id: UUID, warning_id: UUID, operation: str, response: Response, accept_language: str
) -> WarningView:
    row = await actions.read_warning(work, case_id, warning_id, operation)
    response.headers["ETag"] = entity_tag(row["version"])
    today = await today_in(work, row["municipality_id"])
    return shown(row, today, french=speaks_french(accept_language))
