"""The bare server: Starlette on asyncpg, the recorded SQL in the same transactions, and nothing else.

No authentication, decision, validation, gateway, relay or subscription. One worker, uvloop, httptools; as many
connections to each schema as the product has.
"""

import json
import os
import re
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.database.engine import Database
from shared.identifiers import new_id
from shared.settings import ServiceSettings

_MARK: Final = re.compile("§([^§]+)§")


@dataclass
class Moment:
    """What one request has of its own."""

    given: Mapping[str, Any]
    now: datetime
    ids: dict[int, UUID] = field(default_factory=dict)

    def new(self, place: int) -> UUID:
        """A new id, the same wherever this place occurs."""
        made = self.ids.get(place)
        if made is None:
            made = self.ids[place] = new_id()
        return made


Maker = Callable[[Moment], Any]


@dataclass(frozen=True)
class Step:
    """One statement with the makers of its arguments; `many` for one that is sent with several rows."""

    sql: str
    makers: Sequence[Any]
    many: bool


@dataclass(frozen=True)
class Transaction:
    schema: str
    begin: str
    steps: Sequence[Step]


def maker(spec: Sequence[Any]) -> Maker:
    """How one argument is made, decided once."""
    kind = spec[0]
    if kind == "list":
        makers = [maker(one) for one in spec[1]]
        return lambda moment: [make(moment) for make in makers]
    if kind == "json":
        return _document(spec[1])
    if kind in _CHANGING:
        return _CHANGING[kind](*spec[1:])
    value = _CONSTANT[kind](spec[1])
    return lambda _moment: value


_CONSTANT: Final[Mapping[str, Callable[[Any], Any]]] = {
    "plain": lambda value: value,
    "uuid": UUID,
    "time": datetime.fromisoformat,
    "day": date.fromisoformat,
    "bytes": bytes.fromhex,
}
_CHANGING: Final[Mapping[str, Callable[..., Maker]]] = {
    "given": lambda name: lambda moment: moment.given[name],
    "new": lambda place: lambda moment: moment.new(int(place)),
    "ground": lambda kind, place: lambda moment: f"{kind}:{moment.new(place)}",
    "now": lambda: lambda moment: moment.now,
    "digest": lambda: lambda _moment: secrets.token_hex(32),
    "digest bytes": lambda: lambda _moment: secrets.token_bytes(32),
    "moment": lambda: lambda _moment: str(new_id())[:15],
}


def _document(text: str) -> Maker:
    """A JSON document as text, with its marks filled in."""
    parts = _MARK.split(text)
    makers = [maker(mark.split(" ")) for mark in parts[1::2]]
    if not makers:
        whole = orjson.Fragment(text)
        return lambda _moment: whole
    between = parts[::2]

    def filled(moment: Moment) -> orjson.Fragment:
        written = [between[0]]
        for make, rest in zip(makers, between[1:], strict=True):
            value = make(moment)
            written += (value.isoformat() if isinstance(value, datetime) else str(value), rest)
        return orjson.Fragment("".join(written))

    return filled


def transactions(script: Sequence[Mapping[str, Any]]) -> Sequence[Transaction]:
    """A recorded script, ready to run."""
    return [Transaction(one["schema"], one["begin"], [_step(step) for step in one["statements"]]) for one in script]


def _step(recorded: Mapping[str, Any]) -> Step:
    if recorded["many"]:
        return Step(recorded["sql"], [[maker(spec) for spec in row] for row in recorded["args"]], many=True)
    return Step(recorded["sql"], [maker(spec) for spec in recorded["args"]], many=False)


async def run(connection: Any, transaction: Transaction, moment: Moment) -> str | None:
    """Run one transaction; the text that its last statement gave."""
    await connection.execute(transaction.begin)
    rows: list[asyncpg.Record] = []
    for step in transaction.steps:
        if step.many:
            await connection.executemany(step.sql, [[make(moment) for make in row] for row in step.makers])
        else:
            rows = await connection.fetch(step.sql, *[make(moment) for make in step.makers])
    await connection.execute("COMMIT")
    answer = rows[0][0] if rows and len(rows[0]) else None
    return answer if isinstance(answer, str) else None


def bare_app(
    scripts: Mapping[str, Sequence[Mapping[str, Any]]], urls: Mapping[str, str], connections: int
) -> Starlette:
    """One path for each recorded operation.

    Args:
        urls: of the databases, by schema, as the services' runtime roles.
    """
    databases: list[Database] = []
    pools: dict[str, asyncpg.Pool[Any]] = {}

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        for schema, url in urls.items():
            databases.append(await Database.open(url, schema=schema, connections=connections))
            pools[schema] = databases[-1].pool
        yield
        for database in databases:
            await database.close()

    def operation(name: str) -> Route:
        ready = transactions(scripts[name])

        async def answer(request: Request) -> Response:
            given = orjson.loads(await request.body()) if request.method == "POST" else request.query_params
            moment = Moment(given, datetime.now(UTC))
            text: str | None = None
            for one in ready:
                async with pools[one.schema].acquire() as connection:
                    text = await run(connection, one, moment)
            return Response(text or "{}", media_type="application/json")

        return Route(f"/{name}", answer, methods=["GET", "POST"])

    ready_now = Route("/health/ready", lambda _request: Response("{}"))
    return Starlette(routes=[ready_now, *(operation(name) for name in scripts)], lifespan=lifespan)


def _serve() -> None:
    scripts = json.loads(Path(os.environ["PARCOURS_BENCH_SCRIPTS"]).read_text())
    urls = {name: os.environ[f"PARCOURS_{name.upper()}_DATABASE_URL"] for name in ("identity", "cases", "referrals")}
    connections: int = ServiceSettings.model_fields["database_connections"].default
    app = bare_app(scripts, urls, connections)
    port = int(os.environ["PARCOURS_BENCH_PORT"])
    uvicorn.run(app, port=port, loop="uvloop", http="httptools", access_log=False, log_config=None, server_header=False)


if __name__ == "__main__":
    _serve()
