"""Record a breach, find whom it concerns, and keep what was done about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.governance import events
from services.cases.governance.domain.breaches import Breach, BreachKind, BreachRisk, Owed
from services.cases.governance.policy import KEEP_BREACH, RULES, SEE_AFFECTED, AboutAgency
from services.cases.governance.store import breaches as store
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.messaging.events import Event
from shared.policy.grammar import decide
from shared.refusals import Conflict, Invalid, NotFound, Stale
from shared.sealing.store import archived_between

Change = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class NewBreach:
    """What is known of it at first.

    Attributes:
        worker_id: whose sign-in was used; None for anybody's of the agency.
        categories: empty for all.
    """

    municipality_id: UUID
    kinds: Sequence[BreachKind]
    description: str
    noticed_at: datetime
    happened_from: datetime
    happened_until: datetime
    worker_id: UUID | None
    categories: Sequence[Category]


async def record_breach(work: UnitOfWork, actor: Actor, command: NewBreach) -> UUID:
    """Keep that the caller's agency became aware of a breach: from then on the 72 hours run.

    Raises:
        NotAllowed: neither administrator nor privacy officer, or the agency does not operate there.
        Invalid: it was noticed later than now.
    """
    decide(RULES, KEEP_BREACH, actor, AboutAgency(actor.agency_id, command.municipality_id))
    if command.noticed_at > work.now:
        raise Invalid.field(
            "#/noticed_at", "future", "It was noticed by now.", "Elle a été constatée au plus tard maintenant."
        )
    breach_id = new_id()
    values = {
        **dict.fromkeys(store.CHANGED),
        "id": breach_id,
        "municipality_id": command.municipality_id,
        "agency_id": actor.agency_id,
        "kinds": sorted(set(command.kinds)),
        "description": command.description,
        "noticed_at": command.noticed_at,
        "happened_from": command.happened_from,
        "happened_until": command.happened_until,
        "worker_id": command.worker_id,
        "categories": sorted(set(command.categories)),
        "recorded_at": work.now,
        "recorded_by": actor.subject,
        "version": 1,
    }
    await store.keep(work, values)
    await work.tell(_event(events.BreachRecorded, values))
    return breach_id


async def assess(
    work: UnitOfWork, actor: Actor, breach_id: UUID, expected: int, risk: BreachRisk, because: str
) -> UUID:
    """Keep what the breach means for people; it may be assessed again as long as it is open.

    Raises:
        NotFound, NotAllowed, Stale, Conflict: as `_changed` says.
    """
    change = {"risk": risk, "risk_because": because}
    return await _changed(work, actor, breach_id, expected, lambda _: change, events.BreachAssessed)


async def tell_authority(
    work: UnitOfWork,
    actor: Actor,
    breach_id: UUID,
    expected: int,
    told_at: datetime,
    reference: str,
    why_late: str | None,
) -> UUID:
    """Keep that the supervisory authority was told.

    Raises:
        Invalid: it was told after 72 hours, and nobody says why; or before the breach was noticed, or later than now.
        NotFound, NotAllowed, Stale, Conflict: as `_changed` says.
    """

    def change(row: asyncpg.Record) -> Change:
        _was_told(work, row, told_at)
        if told_at > breach_from(row).authority_due_at and not why_late:
            raise Invalid.field(
                "#/why_late",
                "late",
                "After 72 hours it is said why (GDPR Art. 33(1)).",
                "Après 72 heures, le retard est motivé (RGPD art. 33, § 1).",
            )
        return {"authority_told_at": told_at, "authority_reference": reference, "why_late": why_late}

    return await _changed(work, actor, breach_id, expected, change, events.BreachNotified)


async def tell_people(
    work: UnitOfWork, actor: Actor, breach_id: UUID, expected: int, told_at: datetime, how: str
) -> UUID:
    """Keep that the people concerned were told, and how.

    Raises:
        Invalid: before the breach was noticed, or later than now.
        NotFound, NotAllowed, Stale, Conflict: as `_changed` says.
    """

    def change(row: asyncpg.Record) -> Change:
        _was_told(work, row, told_at)
        return {"people_told_at": told_at, "people_told_how": how}

    return await _changed(work, actor, breach_id, expected, change, events.BreachNotified)


async def close(work: UnitOfWork, actor: Actor, breach_id: UUID, expected: int, measures: str) -> UUID:
    """Keep what was done, and that nothing is owed any more.

    Raises:
        Conflict: something is; `owed` says what.
        NotFound, NotAllowed, Stale: as `_changed` says.
    """

    def change(row: asyncpg.Record) -> Change:
        owed = breach_from(row).owed()
        if owed != (Owed.CLOSURE,):
            raise Conflict(
                "Something is still to be done.", detail_fr="Il reste quelque chose à faire.", owed=list(owed)
            )
        return {"measures": measures, "closed_at": work.now}

    return await _changed(work, actor, breach_id, expected, change, events.BreachClosed)


async def open_breach(work: UnitOfWork, actor: Actor, breach_id: UUID) -> asyncpg.Record:
    """One breach of the caller's agency.

    Raises:
        NotFound: none.
        NotAllowed: neither administrator nor privacy officer.
    """
    decide(RULES, KEEP_BREACH, actor, AboutAgency(actor.agency_id, actor.municipality_id))
    row = await store.open_one(work, breach_id, actor.agency_id)
    if row is None:
        raise NotFound
    return row


async def list_breaches(work: UnitOfWork, actor: Actor, before: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Breaches of the caller's agency, latest first; one more than `limit` when there is a next page.

    Raises:
        NotAllowed: neither administrator nor privacy officer.
    """
    decide(RULES, KEEP_BREACH, actor, AboutAgency(actor.agency_id, actor.municipality_id))
    return await store.list_some(work, actor.agency_id, before, limit + 1)


