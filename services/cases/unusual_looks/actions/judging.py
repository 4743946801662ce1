"""Look at what was logged by the rules of its municipality: background work of one replica at a time, slice by slice.

No request waits for it, and nothing follows from it but that there is something to look at. Its log lines say how many
and never who.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import structlog

from services.cases.unusual_looks import events
from services.cases.unusual_looks.domain.judging import LookLine, Tie, Trace, Traces, Unusual, follow, judged
from services.cases.unusual_looks.domain.rules import Looking, LookRule, RuleKind
from services.cases.unusual_looks.store import judging as store
from services.cases.unusual_looks.store import rules as rule_store
from shared.contracts.cases.vocabulary import Act
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id

TASK: Final = TaskActor("unusual_looks")
LOOK_EVERY_SECONDS: Final = 20.0
SLICE: Final = 500
LOOKED_BACK: Final = timedelta(hours=24)
"""How far the rule about volume counts back at most."""
TRACES_KEPT: Final = timedelta(days=31)

_SEARCHES: Final = frozenset({"search-people", "known-check"})
_OF_OFFICERS: Final = frozenset({"list-looks", "prove-look", "list-grants", "read-unusual-look", "read-emergency"})
"""To look at who looked is a privacy officer's work and no look at the person."""
_FIRST: Final = UUID(int=0)
_Worker = tuple[UUID, UUID]
_log = structlog.get_logger("unusual_looks")


async def judge_all_due(database: Database) -> None:
    """Look at everything that was logged until now, a slice at a time."""
    while await judge_a_slice(database):
        pass


async def judge_a_slice(database: Database, many: int = SLICE) -> bool:
    """Look at the next lines of the log, unless another replica has it in hand; whether more may wait."""
    async with database.work(TASK) as work:
        progress = await store.take_progress(work)
        if progress is None:
            return False
        tx, look_id = progress
        finished = await store.finished(work)
        until = min(finished, tx + store.TRANSACTIONS)
        rows = await store.lines_after(work, tx, look_id, until, many)
        await _judge(work, rows)
        if len(rows) == many:
            await store.move(work, rows[-1]["tx"], rows[-1]["id"])
            return True
        if until > tx:
            await store.move(work, until, _FIRST)
    return until < finished


async def forget_traces(work: UnitOfWork) -> None:
    """Delete what no rule counts any more. Background work."""
    await store.forget(work, work.now - TRACES_KEPT)


async def _judge(work: UnitOfWork, rows: Sequence[asyncpg.Record]) -> None:
    rules = await _rules(work, {row["municipality_id"] for row in rows})
    judgeable = [row for row in rows if rules.get(row["municipality_id"]) and _is_a_workers(row)]
    if not judgeable:
        return
    lines = [_line(row) for row in judgeable]
    zones = {row["municipality_id"]: ZoneInfo(row["time_zone"] or "UTC") for row in judgeable}
    traces = await _traces(work, lines)
    ties = await _ties(work, judgeable)
    found = 0
    for line in lines:
        of_worker = traces[line.agency_id, line.worker_id]
        follow(line, of_worker)
        tie = ties.get((line.agency_id, line.worker_id, line.person_id)) if line.opened else None
        zone = zones[line.municipality_id]
        for one in judged(line, rules[line.municipality_id], of_worker, tie, zone):
            found += await _keep(work, line, one, zone)
    await store.keep_traces(work, list(_changed(traces)))
    if found:
        _log.info("rules noticed something", count=found)


def _is_a_workers(row: asyncpg.Record) -> bool:
    """A worker opened something about somebody, or searched and found them. Looks that referrals tells rest on the
    referral, and say no roles.
    """
    is_a_look = row["act"] == Act.OPENED or (row["act"] == Act.SEARCH_HIT and row["operation"] in _SEARCHES)
    is_about_somebody = row["person_id"] is not None and row["agency_id"] is not None
    is_by_a_worker = bool(row["roles"]) and Role.SYSTEM not in row["roles"]
    return is_a_look and is_about_somebody and is_by_a_worker and row["operation"] not in _OF_OFFICERS


def _line(row: asyncpg.Record) -> LookLine:
    named = {name: row[name] for name in ("id", "at", "municipality_id", "agency_id", "worker_id", "person_id")}
    return LookLine(**named, opened=row["act"] == Act.OPENED, by_officer=Role.PRIVACY_OFFICER in row["roles"])


async def _rules(work: UnitOfWork, municipalities: Iterable[UUID]) -> Mapping[UUID, Sequence[LookRule]]:
    rules: dict[UUID, list[LookRule]] = defaultdict(list)
    for row in await rule_store.in_force(work, sorted(municipalities)):
        looking = Looking(**{name: row[name] for name in vars(Looking())})
        rules[row["municipality_id"]].append(LookRule(id=row["id"], kind=RuleKind(row["kind"]), looking=looking))
    return rules


async def _traces(work: UnitOfWork, lines: Sequence[LookLine]) -> Mapping[_Worker, Traces]:
    workers = sorted({(line.agency_id, line.worker_id) for line in lines})
    people = sorted({line.person_id for line in lines})
    found: dict[_Worker, Traces] = defaultdict(dict)
    for row in await store.traces(work, workers, people, min(line.at for line in lines) - LOOKED_BACK):
        trace = Trace(row["municipality_id"], row["opened_at"], list(row["hits"]))
        found[row["agency_id"], row["worker_id"]][row["person_id"]] = trace
    return found


async def _ties(work: UnitOfWork, rows: Sequence[asyncpg.Record]) -> Mapping[tuple[UUID, UUID, UUID], Tie]:
    opened = {
        (row["agency_id"], row["worker_id"], row["person_id"]): Role.SUPERVISOR in row["roles"]
        for row in rows
        if row["act"] == Act.OPENED
    }
    return {
        (row["agency_id"], row["worker_id"], row["person_id"]): Tie(row["works_with_them"], row["lives_near"])
        for row in await store.ties(work, list(opened), list(opened.values()))
    }


async def _keep(work: UnitOfWork, line: LookLine, found: Unusual, zone: ZoneInfo) -> bool:
    unusual_look_id = new_id()
    where = {"municipality_id": line.municipality_id, "agency_id": line.agency_id}
    values = {
        **where,
        "id": unusual_look_id,
        "rule_version_id": found.rule.id,
        "worker_id": line.worker_id,
        "person_id": found.person_id,
        "on_day": line.at.astimezone(zone).date(),
        "looked_at": line.at,
        "look_id": line.id,
        "many": found.many,
        "by_officer": line.by_officer,
    }
    is_new = await store.keep(work, values)
    if is_new:
        await work.tell(events.UnusualLookNoticed(unusual_look_id=unusual_look_id, **where))
    return is_new


def _changed(traces: Mapping[_Worker, Traces]) -> Iterable[dict[str, Any]]:
    for (agency_id, worker_id), by_person in sorted(traces.items()):
        for person_id, trace in sorted(by_person.items()):
            if trace.changed:
                yield {
                    "agency_id": agency_id,
                    "worker_id": worker_id,
                    "person_id": person_id,
                    "municipality_id": trace.municipality_id,
                    "opened_at": trace.opened_at,
                    "hits": trace.hits,
                    "last_at": max(filter(None, (trace.opened_at, *trace.hits))),
                }
