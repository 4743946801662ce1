"""Which agencies wrote in a case, in the database: what they contributed flows to its team."""

from uuid import UUID

import sqlalchemy as sa

from services.cases.access.predicate import reader
from services.cases.schema import metadata
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

case_contributor = sa.Table(
    "case_contributor",
    metadata,
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("cases.support_case.id"), primary_key=True, comment="The case."),
    sa.Column("agency_id", sa.Uuid, primary_key=True, comment="Agency that wrote in it."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the case."),
    sa.Column("since", sa.DateTime(timezone=True), nullable=False, comment="When it wrote its first words there, UTC."),
    comment="Agencies that wrote in cases which they neither opened nor led.",
)

_ADD = Statement("""
    INSERT INTO case_contributor (case_id, agency_id, municipality_id, since)
    SELECT c.id, :reader_agency, c.municipality_id, :now FROM support_case c
    WHERE c.id = :case_id AND NOT :reader_agency = ANY (c.agencies)
    ON CONFLICT (case_id, agency_id) DO NOTHING
""")
_TAKING_PART = Statement("SELECT agencies_taking_part(:case_id)")


async def add(work: UnitOfWork, case_id: UUID) -> bool:
    """Keep that the acting agency wrote in a case; False where it was known to take part."""
    return bool(await work.run(_ADD, case_id=case_id, **reader(work)))


async def taking_part(work: UnitOfWork, case_id: UUID) -> frozenset[UUID]:
    """Agencies that opened or led a case, or wrote in it; a function of the schema's owner answers."""
    return frozenset(await work.value(_TAKING_PART, case_id=case_id))
