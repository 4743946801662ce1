"""Commands that measure."""

from typing import Annotated

import typer

from deploy.cli.running import run


def bench(
    *,
    quick: Annotated[bool, typer.Option("--quick", help="10 000 people only, short runs, page not written.")] = False,
    people: Annotated[list[int] | None, typer.Option(help="How many people; may be given several times.")] = None,
    seconds: Annotated[float, typer.Option(min=1, help="How long each run lasts.")] = 3,
) -> None:
    """Measure beside a bare server on an invented population, and write docs/benchmarks.md."""
    from deploy.bench.run import Wanted
    from deploy.bench.run import bench as measure

    numbers = people or ([10_000] if quick else [10_000, 100_000])
    wanted = Wanted(
        people=numbers,
        connections=[8] if quick else [1, 8, 32],
        seconds=2 if quick else seconds,
        rounds=1 if quick else 2,
        command="make bench",
    )
    run(measure(wanted, write=not quick))


def bench_predicate(
    *,
    people: Annotated[int, typer.Option(min=100, help="How many people.")] = 100_000,
    grants_each: Annotated[int, typer.Option(min=1, max=60, help="Grants on each of them.")] = 10,
    rounds: Annotated[int, typer.Option(min=20, help="How often each statement is measured.")] = 2_000,
) -> None:
    """Measure what the access predicate adds to a list, on servers of its own; print it with the plan."""
    from deploy.bench.predicate_cost import bench_predicate as measure

    run(measure(people, grants_each, rounds))


def bench_directory(
    *,
    listings: Annotated[int, typer.Option(min=1_000, help="How many listings.")] = 140_000,
    rounds: Annotated[int, typer.Option(min=20, help="How often each kind of search is made.")] = 100,
) -> None:
    """Measure how long searches in the directory take, on a server of their own; fails where that is too long."""
    from deploy.bench.directory_search import bench_directory as measure

    run(measure(listings, rounds))


def bench_live(
    *,
    listeners: Annotated[int, typer.Option(min=4, max=400, help="How many workers listen, in teams of four.")] = 200,
    writes: Annotated[int, typer.Option(min=1, help="Messages a second.")] = 50,
    seconds: Annotated[float, typer.Option(min=3, help="How long they are written.")] = 30,
    mode: Annotated[str | None, typer.Option(help="Only in one process, or only in processes.")] = None,
) -> None:
    """Measure how soon workers who listen hear of what happens, in both run modes; fails where that is too late."""
    from deploy.bench.live import MODES, Wanted
    from deploy.bench.live import bench_live as measure

    if mode not in {None, *MODES}:
        raise typer.BadParameter(f"one of: {', '.join(MODES)}")
    run(measure(Wanted(listeners, writes, seconds, MODES if mode is None else (mode,))))


MEASURES = (bench, bench_predicate, bench_directory, bench_live)
