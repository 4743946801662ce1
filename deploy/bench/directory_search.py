"""`parcours bench-directory`: how long a search in the directory takes, among as many listings as a country has.

From the action to the bytes of the answer, one after the other, on a server of its own, which goes afterwards. The
listings stand in 60 towns, a third of them in the three largest; needs, hours, costs and waits are spread unevenly.
"""

import json
import random
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import time as clock_time
from typing import Any, Final

import asyncpg
import orjson
import typer
from rich.console import Console

from deploy.embedded.databases import DATABASE, prepare_databases
from deploy.embedded.engines import temporary_engines
from services.referrals.app import create_app as _tables  # noqa: F401 - loads the tables
from services.referrals.directory.actions.find_listings import find_listings
from services.referrals.directory.api.bodies import A_LISTING
from services.referrals.directory.api.views import shown
from services.referrals.directory.domain.opening_hours import Weekday
from services.referrals.directory.domain.positions import Position
from services.referrals.directory.domain.search import Search
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId, Purpose, Role, Scope, Sector, WorkerId
from shared.database.engine import Database
from shared.database.migrations import migrate
from shared.identifiers import new_id

LISTINGS: Final = 140_000
AT_MOST_MS: Final = 50.0
"""What 95 of 100 searches may take."""

A_PAGE: Final = 50
TOWNS: Final = 60
WARM: Final = 3
SEED: Final = 20_26

_ID: Final = "CAST(lpad(to_hex(n), 32, '0') AS uuid)"
_TOWN: Final = f"CASE WHEN n % 3 = 0 THEN n / 3 % 3 ELSE n % {TOWNS} END"
_WORDS: Final = "string_to_array('debt night youth family legal housing work language home food school care', ' ')"
_A_WORD: Final = f"({_WORDS})[1 + (hashint4(n + {{salt}}) & 1023) % 12]"
_NAME: Final = f"{_A_WORD.format(salt=1)} || ' ' || {_A_WORD.format(salt=2)} || ' ' || n"
_LISTING: Final = f"""
    INSERT INTO listing (id, publisher_id, feed, published_id, agency_id, municipality_ids, takes_referrals, status,
        search_name, words, categories, needs, term_ids, languages, minimum_age, maximum_age, accessibility,
        lowest_cost, cost_currency, details, document, free_places, waiting_days, waiting_people, capacity_said_at,
        version, changed_at, changed_by)
    SELECT {_ID}, $2, 'bench', {_ID}, $2, ARRAY[$3::uuid], n % 4 <> 0,
        CASE WHEN n % 50 = 0 THEN 'inactive' ELSE 'active' END, {_NAME},
        setweight(to_tsvector('simple', {_NAME}), 'A')
            || setweight(to_tsvector('simple', repeat('words ' || n % 997 || ' of what it does for whom ', 6)), 'D'),
        ARRAY[(CAST($4 AS text[]))[1 + n % cardinality(CAST($4 AS text[]))]],
        ARRAY['need-' || least(n % 200, (n * 7) % 83), 'need-' || n % 199], '{{}}',
        CASE n % 5 WHEN 0 THEN ARRAY['fr', 'ar'] WHEN 1 THEN ARRAY['fr', 'en'] ELSE ARRAY['fr'] END,
        CASE WHEN n % 3 = 0 THEN 18 END, CASE WHEN n % 7 = 0 THEN 25 END,
        to_tsvector('simple', CASE WHEN n % 4 = 0 THEN 'step free entrance' WHEN n % 31 = 0 THEN 'induction loop'
            ELSE '' END),
        CASE WHEN n % 10 < 4 THEN 0 WHEN n % 10 < 6 THEN n % 90 END, CASE WHEN n % 10 BETWEEN 4 AND 5 THEN 'EUR' END,
        CAST($5 AS jsonb) || jsonb_build_object('name', {_NAME}), '{{}}',
        CASE WHEN n % 3 = 0 THEN n % 5 END, CASE WHEN n % 4 = 0 THEN n % 180 END,
        CASE WHEN n % 4 = 0 THEN n % 60 END, CASE WHEN n % 3 = 0 OR n % 4 = 0 THEN now() END, 1, now(), $2
    FROM generate_series(1, $1::int) n
"""
_PLACES: Final = f"""
    INSERT INTO listing_place (listing_id, number, latitude, longitude)
    SELECT {_ID}, 0, 43 + ({_TOWN}) % 8 + (hashint4(n) & 1023) / 8192.0,
           (({_TOWN}) * 7 % 60) / 10.0 + (hashint4(n + 7) & 1023) / 8192.0
    FROM generate_series(1, $1::int) n WHERE n % 50 <> 0
"""
_OPENINGS: Final = f"""
    INSERT INTO listing_opening (listing_id, number, day, opens_at, closes_at)
    SELECT {_ID}, d, (ARRAY['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'])[d], 540,
           CASE WHEN n % 9 = 0 THEN 1200 ELSE 1020 END
    FROM generate_series(1, $1::int) n, generate_series(1, 7) d
    WHERE n % 5 <> 0 AND (d <= 5 OR d = 6 AND n % 6 = 0 OR d = 7 AND n % 100 = 1)
"""
_TIMELINESS: Final = f"""
    INSERT INTO listing_timeliness (listing_id, agency_id, answer_median_days, answer_most_days, start_median_days,
        start_most_days, counted_at)
    SELECT {_ID}, $2, n % 30, n % 30 + 10, n % 90, n % 90 + 30, now()
    FROM generate_series(1, $1::int, 5) n WHERE n % 4 <> 0
"""
_TOWN_CENTRE: Final = 1024 / 8192 / 2
console = Console()


