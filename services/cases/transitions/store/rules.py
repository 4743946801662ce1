"""Rules that prepare dated changes, each version of them, in the database. They are about nobody."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.transitions.domain.rules import Terms, Told, TransitionKind, TransitionRule
from services.cases.transitions.store import tables as _tables  # noqa: F401 - they belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_COLUMNS: Final = """id, rule_id, version, municipality_id, kind, months_before, at_age, template_id, receipts_from,
    leaving, tells, agency_id, worker_id, written_at, ended_at"""
_MINE: Final = "municipality_id = ANY (CAST(:municipalities AS uuid[]))"
_KEEP = Statement(f"""
    INSERT INTO transition_rule ({_COLUMNS})
    VALUES (:id, :rule_id, :version, :municipality_id, :kind, :months_before, :at_age, :template_id, :receipts_from,
        :leaving, :tells, :agency_id, :worker_id, :now, NULL)
    ON CONFLICT DO NOTHING
""")
_END = Statement("UPDATE transition_rule SET ended_at = :now WHERE id = :id AND ended_at IS NULL")
_VERSIONS = Statement(f"SELECT {_COLUMNS} FROM transition_rule WHERE rule_id = :rule_id AND {_MINE} ORDER BY version")
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM transition_rule
    WHERE {_MINE} AND ended_at IS NULL AND (CAST(:after AS uuid) IS NULL OR rule_id > :after)
    ORDER BY rule_id LIMIT :limit
""")
_IN_FORCE = Statement(f"SELECT {_COLUMNS} FROM transition_rule WHERE {_MINE} AND ended_at IS NULL ORDER BY rule_id")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> bool:
    """Keep a version that is in force from now on; False where the municipality has a rule for this kind."""
    return bool(await work.run(_KEEP, **values, now=work.now))


async def end(work: UnitOfWork, version_id: UUID) -> bool:
    """Take a version out of force; False when it was."""
    return bool(await work.run(_END, id=version_id, now=work.now))


async def versions(work: UnitOfWork, rule_id: UUID, municipalities: Sequence[UUID]) -> list[asyncpg.Record]:
    """All versions of a rule of these municipalities, oldest first."""
    return await work.rows(_VERSIONS, rule_id=rule_id, municipalities=list(municipalities))


async def list_some(
    work: UnitOfWork, municipalities: Sequence[UUID], after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Rules in force in these municipalities, each in its present version."""
    return await work.rows(_LIST, municipalities=list(municipalities), after=after, limit=limit)


async def in_force(work: UnitOfWork, municipalities: Sequence[UUID]) -> list[tuple[UUID, TransitionRule]]:
    """All rules in force in these municipalities, each with its municipality. Background work."""
    rows = await work.rows(_IN_FORCE, municipalities=list(municipalities))
    return [(row["municipality_id"], _rule(row)) for row in rows]


def _rule(row: asyncpg.Record) -> TransitionRule:
    return TransitionRule(
        id=row["id"],
        kind=TransitionKind(row["kind"]),
        terms=Terms(
            months_before=row["months_before"],
            at_age=row["at_age"],
            template_id=row["template_id"],
            receipts_from=row["receipts_from"],
            leaving=row["leaving"],
            tells=Told(row["tells"]),
        ),
    )
