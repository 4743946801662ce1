"""Teams in the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.predicate import reader
from services.cases.coordination.domain.team import Capacity, Member, Seat
from services.cases.coordination.predicate import may_see_case
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Sector
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import moment

_ADD = Statement("""
    INSERT INTO team_member (id, case_id, municipality_id, agency_id, sector, worker_id, capacity, is_lead, seat,
        categories, conference_id, starts_at, ends_at, place, added_by_agency_id, added_by_id)
    VALUES (:id, :case_id, :municipality_id, :agency_id, :sector, :worker_id, :capacity, :is_lead, :seat,
        :categories, :conference_id, :starts_at, :ends_at, :place, :added_by_agency_id, :added_by_id)
    ON CONFLICT DO NOTHING
""")
_SWEEP = Statement("""
    UPDATE team_member SET ended_at = ends_at WHERE case_id = :case_id AND ended_at IS NULL AND ends_at <= :now
        AND NOT is_lead
""")
_END_READING = Statement("""
    UPDATE team_member SET ended_at = :now
    WHERE case_id = :case_id AND agency_id = :agency_id AND worker_id IS NOT DISTINCT FROM CAST(:worker_id AS uuid)
      AND seat IN ('tail', 'guest') AND ended_at IS NULL
""")
_EVERYBODY = Statement("""
    SELECT id, agency_id, sector, worker_id, capacity, is_lead AND ended_at IS NULL AS is_lead, seat, categories,
           conference_id, starts_at, coalesce(ended_at, ends_at) AS ends_at
    FROM team_of_case(:case_id) ORDER BY id
""")
_END = Statement("UPDATE team_member SET ended_at = :now WHERE id = :id AND ended_at IS NULL")
_PLACE = Statement("UPDATE team_member SET place = :place WHERE case_id = :case_id AND seat = 'member'")
_NO_LEAD = Statement("""
    UPDATE team_member SET is_lead = false, ended_at = CASE WHEN seat = 'vacant' THEN :now ELSE ended_at END
    WHERE case_id = :case_id AND is_lead AND ended_at IS NULL
""")
_LEAD = Statement("UPDATE team_member SET is_lead = true, ends_at = NULL WHERE id = :id")
_SHOWN = """
    m.id, m.agency_id, m.worker_id, m.capacity, m.seat, m.starts_at, coalesce(m.ended_at, m.ends_at) AS ends_at,
    m.is_lead AND m.ended_at IS NULL AS is_lead,
    ARRAY(SELECT DISTINCT unnest(g.categories) FROM access_grant g
          WHERE g.ground_kind = 'team' AND g.ground_id = m.case_id AND g.agency_id = m.agency_id
            AND g.worker_id IS NOT DISTINCT FROM m.worker_id AND m.ended_at IS NULL AND g.ended_at IS NULL
            AND g.valid_from <= :now AND (g.valid_until IS NULL OR g.valid_until > :now)
          ORDER BY 1) AS categories
"""
_LIST = Statement(f"""
    SELECT {_SHOWN} FROM team_member m JOIN support_case c ON c.id = m.case_id
    WHERE m.case_id = :case_id AND {may_see_case("c")} AND (CAST(:after AS uuid) IS NULL OR m.id > :after)
    ORDER BY m.id LIMIT :limit
""")
_OPEN = Statement(f"""
    SELECT {_SHOWN} FROM team_member m JOIN support_case c ON c.id = m.case_id
    WHERE m.id = :id AND m.case_id = :case_id AND {may_see_case("c")}
""")
_END_ON = Statement("""
    WITH seat AS MATERIALIZED (
        SELECT m.id, m.ends_at FROM team_member m
        WHERE m.case_id = :case_id AND m.agency_id = ANY (CAST(:agencies AS uuid[])) AND m.seat = 'member'
          AND NOT m.is_lead AND m.ended_at IS NULL AND (m.ends_at IS NULL OR m.ends_at > :at)
          AND (SELECT count(*) FROM people_of_case(:case_id)) = 1)
    UPDATE team_member m SET ends_at = :at FROM seat WHERE m.id = seat.id RETURNING m.id, seat.ends_at AS before
""")
_END_AS_BEFORE = Statement("""
    UPDATE team_member SET ends_at = :before WHERE id = :id AND ends_at = :at AND ended_at IS NULL AND NOT is_lead
""")
_LEAD_AGENCY_OF = Statement("SELECT lead_agency_of(:person_id)")
_GUESTS_FOLLOW = Statement("SELECT guests_follow(:conference_id, CAST(:stays AS interval), :now)")
_WITH_MEMBERS_OF = Statement("""
    SELECT DISTINCT case_id FROM team_member
    WHERE ended_at IS NULL AND place IS NOT NULL AND agency_id = ANY (:agencies) ORDER BY case_id
