"""What the background work reads and keeps: whose facts are due, the facts, and what was noticed in them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.alerts.store import early_tables as _tables  # noqa: F401 - its tables belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_WATCH = Statement("SELECT watch_person(:person_id, :due_at)")
_TAKE = Statement("""
    UPDATE watched_person SET due_at = :next WHERE person_id IN (
        SELECT person_id FROM watched_person WHERE due_at <= :now ORDER BY due_at, person_id LIMIT :many
        FOR UPDATE SKIP LOCKED)
    RETURNING person_id, municipality_id
""")
_FORGET = Statement("DELETE FROM watched_person WHERE person_id = ANY (CAST(:people AS uuid[]))")
_FACTS = Statement("""
    SELECT person_id, case_id, kind, id, name, happened_on, category, sensitivity
    FROM facts_for_rules(CAST(:people AS uuid[]))
""")
_COUNTED = Statement("""
    SELECT person_id, rule_version_id, key FROM early_warning_fact WHERE person_id = ANY (CAST(:people AS uuid[]))
""")
_KEEP = Statement("""
    INSERT INTO early_warning (id, rule_version_id, case_id, municipality_id, person_id, occasion, facts, noticed_at)
    VALUES (:id, :rule_version_id, :case_id, :municipality_id, :person_id, :occasion, :facts, :now)
""")
_KEEP_FACT = Statement("""
    INSERT INTO early_warning_fact (early_warning_id, key, rule_version_id, municipality_id, person_id, kind, fact_id,
        happened_on, category, sensitivity)
    VALUES (:early_warning_id, :key, :rule_version_id, :municipality_id, :person_id, :kind, :fact_id, :happened_on,
        :category, :sensitivity)
""")


async def watch(work: UnitOfWork, person_id: UUID, due_at: datetime) -> None:
    """Look at somebody's facts at that time at the latest, if they are in a case."""
    await work.row(_WATCH, person_id=person_id, due_at=due_at)


async def take_due(work: UnitOfWork, following: datetime, many: int) -> list[asyncpg.Record]:
    """People who are due and whom no other replica has in hand, locked until the transaction ends."""
    return await work.rows(_TAKE, now=work.now, next=following, many=many)


async def forget(work: UnitOfWork, people: Sequence[UUID]) -> None:
    """Watch these people no more."""
    await work.run(_FORGET, people=list(people))


async def facts_about(work: UnitOfWork, people: Sequence[UUID]) -> list[asyncpg.Record]:
    """What is known of these people in open cases and is not sealed; a function of the schema's owner tells it to this
    background work alone.
    """
    return await work.rows(_FACTS, people=list(people))


async def counted(work: UnitOfWork, people: Sequence[UUID]) -> list[asyncpg.Record]:
    """Which facts counted before, for which version of a rule."""
    return await work.rows(_COUNTED, people=list(people))


async def keep(work: UnitOfWork, values: Mapping[str, Any], facts: Sequence[Mapping[str, Any]]) -> None:
    """Keep what a rule noticed, with the facts on which it rests."""
    await work.run(_KEEP, **values, facts=len(facts), now=work.now)
    shared = {name: values[name] for name in ("rule_version_id", "municipality_id", "person_id")}
    await work.run_many(_KEEP_FACT, [{**shared, "early_warning_id": values["id"], **fact} for fact in facts])
