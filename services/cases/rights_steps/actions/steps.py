"""Take steps for a request, and say what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from services.cases.accounts.actions import who_may
from services.cases.coordination.actions.decisions import decide_about
from services.cases.rights.actions import my_request
from services.cases.rights.policy import AboutRequest
from services.cases.rights_steps import events
from services.cases.rights_steps.domain import (
    Corrected,
    CorrectedKind,
    must_be_corrected_since,
    must_be_stated_beside,
    must_follow_from,
    travels_as,
)
from services.cases.rights_steps.policy import CORRECT, OWN_RULES, SEE, SEE_OWN, STATE, STEP_RULES
from services.cases.rights_steps.store import steps as store
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.rights import RequestOutcome, RequestState, Right, StepKind, StepState
from shared.contracts.identity.actor import Actor, PersonActor
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.phrases import Phrase
from shared.policy.grammar import permits
from shared.refusals import Invalid, NotFound


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What was corrected.

    Attributes:
        old_version: that was wrong.
    """

    kind: CorrectedKind
    item_id: UUID
    old_version: int


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What the person says to an item that stays as it is."""

    kind: ItemKind
    item_id: UUID
    words: str


async def prove_correction(
    work: UnitOfWork, actor: Actor, person_id: UUID, request_id: UUID, correction: Correction
) -> UUID:
    """Link the correction of an item to the request; those who had received it as it was are sought and told, where it
    is of those that travel.

    Raises:
        NotFound: no such request that the caller may see.
        NotAllowed: not a privacy officer of the agency that was asked, nor, of a restricted person, one of the few
            there who may know of them.
        Conflict: no rectification was granted by it.
        Invalid: as `must_be_corrected_since` says.
    """
    request = await decided(work, actor, person_id, request_id, CORRECT, StepKind.CORRECTION)
    found = await store.corrected(work, correction.kind, correction.item_id, person_id, correction.old_version)
    corrected = must_be_corrected_since(found, request["received_at"])
    step_id = new_id()
    await store.keep(work, step_id, request, StepKind.CORRECTION, store.proof_of(corrected, correction.item_id))
    await work.tell(
        taken(request, step_id, StepKind.CORRECTION), *_sought(request, step_id, corrected, correction.item_id)
    )
    return step_id


def _sought(
    request: asyncpg.Record, step_id: UUID, corrected: Corrected, item_id: UUID
) -> Sequence[events.RecipientsSought]:
    item_ids = travels_as(corrected.kind, item_id)
    if item_ids is None:
        return ()
    return (
        events.RecipientsSought(
            step_id=step_id,
            person_id=request["person_id"],
            municipality_id=request["municipality_id"],
            agency_id=request["agency_id"],
            kind=StepKind.CORRECTION,
            item_ids=tuple(item_ids),
            since=corrected.wrong_from,
            until=corrected.wrong_until,
        ),
    )


async def keep_statement(
    work: UnitOfWork, actor: Actor, person_id: UUID, request_id: UUID, statement: Statement
) -> UUID:
    """Put what the person says beside an item that was not corrected, for each of its readers.

    Raises:
        NotFound, NotAllowed: as for a correction.
        Conflict: nothing of the rectification was refused.
        Invalid: a kind beside which none stands, or no such item of the agency about this person.
    """
    request = await decided(work, actor, person_id, request_id, STATE, StepKind.STATEMENT)
    must_be_stated_beside(statement.kind)
    item = await store.item_of_agency(work, statement.kind, statement.item_id, person_id)
    if item is None:
        raise Invalid.field(
            "#/item_id",
            "unknown",
            "Your agency contributed no such item.",
            "Votre organisme n'a apporté aucun élément de ce genre.",
        )
    step_id = new_id()
    proof = {"kind": statement.kind, "item_id": str(statement.item_id), "version": item["version"]}
    await store.keep(work, step_id, request, StepKind.STATEMENT, proof)
    await store.keep_statement(work, step_id, request, statement.item_id, item, statement.words)
    await work.tell(taken(request, step_id, StepKind.STATEMENT))
    return step_id


async def list_steps(
    work: UnitOfWork, actor: Actor, person_id: UUID, request_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """What was done for a request, in its order; one more than `limit` if there is. What proves it names items, and is
    for those who may take such steps.

    Raises:
        NotFound: no such request that the caller may see.
        NotAllowed: a privacy officer of another agency, who may know of a restricted person.
    """
    request = await open_request(work, person_id, request_id, "list-rights-steps")
    decide_about(work, STEP_RULES, SEE, actor, _facts(request), [person_id])
    with_proof = permits(STEP_RULES, CORRECT, actor, _facts(request))
    return await store.list_of(work, request_id, after, limit, with_proof=with_proof)


async def my_steps(
    work: UnitOfWork, caller: PersonActor, request_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """What was done for what the person asked; one more than `limit` if there is.

    Raises:
        SpeaksForNobody: the account has ended, or what it rested on has.
        NotAllowed: somebody who represents the person.
        NotFound: nothing that they asked.
    """
    who = await who_may(work, caller, OWN_RULES, SEE_OWN, "list-own-rights-steps")
    await my_request(work, caller, request_id)
    return await store.own(work, who, request_id, after, limit + 1)


async def decided(
    work: UnitOfWork, actor: Actor, person_id: UUID, request_id: UUID, action: Phrase, kind: StepKind
) -> asyncpg.Record:
    """A request for which the caller may take a step of this kind."""
    request = await open_request(work, person_id, request_id, action.replace(" ", "-"))
    decide_about(work, STEP_RULES, action, actor, _facts(request), [person_id])
    work.lies_in(person_id, request["municipality_id"])
    outcome = RequestOutcome(request["outcome"]) if request["outcome"] else None
    must_follow_from(kind, Right(request["kind"]), RequestState(request["state"]), outcome)
    return request


async def open_request(work: UnitOfWork, person_id: UUID, request_id: UUID, operation: str) -> asyncpg.Record:
    """A request that the caller may see, held until the transaction ends; nothing of it is shown.

    Raises:
        NotFound: none.
    """
    request = await store.request(work, person_id, request_id)
    if request is None:
        log_if_denied(work, Look(operation, person_id=person_id))
        raise NotFound
    return request


def _facts(request: asyncpg.Record) -> AboutRequest:
    return AboutRequest(request["agency_id"], request["worker_id"], request["is_restricted"])


def taken(
    request: asyncpg.Record, step_id: UUID, kind: StepKind, state: StepState = StepState.DONE
) -> events.StepTaken:
    """That a step was taken, as it is told."""
    return events.StepTaken(
        step_id=step_id,
        request_id=request["id"],
        person_id=request["person_id"],
        agency_id=request["agency_id"],
        right=Right(request["kind"]),
        kind=kind,
        state=state,
    )
