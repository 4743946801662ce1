"""Versions, reviews and signatures of plans in the database, seen with their case."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_know, reader
from services.cases.items.store.looks import LOOKED_AT_CASE
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_VERSION = """
    v.id, v.case_id, v.number, v.proposed_at, v.agency_id, v.worker_id, v.awaiting, v.lead_agrees, v.agreed_at,
    EXISTS (SELECT FROM plan_version later WHERE later.case_id = v.case_id AND later.number > v.number)
        AS is_superseded
"""
_KEEP_VERSION = Statement("""
    INSERT INTO plan_version (id, case_id, municipality_id, number, proposed_at, agency_id, worker_id, awaiting,
        lead_agrees)
    VALUES (:id, :case_id, :municipality_id, :number, :now, :reader_agency, :reader, :awaiting, false)
""")
_LATEST_VERSION = Statement(f"""
    SELECT {_VERSION} FROM plan_version v WHERE v.case_id = :case_id ORDER BY v.number DESC LIMIT 1
""")
_VERSIONS = Statement(f"""
    {LOOKED_AT_CASE}
    SELECT {_VERSION} FROM plan_version v
    WHERE v.case_id = :case_id AND (CAST(:before AS integer) IS NULL OR v.number < :before)
    ORDER BY v.number DESC LIMIT :limit
""")
_ONE_VERSION = f"SELECT {_VERSION} FROM plan_version v WHERE v.id = :id AND v.case_id = :case_id"
_FIND_VERSION, _READ_VERSION = Statement(_ONE_VERSION), Statement(f"{LOOKED_AT_CASE} {_ONE_VERSION}")
_LOCK_VERSION = Statement("SELECT true FROM plan_version WHERE id = :id FOR UPDATE")
_AGREE = Statement("""
    UPDATE plan_version SET awaiting = :awaiting, lead_agrees = :lead_agrees, agreed_at = :agreed_at WHERE id = :id
""")
_KEEP_REVIEW = Statement("""
    INSERT INTO plan_review (id, case_id, municipality_id, held_on, next_review_on, summary, recorded_at, agency_id,
        worker_id)
    VALUES (:id, :case_id, :municipality_id, :held_on, :next_review_on, :summary, :now, :reader_agency, :reader)
""")
_REVIEW = "r.id, r.case_id, r.held_on, r.next_review_on, r.summary, r.recorded_at, r.agency_id, r.worker_id"
_LATEST_REVIEW = Statement(f"""
    SELECT {_REVIEW} FROM plan_review r WHERE r.case_id = :case_id ORDER BY r.id DESC LIMIT 1
""")
_REVIEWS = Statement(f"""
    {LOOKED_AT_CASE}
    SELECT {_REVIEW} FROM plan_review r
    WHERE r.case_id = :case_id AND (CAST(:before AS uuid) IS NULL OR r.id < :before)
    ORDER BY r.id DESC LIMIT :limit
""")
_ONE_REVIEW = f"SELECT {_REVIEW} FROM plan_review r WHERE r.id = :id AND r.case_id = :case_id"
_FIND_REVIEW, _READ_REVIEW = Statement(_ONE_REVIEW), Statement(f"{LOOKED_AT_CASE} {_ONE_REVIEW}")
_SIGN = Statement("""
    INSERT INTO plan_signature (id, version_id, case_id, municipality_id, party, person_id, representative_id, answer,
        words, signed_how, signed_at, agency_id, worker_id, decision_id, session_id)
    VALUES (:id, :version_id, :case_id, :municipality_id, :party, :person_id, :representative_id, :answer,
        :words, :signed_how, :now, :reader_agency, :reader, :decision_id, :session_id)
""")
_SIGNATURES = Statement(f"""
    {LOOKED_AT_CASE}
    SELECT s.id, s.version_id, s.party, s.person_id, s.answer, s.words, s.signed_how, s.signed_at, s.agency_id,
           s.worker_id, s.decision_id,
           CASE WHEN {may_know("s.representative_id")} THEN s.representative_id END AS representative_id
    FROM plan_signature s
    WHERE s.version_id = :version_id AND (s.person_id IS NULL OR s.person_id = ANY (CAST(:known AS uuid[])))
      AND (CAST(:id AS uuid) IS NULL OR s.id = :id) AND (CAST(:after AS uuid) IS NULL OR s.id > :after)
    ORDER BY s.id LIMIT :limit
