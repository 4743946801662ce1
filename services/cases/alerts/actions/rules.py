"""Write rules that notice early, change them by new versions, retire them, and see how often they were right."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.alerts import events
from services.cases.alerts.domain.counts import hidden_if_small, parts_hidden_if_small
from services.cases.alerts.domain.early import COUNTING, FalseAlarmBecause, RuleKind, Verdict
from services.cases.alerts.policy import MUNICIPALITY_RULES, SEE_COUNTS, WRITE_RULE, AboutRule
from services.cases.alerts.store import rules as store
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, Invalid, NotFound

MOST: Final = 50
"""Rules that a municipality has in force: each looks at everybody every day."""


@dataclass(frozen=True, kw_only=True)
class Looking:
    """How a rule looks, as `domain.early.EarlyRule` says."""

    at_least: int
    days: int


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How often a version noticed something, and how often it was right; None is under five, or told by the rest."""

    version: int
    noticed: int | None
    useful: int | None
    false_alarms: int | None
    because: dict[FalseAlarmBecause, int | None]


async def write_rule(work: UnitOfWork, actor: Actor, municipality_id: UUID, kind: RuleKind, looking: Looking) -> UUID:
    """Let a municipality look for something; it begins within a day.

    Raises:
        NotAllowed: the agency does not operate there, or the worker neither administers nor supervises.
        Invalid: it asks how many of what there is one of.
        Conflict: the municipality has as many rules as it can have.
    """
    decide(MUNICIPALITY_RULES, WRITE_RULE, actor, AboutRule(municipality_id, actor.agency_id))
    if await store.how_many(work, municipality_id) >= MOST:
        raise Conflict("Retire a rule first.", detail_fr="Retirez d'abord une règle.", most=MOST)
    rule_id = new_id()
    await _keep(work, actor, rule_id, 1, municipality_id, kind, looking)
    return rule_id


async def change_rule(work: UnitOfWork, actor: Actor, rule_id: UUID, looking: Looking) -> UUID:
    """Look differently from now on; what earlier versions noticed stays as they noticed it.

    Raises:
        NotFound: no such rule in the agency's municipalities.
        NotAllowed: another agency wrote it, or the worker neither administers nor supervises.
        Invalid: it asks how many of what there is one of.
        Conflict: it was retired, or changed at the same time.
    """
    present = await _end(work, actor, rule_id)
    kind, version = RuleKind(present["kind"]), present["version"] + 1
    await _keep(work, actor, rule_id, version, present["municipality_id"], kind, looking)
    return rule_id


async def retire_rule(work: UnitOfWork, actor: Actor, rule_id: UUID) -> UUID:
    """Look for it no more; what it noticed stays.

    Raises:
        NotFound, NotAllowed, Conflict: as for changing it.
    """
    present = await _end(work, actor, rule_id)
    await work.tell(events.EarlyWarningRuleRetired(rule_id=rule_id, municipality_id=present["municipality_id"]))
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


async def count_rule(work: UnitOfWork, actor: Actor, rule_id: UUID) -> list[Counts]:
    """How often each version noticed something in the municipality, and what was said of it.

    Raises:
        NotFound: no such rule in the agency's municipalities.
        NotAllowed: not a supervisor.
    """
    versions = await read_rule(work, actor, rule_id)
    facts = AboutRule(versions[0]["municipality_id"], versions[0]["agency_id"])
    decide(MUNICIPALITY_RULES, SEE_COUNTS, actor, facts)
    rows = await store.counts(work, rule_id)
    return [_counts(one["version"], [row for row in rows if row["version"] == one["version"]]) for one in versions]


async def _keep(
    work: UnitOfWork,
    actor: Actor,
    rule_id: UUID,
    version: int,
    municipality_id: UUID,
    kind: RuleKind,
    looking: Looking,
) -> None:
    if kind not in COUNTING and looking.at_least != 1:
        raise Invalid.field(
            "#/at_least",
            "not_counted",
            "This kind of rule does not ask how many.",
            "Ce type de règle ne porte sur aucun nombre.",
        )
    values = {
        "id": new_id(),
        "rule_id": rule_id,
        "version": version,
        "municipality_id": municipality_id,
        "kind": kind,
        "at_least": looking.at_least,
        "days": looking.days,
        "agency_id": actor.agency_id,
        "worker_id": actor.subject,
    }
    await store.keep(work, values)
    await work.tell(events.EarlyWarningRuleWritten(rule_id=rule_id, municipality_id=municipality_id))


async def _end(work: UnitOfWork, actor: Actor, rule_id: UUID) -> asyncpg.Record:
    *_, present = await read_rule(work, actor, rule_id)
    facts = AboutRule(present["municipality_id"], present["agency_id"])
    decide(MUNICIPALITY_RULES, WRITE_RULE, actor, facts)
    if not await store.end(work, present["id"]):
        raise Conflict("It is no longer in force as you saw it.", detail_fr="Cette règle n'est plus en vigueur.")
    return present


def _counts(version: int, rows: Sequence[asyncpg.Record]) -> Counts:
    verdicts: Counter[str | None] = Counter()
    because: Counter[str] = Counter()
    for row in rows:
        verdicts[row["verdict"]] += row["many"]
        if row["verdict"] == Verdict.FALSE_ALARM:
            because[row["because"]] += row["many"]
    reasons = parts_hidden_if_small({one: because[one] for one in FalseAlarmBecause})
    return Counts(
        version=version,
        noticed=hidden_if_small(verdicts.total()),
        useful=hidden_if_small(verdicts[Verdict.USEFUL]),
        false_alarms=hidden_if_small(verdicts[Verdict.FALSE_ALARM]),
        because=reasons,
    )
