"""Tokens for the callers, the recorded SQL of each operation, and whether a copy is as good as an original."""

import json
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import httpx
from anyio import to_thread

from deploy.bench.operations import OPERATIONS, Operation, Target, Targets, Who, login_of, system_credentials
from deploy.bench.population import Population
from deploy.bench.recording import Transaction, are_alike, recorded, script
from deploy.demo.desk import signed_in
from deploy.launch.installation import Installation
from deploy.launch.one_process import started_applications
from deploy.launch.refusals import LaunchRefused

MOST_TRIES: Final = 8
"""What is kept for half a minute may be asked for in between, by one request of many."""


async def headers_of(
    url: str, population: Population, transport: httpx.AsyncBaseTransport | None = None
) -> Mapping[str, Mapping[str, str]]:
    """The headers of each operation, with a new token; a token lasts ten minutes."""
    said: dict[Who, Mapping[str, str]] = {Who.SYSTEM: {"Authorization": system_credentials(population)}}
    for who in (Who.SOCIAL_WORKER, Who.HOUSING_ADVISER):
        worker, agency_key = login_of(who)
        desk = await signed_in(url, worker, agency_key, population.keys.password, transport=transport)
        said[who] = {"Authorization": desk.http.headers["authorization"]}
        await desk.close()
    return {one.name: said[one.who] for one in OPERATIONS}


async def record_scripts(installation: Installation, population: Population, targets: Targets, into: Path) -> None:
    """Write the SQL of each operation for the bare server."""
    scripts: dict[str, Any] = {}
    async with started_applications(installation) as (gateway, applications):
        transport = httpx.ASGITransport(app=gateway)
        url = "http://127.0.0.1:8000"
        headers = await headers_of(url, population, transport)
        databases = {name: one.state.service.database for name, one in applications.items()}
        async with httpx.AsyncClient(base_url=url, transport=transport) as http:
            for operation in OPERATIONS:
                found = await _recordings(http, operation, targets, headers[operation.name], databases)
                scripts[operation.name] = script(*found)
    await to_thread.run_sync(into.write_text, json.dumps(scripts))


async def _recordings(
    http: httpx.AsyncClient,
    operation: Operation,
    targets: Targets,
    headers: Mapping[str, str],
    databases: Mapping[str, Any],
) -> tuple[Sequence[Transaction], Sequence[Transaction], Sequence[Mapping[str, Any]]]:
    """What two requests ran alike, after others have filled the caches."""
    some = list(targets.take(operation, MOST_TRIES))[:MOST_TRIES]
    some += [some[-1]] * (MOST_TRIES - len(some))
    before: tuple[Sequence[Transaction], Mapping[str, Any]] | None = None
    for number, target in enumerate(some):
        async with recorded(databases) as recorder:
            answer = await _asked(http, operation, target, headers)
        if not answer.is_success:
            raise LaunchRefused(f"{operation.title}: {answer.status_code} {answer.text[:300]}")
        if number > 1 and before is not None and are_alike(before[0], recorder.finished):
            return before[0], recorder.finished, [before[1], target.values]
        before = recorder.finished, target.values
    raise LaunchRefused(f"{operation.title} ran different SQL for each target.")


async def _asked(
    http: httpx.AsyncClient, operation: Operation, target: Target, headers: Mapping[str, str]
) -> httpx.Response:
    key = {"Idempotency-Key": secrets.token_hex(8)} if operation.is_write else {}
    return await http.request(
        operation.method,
        target.path,
        content=target.body or None,
        headers={**headers, **key, "Content-Type": operation.content_type},
    )
