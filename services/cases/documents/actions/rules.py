"""Say for how long an agency keeps documents."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.cases.documents import events
from services.cases.documents.domain.retention import CountedFrom, takes_effect_at
from services.cases.documents.policy import RETIRE_RULE, RULE_RULES, WRITE_RULE, AboutRule
from services.cases.documents.store import rules as store
from shared.contracts.cases.documents import Retention
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, NotFound


@dataclass(frozen=True, kw_only=True)
class NewRule:
    """What is needed to write one.

    Attributes:
        takes_effect_at: as soon as possible when None.
    """

    municipality_id: UUID
    retention: Retention
    counted_from: CountedFrom
    months: int
    article: str
    takes_effect_at: datetime | None


async def write_rule(work: UnitOfWork, actor: Actor, command: NewRule) -> UUID:
    """Say for how long the caller's agency keeps documents of a class; the rule never changes, a later one replaces it.

    Raises:
        NotAllowed: the agency does not operate there, or the worker is no privacy officer.
        Invalid: it was to take effect too soon.
    """
    decide(RULE_RULES, WRITE_RULE, actor, AboutRule(command.municipality_id, actor.agency_id))
    rule_id = new_id()
    values = {
        "id": rule_id,
        "municipality_id": command.municipality_id,
        "agency_id": actor.agency_id,
        "worker_id": actor.subject,
        "retention": command.retention,
        "counted_from": command.counted_from,
        "months": command.months,
        "article": command.article,
        "takes_effect_at": takes_effect_at(command.takes_effect_at, work.now),
    }
    await store.keep(work, values)
    await work.tell(events.RetentionRuleWritten(rule_id=rule_id, municipality_id=command.municipality_id))
    return rule_id


async def retire_rule(work: UnitOfWork, actor: Actor, rule_id: UUID) -> UUID:
    """Let nothing be deleted by a rule any more; its documents are kept until one that is written
    later takes effect.

    Raises:
        NotFound: no such rule where the caller's agency operates.
        NotAllowed: another agency wrote it, or the worker is no privacy officer.
        Conflict: it was retired.
    """
    rule = await read_rule(work, actor, rule_id)
    decide(RULE_RULES, RETIRE_RULE, actor, AboutRule(rule["municipality_id"], rule["agency_id"]))
    if not await store.retire(work, rule_id, actor.subject):
        raise Conflict("It was retired before.", detail_fr="Cette règle n'est déjà plus appliquée.")
    await work.tell(events.RetentionRuleRetired(rule_id=rule_id, municipality_id=rule["municipality_id"]))
    return rule_id


async def read_rule(work: UnitOfWork, actor: Actor, rule_id: UUID) -> asyncpg.Record:
    """One rule of a municipality in which the caller's agency operates.

    Raises:
        NotFound: none.
    """
    row = await store.open_one(work, rule_id, actor.municipalities)
    if row is None:
        raise NotFound
    return row


async def list_rules(
    work: UnitOfWork, actor: Actor, agency_id: UUID | None, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Rules in use where the caller's agency operates; one more than `limit` when there is a next page."""
    return await store.list_some(work, actor.municipalities, agency_id, after, limit + 1)
