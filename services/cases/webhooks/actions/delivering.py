"""Bring what happened to receivers, for as long as the service runs. Each replica does, and none does another's part.

Receiver by receiver: one that is slow, away or lying keeps no other one waiting. What is sent is decided on a moment
before, as for the system itself; what took longer than that moment is decided on again.
"""

import asyncio
import random
from collections.abc import Container, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import asyncpg
import structlog

from services.cases.feed.actions import read_again_to_send, read_to_send
from services.cases.webhooks import events
from services.cases.webhooks.actions.looking_after import about, silence
from services.cases.webhooks.actions.sending import send
from services.cases.webhooks.domain.attempts import FIRST_WAIT, Health, Outcome, health_after
from services.cases.webhooks.domain.lanes import Attempt, Delivery, Left, left_over
from services.cases.webhooks.domain.types import kinds_told
from services.cases.webhooks.rendering import body_of, body_of_test
from services.cases.webhooks.store import delivering as store
from services.cases.webhooks.store.webhooks import secrets_as_claimed
from shared.clients.outgoing import Network, Outgoing
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId, Purpose, Role, Scope, Sector, SystemId
from shared.database.engine import Database
from shared.database.failures import SERVER_AWAY
from shared.database.unit_of_work import UnitOfWork
from shared.encryption.keys import DamagedError
from shared.refusals import Refusal
from shared.telemetry.metrics import WEBHOOK_ATTEMPTS
from shared.web.access_tokens import Revocations

LOOK_EVERY_SECONDS: Final = 0.1
AGAIN_SECONDS: Final = 1.0
CLAIMED_FOR: Final = timedelta(seconds=60)
"""Longer than a round takes: a few seconds, and the time that an answer may take."""
MOST_AT_ONCE: Final = 100
"""Receivers that one process speaks to at the same time."""
MOST_OF_AN_AGENCY: Final = 5
"""Of those, and of those that other processes speak to: slow ones of one agency leave room for all others."""
PAGE: Final = 100
PAGE_OF_THE_FAILING: Final = 10
"""So much is sent to a receiver that takes nothing: enough to see whether it takes anything else."""
MOST_WAITING: Final = 1000
"""Where so much was not taken nothing is read on: what happens keeps its place in the feed, and costs no storage."""
REST: Final = timedelta(seconds=0.25)
"""After a look that found nothing; what happens to others is told to nobody, and wakes everybody."""
KNOWN_WITHIN_SECONDS: Final = 5.0
"""Who has signed out or was revoked since identity last said so, nobody knows: after so long nothing is sent."""
TASK: Final = TaskActor("webhooks")
_log = structlog.get_logger("webhooks")


@dataclass(frozen=True)
class Round:
    """What is to be brought to one receiver now.

    Attributes:
        deliveries: with what is sent.
        blocked: what waits behind something that is not to be tried yet, and until when.
        gone: what waited, and is not theirs to know any more.
        place, replay_place: how far was read.
        rest: how long nothing needs to be looked for, where there is nothing to bring.
    """

    deliveries: Mapping[Delivery, bytes]
    blocked: Mapping[Delivery, datetime]
    gone: Sequence[UUID]
    place: int
    replay_place: int | None
    rest: timedelta = timedelta()


async def deliver_webhooks(database: Database, own_networks: Sequence[Network], revocations: Revocations) -> None:
    """Look again and again for receivers to whom something is to be brought."""
    async with aclosing(Outgoing(own_networks)) as outgoing, asyncio.TaskGroup() as group:
        busy: set[asyncio.Task[None]] = set()
        over = asyncio.Event()
        heard: frozenset[str] = frozenset()
        while True:
            await _until_known(revocations)
            try:
                async with database.work(TASK) as work:
                    if revocations.ended is not heard:
                        heard = revocations.ended
                        await silence(work, [UUID(one) for one in heard])
                    found = await claim(work, MOST_AT_ONCE - len(busy))
            except (*SERVER_AWAY, asyncpg.PostgresError, Refusal) as failure:
                _log.warning("webhooks wait", failure=type(failure).__name__)
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            for webhook in found:
                task = group.create_task(_serve(database, outgoing, revocations, webhook))
                busy.add(task)
                task.add_done_callback(busy.discard)
                task.add_done_callback(lambda _task: over.set())
            await _look_again(over)


async def _until_known(revocations: Revocations) -> None:
    if not revocations.are_known(KNOWN_WITHIN_SECONDS):
        _log.info("webhooks wait until it is known who has signed out")
    while not revocations.are_known(KNOWN_WITHIN_SECONDS):  # noqa: ASYNC110 - it grows old without an event
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def claim(work: UnitOfWork, many: int) -> Sequence[asyncpg.Record]:
    """Those whose turn it is, so many at most."""
    return await store.claim(work, work.now + CLAIMED_FOR, many, MOST_OF_AN_AGENCY)


async def _look_again(over: asyncio.Event) -> None:
    """At once where a round is over, since there may be more for the same receiver; else in a moment."""
    try:
        async with asyncio.timeout(LOOK_EVERY_SECONDS):
            await over.wait()
    except TimeoutError:
        pass
    over.clear()


async def _serve(database: Database, outgoing: Outgoing, revocations: Revocations, webhook: asyncpg.Record) -> None:
    """One round for one receiver. What fails in between is done again when the claim ends."""
    try:
        await serve(database, outgoing, revocations, webhook)
    except (*SERVER_AWAY, asyncpg.PostgresError, Refusal, DamagedError) as failure:
        _log.warning("a webhook waits", webhook_id=str(webhook["id"]), failure=type(failure).__name__)
    except Exception as mistake:  # noqa: BLE001 - or the mistake of one would end the rounds of all
        _log.error("a webhook failed", webhook_id=str(webhook["id"]), failure=type(mistake).__name__)


