"""Keep what a person says, and that it was taken back or replaced."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.cases.consents.domain import Confirmation
from services.cases.consents.store.tables import consent
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_KEEP = Statement(sa.insert(consent).values({column.name: sa.bindparam(column.name) for column in consent.columns}))
_WITHDRAW = Statement("""
    UPDATE consent SET withdrawn_at = :at, withdrawn_by = :by, superseded_by = CAST(:superseded_by AS uuid),
        withdrawn_how = :how, withdrawal_evidence = :evidence
    WHERE id = :id AND withdrawn_at IS NULL
""")

_CONFIRM = Statement("""
    UPDATE consent SET awaits = NULL, confirmed_by = :by, confirmed_how = :how, confirmed_by_id = :by_id,
        confirmed_relationship_id = CAST(:relationship_id AS uuid), confirmation_evidence = :evidence,
        confirmed_at = :now
    WHERE id = :id AND withdrawn_at IS NULL AND (least(valid_until, majority_at) IS NULL
          OR least(valid_until, majority_at) > :now)
      AND confirmed_at IS NULL AND (awaits IS NULL OR awaits = :by)
""")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new consent or refusal."""
    await work.run(_KEEP, **values)


async def confirm(work: UnitOfWork, consent_id: UUID, said: Confirmation) -> bool:
    """Keep another word on it; False where it does not wait for that word, or stands no more."""
    return bool(await work.run(_CONFIRM, id=consent_id, now=work.now, **vars(said)))


async def withdraw(
    work: UnitOfWork, consent_id: UUID, by: UUID, how: str | None, evidence: str | None, superseded_by: UUID | None
) -> bool:
    """Keep a withdrawal, or that something else was said in its place; False when it was withdrawn before."""
    said = {"how": how, "evidence": evidence, "superseded_by": superseded_by}
    return bool(await work.run(_WITHDRAW, id=consent_id, at=work.now, by=by, **said))
