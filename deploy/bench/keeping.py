"""What it costs to decide, what the time of a refusal tells, and how soon a withdrawal takes effect."""

import asyncio
import secrets
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import httpx

from deploy.bench.population import owners
from deploy.bench.telling_apart import times_of_refusals, told_apart
from deploy.demo.cast import agency
from deploy.launch.installation import Installation
from deploy.launch.refusals import LaunchRefused
from services.cases.access.domain import Grant, Item, standing
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId, Purpose, Role, Scope, Sector, WorkerId
from shared.identifiers import new_id

DECISIONS: Final = 20_000
GRANTS: Final = 5
READERS: Final = 32
GIVES_UP_SECONDS: Final = 20.0

_SHARED: Final = """
    SELECT DISTINCT ON (r.person_id) r.id, r.person_id, d.ground_id FROM referrals.referral r
    JOIN referrals.disclosed d ON d.referral_id = r.id AND d.ground_kind = 'consent' AND d.hidden_at IS NULL
    WHERE r.state = 'received' AND r.sender_agency_id = $1 AND r.receiver_agency_id = $2
    ORDER BY r.person_id, r.id LIMIT $3
"""
_RESTS_ON_IT_ALONE: Final = """
    SELECT g.person_id FROM cases.access_grant g
    WHERE g.person_id = ANY ($1) AND g.agency_id = $2 AND g.ended_at IS NULL
    GROUP BY g.person_id HAVING bool_and(g.ground_id = ANY ($3))
"""


@dataclass(frozen=True)
class Kept:
    """What was found.

    Attributes:
        decision_microseconds: of one decision on one item.
        looks: at each kind of people; `told_apart` is the area under the curve of the best classifier.
        shown_after: reads of the record that began after the answer to a withdrawal and showed what was withdrawn.
        waits: seconds from each answer to a withdrawal until the first look at the referral that was shown nothing of
            the snapshot, in order.
    """

    decision_microseconds: float
    looks: int
    told_apart: float
    shown_after: int
    read_after: int
    waits: Sequence[float]


async def keeping(
    installation: Installation,
    url: str,
    headers: Mapping[str, Mapping[str, str]],
    *,
    looks: int = 2_000,
    withdrawals: int = 12,
) -> Kept:
    """Measure all of it.

    Args:
        headers: of each operation; those of `record` are a social worker's, those of `accept` a housing adviser's.
    """
    times = await times_of_refusals(installation, url, headers["accept"], looks)
    effect = Effect(url, headers["record"], headers["accept"])
    waits = await effect.of_withdrawals(installation, withdrawals)
    return Kept(decision_microseconds(), looks, told_apart(times), effect.shown, effect.read, sorted(waits))


def decision_microseconds() -> float:
    """Processor time of one decision: how somebody stands to a person by five grants, and whether an item is shown."""
    actor = _actor()
    now = datetime.now(UTC)
    person_id = new_id()
    grants = [_grant(actor, person_id, now) for _ in range(GRANTS)]
    item = Item(
        id=new_id(),
        person_id=person_id,
        category=Category.HOUSING,
        sensitivity=Sensitivity.SENSITIVE,
        agency_id=new_id(),
        worker_id=new_id(),
    )
    started = time.process_time()
    for _ in range(DECISIONS):
        standing(actor, now, grants, ()).grounds_to_read(item)
    return (time.process_time() - started) * 1_000_000 / DECISIONS


def _actor() -> Actor:
    return Actor(
        agency_id=AgencyId(new_id()),
        sector=Sector.SOCIAL,
        municipalities=(MunicipalityId(new_id()),),
        roles=frozenset({Role.CASEWORKER}),
        scopes=frozenset(Scope),
        purpose=Purpose.CARE_COORDINATION,
        purposes=frozenset(Purpose),
        worker_id=WorkerId(new_id()),
    )


