"""Cases and their people in the database."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.predicate import follows, grounds, may_follow, may_know, reader
from services.cases.coordination.domain.case import CasePerson, HouseholdRole
from services.cases.coordination.predicate import may_see_case, may_see_words
from services.cases.coordination.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_SHOWN = f"""
    c.id, c.category, c.state, c.risk, c.next_review_on, c.agencies, c.opened_at, c.closed_at, c.closing_reason,
    c.municipality_id,
    CASE WHEN shown.words THEN c.changed_at ELSE c.outline_changed_at END AS changed_at,
    CASE WHEN shown.words THEN c.version ELSE c.version - c.words_changes END AS version,
    shown.words, CASE WHEN shown.words THEN c.title END AS title, CASE WHEN shown.words THEN c.summary END AS summary,
    lead.id AS lead_id, lead.agency_id AS lead_agency_id, lead.worker_id AS lead_worker_id,
    lead.seat AS lead_seat,
    (SELECT jsonb_agg(jsonb_build_object('person_id', p.person_id, 'role', p.role, 'grounds', {grounds(follows("p"))})
                      ORDER BY p.joined_at, p.person_id)
     FROM case_person p WHERE p.case_id = c.id AND p.left_at IS NULL AND {may_follow("p")}) AS persons
"""
_JOINED = f"""
    CROSS JOIN LATERAL (SELECT {may_see_words("c")} AS words) AS shown
    LEFT JOIN team_member lead ON lead.case_id = c.id AND lead.is_lead AND lead.ended_at IS NULL
"""
_OPEN = Statement(f"SELECT {_SHOWN} FROM support_case c {_JOINED} WHERE c.id = :id AND {may_see_case('c')}")
_LOCK = Statement("SELECT true FROM support_case WHERE id = :id FOR NO KEY UPDATE")
# Not FOR UPDATE: two who each wrote in the case hold its key for the rows that name it, and would wait for each other.
_FILTERED = """
    (CAST(:state AS text) IS NULL OR c.state = :state) AND (CAST(:category AS text) IS NULL OR c.category = :category)
"""
_AFTER = "coalesce((SELECT CAST(:after AS uuid)), 'ffffffff-ffff-ffff-ffff-ffffffffffff')"
_OF_PERSON = Statement(f"""
    SELECT {_SHOWN}
    FROM case_person about JOIN support_case c ON c.id = about.case_id {_JOINED}
    WHERE about.person_id = :person_id AND about.left_at IS NULL AND {may_follow("about")} AND {_FILTERED}
      AND c.id < {_AFTER}
    ORDER BY c.id DESC LIMIT :limit
""")
_OF_AGENCY = Statement(f"""
    SELECT {_SHOWN}
    FROM (SELECT DISTINCT m.case_id FROM team_member m
          WHERE m.agency_id = (SELECT CAST(:reader_agency AS uuid)) AND m.case_id < {_AFTER}
          ORDER BY m.case_id DESC LIMIT (SELECT CAST(NULL AS bigint))) mine
    JOIN support_case c ON c.id = mine.case_id {_JOINED}
    WHERE {may_see_case("c")} AND {_FILTERED}
    ORDER BY mine.case_id DESC LIMIT :limit
""")
_LEADERLESS = Statement(f"""
    SELECT {_SHOWN}
    FROM team_member vacant JOIN support_case c ON c.id = vacant.case_id {_JOINED}
    WHERE vacant.agency_id = :reader_agency AND vacant.seat = 'vacant' AND vacant.ended_at IS NULL
      AND vacant.case_id < {_AFTER} AND c.state = 'open' AND {may_see_case("c")}
    ORDER BY vacant.case_id DESC LIMIT :limit
""")
_FOR_WRITING = Statement(f"""
    SELECT c.state, c.person_ids, {may_see_case("c")} AS is_seen,
           ARRAY(SELECT p.person_id FROM case_person p
                 WHERE p.case_id = c.id AND p.left_at IS NULL AND {may_know("p.person_id")}) AS known
    FROM support_case c WHERE c.id = :id
""")
_KEEP = Statement("""
    INSERT INTO support_case (id, municipality_id, person_ids, category, title, summary, state, risk, next_review_on,
        agency_id, worker_id, agencies, opened_at, changed_at, outline_changed_at, version)
    VALUES (:id, :municipality_id, :person_ids, :category, :title, :summary, 'open', :risk, :next_review_on,
        :agency_id, :worker_id, ARRAY[CAST(:agency_id AS uuid)], :now, :now, :now, 1)
