"""Both sides under the same load, in turns, so that what else the machine does falls on both."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from deploy.bench.driving import Driven, Load, drive
from deploy.bench.operations import Operation, Targets
from deploy.bench.sides import Side, Spent, spent
from deploy.launch.installation import Installation
from deploy.launch.refusals import LaunchRefused

WARM_SECONDS = 1.0
WARM_TARGETS = 250
STEADY = 1.05
"""A run so much faster than the one before it shows that memory is still being filled."""
ONCE_PER_SECOND = 900
"""How many targets that serve once a run of one second may take."""

_runs = itertools.count(1)


@dataclass
class Measured:
    """All runs of one side of one operation at one number of connections."""

    driven: list[Driven] = field(default_factory=list)
    spent: list[Spent] = field(default_factory=list)

    @property
    def answered(self) -> int:
        return sum(one.answered for one in self.driven)

    @property
    def per_second(self) -> float:
        return self.answered / sum(one.seconds for one in self.driven)

    @property
    def p50(self) -> float:
        return self._mean("p50")

    @property
    def p95(self) -> float:
        return self._mean("p95")

    def milliseconds(self, part: str) -> float:
        """Processor time of `server`, `database` or `gateway` for each request."""
        return 1000 * sum(float(getattr(one, part)) for one in self.spent) / max(1, self.answered)

    def _mean(self, name: str) -> float:
        return sum(float(getattr(one, name)) for one in self.driven) / len(self.driven)


@dataclass(frozen=True)
class Pair:
    """One operation at one number of connections, on both sides."""

    operation: Operation
    connections: int
    ours: Measured
    bare: Measured

    @property
    def ratio(self) -> float:
        """Requests a second, ours by bare."""
        return self.ours.per_second / self.bare.per_second


@dataclass(frozen=True)
class Bench:
    """What every run needs.

    Attributes:
        headers: by operation name, with the caller's token; renewed by whoever measures.
        warm_runs: at most so many before the first that counts.
    """

    installation: Installation
    targets: Targets
    headers: Mapping[str, Mapping[str, str]]
    seconds: float
    rounds: int
    warm_runs: int = 8

    def named(self, headers: Mapping[str, Mapping[str, str]]) -> "Bench":
        """The same with new tokens."""
        return replace(self, headers=headers)

    async def pair(self, operation: Operation, connections: int, ours: Side, bare: Side) -> Pair:
        """Ours, bare, ours, bare, and so on."""
        found = {side.name: Measured() for side in (ours, bare)}
        for side in (ours, bare):
            await self.warm(side, operation, connections)
        for _ in range(self.rounds):
            for side in (ours, bare):
                await self.measure(found[side.name], side, operation, connections)
        return Pair(operation, connections, found[ours.name], found[bare.name])

    async def warm(self, side: Side, operation: Operation, connections: int) -> None:
        """Runs that do not count, until they no longer become faster; one, where each target serves once."""
        before = 0.0
        for _ in range(1 if operation.is_once else self.warm_runs):
            driven = await self.run(side, operation, connections, WARM_SECONDS, most=WARM_TARGETS)
            if driven.answered / driven.seconds <= STEADY * before:
                return
            before = driven.answered / driven.seconds

    async def measure(self, into: Measured, side: Side, operation: Operation, connections: int) -> None:
        """One run with what it used."""
        before = spent(side, self.installation)
        into.driven.append(await self.run(side, operation, connections, self.seconds))
        into.spent.append(spent(side, self.installation) - before)

    async def run(
        self, side: Side, operation: Operation, connections: int, seconds: float, most: int | None = None
    ) -> Driven:
        """One run.

        Args:
            most: targets that serve once; enough for the time unless given.

        Raises:
            LaunchRefused: not everything was answered with success, so the run measured something else.
        """
        taken = self.targets.take(operation, most or int(ONCE_PER_SECOND * seconds))
        if not taken:
            raise LaunchRefused(f"No targets are left for '{operation.title}'.")
        is_ours = side.name != "bare"
        lines: Sequence[tuple[str, str]] = [
            (one.path, one.body) if is_ours else operation.bare_line(one) for one in taken
        ]
        load = Load(
            port=side.port,
            method=operation.method,
            lines=lines,
            headers={**self.headers[operation.name], "Content-Type": operation.content_type} if is_ours else {},
            connections=connections,
            seconds=seconds,
            is_once=operation.is_once,
            key=f"run-{next(_runs)}" if is_ours and operation.is_write else "",
        )
        driven = await drive(load)
        tail = connections if operation.is_once else 0
        if driven.refused > tail or driven.broken > connections:
            raise LaunchRefused(
                f"{operation.title}, {side.name}: of {driven.answered}, {driven.refused} refused, {driven.broken} cut."
            )
        return driven
