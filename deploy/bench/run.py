"""`parcours bench`: load, measure both sides, and write the page."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import Progress

from deploy.bench.asking import headers_of, record_scripts
from deploy.bench.bringing import bringing
from deploy.bench.findings import Findings, Hop, OfOnePopulation
from deploy.bench.hop import hop_milliseconds
from deploy.bench.keeping import keeping
from deploy.bench.machine import machine_facts
from deploy.bench.measuring import ONCE_PER_SECOND, WARM_TARGETS, Bench, Measured, Pair
from deploy.bench.operations import OPERATIONS, Operation, read_targets
from deploy.bench.overload import overload
from deploy.bench.page import page, tables
from deploy.bench.population import SETTINGS, Population, load_population, owners
from deploy.bench.sides import Side, bare_side, our_side
from deploy.embedded.home import temporary_home
from deploy.launch.installation import ENGINE_VARIABLES, Installation, prepared_installation
from deploy.launch.refusals import LaunchRefused

SAME_FLAGS: Final = 0.6
"""That part of the waiting referrals can be used: those with the most frequent flags."""

PAGE: Final = Path("docs/benchmarks.md")
console = Console(highlight=False)


@dataclass(frozen=True)
class Wanted:
    """What to measure.

    Attributes:
        seconds: of one run; each side has `rounds` of them at each number of connections.
    """

    people: Sequence[int]
    connections: Sequence[int]
    seconds: float
    rounds: int
    command: str

    @property
    def pending(self) -> int:
        """How many referrals wait: each side accepts another one with each request."""
        each = self.rounds * self.seconds * ONCE_PER_SECOND + WARM_TARGETS
        return int(2 * len(self.connections) * each / SAME_FLAGS) + 100


async def bench(wanted: Wanted, *, write: bool) -> None:
    """Measure, print, and write the page.

    Raises:
        LaunchRefused: addresses of external servers are set, whose data a benchmark would fill with invented people.
    """
    if any(os.environ.get(name) for name in ENGINE_VARIABLES):
        raise LaunchRefused("A benchmark fills a throw-away installation of its own: unset the addresses of servers.")
    populations = []
    hop = None
    with Progress(console=console, transient=True) as progress:
        for people in wanted.people:
            found, hop = await _one_population(wanted, people, progress)
            populations.append(found)
    assert hop is not None, "at least one population is measured"
    findings = Findings(machine_facts(), wanted.command, populations, hop)
    for table in tables(findings):
        console.print(table)
    if write:
        PAGE.write_text(page(findings))
        console.print(f"Written to {PAGE}.")


async def _one_population(wanted: Wanted, people: int, progress: Progress) -> tuple[OfOnePopulation, Hop]:
    with temporary_home() as home:
        async with prepared_installation(home, postgres_settings=SETTINGS) as installation:
            population = await load_population(installation, people, wanted.pending, progress)
            targets = await read_targets(installation, population)
            scripts = home / "scripts.json"
            await record_scripts(installation, population, targets, scripts)
            bench = Bench(installation, targets, {}, wanted.seconds, wanted.rounds)
            async with our_side(installation) as ours, bare_side(installation, str(scripts)) as bare:
                pairs = await _pairs(wanted, bench, population, (ours, bare), progress)
                headers = await headers_of(ours.url, population)
                is_first = people == wanted.people[0]
                kept = await keeping(installation, ours.url, headers) if is_first else None
                brought = await bringing(ours.url, population, seconds=wanted.seconds) if is_first else None
                strained = await overload(installation, ours, targets, headers["record"])
                in_process = await hop_milliseconds(installation, ours.url, headers["record"])
            apart = await _apart(bench, population, OPERATIONS[0])
    found = OfOnePopulation(population.people, population.rows, population.seconds, pairs, strained, kept, brought)
    return found, Hop(in_process, apart.milliseconds("gateway"), apart)


async def _pairs(
    wanted: Wanted,
    bench: Bench,
    population: Population,
    sides: tuple[Side, Side],
    progress: Progress,
) -> Sequence[Pair]:
    ours, bare = sides
    measuring = progress.add_task("measuring", total=len(OPERATIONS) * len(wanted.connections))
    pairs = []
    for operation in OPERATIONS:
        with_token = bench.named(await headers_of(ours.url, population))
        for connections in wanted.connections:
            progress.update(measuring, description=f"{operation.title}, {connections} connections")
            pairs.append(await with_token.pair(operation, connections, ours, bare))
            progress.advance(measuring)
        if operation.name == "create":
            await _forget_drafts(bench.installation)
    return pairs


async def _apart(bench: Bench, population: Population, operation: Operation) -> Measured:
    """Reading a record with the gateway and each service in processes of their own."""
    found = Measured()
    async with our_side(bench.installation, processes=True) as ours:
        with_token = bench.named(await headers_of(ours.url, population))
        await with_token.warm(ours, operation, 8)
        await with_token.measure(found, ours, operation, 8)
    return found


async def _forget_drafts(installation: Installation) -> None:
    """Delete what was created, so that the next operation finds the population as it was."""
    async with owners(installation) as connections:
        await connections["referrals"].execute("""
            DELETE FROM referrals.move m USING referrals.referral r
            WHERE r.id = m.referral_id AND r.state = 'draft' AND r.drafted_at > now() - interval '1 hour'
        """)
        await connections["referrals"].execute("""
            DELETE FROM referrals.referral r WHERE r.state = 'draft'
              AND NOT EXISTS (SELECT FROM referrals.move m WHERE m.referral_id = r.id)
        """)
        await connections["referrals"].execute("VACUUM ANALYZE referrals.referral, referrals.move")
