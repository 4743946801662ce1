"""Say how much may go wrong in a case, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.access.domain import Standing
from services.cases.alerts import events
from services.cases.alerts.domain.risk import REASONS, RiskReason, is_raised, must_be_an_assessment
from services.cases.alerts.policy import ASSESS_RISK, CASE_RULES, GIVE_REASON, PEOPLE_RULES
from services.cases.alerts.store import risk as store
from services.cases.coordination.actions.cases import (
    about,
    case_lines,
    change_case,
    load_for_change,
    people_of,
    people_shown,
    read_case,
)
from services.cases.coordination.actions.decisions import decide_about, not_found
from services.cases.coordination.domain.case import Risk, must_be_open
from services.cases.coordination.policy.cases import AboutPeople
from services.cases.items.actions import tell_each
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.coordination import CaseState
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """How much may go wrong, and why."""

    risk: Risk
    reasons: Sequence[RiskReason]


async def assess_risk(work: UnitOfWork, actor: Actor, case_id: UUID, command: Assessment) -> UUID:
    """Keep who found what, when and why; the case stands by it in all work lists. Nothing else changes its risk.

    Raises:
        NotFound: no such case that the caller may see.
        NotAllowed: the caller neither leads it nor stands in for the lead, or may not contribute what a reason says.
        Invalid: it is no assessment.
        Conflict: the case is closed.
    """
    case = await load_for_change(work, case_id)
    known = people_shown(case)
    decide_about(work, CASE_RULES, ASSESS_RISK, actor, about(case), known)
    must_be_open(CaseState(case["state"]))
    must_be_an_assessment(command.risk, command.reasons)
    standings = tuple([await standing_to(work, person_id) for person_id in known])
    for category in sorted({REASONS[reason].category for reason in command.reasons}):
        decide_about(work, PEOPLE_RULES, GIVE_REASON, actor, AboutPeople(standings, category), known)
    people = await people_of(work, case_id)
    about_whom = [one.person_id for one in people]
    assessment_id = new_id()
    assessment = {
        "id": assessment_id,
        "case_id": case_id,
        "municipality_id": case["municipality_id"],
        "person_ids": about_whom,
        "risk": command.risk.rank,
        "assessed_at": work.now,
        **_by(actor),
    }
    await store.keep(work, assessment, [_reason(actor, standings, one) for one in command.reasons])
    await change_case(work, actor, case_id, case["version"], {"risk": command.risk})
    await add_lines(work, *case_lines(actor, case, people, LineKind.RISK_ASSESSED, state=command.risk))
    await tell_each(work, about_whom, _event(events.RiskAssessed, case_id, assessment_id))
    if is_raised(case["risk"], command.risk):
        await tell_each(work, about_whom, _event(events.RiskRaised, case_id, assessment_id))
    return assessment_id


async def read_assessment(work: UnitOfWork, case_id: UUID, assessment_id: UUID, operation: str) -> asyncpg.Record:
    """One assessment, with those of its reasons that the caller may see; the look is logged.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    row = await store.read(work, case_id, assessment_id, operation)
    if row is None:
        raise not_found(work, operation)
    return row


async def list_assessments(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """How risky a case was found, the newest first; one more than `limit` if there is.

    Raises:
        NotFound: the case is not the caller's to see.
    """
    rows = await store.list_some(work, case_id, after, limit)
    if not rows:
        await read_case(work, case_id)
    return rows


def _reason(actor: Actor, standings: Sequence[Standing], reason: RiskReason) -> dict[str, Any]:
    first, *others = standings
    category: Category = REASONS[reason].category
    return {
        "reason": reason,
        "municipality_id": first.municipality_id,
        "person_id": first.person_id,
        "also_about": [one.person_id for one in others],
        "category": category,
        "sensitivity": Sensitivity.ORDINARY,
        **_by(actor),
    }


def _by(actor: Actor) -> dict[str, UUID]:
    return {"agency_id": actor.agency_id, "worker_id": actor.subject}


def _event(
    kind: type[events.RiskAssessed | events.RiskRaised], case_id: UUID, assessment_id: UUID
) -> Callable[[UUID], Event]:
    return lambda one: kind(case_id=case_id, person_id=one, assessment_id=assessment_id)
