"""A small population, both sides, every operation: the numbers do not matter, that there are some does."""

from collections.abc import AsyncIterator

import httpx
import pytest
from rich.progress import Progress

from deploy.bench.asking import headers_of, record_scripts
from deploy.bench.bringing import bringing
from deploy.bench.driving import Load, drive
from deploy.bench.keeping import keeping
from deploy.bench.measuring import Bench
from deploy.bench.operations import OPERATIONS, Target, read_targets
from deploy.bench.population import SETTINGS, Population, load_population, owners
from deploy.bench.prototypes import PENDING, PEOPLE, SOCIAL_UNTIL
from deploy.bench.sides import Side, bare_side, our_side
from deploy.demo.cast import agency, worker
from deploy.embedded.home import temporary_home
from deploy.launch.installation import Installation, prepared_installation

_ON_THE_LIST = """
    SELECT (SELECT count(*) FROM cases.team_member m JOIN cases.duty d ON d.case_id = m.case_id
            WHERE m.worker_id = $1 AND m.ended_at IS NULL AND m.place IS NOT NULL AND d.place IS NOT NULL
              AND d.shown_as IN ('case', 'item', 'referral')),
           (SELECT count(*) FROM cases.duty_listing l WHERE l.worker_id = $1)
"""
SOME = [PEOPLE[number] for number in (0, 1, PENDING, PENDING + 1, SOCIAL_UNTIL, SOCIAL_UNTIL + 1, 35, 36)]
"""Of each agency some."""

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
async def loaded() -> AsyncIterator[tuple[Installation, Population]]:
    with temporary_home() as home:
        async with prepared_installation(home, postgres_settings=SETTINGS) as installation:
            yield installation, await load_population(installation, 24, 2_000, Progress(disable=True), prototypes=SOME)


@pytest.fixture(scope="module")
async def ours(loaded: tuple[Installation, Population]) -> AsyncIterator[Side]:
    """The product on this population."""
    async with our_side(loaded[0]) as side:
        yield side


async def test_events_are_brought_while_they_are_written_and_once_more(
    loaded: tuple[Installation, Population], ours: Side
) -> None:
    brought = await bringing(ours.url, loaded[1], seconds=0.2, writes=3)
    assert len(brought.waits) == 3
    assert brought.per_second > 0


async def test_a_copy_is_shown_through_the_api_as_its_original_is(
    loaded: tuple[Installation, Population], ours: Side
) -> None:
    installation, population = loaded
    async with owners(installation) as connections:
        people = await connections["cases"].fetch(
            "SELECT person_id, family_name FROM cases.person WHERE agency_id = $1 AND birth_date NOT LIKE '1900%'"
            " ORDER BY person_id",
            agency("social-valmont").id,
        )
        originals = await connections["cases"].fetch(
            "SELECT person_id FROM cases.person WHERE agency_id = $1 AND birth_date LIKE '1900%' ORDER BY person_id",
            agency("social-valmont").id,
        )
    headers = (await headers_of(ours.url, population))["record"]
    async with httpx.AsyncClient(base_url=ours.url, headers=headers, trust_env=False) as http:
        copy = (await http.get(f"/v1/persons/{people[0]['person_id']}/record")).json()
        original = (await http.get(f"/v1/persons/{originals[0]['person_id']}/record")).json()
        found = await http.post("/v1/persons/search", json={"family_name": people[0]["family_name"]})
    assert copy["person"]["identity"]["family_name"] == people[0]["family_name"]
    assert {one["category"]: one["shown"] for one in copy["categories"]} == {
        one["category"]: one["shown"] for one in original["categories"]
    }
    for part in ("cases", "needs"):
        assert len(copy[part]) == len(original[part])
    assert copy["notes"], "the note that the agency wrote itself"
    kinds = [one["kind"] for one in original["person"]["contact_points"]]
    assert [one["kind"] for one in copy["person"]["contact_points"]] == kinds
    assert copy["person"]["identifiers"][0]["value"].startswith("vx"), "encrypted anew for the copy"
    assert str(people[0]["person_id"]) in {one["id"] for one in found.json()["items"]}


async def test_whoever_has_the_caseload_has_on_the_list_what_its_cases_ask(
    loaded: tuple[Installation, Population],
) -> None:
    installation, _ = loaded
    async with owners(installation) as connections:
        counted = await connections["cases"].fetchrow(_ON_THE_LIST, worker("nadia.belkacem").id)
    assert counted is not None
    asked, listed = counted
    assert asked == listed
    assert listed > 50


async def test_every_operation_runs_on_both_sides(loaded: tuple[Installation, Population], ours: Side) -> None:
    installation, population = loaded
    targets = await read_targets(installation, population)
    scripts = installation.home / "scripts.json"
    await record_scripts(installation, population, targets, scripts)
    async with bare_side(installation, str(scripts)) as bare:
        headers = await headers_of(ours.url, population)
        bench = Bench(installation, targets, headers, seconds=0.3, rounds=1, warm_runs=0)
        for operation in OPERATIONS:
            pair = await bench.pair(operation, 2, ours, bare)
            assert pair.ours.answered > 0, operation.name
            assert pair.bare.answered > 0, operation.name
            assert pair.ours.milliseconds("server") > 0, operation.name


async def test_what_keeping_to_the_rules_costs_is_measured(loaded: tuple[Installation, Population]) -> None:
    installation, population = loaded
    async with our_side(installation) as ours:
        headers = await headers_of(ours.url, population)
        kept = await keeping(installation, ours.url, headers, looks=20, withdrawals=1)
    assert kept.decision_microseconds > 0
    assert 0.5 <= kept.told_apart <= 1
    assert (kept.read_after > 0, kept.shown_after) == (True, 0)
    assert len(kept.waits) == 1


async def test_our_own_driver_counts_as_wrk_does(
    loaded: tuple[Installation, Population], ours: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation, population = loaded
    targets = await read_targets(installation, population)
    monkeypatch.setattr("deploy.bench.driving.wrk", lambda: None)
    headers = await headers_of(ours.url, population)
    lines = [(one.path, one.body) for one in targets.of["record"]]
    load = Load(ours.port, "GET", lines, headers["record"], connections=2, seconds=0.5)
    driven = await drive(load)
    refused = await drive(Load(ours.port, "GET", [("/v1/nothing", "")], headers["record"], 1, 0.3))
    assert driven.answered > 0
    assert (driven.refused, driven.broken) == (0, 0)
    assert 0 < driven.p50 <= driven.p95
    assert refused.refused == refused.answered > 0


def test_an_operation_names_the_same_target_for_both_sides() -> None:
    assert OPERATIONS[0].bare_line(Target("/v1/persons/p/record", "", {"person": "p"})) == ("/record?person=p", "")
