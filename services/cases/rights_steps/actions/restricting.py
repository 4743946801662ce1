"""Restrict processing, let somebody use what is restricted, and lift it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from services.cases.coordination.actions.decisions import decide_about
from services.cases.rights.policy import AboutRequest
from services.cases.rights_steps import events
from services.cases.rights_steps.actions.steps import open_request
from services.cases.rights_steps.domain import (
    USED_FOR,
    Scope,
    must_be_restricted_for,
    must_be_reviewed_soon_enough,
    must_have_been_told,
    must_name_something,
    must_not_be_objected_to,
)
from services.cases.rights_steps.policy import LIFT, RESTRICT, STEP_RULES, USE
from services.cases.rights_steps.store import restrictions as store
from services.cases.rights_steps.store.steps import item_of_agency
from services.cases.territories.actions import today_in
from shared.contracts.cases.rights import (
    RequestOutcome,
    RequestState,
    RestrictionCase,
    RestrictionUse,
    Right,
    StepKind,
    StepState,
)
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.phrases import Phrase
from shared.policy.grammar import decide
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound


@dataclass(frozen=True, kw_only=True)
class Restriction:
    """What is restricted, why, and when somebody looks at it again."""

    case: RestrictionCase
    scope: Scope
    review_on: date


@dataclass(frozen=True, kw_only=True)
class Use:
    """Who uses it, and for what."""

    worker_id: UUID
    purpose: RestrictionUse
    reason: str


async def restrict(work: UnitOfWork, actor: Actor, person_id: UUID, request_id: UUID, wanted: Restriction) -> UUID:
    """Store what the agency contributed, and process it no more: with the answer nobody sees it.

    Raises:
        NotFound: no such request that the caller may see.
        NotAllowed: not a privacy officer of the agency that was asked, nor, of a restricted person, one of the few.
        Conflict: no restriction was granted, and no objection waits.
        Invalid: nothing is named, an item is not the agency's, or the day of review is not within a year.
    """
    request = await open_request(work, person_id, request_id, "restrict-processing")
    facts = AboutRequest(request["agency_id"], request["worker_id"], request["is_restricted"])
    decide_about(work, STEP_RULES, RESTRICT, actor, facts, [person_id])
    work.lies_in(person_id, request["municipality_id"])
    outcome = RequestOutcome(request["outcome"]) if request["outcome"] else None
    must_be_restricted_for(wanted.case, Right(request["kind"]), RequestState(request["state"]), outcome)
    must_name_something(wanted.scope)
    must_be_reviewed_soon_enough(wanted.review_on, await today_in(work, request["municipality_id"]))
    categories = wanted.scope.categories | await _categories_of(work, person_id, wanted.scope)
    step_id = new_id()
    marks = wanted.scope.marks_of(request["agency_id"])
    values = {
        "request_id": request_id,
        "of_case": wanted.case,
        "marks": marks,
        "review_on": wanted.review_on,
        "proof": {"case": wanted.case, "marks": marks, "review_on": wanted.review_on.isoformat()},
    }
    if not await store.restrict(work, step_id, values):
        raise NotAllowed
    about = {"person_id": person_id, "agency_id": request["agency_id"]}
    await work.tell(
        events.StepTaken(
            step_id=step_id,
            request_id=request_id,
            right=Right(request["kind"]),
            kind=StepKind.RESTRICTION,
            state=StepState.IN_FORCE,
            **about,
        ),
        events.ProcessingRestricted(
            restriction_id=step_id,
            municipality_id=request["municipality_id"],
            categories=tuple(sorted(categories)),
            restricted_at=work.now,
            **about,
        ),
    )
    return step_id


async def use_restricted(work: UnitOfWork, actor: Actor, restriction_id: UUID, use: Use) -> UUID:
    """Let a worker of the agency process what is restricted for a day, for a use that is permitted.

    Raises:
        NotFound: no such restriction of the caller's agency that they may see.
        Conflict: it was lifted.
    """
    found = await _in_force(work, actor, restriction_id, USE)
    use_id, valid_until = new_id(), work.now + USED_FOR
    await store.use(work, use_id, restriction_id, use.worker_id, use.purpose, use.reason, valid_until)
    await work.tell(
        events.RestrictedDataUsed(
            use_id=use_id,
            restriction_id=restriction_id,
            person_id=found["person_id"],
            agency_id=found["agency_id"],
            worker_id=use.worker_id,
            purpose=use.purpose,
            valid_until=valid_until,
        )
    )
    return use_id


async def lift(work: UnitOfWork, actor: Actor, restriction_id: UUID, told_on: date) -> UUID:
    """Process it again, after the person was told.

    Raises:
        NotFound: as above.
        Conflict: it was lifted before, an objection waits, or was granted.
        Invalid: the person was told on no day since it began.
    """
    found = await _in_force(work, actor, restriction_id, LIFT)
    must_not_be_objected_to(RestrictionCase(found["of_case"]), RequestState(found["request_state"]))
    must_have_been_told(told_on, found["began_on"], found["today"])
    if not await store.lift(work, restriction_id, told_on):
        raise _lifted()
    await work.tell(
        events.RestrictionLifted(
            restriction_id=restriction_id,
            person_id=found["person_id"],
            municipality_id=found["municipality_id"],
            agency_id=found["agency_id"],
        )
    )
    return restriction_id


async def list_restrictions(
    work: UnitOfWork, actor: Actor, after: tuple[date, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """What is restricted in the caller's agency, what is reviewed first; one more than `limit` if there is.

    Raises:
        NotAllowed: an agency's system.
    """
    if actor.worker_id is None:
        raise NotAllowed
    return await store.list_some(work, after, limit)


async def _categories_of(work: UnitOfWork, person_id: UUID, scope: Scope) -> frozenset[Category]:
    """Of the single items that are named."""
    found = set()
    for place, (kind, item_id) in enumerate(scope.items):
        item = await item_of_agency(work, kind, item_id, person_id)
        if item is None:
            raise Invalid.field(
                f"#/items/{place}/item_id",
                "unknown",
                "Your agency contributed no such item.",
                "Votre organisme n'a apporté aucun élément de ce genre.",
            )
        found.add(Category(item["category"]))
    return frozenset(found)


async def _in_force(work: UnitOfWork, actor: Actor, restriction_id: UUID, action: Phrase) -> asyncpg.Record:
    found = await store.find(work, restriction_id)
    if found is None:
        log_if_denied(work, Look(action.replace(" ", "-")))
        raise NotFound
    decide(STEP_RULES, action, actor, AboutRequest(found["agency_id"], None, found["is_restricted"]))
    work.lies_in(found["person_id"], found["municipality_id"])
    if found["lifted_at"] is not None:
        raise _lifted()
    return found


def _lifted() -> Conflict:
    return Conflict("It was lifted.", detail_fr="Elle a été levée.", state="lifted")
