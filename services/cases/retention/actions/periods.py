"""Say for how long an agency keeps what it writes."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.cases.documents.domain.retention import takes_effect_at
from services.cases.retention import events
from services.cases.retention.domain import CountedFrom, must_not_be_documents
from services.cases.retention.policy import PERIOD_RULES, RETIRE, WRITE, AboutPeriod
from services.cases.retention.store import periods as store
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, NotFound


@dataclass(frozen=True, kw_only=True)
class NewPeriod:
    """What is needed to write one.

    Attributes:
        kind: None for every kind that has no rule of its own.
        takes_effect_at: as soon as possible when None.
    """

    municipality_id: UUID
    category: Category
    kind: ItemKind | None
    counted_from: CountedFrom
    months: int
    article: str
    takes_effect_at: datetime | None


async def write_period(work: UnitOfWork, actor: Actor, command: NewPeriod) -> UUID:
    """Say for how long the caller's agency keeps what it writes in a category; the rule never changes, a later one
    replaces it.

    Raises:
        NotAllowed: the agency does not operate there, or the worker is no privacy officer.
        Invalid: it was to take effect too soon, or about documents.
    """
    decide(PERIOD_RULES, WRITE, actor, AboutPeriod(command.municipality_id, actor.agency_id))
    must_not_be_documents(command.kind)
    rule_id = new_id()
    written_by = {"id": rule_id, "agency_id": actor.agency_id, "worker_id": actor.subject}
    effect = {"takes_effect_at": takes_effect_at(command.takes_effect_at, work.now)}
    await store.keep(work, {**asdict(command), **written_by, **effect})
    await work.tell(events.RetentionPeriodWritten(rule_id=rule_id, municipality_id=command.municipality_id))
    return rule_id


async def retire_period(work: UnitOfWork, actor: Actor, rule_id: UUID) -> UUID:
    """Let nothing be deleted by a rule any more; what it was about is kept until one that is written
    later takes effect.

    Raises:
        NotFound: no such rule where the caller's agency operates.
        NotAllowed: another agency wrote it, or the worker is no privacy officer.
        Conflict: it was retired.
    """
    rule = await read_period(work, actor, rule_id)
    decide(PERIOD_RULES, RETIRE, actor, AboutPeriod(rule["municipality_id"], rule["agency_id"]))
    if not await store.retire(work, rule_id, actor.subject):
        raise Conflict("It was retired before.", detail_fr="Cette règle n'est déjà plus appliquée.")
    await work.tell(events.RetentionPeriodRetired(rule_id=rule_id, municipality_id=rule["municipality_id"]))
    return rule_id


async def read_period(work: UnitOfWork, actor: Actor, rule_id: UUID) -> asyncpg.Record:
    """One rule of a municipality in which the caller's agency operates.

    Raises:
        NotFound: none.
    """
    row = await store.open_one(work, rule_id, actor.municipalities)
    if row is None:
        raise NotFound
    return row


async def list_periods(
    work: UnitOfWork, actor: Actor, agency_id: UUID | None, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Rules in use where the caller's agency operates; one more than `limit` when there is a next page."""
    return await store.list_some(work, actor.municipalities, agency_id, after, limit + 1)
