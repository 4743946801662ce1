"""Which SQL an operation runs, recorded from the product itself, so that the bare server runs exactly the same.

Each operation is asked for twice, for two targets. What differs between the two recordings is what a request brings
along, a new id, the time, or a digest; everything else stays as it was. What cannot be explained so is an error.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from deploy.launch.refusals import LaunchRefused
from shared.database.engine import Database
from shared.encryption.keys import PREFIX
from shared.json_text import json_text

_SOMEBODY_ACTS: Final = ("parcours.subject", "'tokens'")
"""What stands in the opening of a transaction that answers a request; background work is passed over."""

SETTLES_SECONDS: Final = 0.1
"""The driver tells of a statement a moment after it has run."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_MOMENT: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7")
_GROUND: Final = re.compile(r"[a-z]+:[0-9a-f-]{36}")
_MARK: Final = "§{}§"

Spec = list[Any]
"""How the bare server makes one argument: `["plain", 1]`, `["new", 0]`, `["given", "person"]` …"""


@dataclass
class Transaction:
    """From BEGIN to COMMIT, on one connection."""

    schema: str
    begin: str
    statements: list[tuple[str, Any]] = field(default_factory=list)


@dataclass
class Recorder:
    """Listens to the pools of the services."""

    finished: list[Transaction] = field(default_factory=list)

    @contextmanager
    def listening(self, databases: Mapping[str, Database]) -> Iterator[None]:
        """Record everything that goes over these pools."""
        pools = {name: database.pool for name, database in databases.items()}
        for name, database in databases.items():
            database.pool = _Listening(pools[name], name, self)  # type: ignore[assignment]
        try:
            yield
        finally:
            for name, database in databases.items():
                database.pool = pools[name]

    def hear(self, schema: str, open_one: list[Transaction], query: str, args: Any) -> None:
        """One statement on a connection, whose open transaction `open_one` holds."""
        if query.startswith("BEGIN"):
            open_one[:] = [Transaction(schema, query)]
        elif query == "COMMIT" and open_one:
            if any(word in open_one[0].begin for word in _SOMEBODY_ACTS):
                self.finished.append(open_one[0])
            open_one.clear()
        elif open_one:
            open_one[0].statements.append((query, args))


class _Listening:
    """A pool whose connections tell what they are asked."""

    def __init__(self, pool: Any, schema: str, recorder: Recorder) -> None:
        self._pool, self._schema, self._recorder = pool, schema, recorder
        self._callbacks: dict[int, Callable[[Any], None]] = {}

    async def acquire(self, **more: Any) -> Any:
        connection = await self._pool.acquire(**more)
        open_one: list[Transaction] = []

        def heard(logged: Any) -> None:
            self._recorder.hear(self._schema, open_one, logged.query, logged.args)

        connection.add_query_logger(heard)
        self._callbacks[id(connection)] = heard
        return connection

    async def release(self, connection: Any) -> None:
        heard = self._callbacks.pop(id(connection), None)
        if heard is not None:  # it was taken while we listened
            connection.remove_query_logger(heard)
        await self._pool.release(connection)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)