def _grant(actor: Actor, person_id: Any, now: datetime) -> Grant:
    return Grant(
        person_id=person_id,
        municipality_id=actor.municipality_id,
        agency_id=actor.agency_id,
        sector=actor.sector,
        categories=frozenset({Category.IDENTITY, Category.CONTACT, Category.HOUSING}),
        operations=frozenset({Operation.READ}),
        purposes=frozenset({Purpose.CARE_COORDINATION}),
        shows_sensitive=True,
        ground_kind=GroundKind.CONSENT,
        ground_id=new_id(),
        valid_from=now,
    )


class Effect:
    """Withdrawals by a social worker, while a housing adviser reads on many connections.

    Attributes:
        read: how many reads of a record began after the answer to its withdrawal; `shown` those that showed it.
    """

    def __init__(self, url: str, social: Mapping[str, str], housing: Mapping[str, str]) -> None:
        self._url = url
        self._social, self._housing = dict(social), dict(housing)
        self.read = 0
        self.shown = 0

    async def of_withdrawals(self, installation: Installation, many: int) -> list[float]:
        """Seconds until each was known elsewhere."""
        async with owners(installation) as connections:
            parties = agency("social-valmont").id, agency("habitat").id
            rows = await connections["referrals"].fetch(_SHARED, *parties, many * 3)
            people, consents = [row["person_id"] for row in rows], [row["ground_id"] for row in rows]
            alone = {
                row[0] for row in await connections["cases"].fetch(_RESTS_ON_IT_ALONE, people, parties[1], consents)
            }
        chosen = [row for row in rows if row["person_id"] in alone][:many]
        if not chosen:
            raise LaunchRefused("The population has no consent on which alone something was disclosed.")
        return [await self._of_one(row["person_id"], row["ground_id"], row["id"]) for row in chosen]

    async def _of_one(self, person_id: Any, consent_id: Any, referral_id: Any) -> float:
        async with AsyncExitStack() as stack:
            nadia, lucie = [await stack.enter_async_context(self._caller(who)) for who in (self._social, self._housing)]
            over = asyncio.Event()
            seen: list[tuple[float, int]] = []
            record = f"/v1/persons/{person_id}/record"
            reading = [asyncio.create_task(self._reads(record, over, seen)) for _ in range(READERS)]
            try:
                await _until_somebody_read(seen)
                key = {"Idempotency-Key": secrets.token_hex(8)}
                path = f"/v1/persons/{person_id}/consents/{consent_id}/withdrawal"
                answer = await nadia.post(path, json={}, headers=key)
                answered = time.perf_counter()
                if not answer.is_success:
                    raise LaunchRefused(f"A withdrawal was answered with {answer.status_code}: {answer.text[:200]}")
                waited = await _until_hidden(lucie, f"/v1/referrals/{referral_id}", answered)
            finally:
                over.set()
                await asyncio.gather(*reading)
            after = [status for began, status in seen if began > answered]
            self.read += len(after)
            self.shown += sum(status == httpx.codes.OK for status in after)
        return waited

    def _caller(self, headers: Mapping[str, str]) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self._url, headers=dict(headers), trust_env=False, timeout=30)

    async def _reads(self, path: str, over: asyncio.Event, seen: list[tuple[float, int]]) -> None:
        async with self._caller(self._housing) as http:
            while not over.is_set():
                began = time.perf_counter()
                answer = await http.get(path)
                seen.append((began, answer.status_code))


async def _until_somebody_read(seen: Sequence[tuple[float, int]]) -> None:
    async with asyncio.timeout(GIVES_UP_SECONDS):
        while True:
            if len(seen) >= READERS:
                return
            await asyncio.sleep(0.02)


async def _until_hidden(http: httpx.AsyncClient, path: str, since: float) -> float:
    """Seconds until whoever asks for a referral is shown nothing that was disclosed with it."""
    began = since
    while began - since < GIVES_UP_SECONDS:
        began = time.perf_counter()
        answer = await http.get(path)
        if not answer.json()["disclosure"]["shown"]:
            break
        await asyncio.sleep(0.02)
    return began - since
