"""Show dated changes, what changes with their day, and take receipts."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.access.policy import RULES as ACCESS_RULES
from services.cases.access.policy import SEE_ALL_GRANTS, AboutPerson
from services.cases.duties.actions import is_settled
from services.cases.people.actions.representatives import powers_ending
from services.cases.transitions import events
from services.cases.transitions.policy import GIVE_RECEIPT, RECEIPT_RULES, AboutReceipts
from services.cases.transitions.store import reading as store
from shared.contracts.identity.actor import Actor
from shared.database.access_log import Look, log_if_denied, log_looks
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide, permits
from shared.refusals import Conflict, NotFound


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A dated change, with what changes as far as its reader may know it.

    Attributes:
        grants: those in force the moment before or from then on; of all agencies, or the reader's own.
        powers_ending: relationships by which somebody may no longer speak for the person from then on.
    """

    row: asyncpg.Record
    receipts: list[asyncpg.Record]
    grants: list[asyncpg.Record]
    powers_ending: list[UUID]


async def list_transitions(work: UnitOfWork, person_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """A person's dated changes that the caller may see; one more than `limit` when there is a next page.

    Raises:
        NotFound: no ground for this person, or no such person.
    """
    await standing_to(work, person_id)
    await log_looks(work, [Look("list-transitions", person_id=person_id)])
    return await store.list_some(work, person_id, after, limit + 1)


async def read_transition(work: UnitOfWork, actor: Actor, person_id: UUID, transition_id: UUID) -> Shown:
    """One dated change, with who may see what until then and from then on.

    Raises:
        NotFound: none of a person the caller has a ground for that they may see.
    """
    row = await _open(work, person_id, transition_id)
    facts = AboutPerson(await standing_to(work, person_id))
    whose = None if permits(ACCESS_RULES, SEE_ALL_GRANTS, actor, facts) else actor.agency_id
    await log_looks(work, [Look("read-transition", person_id=person_id)])
    return Shown(
        row=row,
        receipts=await store.receipts(work, transition_id),
        grants=await store.grants_through(work, person_id, whose, row["changes_at"]),
        powers_ending=await powers_ending(work, person_id, row["changes_at"]),
    )


async def give_receipt(work: UnitOfWork, actor: Actor, person_id: UUID, transition_id: UUID) -> UUID:
    """Say, for the caller's agency, that it has received the person's affairs.

    Raises:
        NotFound: no such dated change that the caller may see.
        NotAllowed: their agency was not asked, or it is not their role.
        Conflict: it was called off, or the receipt was given.
    """
    row = await _open(work, person_id, transition_id)
    asked = frozenset(one["agency_id"] for one in await store.receipts(work, transition_id))
    decide(RECEIPT_RULES, GIVE_RECEIPT, actor, AboutReceipts(asked))
    if row["state"] == "called_off":
        raise Conflict("It does not come any more.", detail_fr="Ce changement n'a plus lieu.", state=row["state"])
    receipt_id = await store.give(work, transition_id)
    if receipt_id is None:
        raise Conflict("Your agency gave its receipt before.", detail_fr="Votre organisme en a déjà accusé réception.")
    await is_settled(work, receipt_id)
    about = {"person_id": person_id, "case_id": row["case_id"], "transition_id": transition_id}
    await work.tell(events.ReceiptGiven(agency_id=actor.agency_id, **about))
    return transition_id


async def _open(work: UnitOfWork, person_id: UUID, transition_id: UUID) -> asyncpg.Record:
    await standing_to(work, person_id)
    row = await store.open_one(work, person_id, transition_id)
    if row is None:
        log_if_denied(work, Look("read-transition", person_id=person_id))
        raise NotFound
    return row