@dataclass(frozen=True, kw_only=True)
class Affected:
    """Whom a breach concerns, as far as the access log says.

    Attributes:
        people: how many in all.
        rows: a page of them by id; one more than asked for when there is a next one.
        missing: first days of the months of that time that lie in the archive, and in which more may be concerned.
    """

    people: int
    rows: list[asyncpg.Record]
    missing: list[date]


async def list_affected(work: UnitOfWork, actor: Actor, breach_id: UUID, after: UUID | None, limit: int) -> Affected:
    """Whom a breach concerns, and for which months that is not known.

    Raises:
        NotFound: no such breach.
        NotAllowed: not a privacy officer.
    """
    decide(RULES, SEE_AFFECTED, actor, AboutAgency(actor.agency_id, actor.municipality_id))
    breach = await open_breach(work, actor, breach_id)
    return Affected(
        people=await store.count_affected(work, breach_id, actor.agency_id),
        rows=await store.affected(work, breach_id, actor.agency_id, after, limit),
        missing=await archived_between(work, "access_log", breach["happened_from"], breach["happened_until"]),
    )


def breach_from(row: asyncpg.Record) -> Breach:
    """A row as the domain sees it."""
    return Breach(
        noticed_at=row["noticed_at"],
        risk=row["risk"] and BreachRisk(row["risk"]),
        authority_told_at=row["authority_told_at"],
        people_told_at=row["people_told_at"],
        closed_at=row["closed_at"],
    )


async def _changed(
    work: UnitOfWork,
    actor: Actor,
    breach_id: UUID,
    expected: int,
    change: Callable[[asyncpg.Record], Change],
    told: type[Event],
) -> UUID:
    """Change an open breach of the caller's agency, of which they read this version.

    Raises:
        NotFound: no such breach.
        NotAllowed: neither administrator nor privacy officer.
        Stale: it was changed since.
        Conflict: it is closed.
    """
    decide(RULES, KEEP_BREACH, actor, AboutAgency(actor.agency_id, actor.municipality_id))
    row = await store.open_one(work, breach_id, actor.agency_id, for_change=True)
    if row is None:
        raise NotFound
    if row["version"] != expected:
        raise Stale
    if row["closed_at"] is not None:
        raise Conflict("The breach is closed.", detail_fr="La violation est close.", state="closed")
    await store.change(work, breach_id, {**dict(row), **change(row)})
    await work.tell(_event(told, row))
    return breach_id


def _was_told(work: UnitOfWork, row: asyncpg.Record, told_at: datetime) -> None:
    if not row["noticed_at"] <= told_at <= work.now:
        raise Invalid.field(
            "#/told_at",
            "time",
            "It was told after the breach was noticed, and by now.",
            "La notification suit la constatation et précède l'instant présent.",
        )


def _event(kind: type[Event], row: Any) -> Event:
    return kind(agency_id=row["agency_id"], municipality_id=row["municipality_id"], breach_id=row["id"])  # type: ignore[call-arg]