def script(
    first: Sequence[Transaction], second: Sequence[Transaction], given: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Two recordings of an operation as one script for the bare server.

    Args:
        given: what each of the two requests brought along.

    Raises:
        LaunchRefused: the two do not match, or something differs that nothing explains.
    """
    if not are_alike(first, second):
        raise LaunchRefused("The same operation ran different SQL for two targets.")
    explained = _Explained(given)
    return [
        {
            "schema": one.schema,
            "begin": one.begin,
            "statements": [
                {"sql": sql, "many": isinstance(args, list), "args": explained.arguments(args, others)}
                for (sql, args), (_, others) in zip(one.statements, other.statements, strict=True)
            ],
        }
        for one, other in zip(first, second, strict=True)
    ]


def are_alike(first: Sequence[Transaction], second: Sequence[Transaction]) -> bool:
    """They ran the same SQL in the same transactions."""
    return [_shape(one) for one in first] == [_shape(one) for one in second]


def _shape(transaction: Transaction) -> Any:
    return transaction.schema, transaction.begin, [sql for sql, _ in transaction.statements]


class _Explained:
    """Why a value differs between the two recordings."""

    def __init__(self, given: Sequence[Mapping[str, Any]]) -> None:
        self._given = {(str(given[0][name]), str(given[1][name])): name for name in given[0]}
        self._new: dict[tuple[str, str], int] = {}

    def arguments(self, one: Any, other: Any) -> list[Spec]:
        """The arguments of one statement, or of each of its repetitions."""
        if isinstance(one, list):
            return [self.arguments(tuple(a), tuple(b)) for a, b in zip(one, other, strict=True)]
        return [self.spec(a, b) for a, b in zip(one, other, strict=True)]

    def spec(self, one: Any, other: Any) -> Spec:
        """How one value is made."""
        if isinstance(one, dict) or (isinstance(one, list) and any(isinstance(part, dict) for part in one)):
            return ["json", json_text(self._marked(one, other)).decode()]
        if isinstance(one, list | tuple):
            return ["list", [self.spec(a, b) for a, b in zip(one, other, strict=True)]]
        return _constant(one) if _stays(one, other) else self._difference(one, other)

    def _difference(self, one: Any, other: Any) -> Spec:
        pair = (str(one), str(other))
        if pair in self._given:
            return ["given", self._given[pair]]
        match one:
            case datetime():
                found: Spec = ["now"]
            case UUID():
                found = ["new", self._place(one, other)]
            case bytes():
                found = ["digest bytes"]
            case str() if _DIGEST.fullmatch(one):
                found = ["digest"]
            case str() if _MOMENT.fullmatch(one):
                found = ["moment"]
            case str() if _GROUND.fullmatch(one):
                kind, _, ground_id = one.partition(":")
                found = ["ground", kind, self._place(UUID(ground_id), UUID(other.partition(":")[2]))]
            case _:
                raise LaunchRefused(f"Nothing explains why {one!r:.200} of one target is {other!r:.200} of another.")
        return found

    def _place(self, one: UUID, other: UUID) -> int:
        return self._new.setdefault((str(one), str(other)), len(self._new))

    def _marked(self, one: Any, other: Any) -> Any:
        """The same document, with a mark for each value that differs."""
        if isinstance(one, dict):
            return {name: self._marked(value, other[name]) for name, value in one.items()}
        if isinstance(one, list | tuple):
            return [self._marked(a, b) for a, b in zip(one, other, strict=True)]
        if _stays(one, other):
            return one
        return _MARK.format(" ".join(str(part) for part in self._difference(_parsed(one), _parsed(other))))


def _stays(one: Any, other: Any) -> bool:
    """It is written for each as it was for the first: it is the same, or encrypted, which is different each time."""
    return bool(one == other) or any(isinstance(value, str) and value.startswith(PREFIX) for value in (one, other))


def _parsed(value: Any) -> Any:
    """A text of a JSON document as what it stands for, where it is an id or a time."""
    if not isinstance(value, str):
        return value
    for kind in (UUID, datetime.fromisoformat):
        try:
            return kind(value)
        except ValueError:
            continue
    return value


def _constant(value: Any) -> Spec:
    match value:
        case UUID():
            found: Spec = ["uuid", str(value)]
        case datetime():
            found = ["time", value.isoformat()]
        case date():
            found = ["day", value.isoformat()]
        case bytes():
            found = ["bytes", value.hex()]
        case _:
            found = ["plain", value]
    return found


@asynccontextmanager
async def recorded(databases: Mapping[str, Database]) -> AsyncIterator[Recorder]:
    """A recorder that hears these databases for as long as the block lasts."""
    recorder = Recorder()
    with recorder.listening(databases):
        yield recorder
        await asyncio.sleep(SETTLES_SECONDS)
