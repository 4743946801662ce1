"""`/v1/governance/breaches`: what happened, whom it concerns, who was told and what is still owed."""

from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Response

from services.cases.governance.actions import breaches as actions
from services.cases.governance.api.bodies import (
    AffectedPage,
    AffectedView,
    Assessment,
    AuthorityNotification,
    BreachView,
    Closure,
    NewBreach,
    PeopleNotification,
)
from services.cases.governance.api.entries import Governing
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work, holding
from shared.web.documented import CREATES, EDITS, READS, refusals
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/governance/breaches", tags=["governance"])

Auditing = Annotated[Actor, holding(Scope.AUDIT_READ)]


@router.post("", status_code=201, responses=CREATES, summary="Record a breach")
async def record(body: NewBreach, actor: Governing, work: Work, response: Response, once: OneTime) -> BreachView:
    """Keep that your agency became aware of a breach. For administrators and privacy officers."""
    command = actions.NewBreach(**body.model_dump())
    breach_id = await once.run(work, lambda: actions.record_breach(work, actor, command))
    return await _opened(work, actor, breach_id, response)


@router.get("", responses=refusals(), summary="List breaches")
async def list_breaches(actor: Governing, work: Work, limit: Limit = 50, after: After = None) -> Page[BreachView]:
    """Breaches of your agency, latest first, with what is still owed."""
    keys = keys_of(after, UUID)
    rows = await actions.list_breaches(work, actor, keys[0] if keys else None, limit)
    some, following = page(rows, limit, "id")
    return Page(items=[_shown(work, row) for row in some], next=following)


@router.get("/{breach_id}", responses=READS, summary="Read a breach")
async def open_one(breach_id: UUID, actor: Governing, work: Work, response: Response) -> BreachView:
    """One breach with the clock of its notification."""
    return await _opened(work, actor, breach_id, response)


@router.get("/{breach_id}/affected", responses=READS, summary="List whom a breach concerns")
async def list_affected(
    breach_id: UUID, actor: Auditing, work: Work, limit: Limit = 50, after: After = None
) -> AffectedPage:
    """Whose records were looked at for your agency in that time, by that worker, in those categories, as the access log
    says. Months of it that lie in the archive are in `missing_months`: in these more people may be concerned than are
    listed. For privacy officers; each look is logged.
    """
    keys = keys_of(after, UUID)
    found = await actions.list_affected(work, actor, breach_id, keys[0] if keys else None, limit)
    some, following = page(found.rows, limit, "person_id")
    items = [AffectedView.model_validate(dict(row)) for row in some]
    return AffectedPage(items=items, next=following, people=found.people, missing_months=found.missing)


@router.post("/{breach_id}/assessment", responses=EDITS, summary="Assess a breach")
async def assess(
    breach_id: UUID,
    body: Assessment,
    actor: Governing,
    work: Work,
    response: Response,
    once: OneTime,
    if_match: IfMatch = None,
) -> BreachView:
    """Say what it means for people. Until then it counts as a risk."""
    version = expected_version(if_match)
    await once.run(work, lambda: actions.assess(work, actor, breach_id, version, body.risk, body.because))
    return await _opened(work, actor, breach_id, response)


@router.post("/{breach_id}/authority-notification", responses=EDITS, summary="Keep that the authority was told")
async def tell_authority(
    breach_id: UUID,
    body: AuthorityNotification,
    actor: Governing,
    work: Work,
    response: Response,
    once: OneTime,
    if_match: IfMatch = None,
) -> BreachView:
    """Keep when and under which number the supervisory authority was told; after 72 hours, why so late."""
    version = expected_version(if_match)
    said = (body.told_at, body.reference, body.why_late)
    await once.run(work, lambda: actions.tell_authority(work, actor, breach_id, version, *said))
    return await _opened(work, actor, breach_id, response)


@router.post("/{breach_id}/people-notification", responses=EDITS, summary="Keep that the people were told")
async def tell_people(
    breach_id: UUID,
    body: PeopleNotification,
    actor: Governing,
    work: Work,
    response: Response,
    once: OneTime,
    if_match: IfMatch = None,
) -> BreachView:
    """Keep when and how the people concerned were told (GDPR Art. 34)."""
    version = expected_version(if_match)
    await once.run(work, lambda: actions.tell_people(work, actor, breach_id, version, body.told_at, body.how))
    return await _opened(work, actor, breach_id, response)


@router.post("/{breach_id}/closure", responses=EDITS, summary="Close a breach")
async def close(
    breach_id: UUID,
    body: Closure,
    actor: Governing,
    work: Work,
    response: Response,
    once: OneTime,
    if_match: IfMatch = None,
) -> BreachView:
    """Keep what was done, once nothing is owed any more; 409 says what is."""
    version = expected_version(if_match)
    await once.run(work, lambda: actions.close(work, actor, breach_id, version, body.measures))
    return await _opened(work, actor, breach_id, response)


async def _opened(work: UnitOfWork, actor: Actor, breach_id: UUID, response: Response) -> BreachView:
    row = await actions.open_breach(work, actor, breach_id)
    response.headers["ETag"] = entity_tag(row["version"])
    return _shown(work, row)


def _shown(work: UnitOfWork, row: asyncpg.Record) -> BreachView:
    breach = actions.breach_from(row)
    values: dict[str, Any] = dict(row)
    duties = {"authority_due_at": breach.authority_due_at, "owed": breach.owed(), "is_late": breach.is_late(work.now)}
    return BreachView.model_validate(values | duties)
