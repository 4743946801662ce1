"""Open a record in an emergency, and say afterwards what was found."""

from datetime import UTC, datetime, timedelta
from datetime import date as day
from datetime import time as hour
from uuid import UUID

import asyncpg

from services.cases.access.actions import issue_grants
from services.cases.emergencies import events, store
from services.cases.emergencies.domain import Reason, what_it_opens
from services.cases.emergencies.policy import COUNT, OPEN, REVIEW, RULES, AboutEmergency
from shared.contracts.cases.emergencies import Outcome
from shared.contracts.identity.actor import Actor
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, NotFound


async def open_in_an_emergency(
    work: UnitOfWork, actor: Actor, person_id: UUID, reason: Reason, words: str, lasts: timedelta
) -> UUID:
    """Let this worker read a record for some hours. The leads and the privacy officers are told at once.

    Raises:
        NotAllowed: not the role, whoever the person is.
        NotFound: no such person where the agency works, or one of whom this worker must not know: the same.
    """
    log_if_denied(work, Look("open-in-an-emergency", person_id=person_id))
    decide(RULES, OPEN, actor, AboutEmergency())
    municipality_id = await store.municipality_of(work, person_id)
    if municipality_id is None:
        raise NotFound
    work.lies_in(person_id, municipality_id)
    emergency_id, until = new_id(), work.now + lasts
    about = {"person_id": person_id, "municipality_id": municipality_id}
    by = {"agency_id": actor.agency_id, "worker_id": actor.subject}
    said = {"reason": reason, "words": words, "began_at": work.now, "valid_until": until}
    await store.keep(work, {"id": emergency_id, **about, **by, **said})
    await issue_grants(work, [what_it_opens(actor, person_id, municipality_id, emergency_id, work.now, lasts)])
    await work.tell(events.EmergencyBegan(emergency_id=emergency_id, valid_until=until, **about, **by))
    return emergency_id


async def review(work: UnitOfWork, actor: Actor, emergency_id: UUID, outcome: Outcome) -> UUID:
    """Say what was found. What is still to be examined stays on the list.

    Raises:
        NotFound: none that the caller may see.
        NotAllowed: not a privacy officer, or the worker who opened it.
        Conflict: it was found before.
    """
    row = await read_one(work, emergency_id)
    decide(RULES, REVIEW, actor, AboutEmergency(row["worker_id"]))
    if not await store.find(work, emergency_id, outcome, actor.subject):
        raise Conflict("This was reviewed before.", detail_fr="Contrôle déjà effectué.", state=row["outcome"])
    await work.tell(
        events.EmergencyReviewed(
            person_id=row["person_id"],
            municipality_id=row["municipality_id"],
            emergency_id=emergency_id,
            agency_id=row["agency_id"],
            worker_id=row["worker_id"],
            outcome=outcome,
        )
    )
    return emergency_id


async def read_one(work: UnitOfWork, emergency_id: UUID) -> asyncpg.Record:
    """One emergency.

    Raises:
        NotFound: none that the caller may see; logged as denied.
    """
    row = await store.open_one(work, emergency_id)
    if row is None:
        log_if_denied(work, Look("read-emergency"))
        raise NotFound
    return row


async def list_some(work: UnitOfWork, *, reviewed: bool | None, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Those that the caller may see, oldest first; one more than `limit` when there is a next page."""
    return await store.list_some(work, reviewed=reviewed, after=after, limit=limit + 1)


async def counts(work: UnitOfWork, actor: Actor, since: day) -> list[asyncpg.Record]:
    """How many there were from a day on, by reason and outcome, of those that the caller may see.

    Raises:
        NotAllowed: not a privacy officer.
    """
    decide(RULES, COUNT, actor, AboutEmergency())
    return await store.counts(work, datetime.combine(since, hour(), UTC))
