"""A team with a caseload: one worker beside the lead in many cases of the agency."""

from typing import Any, Final

import asyncpg
import sqlalchemy as sa

from deploy.demo.cast import agency, worker
from services.cases.schema import metadata

CASES: Final = 500
"""As many people as the team of the second scene of the design."""

_OTHERS_LEAD: Final = """
    SELECT m.case_id FROM cases.team_member m
    WHERE m.agency_id = $1 AND m.is_lead AND m.ended_at IS NULL AND m.worker_id <> $2
    ORDER BY md5(m.case_id::text)
    LIMIT $3 - (SELECT count(*) FROM cases.team_member own WHERE own.agency_id = $1 AND own.worker_id = $2)
"""


_LISTED: Final = "SELECT cases.list_duties(ARRAY(SELECT d.id FROM cases.duty d WHERE d.case_id = ANY ($1)))"


async def write_caseload(owner: "asyncpg.Connection[Any]", login: str, agency_key: str) -> None:
    """Let a worker sit beside the lead, with the same grants and the same to do, until they have so many cases or
    there are no more.
    """
    agency_id, worker_id = agency(agency_key).id, worker(login).id
    cases = [row[0] for row in await owner.fetch(_OTHERS_LEAD, agency_id, worker_id, CASES)]
    seats = {"is_lead": "false"}
    for table, case, more in (("team_member", "case_id", seats), ("access_grant", "ground_id", {})):
        await owner.execute(_beside(metadata.tables[f"cases.{table}"], case, more), agency_id, worker_id, cases)
    await owner.execute(_LISTED, cases, timeout=300)


def _beside(table: sa.Table, case: str, more: dict[str, str]) -> str:
    """The rows of the leads of these cases again, with new ids and for this worker."""
    changed = {"id": "CAST(md5(t.id::text || 'beside') AS uuid)", "worker_id": "CAST($2 AS uuid)", **more}
    columns = [column.name for column in table.columns]
    values = ", ".join(changed.get(name, f"t.{name}") for name in columns)
    return f"""
        INSERT INTO {table.fullname} ({", ".join(columns)})
        SELECT {values} FROM {table.fullname} t
        WHERE t.{case} = ANY ($3) AND t.agency_id = $1 AND t.ended_at IS NULL
          AND t.worker_id = (SELECT lead.worker_id FROM cases.team_member lead
                             WHERE lead.case_id = t.{case} AND lead.is_lead AND lead.ended_at IS NULL)"""
