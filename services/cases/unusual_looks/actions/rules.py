"""Say which looks are unusual, change that by new versions, retire it, and see how often it was right."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.alerts.domain.counts import hidden_if_small, parts_hidden_if_small
from services.cases.unusual_looks import events
from services.cases.unusual_looks.domain.rules import Looking, RuleKind, checked
from services.cases.unusual_looks.policy import LOOK_RULES, SEE_COUNTS, WRITE_RULE, AboutLookRule
from services.cases.unusual_looks.store import rules as store
from shared.contracts.cases.unusual_looks import Outcome
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, NotFound

MOST: Final = 20
"""Rules that a municipality has in force: each looks at every look."""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How often a version noticed something, and what it was; None is under five, or told by the rest."""

    version: int
    noticed: int | None
    outcomes: dict[Outcome, int | None]


async def write_rule(work: UnitOfWork, actor: Actor, municipality_id: UUID, kind: RuleKind, looking: Looking) -> UUID:
    """Let a municipality call looks unusual, from now on.

    Raises:
        NotAllowed: the agency does not operate there, or the worker does not answer for privacy.
        Invalid: it says what its kind does not ask, or not what it does.
        Conflict: the municipality has as many rules as it can have.
    """
    decide(LOOK_RULES, WRITE_RULE, actor, AboutLookRule(municipality_id, actor.agency_id))
    if await store.how_many(work, municipality_id) >= MOST:
        raise Conflict("Retire a rule first.", detail_fr="Retirez d'abord une règle.", most=MOST)
    rule_id = new_id()
    await _keep(work, actor, rule_id, 1, municipality_id, kind, looking)
    return rule_id


async def change_rule(work: UnitOfWork, actor: Actor, rule_id: UUID, looking: Looking) -> UUID:
    """Look differently from now on; what earlier versions noticed stays as they noticed it.

    Raises:
        NotFound: no such rule in the agency's municipalities.
        NotAllowed: another agency wrote it, or the worker does not answer for privacy.
        Invalid: it says what its kind does not ask, or not what it does.
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
    await work.tell(events.UnusualLookRuleRetired(rule_id=rule_id, municipality_id=present["municipality_id"]))
    return rule_id


async def read_rule(work: UnitOfWork, actor: Actor, rule_id: UUID) -> Sequence[asyncpg.Record]:
    """All versions of a rule, oldest first: whoever is looked at may know by what.

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
    """How often each version noticed something in the municipality, and what that was.

    Raises:
        NotFound: no such rule in the agency's municipalities.
        NotAllowed: not a privacy officer.
    """
    versions = await read_rule(work, actor, rule_id)
    facts = AboutLookRule(versions[0]["municipality_id"], versions[0]["agency_id"])
    decide(LOOK_RULES, SEE_COUNTS, actor, facts)
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
    values = {
        "id": new_id(),
        "rule_id": rule_id,
        "version": version,
        "municipality_id": municipality_id,
        "kind": kind,
        **vars(checked(kind, looking)),
        "agency_id": actor.agency_id,
        "worker_id": actor.subject,
    }
    await store.keep(work, values)
    await work.tell(events.UnusualLookRuleWritten(rule_id=rule_id, municipality_id=municipality_id))


async def _end(work: UnitOfWork, actor: Actor, rule_id: UUID) -> asyncpg.Record:
    *_, present = await read_rule(work, actor, rule_id)
    facts = AboutLookRule(present["municipality_id"], present["agency_id"])
    decide(LOOK_RULES, WRITE_RULE, actor, facts)
    if not await store.end(work, present["id"]):
        raise Conflict("It is no longer in force as you saw it.", detail_fr="Cette règle n'est plus en vigueur.")
    return present


def _counts(version: int, rows: Sequence[asyncpg.Record]) -> Counts:
    outcomes: Counter[str | None] = Counter()
    for row in rows:
        outcomes[row["outcome"]] += row["many"]
    parts = parts_hidden_if_small({one.value: outcomes[one] for one in Outcome} | {"": outcomes[None]})
    return Counts(
        version=version,
        noticed=hidden_if_small(outcomes.total()),
        outcomes={one: parts[one.value] for one in Outcome},
    )
