"""Decide, and see to it that a no stays in the access log."""

from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from services.cases.access.actions import is_kept_out
from shared.contracts.identity.actor import Actor
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import Rule, decide
from shared.refusals import Conflict, NotAllowed, NotFound

Facts = TypeVar("Facts")


def decide_about(
    work: UnitOfWork, rules: Sequence[Rule[Facts]], action: str, actor: Actor, facts: Facts, people: Iterable[UUID]
) -> None:
    """Permit, or log a denied look at each of these people.

    Raises:
        NotAllowed: no rule permits it.
    """
    try:
        decide(rules, action, actor, facts)
    except NotAllowed:
        for person_id in people:
            log_if_denied(work, Look(action.replace(" ", "-"), person_id=person_id))
        raise


async def refuse_kept_out(work: UnitOfWork, worker_id: UUID | None, people: Sequence[UUID]) -> None:
    """Let nobody be given a case about somebody whom they must not know.

    Raises:
        Conflict: the worker declared a conflict of interest with one of them.
    """
    if worker_id is not None and await is_kept_out(work, worker_id, people):
        raise Conflict(
            "They declared a conflict of interest.", detail_fr="Cette personne a déclaré un conflit d'intérêts."
        )


def not_found(work: UnitOfWork, operation: str) -> NotFound:
    """The refusal of what is not there or not the caller's, logged as denied without saying which of both."""
    log_if_denied(work, Look(operation))
    return NotFound()