""")
_ADD_PERSON = Statement("""
    INSERT INTO case_person (case_id, person_id, municipality_id, role, category, agencies, joined_at)
    VALUES (:case_id, :person_id, :municipality_id, :role, :category, :agencies, :now)
""")
_JOIN = Statement("""
    WITH joined AS (
        INSERT INTO case_person (case_id, person_id, municipality_id, role, category, agencies, joined_at)
        VALUES (:case_id, :person_id, :municipality_id, :role, :category, :agencies, :now)
        ON CONFLICT (case_id, person_id)
        DO UPDATE SET role = EXCLUDED.role, agencies = EXCLUDED.agencies, joined_at = EXCLUDED.joined_at,
            left_at = NULL, entrusted_to = NULL)
    UPDATE support_case SET person_ids = array_append(person_ids, CAST(:person_id AS uuid)), changed_at = :now,
        outline_changed_at = :now, version = version + 1
    WHERE id = :case_id
""")
_LEAVE = Statement("""
    WITH left_it AS (
        UPDATE case_person SET left_at = :now WHERE case_id = :case_id AND person_id = :person_id)
    UPDATE support_case SET person_ids = array_remove(person_ids, CAST(:person_id AS uuid)), changed_at = :now,
        outline_changed_at = :now, version = version + 1
    WHERE id = :case_id
""")
_IS_OPEN = Statement("SELECT is_open_case(:case_id)")
_PEOPLE = Statement("SELECT person_id, municipality_id, role, entrusted_to FROM people_of_case(:case_id)")
_ENTRUST = Statement("""
    UPDATE case_person SET entrusted_to = CASE WHEN person_id = ANY (:people) THEN CAST(:agency_id AS uuid) END
    WHERE case_id = :case_id
""")
_KEEP_EARLIER = Statement("""
    INSERT INTO earlier_version (item_id, version, municipality_id, person_id, also_about, category, sensitivity,
        agency_id, worker_id, content, written_at, written_by_agency_id, written_by_id)
    SELECT c.id, c.version, c.municipality_id, c.person_ids[1], c.person_ids[2:], c.category, 'ordinary', c.agency_id,
           c.worker_id, jsonb_build_object('title', c.title, 'summary', c.summary, 'risk', c.risk,
               'next_review_on', c.next_review_on, 'state', c.state, 'closing_reason', c.closing_reason),
           c.changed_at, :agency_id, :worker_id
    FROM support_case c WHERE c.id = :id
""")
_CHANGE = Statement("""
    UPDATE support_case SET changed_at = :now, version = version + 1,
        words_changes = words_changes + CASE WHEN CAST(:changed AS text[]) <@ '{title,summary}' THEN 1 ELSE 0 END,
        outline_changed_at = CASE WHEN CAST(:changed AS text[]) <@ '{title,summary}' THEN outline_changed_at
                                  ELSE :now END,
        title = CASE WHEN 'title' = ANY (:changed) THEN :title ELSE title END,
        summary = CASE WHEN 'summary' = ANY (:changed) THEN :summary ELSE summary END,
        risk = CASE WHEN 'risk' = ANY (:changed) THEN CAST(:risk AS smallint) ELSE risk END,
        next_review_on = CASE WHEN 'next_review_on' = ANY (:changed) THEN CAST(:next_review_on AS date)
                              ELSE next_review_on END
    WHERE id = :id
""")
_MOVE = Statement("""
    UPDATE support_case SET state = :state, closed_at = :closed_at, closing_reason = :closing_reason, changed_at = :now,
        outline_changed_at = :now, version = version + 1
    WHERE id = :id
""")
_LED_BY = Statement("""
    WITH people AS (
        UPDATE case_person SET agencies = array_append(agencies, CAST(:agency_id AS uuid))
        WHERE case_id = :id AND NOT :agency_id = ANY (agencies))
    UPDATE support_case SET changed_at = :now, outline_changed_at = :now, version = version + 1,
        agencies = CASE WHEN :agency_id = ANY (agencies) THEN agencies ELSE array_append(agencies, :agency_id) END
    WHERE id = :id
