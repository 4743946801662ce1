"""What the background work reads: whose dates are due to be looked at, and what is known of them."""

from collections import defaultdict
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from services.cases.people.domain.coming_of_age import ADULT_AT, FIRST_ANYWHERE
from services.cases.transitions.domain.coming import Ground, Known, Lead, Present
from services.cases.transitions.domain.rules import TransitionKind
from services.cases.transitions.store import tables as _tables  # noqa: F401 - they belong to the schema
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_BIRTH: Final = "birth"
_LEAD: Final = "lead"
_WATCH = Statement("SELECT watch_for_transitions(:person_id, :due_at)")
_TAKE = Statement("""
    WITH due AS MATERIALIZED (
        SELECT person_id FROM transition_watch WHERE due_at <= :now ORDER BY due_at, person_id LIMIT 1
        FOR UPDATE SKIP LOCKED)
    UPDATE transition_watch w SET due_at = :next FROM due WHERE w.person_id = due.person_id RETURNING w.person_id
""")
# Materialized: a sub-select of an UPDATE may be run once for each row, and would take one more each time.
_PUT_OFF = Statement("UPDATE transition_watch SET due_at = :at WHERE person_id = :person_id")
_FORGET = Statement("DELETE FROM transition_watch WHERE person_id = :person_id")
_FACTS = Statement("""
    SELECT person_id, municipality_id, kind, id, category, sensitivity, agency_id, worker_id, ends_at, birth_date,
           time_zone
    FROM facts_for_transitions(:person_id, :now)
""")
_PRESENT = Statement("""
    SELECT t.id, t.kind, t.subject_id, t.case_id, t.changes_at, t.state, t.category, t.sensitivity, r.at_age
    FROM transition t JOIN transition_rule r ON r.id = t.rule_version_id
    WHERE t.person_id = :person_id AND t.state <> 'called_off' ORDER BY t.id
""")


async def watch(work: UnitOfWork, person_id: UUID, due_at: datetime) -> None:
    """Look at somebody's dates at that time at the latest, if a day may come for them."""
    await work.row(_WATCH, person_id=person_id, due_at=due_at)


async def take_due(work: UnitOfWork, following: datetime) -> UUID | None:
    """Somebody who is due and whom no other replica has in hand, locked until the transaction ends."""
    person_id: UUID | None = await work.value(_TAKE, now=work.now, next=following)
    return person_id


async def put_off(work: UnitOfWork, person_id: UUID, at: datetime) -> None:
    """Look at somebody's dates again then, and not before."""
    await work.run(_PUT_OFF, person_id=person_id, at=at)


async def forget(work: UnitOfWork, person_id: UUID) -> None:
    """Watch somebody no more."""
    await work.run(_FORGET, person_id=person_id)


async def known(work: UnitOfWork, person_id: UUID) -> Known | None:
    """What is known of somebody; a function of the schema's owner tells it to this background work alone."""
    rows: dict[str, list[asyncpg.Record]] = defaultdict(list)
    for row in await work.rows(_FACTS, person_id=person_id, now=work.now):
        rows[row["kind"]].append(row)
    births, leads = rows.pop(_BIRTH, []), rows.pop(_LEAD, [])
    if not births:
        return None
    birth = births[0]
    return Known(
        person_id=person_id,
        municipality_id=birth["municipality_id"],
        birth_date=birth["birth_date"],
        birth=_ground(birth, None),
        zone=ZoneInfo(birth["time_zone"]) if birth["time_zone"] else FIRST_ANYWHERE,
        lead=next(map(_lead, leads), None),
        endings=tuple(_ground(row, TransitionKind(kind)) for kind, found in rows.items() for row in found),
    )


async def present(work: UnitOfWork, person_id: UUID) -> list[Present]:
    """What was opened for somebody and not called off, open or done."""
    return [
        Present(
            id=row["id"],
            kind=TransitionKind(row["kind"]),
            subject_id=row["subject_id"],
            case_id=row["case_id"],
            at=row["changes_at"],
            is_open=row["state"] == "open",
            classified=(Category(row["category"]), Sensitivity(row["sensitivity"])),
            age=row["at_age"] or ADULT_AT,
        )
        for row in await work.rows(_PRESENT, person_id=person_id)
    ]


def _lead(row: asyncpg.Record) -> Lead:
    return Lead(case_id=row["id"], agency_id=row["agency_id"], worker_id=row["worker_id"])


def _ground(row: asyncpg.Record, kind: TransitionKind | None) -> Ground:
    return Ground(
        kind=kind,
        subject_id=row["id"],
        category=Category(row["category"]),
        sensitivity=Sensitivity(row["sensitivity"]),
        agency_id=row["agency_id"],
        worker_id=row["worker_id"],
        ends_at=row["ends_at"],
    )
