"""What must be done, in the database.

A row stands in lists by its place: the day first, then the risk of its case, where whoever must do it works on the
case; to others the order must not tell it. For each seat in the team of its case it
stands once more in `duty_listing`, so that the list of a team, too, is read in the order of an index. Functions of the
schema's owner count the place and let both follow, because a case's risk moves also what is about people of whom its
lead knows nothing.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.access.predicate import reader
from services.cases.duties.domain import Duty
from services.cases.duties.predicate import may_see_duty
from services.cases.schema import metadata
from services.cases.territories.predicate import today_in
from shared.contracts.cases.duties import DutyKind, GivenBecause
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_UTC = sa.DateTime(timezone=True)
_LISTED = sa.text("place IS NOT NULL")
_NOT_YET_TOLD = (
    "due_on IS NOT NULL AND until IS NULL AND place IS NOT NULL AND overdue_told_for IS DISTINCT FROM due_on"
)
"""It has a day of which nobody was told that it passed; what ends by itself is never overdue."""

duty = sa.Table(
    "duty",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="What it arises from."),
    sa.Column("kind", sa.Text, nullable=False, comment="What is to be done: shared.contracts.cases.duties.DutyKind."),
    sa.Column("shown_as", sa.Text, nullable=False, comment="By which rule: services.cases.duties.domain.ShownAs."),
    sa.Column("case_id", sa.Uuid, comment="The case it belongs to."),
    sa.Column(
        "within_id",
        sa.Uuid,
        comment="The conference to which somebody is asked; the thread of a message; the dated change of a receipt.",
    ),
    sa.Column("item_id", sa.Uuid, comment="The message; for one duty of many that arise from the same thing."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person, or of the case."),
    sa.Column("person_id", sa.Uuid, comment="About whom; empty for a case as a whole; personal data (pseudonym)."),
    sa.Column("also_about", ARRAY(sa.Uuid), nullable=False, comment="Others whom it is about; personal data."),
    sa.Column("category", sa.Text, comment="Category of the item, case or referral, as it is now."),
    sa.Column("sensitivity", sa.Text, nullable=False, comment="ordinary, sensitive or sealed, as the item is now."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that contributed what it arises from."),
    sa.Column("worker_id", sa.Uuid, comment="Worker or system that contributed it."),
    sa.Column("parties", ARRAY(sa.Uuid), nullable=False, comment="Sender and receiver of a referral."),
    sa.Column("for_agency_id", sa.Uuid, nullable=False, comment="Agency that must do it."),
    sa.Column("for_worker_id", sa.Uuid, comment="Worker of that agency who must; empty while nobody is named."),
    sa.Column("title", sa.Text, comment="Personal data: what is to be done, as the item says it."),
    sa.Column("due_on", sa.Date, comment="By when; local date."),
    sa.Column("since", _UTC, nullable=False, comment="From when on it waits, UTC."),
    sa.Column("until", _UTC, comment="When it waits no longer, UTC, exclusive; empty where it waits until it is done."),
    sa.Column("given_because", sa.Text, comment="Coded: why it was given to this worker; empty where it was not."),
    sa.Column("given_by_id", sa.Uuid, comment="Worker or system that gave it to them."),
    sa.Column("given_at", _UTC, comment="When, UTC."),
    sa.Column("day", sa.Date, nullable=False, comment="By which it stands in lists: due_on, or since when it waits."),
    sa.Column("overdue_told_for", sa.Date, comment="The due day of which it was told that it passed; local date."),
    sa.Column("place", sa.Integer, comment="Its day and risk as one number; empty while its case is closed."),
    sa.Index("ix_duty_worker", "for_agency_id", "for_worker_id", "place", "id", postgresql_where=_LISTED),
    sa.Index("ix_duty_agency", "for_agency_id", "place", "id", postgresql_where=_LISTED),
    sa.Index("ix_duty_item", "item_id"),
    sa.Index("ix_duty_case", "case_id", "place", "id"),
    sa.Index("ix_duty_due", "due_on", postgresql_where=sa.text(_NOT_YET_TOLD)),
    sa.Index(
        "ix_duty_complaint",
        "for_agency_id",
        "place",
        "id",
        postgresql_where=sa.text("shown_as = 'complaint' AND place IS NOT NULL"),
    ),
    sa.Index(
        "ix_duty_privacy",
        "for_agency_id",
        "place",
        "id",
        postgresql_where=sa.text("shown_as = 'privacy' AND place IS NOT NULL"),
    ),
    sa.Index("ix_duty_within", "within_id", postgresql_where=sa.text("within_id IS NOT NULL")),
    comment="What somebody must do: one row for each open thing, as what it arises from says it now.",
)

duty_listing = sa.Table(
    "duty_listing",
    metadata,
    sa.Column(
        "duty_id", sa.Uuid, sa.ForeignKey("cases.duty.id", ondelete="CASCADE"), primary_key=True, comment="The duty."
    ),
    sa.Column("member_id", sa.Uuid, primary_key=True, comment="The seat in the team of its case."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency of the seat."),
    sa.Column("worker_id", sa.Uuid, comment="Worker of the seat; empty for everybody of the agency."),
    sa.Column("starts_at", _UTC, nullable=False, comment="From when the seat counts, UTC."),
    sa.Column("ends_at", _UTC, comment="Planned end of the seat, UTC, exclusive."),
    sa.Column("kind", sa.Text, nullable=False, comment="The duty's."),
    sa.Column("place", sa.Integer, nullable=False, comment="The duty's."),
    sa.Index("ix_duty_listing_seat", "agency_id", "worker_id", "place", "duty_id"),
    comment="In the lists of which seats a duty stands; whether it is shown is asked when a list is read.",
)

_COLUMNS = (
    "id", "kind", "shown_as", "case_id", "within_id", "municipality_id", "person_id", "also_about", "category",
    "sensitivity", "agency_id", "worker_id", "parties", "for_agency_id", "for_worker_id", "title", "due_on", "since",
    "until", "day",
)  # fmt: skip
_KEPT = ("since", "for_worker_id")
_GIVEN = ("given_because", "given_by_id", "given_at")
_THE_SAME = "(duty.kind, duty.for_agency_id) = (EXCLUDED.kind, EXCLUDED.for_agency_id)"
"""What waits is the same as before: a referral that is acknowledged waits since it was sent."""
_STAYS_NAMED = f"""({_THE_SAME} AND (duty.shown_as = 'referral' OR duty.kind = 'warning'
            OR duty.for_worker_id IS NOT DISTINCT FROM EXCLUDED.for_worker_id))"""
"""It is for the same worker: a referral or a warning says which agency must see to it, and never which of its workers
from then on.
"""
_STAYS_GIVEN = f"""({_STAYS_NAMED} AND (duty.category, duty.sensitivity)
            IS NOT DISTINCT FROM (EXCLUDED.category, EXCLUDED.sensitivity))"""
"""Why they were named is still said: not to those to whom it is opened only now."""
_KEEP = Statement(f"""
    INSERT INTO duty ({", ".join(_COLUMNS)}, place)
    VALUES ({", ".join(f":{column}" for column in _COLUMNS)},
        duty_place(CAST(:case_id AS uuid), CAST(:shown_as AS text), CAST(:day AS date), CAST(:for_agency_id AS uuid)))
    ON CONFLICT (id) DO UPDATE SET
        {", ".join(f"{column} = EXCLUDED.{column}" for column in (*_COLUMNS[1:], "place") if column not in _KEPT)},
        since = CASE WHEN {_THE_SAME} THEN duty.since ELSE EXCLUDED.since END,
        for_worker_id = CASE WHEN {_STAYS_NAMED} THEN duty.for_worker_id ELSE EXCLUDED.for_worker_id END,
        {", ".join(f"{column} = CASE WHEN {_STAYS_GIVEN} THEN duty.{column} END" for column in _GIVEN)}
