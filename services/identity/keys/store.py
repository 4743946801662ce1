"""Signing keys in a table, encrypted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from services.identity.keys.domain.schedule import Turn
from services.identity.schema import metadata
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

signing_keys = sa.Table(
    "signing_keys",
    metadata,
    sa.Column("kid", sa.Text, primary_key=True, comment="RFC 7638 thumbprint of the public key."),
    sa.Column("signs_from", sa.DateTime(timezone=True), nullable=False, comment="When its turn begins, UTC."),
    sa.Column("sealed", sa.LargeBinary, nullable=False, comment="Private key, encrypted with the key secret; secret."),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was made and published, UTC."),
    comment="Keys that sign tokens: the present one, its successor, and those whose tokens are still young.",
)

_ALONE = Statement("SELECT pg_advisory_xact_lock(hashtextextended('parcours.identity.keys', 0))")
_ALL = Statement("SELECT kid, signs_from, sealed, made_at FROM signing_keys ORDER BY signs_from, kid")
_ADD = Statement("""
    INSERT INTO signing_keys (kid, signs_from, sealed, made_at) VALUES (:kid, :signs_from, :sealed, :made_at)
""")
_BEGIN = Statement("UPDATE signing_keys SET signs_from = :signs_from WHERE kid = :kid")
_DESTROY = Statement("DELETE FROM signing_keys WHERE kid = ANY(CAST(:kids AS text[]))")


@dataclass(frozen=True, slots=True)
class KeptKey:
    """A key as it is kept."""

    turn: Turn
    sealed: bytes
    made_at: datetime


async def alone(work: UnitOfWork) -> None:
    """Wait until no other replica is working on the keys; until the end of this transaction."""
    await work.row(_ALONE)


async def all_keys(work: UnitOfWork) -> list[KeptKey]:
    """In the order of their turns."""
    return [
        KeptKey(Turn(row["kid"], row["signs_from"]), row["sealed"], row["made_at"]) for row in await work.rows(_ALL)
    ]


async def add_key(work: UnitOfWork, key: KeptKey) -> None:
    await work.run(_ADD, kid=key.turn.kid, signs_from=key.turn.signs_from, sealed=key.sealed, made_at=key.made_at)


async def begin_turn(work: UnitOfWork, turn: Turn) -> None:
    """Move a key's turn."""
    await work.run(_BEGIN, kid=turn.kid, signs_from=turn.signs_from)


async def destroy(work: UnitOfWork, kids: Sequence[str]) -> None:
    await work.run(_DESTROY, kids=list(kids))
