"""Say when one's agency is closed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import asyncpg

from services.referrals.deadlines import events, store
from services.referrals.deadlines.policy import CLOSE, RULES, AboutClosure
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Invalid, NotFound

LONGEST: Final = timedelta(days=92)


@dataclass(frozen=True)
class NewClosure:
    """From the first day to the last, both included; local dates."""

    starts_on: date
    ends_on: date


async def announce_closure(work: UnitOfWork, actor: Actor, closure: NewClosure) -> UUID:
    """Say that the caller's agency does not work on these days. It counts for clocks that are wound from now on.

    Raises:
        NotAllowed: the caller does not lead the work of the agency.
        Invalid: it is over, or longer than three months: then the listings are closed instead.
    """
    decide(RULES, CLOSE, actor, AboutClosure(actor.agency_id))
    _check(closure, work.now.date())
    closure_id = new_id()
    await store.add(
        work,
        {
            "id": closure_id,
            "agency_id": actor.agency_id,
            "starts_on": closure.starts_on,
            "ends_on": closure.ends_on,
            "said_at": work.now,
            "said_by_id": actor.subject,
        },
    )
    await work.tell(events.ClosureAnnounced(closure_id=closure_id, agency_id=actor.agency_id))
    return closure_id


async def read_closure(work: UnitOfWork, closure_id: UUID) -> asyncpg.Record:
    """One closure: when an agency works is no secret.

    Raises:
        NotFound: there is none.
    """
    row = await store.open_one(work, closure_id)
    if row is None:
        raise NotFound
    return row


async def list_closures(work: UnitOfWork, agency_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Those of an agency that are not over; one more than `limit` when there is a next page."""
    return await store.coming(work, agency_id, after, limit + 1)


async def call_off_closure(work: UnitOfWork, actor: Actor, closure_id: UUID) -> None:
    """The agency works on these days after all.

    Raises:
        NotFound: there is none.
        NotAllowed: it is another agency's, or the caller does not lead its work.
    """
    row = await read_closure(work, closure_id)
    decide(RULES, CLOSE, actor, AboutClosure(AgencyId(row["agency_id"])))
    await store.remove(work, closure_id)
    await work.tell(events.ClosureCalledOff(closure_id=closure_id, agency_id=row["agency_id"]))


def _check(closure: NewClosure, today: date) -> None:
    if closure.ends_on < closure.starts_on:
        raise Invalid.field(
            "#/ends_on", "before_start", "It ends before it starts.", "La fermeture finit avant de commencer."
        )
    if closure.ends_on < today:
        raise Invalid.field("#/ends_on", "past", "These days have passed.", "Ces jours sont passés.")
    if closure.ends_on - closure.starts_on > LONGEST:
        raise Invalid.field(
            "#/ends_on",
            "too_long",
            "For more than three months, say that the listings take no referrals.",
            "Au-delà de trois mois, indiquez que les offres ne prennent pas d'orientations.",
        )
