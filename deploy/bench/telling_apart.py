"""Whether the time of an answer tells who is there: foreign, restricted and invented people, asked for in turns."""

import itertools
import random
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg
import httpx

from deploy.bench.population import owners
from deploy.demo.cast import agency
from deploy.launch.installation import Installation
from deploy.launch.refusals import LaunchRefused
from shared.identifiers import new_id

BINS: Final = 16
_ASKER: Final = "habitat"
_FOREIGN: Final = """
    SELECT p.person_id FROM cases.person p
    WHERE NOT EXISTS (SELECT FROM cases.access_grant g WHERE g.person_id = p.person_id AND g.agency_id = $1)
    ORDER BY md5(p.person_id::text) LIMIT $2
"""
_KNOWN: Final = """
    SELECT p.person_id FROM cases.person p
    WHERE EXISTS (SELECT FROM cases.access_grant g WHERE g.person_id = p.person_id AND g.agency_id = $1
                  AND g.ended_at IS NULL)
    ORDER BY md5(p.person_id::text) LIMIT $2
"""
_RESTRICT: Final = """
    INSERT INTO cases.restricted_access (id, person_id, municipality_id, agency_id, worker_id, by_privacy_officer, kind,
        reason, named, known_to, recorded_at, state, decided_at, decided_by)
    SELECT CAST(md5(p.person_id::text || 'bench') AS uuid), p.person_id, p.municipality_id, p.agency_id, $2, false,
           'restrict', 'threat', '{}', ARRAY[CAST($2 AS uuid)], now(), 'in_force', now(), $3
    FROM cases.person p WHERE p.person_id = ANY ($1)
"""
_IN_GRANTS: Final = "UPDATE cases.access_grant SET known_to = $2 WHERE person_id = ANY ($1) AND ended_at IS NULL"
_LIFT: Final = "DELETE FROM cases.restricted_access WHERE decided_by = $1"

Times = Mapping[str, Sequence[float]]


async def times_of_refusals(installation: Installation, url: str, headers: Mapping[str, str], looks: int) -> Times:
    """Seconds of so many answers each, asked for in an order that is drawn; all of them 404.

    Args:
        headers: of a worker of the housing agency.
    """
    nobody, second = new_id(), new_id()
    async with owners(installation) as connections:
        cases = connections["cases"]
        foreign = await _ids(cases, _FOREIGN, looks)
        restricted = await _ids(cases, _KNOWN, looks)
        await cases.execute(_RESTRICT, restricted, nobody, second)
        await cases.execute(_IN_GRANTS, restricted, [nobody])
        try:
            people = {"foreign": foreign, "restricted": restricted, "invented": [new_id() for _ in range(looks)]}
            return await _asked(url, headers, people, looks)
        finally:
            await cases.execute(_IN_GRANTS, restricted, None)
            await cases.execute(_LIFT, second)


async def _ids(connection: "asyncpg.Connection[Any]", query: str, most: int) -> list[UUID]:
    found = [row[0] for row in await connection.fetch(query, agency(_ASKER).id, most)]
    if not found:
        raise LaunchRefused("The population has nobody to ask for.")
    return found


async def _asked(url: str, headers: Mapping[str, str], people: Mapping[str, Sequence[UUID]], looks: int) -> Times:
    drawn = random.Random(looks)
    order = [(kind, one) for kind, ids in people.items() for one in itertools.islice(itertools.cycle(ids), looks)]
    drawn.shuffle(order)
    times: dict[str, list[float]] = {kind: [] for kind in people}
    async with httpx.AsyncClient(base_url=url, headers=dict(headers), trust_env=False, timeout=30) as http:
        for _, person_id in order[: looks // 4]:
            await http.get(f"/v1/persons/{person_id}/record")
        for kind, person_id in order:
            started = time.perf_counter()
            answer = await http.get(f"/v1/persons/{person_id}/record")
            times[kind].append(time.perf_counter() - started)
            if answer.status_code != httpx.codes.NOT_FOUND:
                raise LaunchRefused(f"Somebody {kind} was answered with {answer.status_code}.")
    return times


def told_apart(times: Times) -> float:
    """How well the better of two classifiers tells any two kinds apart: the area under its curve; 0.5: not at all."""
    return max(separation(one, other) for one, other in itertools.combinations(times.values(), 2))


def separation(one: Sequence[float], other: Sequence[float]) -> float:
    """By rank, whichever is slower; and by how often each time came in the half of the answers it has learned from."""
    ranked = area(one, other)
    learned = _likelihood(one[::2], other[::2])
    return max(ranked, 1 - ranked, area([learned(at) for at in one[1::2]], [learned(at) for at in other[1::2]]))


def area(one: Sequence[float], other: Sequence[float]) -> float:
    """The chance that something of `one` is greater than something of `other`; equal ones count half."""
    both = sorted([(value, True) for value in one] + [(value, False) for value in other])
    rank, ranks = 0.0, 0.0
    for _, equal in itertools.groupby(both, key=lambda pair: pair[0]):
        group = list(equal)
        ranks += sum(is_one for _, is_one in group) * (rank + (len(group) + 1) / 2)
        rank += len(group)
    return (ranks - len(one) * (len(one) + 1) / 2) / (len(one) * len(other))


def _likelihood(one: Sequence[float], other: Sequence[float]) -> Any:
    both = sorted([*one, *other])
    edges = [both[len(both) * place // BINS] for place in range(1, BINS)]

    def place(at: float) -> int:
        return sum(at >= edge for edge in edges)

    ours, theirs = [1.0] * BINS, [1.0] * BINS
    for at in one:
        ours[place(at)] += 1
    for at in other:
        theirs[place(at)] += 1
    return lambda at: ours[place(at)] / (ours[place(at)] + theirs[place(at)])