""")


async def keep(work: UnitOfWork, values: Mapping[str, Any], people: Sequence[CasePerson]) -> None:
    """Keep a new case and whom it is about."""
    await work.run(_KEEP, **values, person_ids=[one.person_id for one in people], now=work.now)
    await work.run_many(
        _ADD_PERSON,
        [
            {
                "case_id": values["id"],
                "person_id": one.person_id,
                "municipality_id": one.municipality_id,
                "role": one.role,
                "category": values["category"],
                "agencies": [values["agency_id"]],
                "now": work.now,
            }
            for one in people
        ],
    )


async def open_one(work: UnitOfWork, case_id: UUID) -> asyncpg.Record | None:
    """One case, as far as the reader may see it."""
    return await work.row(_OPEN, id=case_id, **reader(work))


async def lock(work: UnitOfWork, case_id: UUID) -> None:
    """Make simultaneous changes of a case and its team wait for each other."""
    await work.run(_LOCK, id=case_id)


async def list_some(
    work: UnitOfWork, *, person_id: UUID | None, state: str | None, category: str | None, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Cases that the reader may see, the newest first: of a person, or those on which the agency works or worked."""
    statement = _OF_AGENCY if person_id is None else _OF_PERSON
    return await work.rows(
        statement, person_id=person_id, state=state, category=category, after=after, limit=limit, **reader(work)
    )


async def list_leaderless(work: UnitOfWork, *, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Open cases that the reader may see and for which their agency has to name a lead, the newest first."""
    return await work.rows(_LEADERLESS, after=after, limit=limit, **reader(work))


async def for_writing(work: UnitOfWork, case_id: UUID) -> asyncpg.Record | None:
    """State, people and whom of them the writer knows; for somebody who may write without reading."""
    return await work.row(_FOR_WRITING, id=case_id, **reader(work))


async def add_person(
    work: UnitOfWork, case_id: UUID, person: CasePerson, category: str, agencies: Sequence[UUID]
) -> None:
    """Keep the earlier version, and that the case is about this person too, perhaps again."""
    await _keep_earlier(work, case_id)
    await work.run(
        _JOIN,
        case_id=case_id,
        person_id=person.person_id,
        municipality_id=person.municipality_id,
        role=person.role,
        category=category,
        agencies=list(agencies),
        now=work.now,
    )


async def remove_person(work: UnitOfWork, case_id: UUID, person_id: UUID) -> None:
    """Keep the earlier version, and that the case is no longer about this person."""
    await _keep_earlier(work, case_id)
    await work.run(_LEAVE, case_id=case_id, person_id=person_id, now=work.now)


async def people(work: UnitOfWork, case_id: UUID) -> list[CasePerson]:
    """Whom a case is about now, also those of whom the caller knows nothing: what changes for the team changes for all.

    A function of the schema's owner tells it, to agencies on the team only.
    """
    rows = await work.rows(_PEOPLE, case_id=case_id)
    for row in rows:
        work.lies_in(row["person_id"], row["municipality_id"])
    return [
        CasePerson(row["person_id"], row["municipality_id"], HouseholdRole(row["role"]), row["entrusted_to"])
        for row in rows
    ]


async def is_open(work: UnitOfWork, case_id: UUID) -> bool:
    """Whether a case is open now; a function of the schema's owner answers, to those on its team as to its writers."""
    return bool(await work.value(_IS_OPEN, case_id=case_id))


async def change(work: UnitOfWork, case_id: UUID, values: Mapping[str, Any]) -> None:
    """Keep the earlier version, then the present one; what is not among the values stays."""
    await _keep_earlier(work, case_id)
    nothing: dict[str, Any] = dict.fromkeys(("title", "summary", "risk", "next_review_on"))
    await work.run(_CHANGE, id=case_id, now=work.now, changed=list(values), **{**nothing, **values})


async def move(
    work: UnitOfWork, case_id: UUID, state: str, *, closed_at: datetime | None, closing_reason: str | None
) -> None:
    """Keep the earlier version, then the new state."""
    await _keep_earlier(work, case_id)
    await work.run(_MOVE, id=case_id, state=state, closed_at=closed_at, closing_reason=closing_reason, now=work.now)


async def led_by(work: UnitOfWork, case_id: UUID, agency_id: UUID) -> None:
    """Keep that an agency answers for the case from now on, and may always see its outline."""
    await _keep_earlier(work, case_id)
    await work.run(_LED_BY, id=case_id, agency_id=agency_id, now=work.now)


async def entrust(work: UnitOfWork, case_id: UUID, agency_id: UUID, people: Collection[UUID]) -> None:
    """Keep for whom the agency that takes the lead coordinates while it leads; for the others nobody does as lead."""
    await work.run(_ENTRUST, case_id=case_id, agency_id=agency_id, people=list(people))


async def _keep_earlier(work: UnitOfWork, case_id: UUID) -> None:
    by = reader(work)
    await work.run(_KEEP_EARLIER, id=case_id, agency_id=by["reader_agency"], worker_id=by["reader"])
