"""`parcours bench-predicate`: what the access predicate adds to a list, among as many grants as a large city has.

The notes of a case are listed with the predicate and without it, in turn, on the same rows: both are written from the
statement that the product runs. Row security is on for both. Everything is on servers of its own, which go afterwards.
"""

import random
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg
from rich.console import Console

from deploy.embedded.databases import DATABASE, prepare_databases
from deploy.embedded.engines import temporary_engines
from services.cases.access.predicate import may_read_about_all, reader
from services.cases.app import create_app as _tables  # noqa: F401 - loads the tables
from services.cases.items.store.item_table import AFTER
from services.cases.items.store.looks import read_page
from services.cases.notes.store import NOTES
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId, Purpose, Role, Scope, Sector, WorkerId
from shared.database.access_log import look_values
from shared.database.engine import Database
from shared.database.migrations import migrate
from shared.database.statements import Statement
from shared.identifiers import new_id

NOTES_OF_A_CASE: Final = 30
CASES: Final = 10_000
WARM: Final = 300
SEED: Final = 20_26

_PERSON = "CAST(lpad(to_hex(n), 32, '0') AS uuid)"
_OTHER = "CAST(lpad(to_hex(n * 100 + m), 31, '0') || 'a' AS uuid)"


def _agency(number: str) -> str:
    """SQL: one of sixty other agencies."""
    return f"CAST(lpad(to_hex(({number}) % 60), 31, '0') || 'b' AS uuid)"


_GRANTS: Final = f"""
    INSERT INTO access_grant (id, person_id, municipality_id, agency_id, sector, categories, level, operations,
        purposes, shows_sensitive, overrides_refusal, ground_kind, ground_id, valid_from, issued_at)
    SELECT {_OTHER}, {_PERSON}, $3, CASE m WHEN 0 THEN $4 ELSE {_agency("n + m")} END, 'social',
           ARRAY['social', 'housing', 'identity'], 3, ARRAY['read', 'contribute'], ARRAY['care-coordination'],
           false, false, 'consent', {_OTHER}, now() - interval '1 day', now()
    FROM generate_series(1, $1::int) n, generate_series(0, $2::int - 1) m
"""
_REFUSALS: Final = f"""
    INSERT INTO refused_sharing (id, person_id, municipality_id, agency_id, categories, consent_id, valid_from)
    SELECT {_PERSON}, {_PERSON}, $2, {_agency("n")}, ARRAY['health'], {_PERSON}, now() - interval '1 day'
    FROM generate_series(1, $1::int, 10) n
"""
_NOTES: Final = f"""
    INSERT INTO note (id, case_id, municipality_id, person_id, also_about, category, sensitivity, agency_id, worker_id,
        version, written_at, changed_at, changed_by_agency_id, changed_by_id, text)
    SELECT {_OTHER}, {_PERSON}, $3, {_PERSON}, '{{}}', 'social', 'ordinary', $4, $5, 1, now(), now(), $4, $5,
           repeat('What was said at the visit. ', 8)
    FROM generate_series(1, $1::int) n, generate_series(0, $2::int - 1) m
"""
_PREDICATE: Final = may_read_about_all("i")
_ALONE: Final = "SELECT * FROM ({rows} WHERE i.case_id = :case_id AND {shown} ORDER BY i.id LIMIT 51) listed"
_WHOLE: Final = "{rows} WHERE i.case_id = :case_id AND {shown} AND {after}"
PAIRS: Final[Mapping[str, tuple[Statement, Statement]]] = {
    "rows alone": (
        Statement(_ALONE.format(rows=NOTES.rows, shown=_PREDICATE)),
        Statement(_ALONE.format(rows=NOTES.rows, shown="true")),
    ),
    "as the product lists them, with their lines in the access log": (
        NOTES.list,
        Statement(read_page(_WHOLE.format(rows=NOTES.rows, shown="true", after=AFTER), "id")),
    ),
}
_EXPLAINED: Final = Statement(
    f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {_ALONE.format(rows=NOTES.rows, shown=_PREDICATE)}"
)
console = Console()


