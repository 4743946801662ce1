"""What a benchmark found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deploy.bench.bringing import Brought
from deploy.bench.keeping import Kept
from deploy.bench.measuring import Measured, Pair
from deploy.bench.overload import Overload


@dataclass(frozen=True)
class OfOnePopulation:
    """Everything measured on one population.

    Attributes:
        rows: in the tables of people.
        loaded_seconds: how long it took to write them.
        kept: what it costs to keep to the rules; measured on the first population.
        brought: how webhooks are served; likewise.
    """

    people: int
    rows: int
    loaded_seconds: float
    pairs: Sequence[Pair]
    overload: Overload
    kept: Kept | None = None
    brought: Brought | None = None

    def pair(self, name: str, connections: int) -> Pair | None:
        """One operation at one number of connections, where it was measured."""
        return next(
            (one for one in self.pairs if one.operation.name == name and one.connections == connections), None
        )  # fmt: skip


@dataclass(frozen=True)
class Hop:
    """What the gateway costs: processor milliseconds for each request.

    Attributes:
        apart: reading a record with gateway and services in processes of their own.
    """

    in_process: float
    over_the_network: float
    apart: Measured


@dataclass(frozen=True)
class Findings:
    """The whole of it."""

    machine: Mapping[str, str]
    command: str
    populations: Sequence[OfOnePopulation]
    hop: Hop