@dataclass(frozen=True)
class Took:
    """Milliseconds of one kind of search: the median, what 95 of 100 take at most, and the longest."""

    median: float
    most: float
    longest: float

    @classmethod
    def of(cls, spent: list[float]) -> "Took":
        """Of so many searches."""
        return cls(statistics.median(spent), sorted(spent)[len(spent) * 95 // 100], max(spent))


def searches(dice: random.Random) -> Iterator[tuple[str, Search]]:
    """One of each kind, each time another: what somebody types, alone and with where the person is."""
    town = dice.choice([0, 1, 2, dice.randrange(TOWNS)])
    here = Position(43 + town % 8 + _TOWN_CENTRE, town * 7 % 60 / 10 + _TOWN_CENTRE)
    kinds = _kinds(dice)
    for what, search in kinds.items():
        yield what, search
        yield f"{what}, near", replace(search, near=here, within_km=dice.choice([5.0, 20.0, 100.0]))


def _kinds(dice: random.Random) -> Mapping[str, Search]:
    need = f"need-{dice.randrange(200)}"
    day, hour = dice.choice(list(Weekday)), clock_time(dice.randrange(24))
    return {
        "nothing": Search(),
        "need": Search(needs=[need]),
        "category and language": Search(categories=[dice.choice(list(Category))], languages=["ar"]),
        "age and free place": Search(age=float(dice.randrange(90)), has_free_place=True),
        "text": Search(text=dice.choice(["debt nig", "youth", "home 1", "care lega"])),
        "accessibility": Search(accessibility=dice.choice(["step", "induction loop"])),
        "opening hours": Search(open_on=[day], open_at=hour),
        "a day": Search(open_on=[day]),
        "cost": Search(cost_at_most=dice.choice([0.0, 20.0])),
        "wait": Search(waiting_days_at_most=dice.randrange(90), waiting_people_at_most=dice.randrange(30)),
        "timeliness": Search(
            answered_within_days=dice.randrange(30), mostly_answered_within_days=30,
            started_within_days=90, mostly_started_within_days=90,
        ),
        "all of it": Search(
            needs=[need], languages=["fr"], age=30.0, open_on=[day], cost_at_most=20.0, waiting_days_at_most=60,
            accessibility="step", answered_within_days=20, takes_referrals=True,
        ),
    }  # fmt: skip


async def bench_directory(listings: int, rounds: int) -> None:
    """Load, measure and print.

    Raises:
        Exit: of all searches, 95 of 100 took too long.
    """
    actor = _worker()
    async with temporary_engines() as engines:
        prepared = (await prepare_databases(engines.postgres))["referrals"]
        await migrate("services.referrals", prepared.owner_url)
        superuser = await asyncpg.connect(
            engines.postgres.superuser_dsn_of(DATABASE),
            server_settings={"search_path": "referrals"},
            command_timeout=900,
        )
        started = time.perf_counter()
        await _load(superuser, actor, listings)
        console.print(f"{listings} listings, loaded in {time.perf_counter() - started:.0f} s")
        database = await Database.open(prepared.runtime_url, schema="referrals", connections=1)
        try:
            spent = await _measured(database, actor, rounds)
        finally:
            await database.close()
            await superuser.close()
    every = Took.of([each for one in spent.values() for each in one])
    if not _told({what: Took.of(each) for what, each in spent.items()}, every):
        raise typer.Exit(1)


def _worker() -> Actor:
    return Actor(
        agency_id=AgencyId(new_id()),
        sector=Sector.SOCIAL,
        municipalities=(MunicipalityId(new_id()),),
        roles=frozenset({Role.CASEWORKER}),
        scopes=frozenset(Scope),
        purpose=Purpose.CARE_COORDINATION,
        purposes=frozenset(Purpose),
        worker_id=WorkerId(new_id()),
        token_id=str(new_id()),
    )


async def _load(superuser: "asyncpg.Connection[Any]", actor: Actor, listings: int) -> None:
    await superuser.execute("SET session_replication_role = replica")
    details = json.dumps(A_LISTING | {"description": A_LISTING["description"] * 12})
    where, categories = actor.municipalities[0], [one.value for one in Category]
    await superuser.execute(_LISTING, listings, actor.agency_id, where, categories, details)
    await superuser.execute(_PLACES, listings)
    await superuser.execute(_OPENINGS, listings)
    await superuser.execute(_TIMELINESS, listings, actor.agency_id)
    await superuser.execute("VACUUM ANALYZE listing, listing_place, listing_opening, listing_timeliness")


async def _measured(database: Database, actor: Actor, rounds: int) -> dict[str, list[float]]:
    dice = random.Random(SEED)
    spent: dict[str, list[float]] = {}
    for turn in range(WARM + rounds):
        for what, search in searches(dice):
            began = time.perf_counter()
            async with database.work(actor) as work:
                found = await find_listings(work, actor, search, None, A_PAGE)
                orjson.dumps([shown(one, work.now.date()) for one in found[:A_PAGE]])
            if turn >= WARM:
                spent.setdefault(what, []).append((time.perf_counter() - began) * 1_000)
    return spent


def _told(kinds: Mapping[str, Took], every: Took) -> bool:
    for what, took in {**kinds, "all together": every}.items():
        mark = "" if took.most <= AT_MOST_MS else "  too slow"
        console.print(
            f"{what:32} median {took.median:7.2f} ms   95 of 100 within {took.most:7.2f}   "
            f"longest {took.longest:7.2f}{mark}",
            soft_wrap=True,
            highlight=False,
        )
    return every.most <= AT_MOST_MS
