"""The page says of each target what was found, and whether that is enough."""

from dataclasses import replace

import pytest

from deploy.bench.bringing import Brought
from deploy.bench.driving import Driven
from deploy.bench.findings import Findings, Hop, OfOnePopulation
from deploy.bench.keeping import Kept
from deploy.bench.measuring import Measured, Pair
from deploy.bench.operations import OPERATIONS, Operation
from deploy.bench.overload import Overload
from deploy.bench.page import page, tables, targets
from deploy.bench.sides import Spent

RECORD = OPERATIONS[0]
assert RECORD.peer
PEER = RECORD.peer[1]


def measured(per_second: int, p95: float = 5.0) -> Measured:
    run = Driven(answered=per_second, refused=0, broken=0, seconds=1.0, p50=p95 / 2, p95=p95)
    return Measured([run], [Spent(server=0.5, database=0.4, gateway=0.0)])


def population(people: int, ours: int, bare: int, p95: float = 5.0) -> OfOnePopulation:
    pairs = [Pair(one, 8, measured(ours, p95), measured(bare)) for one in OPERATIONS]
    return OfOnePopulation(people, people * 30, 20.0, pairs, Overload((200, 200), 10, 10, 0, 0.1))


def findings(*populations: OfOnePopulation) -> Findings:
    return Findings({"date": "2026-01-01"}, "make bench", populations, Hop(0.02, 0.3, measured(500)))


def verdict(found: Findings, beginning: str) -> bool:
    judged = [is_reached for target, _, is_reached in targets(found) if target.startswith(beginning)]
    assert len(judged) == 1, beginning
    return judged[0]


def test_half_of_bare_is_enough_and_less_is_not() -> None:
    ratio = f"{RECORD.title}, 8 connections, 10000 people: ratio"
    assert verdict(findings(population(10_000, 1200, 2400)), ratio)
    assert not verdict(findings(population(10_000, 1200, 2500)), ratio)


def test_a_slow_answer_misses_its_target() -> None:
    slow = f"{RECORD.title}, 8 connections, 10000 people: p95"
    assert verdict(findings(population(10_000, 1200, 2000, p95=20.0)), slow)
    assert not verdict(findings(population(10_000, 1200, 2000, p95=20.1)), slow)


def test_ahead_is_more_than_the_best_of_the_others() -> None:
    ahead = f"{RECORD.title}: more than {PEER}"
    assert verdict(findings(population(10_000, PEER + 1, 2000)), ahead)
    assert not verdict(findings(population(10_000, PEER, 2000)), ahead)


def test_growth_compares_the_smallest_with_the_largest_population() -> None:
    growth = f"{RECORD.title}, 8 connections: 100000 people within"
    assert verdict(findings(population(10_000, 1200, 2000), population(100_000, 1000, 2000)), growth)
    assert not verdict(findings(population(10_000, 1200, 2000), population(100_000, 999, 2000)), growth)


def test_page_and_screen_name_every_operation_and_mark_what_was_missed() -> None:
    found = findings(population(10_000, 100, 2500))
    written = page(found)
    shown = [str(cell) for table in tables(found) for cell in next(iter(table.columns)).cells]

    def is_there(one: Operation) -> bool:
        return one.title in written and one.title in shown

    assert all(is_there(one) for one in OPERATIONS)
    assert "| **missed** |" in written
    assert "| reached |" in written


KEPT = Kept(decision_microseconds=12.0, looks=2_000, told_apart=0.52, shown_after=0, read_after=900, waits=[0.2, 1.5])


@pytest.mark.parametrize(
    ("missed", "beginning"),
    [
        ({"decision_microseconds": 51.0}, "a decision"),
        ({"told_apart": 0.56}, "foreign"),
        ({"shown_after": 1}, "32 clients"),
        ({"read_after": 0}, "32 clients"),
        ({"waits": [0.2, 5.1]}, "a withdrawal"),
    ],
)
def test_what_keeping_to_the_rules_costs_is_judged_where_it_was_measured(
    missed: dict[str, object], beginning: str
) -> None:
    without = population(10_000, 1200, 2400)
    assert not [target for target, _, _ in targets(findings(without)) if target.startswith(beginning)]
    assert verdict(findings(replace(without, kept=KEPT)), beginning)
    assert not verdict(findings(replace(without, kept=replace(KEPT, **missed))), beginning)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("brought", "is_enough"),
    [
        (Brought(200.0, [0.1] * 19 + [5.0] * 1), False),
        (Brought(200.0, [0.1] * 20 + [5.0]), True),
        (Brought(199.0, [0.1]), False),
    ],
)
def test_what_is_brought_is_judged_by_how_many_and_by_how_soon(brought: Brought, is_enough: bool) -> None:
    found = findings(replace(population(10_000, 1200, 2400), brought=brought))
    judged = [
        is_reached for target, _, is_reached in targets(found) if target.startswith(("events brought", "from a write"))
    ]
    assert (len(judged), all(judged)) == (2, is_enough)