""")
_GIVE = Statement("""
    UPDATE duty SET for_worker_id = :worker_id, given_because = :because, given_by_id = :given_by, given_at = :now
    WHERE id = :id AND kind = :kind AND for_agency_id = :reader_agency
""")
_OPEN = Statement(f"""
    SELECT d.id, d.kind, d.shown_as, d.case_id, d.municipality_id, d.person_id, d.also_about, d.for_agency_id,
           d.for_worker_id
    FROM duty d WHERE d.id = :id AND (d.until IS NULL OR d.until > :now) AND {may_see_duty("d")}
""")
_LOCK = Statement("SELECT true FROM duty WHERE id = :id FOR UPDATE")
_HOLD = Statement("SELECT hold_case(:case_id)")
_HOLD_CONFERENCE = Statement("SELECT hold_conference(:id)")
_LIST = Statement("SELECT list_duties(ARRAY[CAST(:id AS uuid)])")
_REMOVE = Statement("DELETE FROM duty WHERE id = :id")
_CONFERENCE = Statement("SELECT duties_of_conference(:id)")
_MESSAGE = Statement("SELECT duties_of_message(:id)")
_COMPLAINT = Statement("SELECT duty_of_complaint(:id)")
_RIGHTS_REQUEST = Statement("SELECT duty_of_rights_request(:id)")
_READ = Statement("""
    DELETE FROM duty d
    WHERE d.within_id = :thread_id AND d.shown_as = 'message' AND d.for_agency_id = :reader_agency
      AND d.for_worker_id = :reader
      AND d.item_id IN (SELECT m.id FROM message m JOIN thread_read r ON r.thread_id = m.thread_id
                        WHERE m.thread_id = :thread_id AND r.agency_id = :reader_agency AND r.worker_id = :reader
                          AND m.place <= r.place)
