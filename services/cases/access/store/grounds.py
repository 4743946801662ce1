"""All grounds on people, of whomever, in the database."""

from collections.abc import Sequence
from uuid import UUID

from services.cases.access.domain import Grant, RefusedSharing
from services.cases.access.store.grants import grant_from, refusal_from
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


async def all_on(work: UnitOfWork, people: Sequence[UUID]) -> tuple[list[Grant], list[RefusedSharing]]:
    """The grants of all agencies on these people, in force or to be, and what the people refused."""
    grants = await work.rows(_OF_ALL, people=list(people), now=work.now)
    refused = await work.rows(_REFUSED, people=list(people))
    return [grant_from(row) for row in grants], [refusal_from(row["refusal"]) for row in refused]
