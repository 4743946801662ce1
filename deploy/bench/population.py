"""A throw-away installation with a population of any size in its real tables."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg
from rich.progress import Progress

from deploy.bench.caseload import write_caseload
from deploy.bench.growth import Templates, fixed_ids, read_templates, write_copies
from deploy.bench.pending import write_pending
from deploy.bench.prototypes import PEOPLE, Prototype, write_prototypes
from deploy.bench.sealed_cells import Cells, fingerprint_of, opened_ring
from deploy.bench.sides import our_side
from deploy.demo.cast import AGENCIES, MUNICIPALITIES, WORKERS
from deploy.demo.keys import DESK_ID, SYSTEM_ID, DemoKeys
from deploy.demo.seed import seed_before_start
from deploy.launch.installation import SERVICES, Installation
from services.cases.app import create_app as _cases_tables  # noqa: F401 - loads the tables
from services.cases.schema import metadata as cases_metadata
from services.referrals.app import create_app as _referrals_tables  # noqa: F401 - loads the tables
from services.referrals.schema import metadata as referrals_metadata
from shared.encryption.ring import KeyRing
from shared.sealing.store import LOGS

SEED: Final = 2026
SETTINGS: Final = {
    "shared_buffers": "2GB",
    "effective_cache_size": "6GB",
    "work_mem": "8MB",
    "max_wal_size": "32GB",
    "checkpoint_timeout": "30min",
    "random_page_cost": "1.1",
}
"""Of PostgreSQL while it is measured: no checkpoint in the middle of a run. Commits are flushed to the disk."""

_NOT_OF_PEOPLE: Final = {
    "cases": {
        "journal", "outbox", "inbox", "idempotency", "agreement", "agreement_party", "agreement_version",
        "agreement_signature", "governance_entry", "breach", "notice", "notice_order", "notice_read", "notice_reader",
        "referral_hand", "municipality_clock", "seal_batch", "seal_node", "archived_month", "data_key",
        "unusual_look_rule", "unusual_look", "worker_trace", "look_review", "webhook", "webhook_waiting",
        "webhook_attempt",
    },
    "referrals": {
        "journal", "outbox", "inbox", "idempotency", "ended_ground", "listing", "listing_opening", "listing_place",
        "listing_version", "listed_organization", "directory_import", "listing_timeliness", "closure", "waiting_rule",
        "seal_batch", "seal_node", "archived_month", "data_key",
    },
}  # fmt: skip
"""Tables that all copies share, and those that empty themselves."""

_METADATA: Final = {"cases": cases_metadata, "referrals": referrals_metadata}
_FIXED: Final = {
    "cases": "SELECT id FROM cases.agreement",
    "referrals": "SELECT id FROM referrals.listing UNION ALL SELECT id FROM referrals.listed_organization",
}


@dataclass(frozen=True)
class Population:
    """What was loaded.

    Attributes:
        rows: in the tables of people, all together.
        listings: their ids, by the keys of the demonstration.
    """

    people: int
    rows: int
    seconds: float
    keys: DemoKeys
    listings: Mapping[str, UUID]


@asynccontextmanager
async def owners(installation: Installation) -> AsyncIterator[Mapping[str, "asyncpg.Connection[Any]"]]:
    """Connections as the owners of the schemas, whom row security does not bind."""
    opened = {name: await asyncpg.connect(installation.owners[name]) for name in SERVICES}
    try:
        yield opened
    finally:
        for connection in opened.values():
            await connection.close()


async def load_population(
    installation: Installation,
    people: int,
    pending: int,
    progress: Progress,
    *,
    prototypes: Sequence[Prototype] = PEOPLE,
) -> Population:
    """Write the prototypes through the API, then copies of them until there are so many people, and the caseload of a
    team.

    Args:
        pending: how many referrals wait for the answer of the housing agency at least.
    """
    keys = await seed_before_start(installation)
    some = len(prototypes)
    writing = progress.add_task(f"{some} people, through the API", total=some)
    async with our_side(installation) as ours:
        listings = await write_prototypes(ours.url, keys.password, prototypes, lambda: progress.advance(writing))
        async with owners(installation) as connections:
            await _until_all_is_told(connections)
    started = time.perf_counter()
    async with owners(installation) as connections:
        copies = max(1, people // some)
        loading = progress.add_task(f"{copies * some} people, by COPY", total=copies * 3 - 3)
        secrets = installation.environment
        rings = {schema: await opened_ring(schema, secrets, connections[schema]) for schema in _METADATA}
        await _copy(connections, rings, copies, lambda n: progress.advance(loading, n))
        await write_pending(connections["referrals"], rings["referrals"], pending)
        await write_caseload(connections["cases"], "nadia.belkacem", "social-valmont")
        for connection in connections.values():
            await connection.execute("VACUUM ANALYZE")
        await asyncio.to_thread(os.sync)  # or commits wait for gigabytes of what was loaded
        rows = await _count(connections)
    return Population(copies * some, rows, time.perf_counter() - started, keys, listings)


async def _copy(
    connections: Mapping[str, "asyncpg.Connection[Any]"], rings: Mapping[str, KeyRing], copies: int, done: Any
) -> None:
    shared = [DESK_ID, SYSTEM_ID, *(one.id for one in MUNICIPALITIES), *(one.id for one in AGENCIES)]
    for schema, query in _FIXED.items():
        shared += [row[0] for row in await connections[schema].fetch(query)]
    fingerprint = await fingerprint_of(rings["cases"], connections["cases"])
    for schema in SERVICES:
        templates = Templates(fixed_ids(shared), [one.login for one in WORKERS], fingerprint)
        cells = Cells(_METADATA[schema], rings[schema]) if schema in rings else None
        await read_templates(connections[schema], schema, _tables_of_people(schema), templates, cells)
        await write_copies(connections[schema], schema, templates, range(1, copies), SEED, done)


def _tables_of_people(schema: str) -> list[str]:
    """Each after those that it refers to."""
    if schema == "identity":
        return ["workers", "memberships"]
    return [table.name for table in _METADATA[schema].sorted_tables if table.name not in _NOT_OF_PEOPLE[schema]]


async def _until_all_is_told(connections: Mapping[str, "asyncpg.Connection[Any]"]) -> None:
    """Events are on their way to timelines and access logs: wait until nothing new arrives for a second, and until the
    logs are sealed, so that nobody seals the copies of their lines while it is measured.
    """
    before = -1
    while True:
        waiting = sum([await _waiting(connection, schema) for schema, connection in connections.items()])
        handled = sum([await c.fetchval(f"SELECT count(*) FROM {name}.inbox") for name, c in connections.items()])
        if not waiting and handled == before:
            return
        before = handled
        await asyncio.sleep(1)


async def _waiting(connection: "asyncpg.Connection[Any]", schema: str) -> int:
    """Events that were not told, and lines of the logs that are not sealed."""
    unsealed = [
        f"SELECT count(*) FROM {schema}.{log} WHERE tx >= "
        f"(SELECT coalesce(max(until), 0) FROM {schema}.seal_batch WHERE log = '{log}')"
        for log in LOGS
    ]
    counts = (f"SELECT count(*) FROM {schema}.outbox", *unsealed)
    return sum([int(await connection.fetchval(count)) for count in counts])


async def _count(connections: Mapping[str, "asyncpg.Connection[Any]"]) -> int:
    total = 0
    for schema, connection in connections.items():
        for table in _tables_of_people(schema):
            total += await connection.fetchval(f"SELECT count(*) FROM {schema}.{table}")
    return total
