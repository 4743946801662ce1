"""More callers than database connections: nobody hangs, who cannot be served in time is told when to come back."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import httpx

from deploy.bench.operations import OPERATIONS, Targets
from deploy.bench.population import owners
from deploy.bench.sides import Side
from deploy.launch.installation import Installation
from shared.settings import ServiceSettings

CONNECTIONS: Final[int] = ServiceSettings.model_fields["database_connections"].default
CALLERS: Final = 2 * CONNECTIONS
HELD_SECONDS: Final = 6.0
"""How long every writer of the access log has to wait: longer than a request waits for a connection."""


@dataclass(frozen=True)
class Overload:
    """What happened.

    Attributes:
        answered_under_load: of twice as many callers as connections, how many requests succeeded, of how many.
        refused: answers 503 while the database was held; `with_retry_after` of them say when to come back.
        recovered_seconds: from the release until every caller was served again.
    """

    answered_under_load: tuple[int, int]
    refused: int
    with_retry_after: int
    other_answers: int
    recovered_seconds: float


async def overload(installation: Installation, ours: Side, targets: Targets, headers: Mapping[str, str]) -> Overload:
    """Load the product with twice as many callers as it has database connections, then hold the database."""
    record = OPERATIONS[0]
    paths = [one.path for one in targets.take(record, CALLERS)][:CALLERS]
    limits = httpx.Limits(max_connections=CALLERS, max_keepalive_connections=CALLERS)
    async with httpx.AsyncClient(
        base_url=ours.url, headers=headers, trust_env=False, timeout=30, limits=limits
    ) as http:
        calm = await asyncio.gather(*(http.get(path) for path in paths * 10))
        async with owners(installation) as connections, connections["cases"].transaction():
            await connections["cases"].execute("LOCK TABLE cases.access_log IN EXCLUSIVE MODE")
            waiting = [asyncio.create_task(http.get(path)) for path in paths]
            await asyncio.sleep(HELD_SECONDS)
        released = time.perf_counter()
        held = await asyncio.gather(*waiting)
        await _until_all_are_served(http, paths)
    refused = [one for one in held if one.status_code == httpx.codes.SERVICE_UNAVAILABLE]
    return Overload(
        answered_under_load=(sum(one.is_success for one in calm), len(calm)),
        refused=len(refused),
        with_retry_after=sum("retry-after" in one.headers for one in refused),
        other_answers=sum(not one.is_success for one in held) - len(refused),
        recovered_seconds=time.perf_counter() - released,
    )


async def _until_all_are_served(http: httpx.AsyncClient, paths: Sequence[str]) -> None:
    while True:
        answers = await asyncio.gather(*(http.get(path) for path in paths))
        if all(one.is_success for one in answers):
            return
