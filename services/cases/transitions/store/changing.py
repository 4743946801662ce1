"""What the background work keeps: what was opened, moved, called off and done, and with which plan it began."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from services.cases.transitions.domain.coming import Coming, Ground, Known
from services.cases.transitions.domain.rules import TransitionRule
from services.cases.transitions.store import tables as _tables  # noqa: F401 - they belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id

_OPEN = Statement("""
    INSERT INTO transition (id, rule_version_id, kind, municipality_id, person_id, case_id, subject_id, agency_id,
        worker_id, category, sensitivity, changes_at, changes_on, state, opened_at, plan)
    VALUES (:id, :rule_version_id, :kind, :municipality_id, :person_id, :case_id, :subject_id, :agency_id, :worker_id,
        :category, :sensitivity, :changes_at, :changes_on, 'open', :now, :plan)
    ON CONFLICT DO NOTHING
""")
_RESUME = Statement("""
    UPDATE transition t
    SET state = 'open', closed_at = NULL, rule_version_id = :rule_version_id, agency_id = :agency_id,
        worker_id = :worker_id, category = :category, sensitivity = :sensitivity, changes_at = :changes_at,
        changes_on = :changes_on, plan = CASE t.plan WHEN 'none' THEN :plan ELSE t.plan END
    WHERE t.id = (
        SELECT off.id FROM transition off
        WHERE off.person_id = :person_id AND off.kind = :kind AND off.subject_id = :subject_id
          AND off.case_id IS NOT DISTINCT FROM CAST(:case_id AS uuid) AND off.state = 'called_off'
        ORDER BY off.opened_at DESC, off.id DESC LIMIT 1)
    RETURNING t.id
""")
_ASK = Statement("""
    INSERT INTO transition_receipt (id, transition_id, municipality_id, person_id, agency_id)
    VALUES (:id, :transition_id, :municipality_id, :person_id, :agency_id) ON CONFLICT DO NOTHING
""")
_AWAITED_RECEIPTS = Statement("""
    SELECT id, agency_id FROM transition_receipt WHERE transition_id = :transition_id AND given_at IS NULL ORDER BY id
""")
_MOVE = Statement("UPDATE transition SET changes_at = :changes_at, changes_on = :changes_on WHERE id = :id")
_RECLASSIFY = Statement("UPDATE transition SET category = :category, sensitivity = :sensitivity WHERE id = :id")
_CALL_OFF = Statement("UPDATE transition SET state = 'called_off', closed_at = :now WHERE id = :id AND state = 'open'")
_DONE = Statement("""
    WITH due AS MATERIALIZED (
        SELECT id FROM transition WHERE state = 'open' AND changes_at <= :now ORDER BY changes_at, id LIMIT :many
        FOR UPDATE SKIP LOCKED)
    UPDATE transition t SET state = 'done', closed_at = :now FROM due WHERE t.id = due.id
    RETURNING t.id, t.kind, t.municipality_id, t.person_id, t.case_id, t.subject_id, t.agency_id, t.worker_id,
        t.category, t.sensitivity
""")
_PLANS_AWAITED = Statement("SELECT * FROM plans_awaited_by_transitions(:many)")
_TAKE_PLAN = Statement("""
    SELECT t.id, t.person_id, t.case_id, r.template_id FROM transition t
    JOIN transition_rule r ON r.id = t.rule_version_id
    WHERE t.id = :id AND t.state = 'open' AND t.plan = 'awaited' FOR NO KEY UPDATE OF t SKIP LOCKED
""")
_PLAN_BEGUN = Statement("UPDATE transition SET plan = 'begun', application_id = :application_id WHERE id = :id")
_LEFT_TO_LEAD = Statement("""
    UPDATE transition SET plan = 'left_to_lead' WHERE id IN (
        SELECT id FROM transition WHERE id = :id AND plan = 'awaited' FOR NO KEY UPDATE SKIP LOCKED)
