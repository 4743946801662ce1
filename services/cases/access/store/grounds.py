"""All grounds on people, of whomever, in the database."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.cases.access.domain import Grant, RefusedSharing
from services.cases.access.store.grants import grant_from
from services.cases.access.store.refusals import refusal_from
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_OF_ALL = Statement("""
    SELECT g.* FROM access_grant g
    WHERE g.person_id = ANY (CAST(:people AS uuid[])) AND g.ended_at IS NULL
      AND (g.valid_until IS NULL OR g.valid_until > :now)
    ORDER BY g.issued_at, g.id
""")
_REFUSED = Statement("""
    SELECT to_jsonb(r) AS refusal FROM refused_sharing r
    WHERE r.person_id = ANY (CAST(:people AS uuid[])) AND r.ended_at IS NULL
""")
_THEN = Statement("""
    SELECT g.* FROM access_grant g
    WHERE g.person_id = ANY (CAST(:people AS uuid[])) AND (g.ended_at IS NULL OR g.ended_at > :at)
      AND g.issued_at <= :at
    ORDER BY g.issued_at, g.id
""")
_REFUSED_THEN = Statement("""
    SELECT to_jsonb(r) AS refusal FROM refused_sharing r
    WHERE r.person_id = ANY (CAST(:people AS uuid[])) AND (r.ended_at IS NULL OR r.ended_at > :at)
""")


async def all_on(work: UnitOfWork, people: Sequence[UUID]) -> tuple[list[Grant], list[RefusedSharing]]:
    """The grants of all agencies on these people, in force or to be, and what the people refused."""
    grants = await work.rows(_OF_ALL, people=list(people), now=work.now)
    refused = await work.rows(_REFUSED, people=list(people))
    return [grant_from(row) for row in grants], [refusal_from(row["refusal"]) for row in refused]


async def all_then(work: UnitOfWork, people: Sequence[UUID], at: datetime) -> tuple[list[Grant], list[RefusedSharing]]:
    """The grants of all agencies on these people that had not ended at that time, and what they refused then."""
    grants = await work.rows(_THEN, people=list(people), at=at)
    refused = await work.rows(_REFUSED_THEN, people=list(people), at=at)
    return [grant_from(row) for row in grants], [refusal_from(row["refusal"]) for row in refused]
