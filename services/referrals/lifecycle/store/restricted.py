"""Of whom only named workers may know, as cases told it; a function of the schema's owner writes it into every row."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.referrals.schema import metadata
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

restricted_person = sa.Table(
    "restricted_person",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True, comment="Who is known to few; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("known_to", ARRAY(sa.Uuid), comment="Workers who may know; empty once it was lifted."),
    sa.Column("told_at", sa.DateTime(timezone=True), nullable=False, comment="When cases said so last, UTC."),
    comment="Restricted people, as cases told it; told anew, the later word holds.",
)

_HEAR = Statement("""
    SELECT hear_of_restricted_person(:person_id, :municipality_id, CAST(:known_to AS uuid[]), :told_at)
""")


async def hear(
    work: UnitOfWork, person_id: UUID, municipality_id: UUID, known_to: Sequence[UUID] | None, told_at: datetime
) -> None:
    """Keep who may know of a person, in whatever order it is heard; None for whoever takes part in a referral."""
    await work.run(_HEAR, person_id=person_id, municipality_id=municipality_id, known_to=known_to, told_at=told_at)
