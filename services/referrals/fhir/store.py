"""What was said as FHIR beyond our words, by each side of a referral."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.referrals.schema import metadata
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.encryption.columns import closed, sealed_text, selected
from shared.identifiers import new_id

fhir_elements = sa.Table(
    "fhir_elements",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column(
        "referral_id", sa.Uuid, sa.ForeignKey("referrals.referral.id"), nullable=False, comment="Of which referral."
    ),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Whom it concerns; personal data (pseudonym)."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that sent it."),
    sa.Column("kind", sa.Text, nullable=False, comment="ServiceRequest or Task."),
    sealed_text("elements", nullable=False, comment="Elements of FHIR that we have no word for; personal data."),
    sa.UniqueConstraint("referral_id", "kind", "agency_id"),
    comment="What was said of a referral as FHIR and is kept unread.",
)

_KEEP = Statement("""
    INSERT INTO fhir_elements (id, referral_id, municipality_id, person_id, agency_id, kind, elements)
    VALUES (:id, :referral_id, :municipality_id, :person_id, :agency_id, :kind, :elements)
""")
_FORGET = Statement("""
    DELETE FROM fhir_elements WHERE referral_id = :referral_id AND kind = :kind AND agency_id = :agency_id
""")
_OF = Statement(f"""
    SELECT e.agency_id, e.kind, {selected(fhir_elements, "e", "elements")} AS elements
    FROM fhir_elements e WHERE e.referral_id = :referral_id ORDER BY e.id
""")


async def replace(work: UnitOfWork, elements: Any, **about: Any) -> None:
    """Keep what an agency says of one resource now, in place of what it said before; `about`: other columns."""
    await work.run(_FORGET, **{name: about[name] for name in ("referral_id", "kind", "agency_id")})
    if elements:
        row = {"id": new_id(), "elements": elements, **about}
        key = await work.vault.closing(about["municipality_id"])
        await work.run(_KEEP, **closed(key, fhir_elements, row["id"], row))


async def of_referral(work: UnitOfWork, referral_id: UUID) -> list[dict[str, Any]]:
    """What both sides said, the earlier first."""
    return [dict(row) for row in await work.opened_rows(_OF, referral_id=referral_id)]