@dataclass(frozen=True)
class Cost:
    """Milliseconds for a page: the median, and what 95 of 100 take at most.

    Attributes:
        ours, bare: with the predicate, and without.
    """

    ours: tuple[float, float]
    bare: tuple[float, float]

    @property
    def adds(self) -> float:
        """What the predicate adds to the median, as a part of it."""
        return self.ours[0] / self.bare[0] - 1


async def bench_predicate(people: int, grants_each: int, rounds: int) -> None:
    """Load, measure, and print both with the plan of the statement that has the predicate."""
    actor = _worker()
    async with temporary_engines() as engines:
        prepared = (await prepare_databases(engines.postgres))["cases"]
        await migrate("services.cases", prepared.owner_url)
        superuser = await asyncpg.connect(
            engines.postgres.superuser_dsn_of(DATABASE), server_settings={"search_path": "cases"}, command_timeout=900
        )
        started = time.perf_counter()
        grants = await _load(superuser, actor, people, grants_each)
        console.print(f"{people} people, {grants} grants, loaded in {time.perf_counter() - started:.0f} s")
        database = await Database.open(prepared.runtime_url, schema="cases", connections=1)
        try:
            for what, pair in PAIRS.items():
                _say(what, await _measured(database, actor, pair, min(people, CASES), rounds))
            console.print(await _plan(database, actor), highlight=False, markup=False, soft_wrap=True)
        finally:
            await database.close()
            await superuser.close()


def _worker() -> Actor:
    where = MunicipalityId(new_id())
    return Actor(
        agency_id=AgencyId(new_id()),
        sector=Sector.SOCIAL,
        municipalities=(where,),
        roles=frozenset({Role.CASEWORKER}),
        scopes=frozenset(Scope),
        purpose=Purpose.CARE_COORDINATION,
        purposes=frozenset(Purpose),
        worker_id=WorkerId(new_id()),
        token_id=str(new_id()),
    )


async def _load(superuser: "asyncpg.Connection[Any]", actor: Actor, people: int, grants_each: int) -> int:
    """People, grants, refusals and notes; the rows of cases and persons themselves are asked by none of it."""
    where = actor.municipalities[0]
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(_GRANTS, people, grants_each, where, actor.agency_id)
    await superuser.execute(_REFUSALS, people, where)
    notes = (min(people, CASES), NOTES_OF_A_CASE, where, actor.agency_id, actor.subject)
    await superuser.execute(_NOTES, *notes)
    await superuser.execute("VACUUM ANALYZE access_grant, refused_sharing, note")
    return int(await superuser.fetchval("SELECT count(*) FROM access_grant"))


async def _measured(
    database: Database, actor: Actor, pair: tuple[Statement, Statement], cases: int, rounds: int
) -> Cost:
    """Both statements in turn, of the same case, in the order in which chance has it."""
    chance = random.Random(SEED)
    took: tuple[list[float], list[float]] = ([], [])
    for turn in range(WARM + rounds):
        case_id = UUID(int=chance.randint(1, cases))
        for side in chance.sample((0, 1), 2):
            async with database.work(actor) as work:
                values = {**reader(work), **look_values(work, "bench"), "case_id": case_id, "after": None, "many": 50}
                began = time.perf_counter()
                rows = await work.rows(pair[side], **values)
                spent = time.perf_counter() - began
            assert len(rows) == NOTES_OF_A_CASE, "both show all"
            if turn >= WARM:
                took[side].append(spent * 1_000)
    return Cost(_summary(took[0]), _summary(took[1]))


def _summary(took: list[float]) -> tuple[float, float]:
    return statistics.median(took), sorted(took)[len(took) * 95 // 100]


def _say(what: str, cost: Cost) -> None:
    console.print(
        f"{what}: {cost.ours[0]:.3f} ms with the predicate (95 of 100 within {cost.ours[1]:.3f}), "
        f"{cost.bare[0]:.3f} ms without ({cost.bare[1]:.3f}): it adds {cost.adds:.0%}",
        soft_wrap=True,
    )


async def _plan(database: Database, actor: Actor) -> str:
    async with database.work(actor) as work:
        values = {**reader(work), "case_id": UUID(int=1)}
        rows = await work.rows(_EXPLAINED, **values)
    return "\n".join(row["QUERY PLAN"] for row in rows)