""")
_TAKE_OVERDUE = Statement(f"""
    UPDATE duty SET overdue_told_for = due_on WHERE id IN (
        SELECT id FROM duty
        WHERE {_NOT_YET_TOLD} AND due_on <= CAST(CAST(:now AS timestamptz) AT TIME ZONE 'UTC' AS date)
          AND due_on < {today_in("duty.municipality_id")}
        ORDER BY due_on, id LIMIT :many FOR UPDATE SKIP LOCKED)
    RETURNING id, kind, municipality_id, case_id, within_id, for_agency_id, for_worker_id
""")
_RELEASE = Statement("SELECT release_revoked(:worker_id, :agency_id, :revoked_at, :now)")
_FOLLOW = Statement("SELECT duties_follow(:case_id)")


async def hold(work: UnitOfWork, case_id: UUID) -> None:
    """Make simultaneous changes of a case, of its team and of what must be done in it wait for each other."""
    await work.run(_HOLD, case_id=case_id)


async def lock(work: UnitOfWork, duty_id: UUID) -> None:
    """Make those who name at the same time who must do it wait for each other."""
    await work.run(_LOCK, id=duty_id)


async def hold_conference(work: UnitOfWork, conference_id: UUID) -> None:
    """Make simultaneous answers to a conference, and changes of it, wait for each other."""
    await work.run(_HOLD_CONFERENCE, id=conference_id)


async def keep(work: UnitOfWork, one: Duty) -> None:
    """Keep what must be done, in place of what was to be done about the same thing before."""
    await work.run(_KEEP, **_values(one))
    await work.run(_LIST, id=one.id)


async def open_one(work: UnitOfWork, duty_id: UUID) -> asyncpg.Record | None:
    """One duty that the reader may see."""
    return await work.row(_OPEN, id=duty_id, **reader(work))


async def give(work: UnitOfWork, duty_id: UUID, kind: DutyKind, worker_id: UUID | None, because: GivenBecause) -> bool:
    """Keep for whom of the reader's agency it is now, and why; False where it is no longer that agency's to do."""
    named = {"id": duty_id, "kind": kind, "worker_id": worker_id, "because": because}
    by = reader(work)
    return bool(await work.run(_GIVE, **named, given_by=by["reader"], **by))


async def remove(work: UnitOfWork, duty_id: UUID) -> None:
    """Forget what is done, or no longer to be done."""
    await work.run(_REMOVE, id=duty_id)


async def follow_conference(work: UnitOfWork, conference_id: UUID) -> None:
    """Let what a conference asks of whom follow when it takes place and who comes."""
    await work.run(_CONFERENCE, id=conference_id)


async def follow_message(work: UnitOfWork, message_id: UUID) -> None:
    """Let who must read a message follow whether it is urgent and stands."""
    await work.run(_MESSAGE, id=message_id)


async def follow_complaint(work: UnitOfWork, complaint_id: UUID) -> None:
    """Let who must answer a complaint follow whether it is answered."""
    await work.run(_COMPLAINT, id=complaint_id)


async def follow_rights_request(work: UnitOfWork, request_id: UUID) -> None:
    """Let who must answer a request follow whether it waits, and until when."""
    await work.run(_RIGHTS_REQUEST, id=request_id)


async def remove_read(work: UnitOfWork, thread_id: UUID) -> None:
    """Forget what the reader has read of a thread."""
    await work.run(_READ, thread_id=thread_id, **reader(work))


async def take_overdue(work: UnitOfWork, many: int) -> list[asyncpg.Record]:
    """What was due before the day that it is in its municipality and was not told yet, marked as told; locked until the
    transaction ends.
    """
    return await work.rows(_TAKE_OVERDUE, now=work.now, many=many)


async def follow(work: UnitOfWork, case_id: UUID) -> None:
    """Let what must be done in a case follow its risk, its state and its lead."""
    await work.run(_FOLLOW, case_id=case_id)


async def release(work: UnitOfWork, worker_id: UUID, agency_id: UUID, revoked_at: datetime) -> None:
    """Let what a revoked worker was to do be nobody's in their agency, and end the rights that name them."""
    named = {"worker_id": worker_id, "agency_id": agency_id, "revoked_at": revoked_at}
    await work.run(_RELEASE, **named, now=work.now)


def _values(one: Duty) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "shown_as": one.shown_as,
        "case_id": one.case_id,
        "within_id": one.within_id,
        "municipality_id": one.municipality_id,
        "person_id": one.person_id,
        "also_about": list(one.also_about),
        "category": one.category,
        "sensitivity": one.sensitivity,
        "agency_id": one.agency_id,
        "worker_id": one.worker_id,
        "parties": sorted(one.parties),
        "for_agency_id": one.for_agency_id,
        "for_worker_id": one.for_worker_id,
        "title": one.title,
        "due_on": one.due_on,
        "since": one.since,
        "until": one.until,
        "day": one.day,
    }
