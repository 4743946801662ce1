"""Keep what a person says, and that it was taken back or replaced."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.cases.consents.store.tables import consent
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_KEEP = Statement(sa.insert(consent).values({column.name: sa.bindparam(column.name) for column in consent.columns}))
_WITHDRAW = Statement("""
    UPDATE consent SET withdrawn_at = :at, withdrawn_by = :by, superseded_by = CAST(:superseded_by AS uuid),
        withdrawn_how = :how, withdrawal_evidence = :evidence
    WHERE id = :id AND withdrawn_at IS NULL
""")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new consent or refusal."""
    await work.run(_KEEP, **values)


async def withdraw(
    work: UnitOfWork, consent_id: UUID, by: UUID, how: str | None, evidence: str | None, superseded_by: UUID | None
) -> bool:
    """Keep a withdrawal, or that something else was said in its place; False when it was withdrawn before."""
    said = {"how": how, "evidence": evidence, "superseded_by": superseded_by}
    return bool(await work.run(_WITHDRAW, id=consent_id, at=work.now, by=by, **said))