""")


async def open_one(work: UnitOfWork, known: Known, rule: TransitionRule, coming: Coming) -> UUID | None:
    """Keep that it was opened; None where it was before."""
    transition_id = new_id()
    touched = await work.run(
        _OPEN,
        id=transition_id,
        rule_version_id=rule.id,
        kind=coming.kind,
        municipality_id=known.municipality_id,
        person_id=known.person_id,
        case_id=coming.case_id,
        subject_id=coming.ground.subject_id,
        agency_id=coming.ground.agency_id,
        worker_id=coming.ground.worker_id,
        category=coming.ground.category,
        sensitivity=coming.ground.sensitivity,
        changes_at=coming.at,
        changes_on=coming.on,
        now=work.now,
        plan="none" if rule.terms.template_id is None else "awaited",
    )
    return transition_id if touched else None


async def resume(work: UnitOfWork, known: Known, rule: TransitionRule, coming: Coming) -> UUID | None:
    """Keep that what was called off comes after all, with the plan that it began and the receipts that were given; None
    where nothing such was.
    """
    resumed: UUID | None = await work.value(
        _RESUME,
        rule_version_id=rule.id,
        kind=coming.kind,
        person_id=known.person_id,
        case_id=coming.case_id,
        subject_id=coming.ground.subject_id,
        agency_id=coming.ground.agency_id,
        worker_id=coming.ground.worker_id,
        category=coming.ground.category,
        sensitivity=coming.ground.sensitivity,
        changes_at=coming.at,
        changes_on=coming.on,
        plan="none" if rule.terms.template_id is None else "awaited",
    )
    return resumed


async def ask_receipts(work: UnitOfWork, known: Known, transition_id: UUID, agencies: Sequence[UUID]) -> None:
    """Keep who is asked for a receipt, once each."""
    shared = {
        "transition_id": transition_id,
        "municipality_id": known.municipality_id,
        "person_id": known.person_id,
    }
    await work.run_many(_ASK, [{**shared, "id": new_id(), "agency_id": one} for one in sorted(set(agencies))])


async def awaited_receipts(work: UnitOfWork, transition_id: UUID) -> list[asyncpg.Record]:
    """Receipts that were asked for and not given."""
    return await work.rows(_AWAITED_RECEIPTS, transition_id=transition_id)


async def move(work: UnitOfWork, transition_id: UUID, coming: Coming) -> None:
    """Keep that it comes on another day."""
    await work.run(_MOVE, id=transition_id, changes_at=coming.at, changes_on=coming.on)


async def reclassify(work: UnitOfWork, transition_id: UUID, ground: Ground) -> None:
    """Keep that what it arises from is classified anew."""
    await work.run(_RECLASSIFY, id=transition_id, category=ground.category, sensitivity=ground.sensitivity)


async def call_off(work: UnitOfWork, transition_id: UUID) -> None:
    """Keep that it does not come any more."""
    await work.run(_CALL_OFF, id=transition_id, now=work.now)


async def done(work: UnitOfWork, many: int) -> list[asyncpg.Record]:
    """Keep that the day of some has begun, which no other replica has in hand."""
    return await work.rows(_DONE, now=work.now, many=many)


async def plans_awaited(work: UnitOfWork, many: int) -> list[asyncpg.Record]:
    """Some whose plan is to begin, each with the agency that leads its case now."""
    return await work.rows(_PLANS_AWAITED, many=many)


async def take_plan(work: UnitOfWork, transition_id: UUID) -> asyncpg.Record | None:
    """One whose plan is to begin, locked, as the agency that leads sees it; None too where another replica has it."""
    return await work.row(_TAKE_PLAN, id=transition_id)


async def plan_begun(work: UnitOfWork, transition_id: UUID, application_id: UUID) -> None:
    """Keep with which application of its template the plan began."""
    await work.run(_PLAN_BEGUN, id=transition_id, application_id=application_id)


async def left_to_lead(work: UnitOfWork, transition_id: UUID) -> None:
    """Keep that the lead has to begin the plan, unless another replica has it in hand."""
    await work.run(_LEFT_TO_LEAD, id=transition_id)