""")


async def keep_version(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new version, which nobody has agreed to."""
    await work.run(_KEEP_VERSION, **values, **reader(work))


async def latest_version(work: UnitOfWork, case_id: UUID) -> asyncpg.Record | None:
    """The newest version of the plan of a case, for somebody who may see the case."""
    return await work.row(_LATEST_VERSION, case_id=case_id)


async def versions(work: UnitOfWork, case_id: UUID, before: int | None, limit: int) -> list[asyncpg.Record]:
    """Versions of the plan of a case, the newest first, for somebody who may see the case; the look is logged."""
    looked = look_values(work, "list-plan-versions")
    return await work.rows(_VERSIONS, case_id=case_id, before=before, limit=limit, **reader(work), **looked)


async def find_version(work: UnitOfWork, case_id: UUID, version_id: UUID) -> asyncpg.Record | None:
    """One version, for somebody who may see the case, and for a decision about it."""
    return await work.row(_FIND_VERSION, id=version_id, case_id=case_id)


async def read_version(work: UnitOfWork, case_id: UUID, version_id: UUID, operation: str) -> asyncpg.Record | None:
    """One version, for somebody who may see the case; the look is logged."""
    looked = look_values(work, operation)
    return await work.row(_READ_VERSION, id=version_id, case_id=case_id, **reader(work), **looked)


async def lock_version(work: UnitOfWork, version_id: UUID) -> None:
    """Make simultaneous signatures wait for each other."""
    await work.run(_LOCK_VERSION, id=version_id)


async def agree(work: UnitOfWork, version_id: UUID, values: Mapping[str, Any]) -> None:
    """Keep how far a version is agreed on."""
    await work.run(_AGREE, id=version_id, **values)


async def keep_review(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new review."""
    await work.run(_KEEP_REVIEW, **values, **reader(work))


async def latest_review(work: UnitOfWork, case_id: UUID) -> asyncpg.Record | None:
    """The latest review of the plan of a case, for somebody who may see the case."""
    return await work.row(_LATEST_REVIEW, case_id=case_id)


async def reviews(work: UnitOfWork, case_id: UUID, before: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Reviews of the plan of a case, the newest first, for somebody who may see the case; the look is logged."""
    looked = look_values(work, "list-plan-reviews")
    return await work.rows(_REVIEWS, case_id=case_id, before=before, limit=limit, **reader(work), **looked)


async def find_review(work: UnitOfWork, case_id: UUID, review_id: UUID) -> asyncpg.Record | None:
    """One review, for somebody who may see the case, before what had changed is shown."""
    return await work.row(_FIND_REVIEW, id=review_id, case_id=case_id)


async def read_review(work: UnitOfWork, case_id: UUID, review_id: UUID, operation: str) -> asyncpg.Record | None:
    """One review, for somebody who may see the case; the look is logged."""
    looked = look_values(work, operation)
    return await work.row(_READ_REVIEW, id=review_id, case_id=case_id, **reader(work), **looked)


async def sign(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a signature."""
    await work.run(_SIGN, **values, decision_id=work.decision_id, **reader(work))


async def signatures(
    work: UnitOfWork,
    case_id: UUID,
    version_id: UUID,
    known: Sequence[UUID],
    operation: str,
    *,
    one: UUID | None = None,
    after: UUID | None = None,
    limit: int = 1,
) -> list[asyncpg.Record]:
    """Signatures under a version, in their order: the lead's, and those for people whom the reader knows.

    The look is logged.
    """
    named = {"version_id": version_id, "known": list(known), "id": one, "after": after, "limit": limit}
    looked = look_values(work, operation)
    return await work.rows(_SIGNATURES, case_id=case_id, **named, **reader(work), **looked)
