"""Look at people's facts by the rules of their municipality: background work of any replica, a slice at a time.

It keeps what was noticed and tells that there is something to look at. It changes nothing else: no risk, no plan, no
right. Its log lines say how many and never who.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import asyncpg
import structlog

from services.cases.alerts import events
from services.cases.alerts.domain.early import EarlyRule, Fact, FactKind, Noticed, RuleKind, noticed
from services.cases.alerts.store import noticing as store
from services.cases.alerts.store import rules as rule_store
from services.cases.territories.actions import today_in
from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id

TASK: Final = TaskActor("early_warnings")
LOOK_EVERY_SECONDS: Final = 30.0
AGAIN: Final = timedelta(days=1)
"""When somebody's facts are looked at again though nothing was told: days pass, and that is a fact too."""

SLICE: Final = 100
_log = structlog.get_logger("early_warnings")


async def facts_changed(work: UnitOfWork, person_id: UUID) -> None:
    """Look at somebody's facts soon. Background work."""
    await store.watch(work, person_id, work.now)


async def notice_all_due(database: Database) -> None:
    """Look at everybody who is due now, a slice at a time."""
    while await notice_a_slice(database) == SLICE:
        pass


async def notice_a_slice(database: Database, many: int = SLICE) -> int:
    """Look at some people who are due and whom no other replica has in hand; how many there were."""
    async with database.work(TASK) as work:
        due = {row["person_id"]: row["municipality_id"] for row in await store.take_due(work, work.now + AGAIN, many)}
        if due:
            found = await _notice(work, due)
            if found:
                _log.info("rules noticed something", count=found)
    return len(due)


async def _notice(work: UnitOfWork, due: Mapping[UUID, UUID]) -> int:
    """Facts are read after the rows are locked, so that what another replica has just noticed is known."""
    people = sorted(due)
    rules = await _rules(work, set(due.values()))
    facts: dict[tuple[UUID, UUID], list[asyncpg.Record]] = defaultdict(list)
    for row in await store.facts_about(work, people):
        facts[row["person_id"], row["case_id"]].append(row)
    counted: dict[tuple[UUID, UUID], set[str]] = defaultdict(set)
    for row in await store.counted(work, people):
        counted[row["person_id"], row["rule_version_id"]].add(row["key"])
    await store.forget(work, sorted(due.keys() - {person_id for person_id, _ in facts}))
    found = 0
    for (person_id, case_id), rows in facts.items():
        work.lies_in(person_id, due[person_id])
        today = await today_in(work, due[person_id])
        for rule in rules[due[person_id]]:
            before = counted[person_id, rule.id]
            for one in noticed(rule, map(_fact, rows), before, today):
                await _keep(work, person_id, case_id, due[person_id], rule, one, rows)
                before.update(fact.key for fact in one)
                found += 1
    return found


async def _rules(work: UnitOfWork, municipalities: Iterable[UUID]) -> Mapping[UUID, Sequence[EarlyRule]]:
    rules: dict[UUID, list[EarlyRule]] = defaultdict(list)
    for row in await rule_store.in_force(work, sorted(municipalities)):
        rule = EarlyRule(id=row["id"], kind=RuleKind(row["kind"]), at_least=row["at_least"], days=row["days"])
        rules[row["municipality_id"]].append(rule)
    return rules


def _fact(row: asyncpg.Record) -> Fact:
    return Fact(kind=FactKind(row["kind"]), id=row["id"], name=row["name"], on=row["happened_on"])


async def _keep(
    work: UnitOfWork,
    person_id: UUID,
    case_id: UUID,
    municipality_id: UUID,
    rule: EarlyRule,
    found: Noticed,
    rows: Sequence[asyncpg.Record],
) -> None:
    classes = {_fact(row).key: (row["category"], row["sensitivity"]) for row in rows}
    early_warning_id = new_id()
    values = {
        "id": early_warning_id,
        "rule_version_id": rule.id,
        "case_id": case_id,
        "municipality_id": municipality_id,
        "person_id": person_id,
        "occasion": found[-1].key,
    }
    facts = [
        {
            "key": fact.key,
            "kind": fact.kind,
            "fact_id": fact.id,
            "happened_on": fact.on,
            "category": classes[fact.key][0],
            "sensitivity": classes[fact.key][1],
        }
        for fact in found
    ]
    await store.keep(work, values, facts)
    told = events.EarlyWarningNoticed(case_id=case_id, person_id=person_id, early_warning_id=early_warning_id)
    await work.tell(told)
