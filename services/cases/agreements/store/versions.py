"""Versions of agreements and what was said to them, in the database."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.agreements.domain.terms import Answer, Terms, VersionState
from services.cases.agreements.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from shared.contracts.identity.actor import Actor
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_COLUMNS = """
    v.agreement_id, v.number, v.state, v.terms, v.digest, v.applies_from, v.agency_id, v.written_at, v.in_force_at,
    v.closed_at,
    ARRAY(SELECT agency_id FROM agreement_signers(v.agreement_id, v.number)) AS signers,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('agency_id', s.agency_id, 'answer', s.answer, 'at', s.at,
         'worker_id', s.worker_id, 'digest', s.digest) ORDER BY s.at, s.agency_id), '[]')
     FROM agreement_signature s WHERE s.agreement_id = v.agreement_id AND s.number = v.number) AS signatures
"""
_WRITE = Statement("""
    INSERT INTO agreement_version
        (agreement_id, number, state, terms, digest, applies_from, agency_id, worker_id, written_at)
    VALUES (:agreement_id, :number, 'draft', :terms, :digest, :applies_from, :agency_id, :worker_id, :at)
""")
_REPLACE = Statement("""
    UPDATE agreement_version SET state = 'replaced', closed_at = :at
    WHERE agreement_id = :agreement_id AND state IN ('draft', 'signed')
""")
_REFUSE = Statement("""
    UPDATE agreement_version SET state = 'refused', closed_at = :at
    WHERE agreement_id = :agreement_id AND number = :number AND state = 'draft'
""")
_OPEN = Statement(
    f"SELECT {_COLUMNS} FROM agreement_version v WHERE v.agreement_id = :agreement_id AND v.number = :number"
)
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM agreement_version v
    WHERE v.agreement_id = :agreement_id AND (CAST(:before AS integer) IS NULL OR v.number < :before)
    ORDER BY v.number DESC LIMIT :limit
""")
_BEFORE = Statement("""
    SELECT terms FROM agreement_version
    WHERE agreement_id = :agreement_id AND number < :number AND in_force_at IS NOT NULL ORDER BY number DESC LIMIT 1
""")
_EVER_BOUND = Statement("""
    SELECT DISTINCT CAST(p.party ->> 'agency_id' AS uuid)
    FROM agreement_version v CROSS JOIN LATERAL jsonb_array_elements(v.terms -> 'parties') AS p (party)
    WHERE v.agreement_id = :agreement_id
""")
_ANSWER = Statement("""
    INSERT INTO agreement_signature (agreement_id, number, agency_id, answer, worker_id, session_id, digest, at)
    VALUES (:agreement_id, :number, :agency_id, :answer, :worker_id, :session_id, :digest, :at)
    ON CONFLICT DO NOTHING
""")
_INTO_FORCE = Statement("SELECT put_agreement_into_force(:agreement_id, :number, :at)")


async def write(work: UnitOfWork, agreement_id: UUID, number: int, terms: Terms) -> None:
    """Keep a version as a draft."""
    assert isinstance(work.actor, Actor)
    await work.run(
        _WRITE,
        agreement_id=agreement_id,
        number=number,
        terms=terms.as_kept(),
        digest=terms.digest,
        applies_from=terms.valid_from,
        agency_id=work.actor.agency_id,
        worker_id=work.actor.subject,
        at=work.now,
    )


async def replace_waiting(work: UnitOfWork, agreement_id: UUID) -> None:
    """Close what was written and is not in force: another draft comes."""
    await work.run(_REPLACE, agreement_id=agreement_id, at=work.now)


async def open_one(work: UnitOfWork, agreement_id: UUID, number: int) -> asyncpg.Record | None:
    """One version of an agreement that the caller may see."""
    return await work.row(_OPEN, agreement_id=agreement_id, number=number)


async def list_some(work: UnitOfWork, agreement_id: UUID, before: int | None, limit: int) -> Sequence[asyncpg.Record]:
    """Versions of one agreement, latest first."""
    return await work.rows(_LIST, agreement_id=agreement_id, before=before, limit=limit)


async def in_force_before(work: UnitOfWork, agreement_id: UUID, number: int) -> dict[str, Any] | None:
    """The terms that were in force before a version; None where there were none."""
    found: dict[str, Any] | None = await work.value(_BEFORE, agreement_id=agreement_id, number=number)
    return found


async def ever_bound(work: UnitOfWork, agreement_id: UUID) -> frozenset[UUID]:
    """The parties of all its versions, also of those that never came into force."""
    return frozenset(row[0] for row in await work.rows(_EVER_BOUND, agreement_id=agreement_id))


async def answer(work: UnitOfWork, agreement_id: UUID, number: int, said: Answer, digest: str) -> bool:
    """Keep what the acting administrator says for their agency; False when somebody there had answered before."""
    assert isinstance(work.actor, Actor)
    values = {
        "agency_id": work.actor.agency_id,
        "worker_id": work.actor.subject,
        "session_id": work.actor.session_id,
        "at": work.now,
    }
    touched = await work.run(_ANSWER, agreement_id=agreement_id, number=number, answer=said, digest=digest, **values)
    return bool(touched)


async def refuse(work: UnitOfWork, agreement_id: UUID, number: int) -> None:
    """Close a version that a party will not sign."""
    await work.run(_REFUSE, agreement_id=agreement_id, number=number, at=work.now)


async def put_into_force(work: UnitOfWork, agreement_id: UUID, number: int) -> VersionState:
    """Put it into force if everybody has signed and its day has come; where it stands now."""
    return VersionState(await work.value(_INTO_FORCE, agreement_id=agreement_id, number=number, at=work.now))