""")
_END_SEATS_OF = Statement("SELECT * FROM end_seats_of(:worker_id, :agency_id, :added_before, :moment, :now)")
_END_SEATS_OF_KEPT_OUT = Statement("SELECT * FROM end_seats_of_kept_out(:person_id, :moment, :now)")


async def add(work: UnitOfWork, case_id: UUID, municipality_id: UUID, member: Member, place: str | None) -> bool:
    """Keep a new seat; False when that agency and worker is on the team now. What they only read until now ends.

    Args:
        place: where the case stands in work lists; None for a seat on which nobody works.
    """
    by = reader(work)
    await work.run(_SWEEP, case_id=case_id, now=work.now)
    whose = {"case_id": case_id, "agency_id": member.agency_id, "worker_id": member.worker_id}
    await work.run(_END_READING, **whose, now=work.now)
    values: dict[str, Any] = {
        "id": member.id,
        "case_id": case_id,
        "municipality_id": municipality_id,
        "agency_id": member.agency_id,
        "sector": member.sector,
        "worker_id": member.worker_id,
        "capacity": member.capacity,
        "is_lead": member.is_lead,
        "seat": member.seat,
        "categories": None if member.categories is None else sorted(member.categories),
        "conference_id": member.conference_id,
        "starts_at": member.starts_at,
        "ends_at": member.ends_at,
        "place": place,
        "added_by_agency_id": by["reader_agency"],
        "added_by_id": by["reader"],
    }
    return bool(await work.run(_ADD, **values))


async def everybody(work: UnitOfWork, case_id: UUID) -> list[Member]:
    """Who is on the team, was, or will be; nobody for an agency that is not on it.

    A function of the schema's owner tells it: who has just joined may have no ground yet to see the others.
    """
    return [_member(row) for row in await work.rows(_EVERYBODY, case_id=case_id)]


async def end(work: UnitOfWork, member_id: UUID) -> None:
    """Keep that a membership ended now."""
    await work.run(_END, id=member_id, now=work.now)


async def end_seats_of(work: UnitOfWork, worker_id: UUID, agency_id: UUID, added_before: UUID) -> list[asyncpg.Record]:
    """End what a worker does on teams for an agency, with the grants that rested on it; what they led falls vacant.

    A function of the schema's owner does it, for background work only.

    Args:
        added_before: an id; later seats stay.

    Returns:
        A row for each seat and person of its case: whose it was, and where it led the `vacant_id` that takes its place.
    """
    return await work.rows(
        _END_SEATS_OF,
        worker_id=worker_id,
        agency_id=agency_id,
        added_before=added_before,
        moment=moment(),
        now=work.now,
    )


async def end_seats_of_kept_out(work: UnitOfWork, person_id: UUID) -> list[asyncpg.Record]:
    """End what workers with a conflict of interest do on teams of cases about a person, as `end_seats_of`."""
    return await work.rows(_END_SEATS_OF_KEPT_OUT, person_id=person_id, moment=moment(), now=work.now)


async def guests_follow(work: UnitOfWork, conference_id: UUID, stays: timedelta) -> None:
    """Let what guests of a conference read end with it, sooner where what they come for is off.

    A function of the schema's owner does it, which only ever takes away: whoever convenes need not know the cases.
    """
    await work.run(_GUESTS_FOLLOW, conference_id=conference_id, stays=stays, now=work.now)


async def end_on(
    work: UnitOfWork, case_id: UUID, agencies: Sequence[UUID], at: datetime
) -> dict[UUID, datetime | None]:
    """Plan the end of the places of these agencies; of each that ends sooner so, when it was to end before."""
    rows = await work.rows(_END_ON, case_id=case_id, agencies=list(agencies), at=at)
    return {row["id"]: row["before"] for row in rows}


async def end_as_before(work: UnitOfWork, at: datetime, before: Mapping[UUID, datetime | None]) -> None:
    """Take back the planned end of places that were to end then."""
    await work.run_many(_END_AS_BEFORE, [{"id": one, "at": at, "before": end} for one, end in before.items()])


async def put_in_place(work: UnitOfWork, case_id: UUID, place: str | None) -> None:
    """Keep where the case stands in the work lists of its team; None takes it off them."""
    await work.run(_PLACE, case_id=case_id, place=place)


async def change_lead(work: UnitOfWork, case_id: UUID, member_id: UUID) -> None:
    """Keep that this member leads, and nobody else; a lead's membership has no planned end."""
    await work.run(_NO_LEAD, case_id=case_id, now=work.now)
    await work.run(_LEAD, id=member_id)


async def list_some(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Members past and present of a case that the reader may see, in the order of their joining."""
    return await work.rows(_LIST, case_id=case_id, after=after, limit=limit, **reader(work))


async def open_one(work: UnitOfWork, case_id: UUID, member_id: UUID) -> asyncpg.Record | None:
    """One member of a case that the reader may see."""
    return await work.row(_OPEN, case_id=case_id, id=member_id, **reader(work))


async def lead_agency_of(work: UnitOfWork, person_id: UUID) -> UUID | None:
    """The agency that leads the person's latest open case; None when there is none. Background work."""
    agency_id: UUID | None = await work.value(_LEAD_AGENCY_OF, person_id=person_id)
    return agency_id


async def open_cases_of(work: UnitOfWork, agencies: Sequence[UUID]) -> list[UUID]:
    """Open cases with a member of one of these agencies. Background work."""
    return [row["case_id"] for row in await work.rows(_WITH_MEMBERS_OF, agencies=list(agencies))]


def _member(row: asyncpg.Record) -> Member:
    starts_at: datetime = row["starts_at"]
    return Member(
        id=row["id"],
        agency_id=row["agency_id"],
        sector=Sector(row["sector"]),
        worker_id=row["worker_id"],
        capacity=Capacity(row["capacity"]),
        is_lead=row["is_lead"],
        starts_at=starts_at,
        ends_at=row["ends_at"],
        seat=Seat(row["seat"]),
        categories=None if row["categories"] is None else frozenset(Category(one) for one in row["categories"]),
        conference_id=row["conference_id"],
    )
