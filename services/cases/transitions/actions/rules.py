"""Write rules that prepare dated changes, change them by new versions, and retire them."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

import asyncpg

from services.cases.plans.actions.templates import read_template
from services.cases.transitions import events
from services.cases.transitions.domain.rules import Terms, TransitionKind
from services.cases.transitions.policy import MUNICIPALITY_RULES, WRITE_RULE, AboutRule
from services.cases.transitions.store import rules as store
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, Invalid, NotFound


async def write_rule(work: UnitOfWork, actor: Actor, municipality_id: UUID, kind: TransitionKind, terms: Terms) -> UUID:
    """Let a municipality prepare a kind of change; it begins within a day.

    Raises:
        NotAllowed: the agency does not operate there, or the worker neither administers nor supervises.
        Invalid: the kind knows nothing of what it says, or there is no such template in use there.
        Conflict: the municipality has a rule for this kind.
    """
    decide(MUNICIPALITY_RULES, WRITE_RULE, actor, AboutRule(municipality_id, actor.agency_id))
    rule_id = new_id()
    await _keep(work, actor, rule_id, 1, municipality_id, kind, terms)
    return rule_id


async def change_rule(work: UnitOfWork, actor: Actor, rule_id: UUID, terms: Terms) -> UUID:
    """Prepare it differently from now on; what was opened goes on as the version said that opened it.

    Raises:
        NotFound: no such rule in the agency's municipalities.
        NotAllowed: another agency wrote it, or the worker neither administers nor supervises.
        Invalid: as for a new one.
        Conflict: it was retired, or changed at the same time.
    """
    present = await _end(work, actor, rule_id)
    kind, version = TransitionKind(present["kind"]), present["version"] + 1
    await _keep(work, actor, rule_id, version, present["municipality_id"], kind, terms)
    return rule_id


async def retire_rule(work: UnitOfWork, actor: Actor, rule_id: UUID) -> UUID:
    """Open nothing by it any more; what was opened goes on.

    Raises:
        NotFound, NotAllowed, Conflict: as for changing it.
    """
    present = await _end(work, actor, rule_id)
    await work.tell(events.TransitionRuleRetired(rule_id=rule_id, municipality_id=present["municipality_id"]))
    return rule_id


async def read_rule(work: UnitOfWork, actor: Actor, rule_id: UUID) -> Sequence[asyncpg.Record]:
    """All versions of a rule, oldest first.

    Raises:
        NotFound: no such rule in the municipalities in which the caller's agency operates.
    """
    found = await store.versions(work, rule_id, actor.municipalities)
    if not found:
        raise NotFound
    return found


async def list_rules(work: UnitOfWork, actor: Actor, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Rules in force where the caller's agency operates; one more than `limit` when there is a next page."""
    return await store.list_some(work, actor.municipalities, after, limit + 1)


async def _keep(
    work: UnitOfWork,
    actor: Actor,
    rule_id: UUID,
    version: int,
    municipality_id: UUID,
    kind: TransitionKind,
    terms: Terms,
) -> None:
    terms.must_fit(kind)
    if terms.template_id is not None:
        await _must_be_in_use(work, actor, municipality_id, terms.template_id)
    values = {
        "id": new_id(),
        "rule_id": rule_id,
        "version": version,
        "municipality_id": municipality_id,
        "kind": kind,
        "agency_id": actor.agency_id,
        "worker_id": actor.subject,
    }
    if not await store.keep(work, values | asdict(terms)):
        raise Conflict(
            "The municipality has a rule for this.", detail_fr="La commune a déjà une règle pour ce changement."
        )
    await work.tell(events.TransitionRuleWritten(rule_id=rule_id, municipality_id=municipality_id))


async def _must_be_in_use(work: UnitOfWork, actor: Actor, municipality_id: UUID, template_id: UUID) -> None:
    try:
        template = await read_template(work, actor, template_id)
    except NotFound:
        template = None
    if template is None or template["retired_at"] is not None or template["municipality_id"] != municipality_id:
        raise Invalid.field(
            "#/template_id",
            "unknown_template",
            "There is no such template in use.",
            "Aucun modèle en usage ne correspond.",
        )


async def _end(work: UnitOfWork, actor: Actor, rule_id: UUID) -> asyncpg.Record:
    *_, present = await read_rule(work, actor, rule_id)
    facts = AboutRule(present["municipality_id"], present["agency_id"])
    decide(MUNICIPALITY_RULES, WRITE_RULE, actor, facts)
    if not await store.end(work, present["id"]):
        raise Conflict("It is no longer in force as you saw it.", detail_fr="Cette règle n'est plus en vigueur.")
    return present