async def serve(database: Database, outgoing: Outgoing, revocations: Revocations, webhook: asyncpg.Record) -> None:
    """Read what is to be brought, bring it, and write down how it went."""
    actor = actor_of(webhook)
    if revocations.include(actor):
        async with database.work(TASK) as work:
            await silence(work, [webhook["session_id"]])
        return
    decided_at = asyncio.get_running_loop().time()
    async with database.work(actor) as work:
        secrets = await secrets_as_claimed(work, webhook)
        if not secrets:
            await store.release(work, webhook)
            return
        now = await _read(work, webhook)
    attempts = await send(outgoing, webhook["url"], secrets, now.deliveries, database.clock, decided_at=decided_at)
    for one in attempts.values():
        WEBHOOK_ATTEMPTS.labels(one.outcome).inc()
    async with database.work(actor) as work:
        await _write_down(work, webhook, now, attempts)


def actor_of(webhook: asyncpg.Record) -> Actor:
    """The system that is told, as its token said when it set the webhook up."""
    seat, *elsewhere = (MunicipalityId(one) for one in webhook["municipalities"])
    purpose = Purpose(webhook["purpose"])
    return Actor(
        agency_id=AgencyId(webhook["agency_id"]),
        sector=Sector(webhook["sector"]),
        municipalities=(seat, *elsewhere),
        roles=frozenset({Role.SYSTEM}),
        scopes=frozenset(map(Scope, webhook["scopes"])),
        purpose=purpose,
        purposes=frozenset({purpose}),
        system_id=SystemId(webhook["system_id"]),
        session_id=webhook["session_id"],
    )


async def _read(work: UnitOfWork, webhook: asyncpg.Record) -> Round:
    """What waits, and what is new; each decided on now, as for the system."""
    kinds = kinds_told(webhook["types"])
    many = PAGE_OF_THE_FAILING if webhook["failed_rounds"] else PAGE
    due = await store.waiting(work, webhook["id"], many)
    lines = {line["id"]: line for line in await read_again_to_send(work, [one.event_id for one in due], kinds)}
    bodies = {one: body_of(lines[one.event_id], work.decision_id) for one in due if one.event_id in lines}
    tests = [one for one in due if one.person_id is None]
    bodies |= {one: body_of_test(one.event_id, webhook["id"], work.now) for one in tests}
    gone = [one.event_id for one in due if one not in bodies]
    waited = Round(bodies, {}, gone, webhook["place"], webhook["replay_place"])
    if len(due) == many:
        return waited
    if await store.wait_at_least(work, webhook["id"], MOST_WAITING):
        return replace(waited, rest=FIRST_WAIT)
    return await _read_on(work, webhook, waited, {one.event_id for one in due}, many)


async def _read_on(
    work: UnitOfWork, webhook: asyncpg.Record, waited: Round, known: Container[UUID], many: int
) -> Round:
    """What waited, and what is new behind it."""
    is_replay = webhook["replay_place"] is not None
    after = webhook["replay_place"] if is_replay else webhook["place"]
    page = await read_to_send(work, after, many, kinds_told(webhook["types"]), webhook["replay_until"])
    waits = await store.blocked(work, webhook["id"], {line["person_id"] for line in page.lines})
    bodies, blocked = dict(waited.deliveries), {}
    for line in page.lines:
        one = Delivery(line["id"], line["person_id"], line["position"])
        if line["person_id"] in waits:
            blocked[one] = waits[line["person_id"]]
        elif one.event_id not in known:
            bodies[one] = body_of(line, work.decision_id)
    found = replace(waited, deliveries=bodies, blocked=blocked)
    if not is_replay:
        return replace(found, place=page.place, rest=timedelta() if page.goes_on else REST)
    is_over = page.place >= webhook["replay_until"] or not page.goes_on
    return replace(found, replay_place=None if is_over else page.place)


async def _write_down(work: UnitOfWork, webhook: asyncpg.Record, now: Round, attempts: Mapping[UUID, Attempt]) -> None:
    chance = random.random()  # noqa: S311 - that receivers are not all asked at once is no secret
    before = Health(webhook["failed_rounds"], webhook["failing_since"], webhook["next_at"])
    wait = max((one.asked_to_wait for one in attempts.values() if one.outcome is Outcome.BUSY), default=timedelta())
    outcomes = [one.outcome for one in attempts.values()]
    tried_at = min((one.at for one in attempts.values()), default=work.now)
    rest = timedelta() if now.deliveries else now.rest
    health = health_after(before, outcomes, work.now, tried_at=tried_at, chance=chance, asked_to_wait=wait, rest=rest)
    is_as_claimed = await store.save(work, webhook, now.place, now.replay_place, health)
    if not is_as_claimed and not await store.move_on(work, webhook, now.place):
        return
    left = list(left_over(now.deliveries, attempts, work.now, chance, failing_since=health.failing_since))
    left += [Left(one, one.attempts, one.first_at, next_at) for one, next_at in now.blocked.items()]
    arrived = [one.delivery.event_id for one in attempts.values() if one.outcome is Outcome.DELIVERED]
    await store.settle(work, webhook, [*arrived, *now.gone], left, attempts.values())
    if is_as_claimed and health.pause is not None:
        await work.tell(events.WebhookPaused(**about(webhook), because=health.pause))
