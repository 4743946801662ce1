"""`/v1/persons/{id}/consents`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.cases.consents.actions import reading, recording, stopping, withdrawing
from services.cases.consents.api.bodies import ConsentView, NewConsent, Withdrawal, shown
from services.cases.consents.api.stopped import StoppedView, WithdrawnView, shown_stopped
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.access_log import Look, log_looks
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/persons/{person_id}/consents", tags=["consents"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Writer = Annotated[Actor, holding(Scope.RECORD_WRITE)]


@router.post("", status_code=201, responses=ACTS, summary="Record a consent or a refusal")
async def record(person_id: UUID, body: NewConsent, actor: Writer, work: Work, once: OneTime) -> ConsentView:
    """Record what the person said. It takes effect with the answer, as far as agreements in force cover it."""
    consent_id = await once.run(work, lambda: recording.record_consent(work, actor, person_id, body.command()))
    return shown(await reading.open_consent(work, person_id, consent_id))


@router.get("", responses=READS, summary="List consents and refusals")
async def list_consents(
    person_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[ConsentView]:
    """What the person agreed to, refused and withdrew, oldest first.

    You see those that your agency recorded or that name it; whoever coordinates or answers for privacy sees all.
    """
    keys = keys_of(after, UUID)
    rows, following = page(await reading.list_consents(work, person_id, keys[0] if keys else None, limit), limit, "id")
    await log_looks(work, [Look("list-consents", person_id=person_id)])
    return Page(items=[shown(row) for row in rows], next=following)


@router.get("/{consent_id}", responses=READS, summary="Open a consent or refusal")
async def open_one(person_id: UUID, consent_id: UUID, _actor: Reader, work: Work) -> ConsentView:
    """One consent or refusal with its present state."""
    row = await reading.open_consent(work, person_id, consent_id)
    await log_looks(work, [Look("open-consent", person_id=person_id)])
    return shown(row)


@router.get("/{consent_id}/withdrawal", responses=READS, summary="See what a withdrawal would stop")
async def preview(person_id: UUID, consent_id: UUID, actor: Reader, work: Work) -> StoppedView:
    """What would end if the person took this back now: who sees less, on which teams, and which referrals lose what
    travels with them. To tell the person beforehand; nothing changes.
    """
    stopped = await stopping.preview_withdrawal(work, actor, person_id, consent_id)
    await log_looks(work, [Look("preview-withdrawal", person_id=person_id)])
    return shown_stopped(stopped)


@router.post("/{consent_id}/withdrawal", responses=ACTS, summary="Withdraw a consent or refusal")
async def withdraw(
    person_id: UUID, consent_id: UUID, actor: Writer, work: Work, once: OneTime, body: Withdrawal | None = None
) -> WithdrawnView:
    """Record that the person took it back. What rests on it ends with the answer, which says what that was.

    Your agency does not write down what would let itself see more. A refusal that names nobody is the exception, since
    it stops everybody: a worker of the agency that wrote it down also writes down its end, with its form and evidence,
    and whoever leads a case about the person is told.
    """
    said = body.said() if body else None
    await once.run(work, lambda: withdrawing.withdraw_consent(work, actor, person_id, consent_id, said))
    stopped = shown_stopped(await stopping.stopped_by(work, person_id, consent_id))
    seen = shown(await reading.open_consent(work, person_id, consent_id))
    return WithdrawnView(**seen.model_dump(), stopped=stopped)
