"""Refresh tokens in a table, by their hash."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from services.identity.schema import metadata
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

refresh_tokens = sa.Table(
    "refresh_tokens",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True, comment="SHA-256 of the token; secret."),
    sa.Column("session_id", sa.ForeignKey("identity.sessions.id"), nullable=False, comment="Which sign-in."),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="Until when, UTC."),
    sa.Column("used_at", sa.DateTime(timezone=True), comment="When it was exchanged, UTC; using it again ends all."),
    sa.Index("ix_refresh_tokens_expires_at", "expires_at"),
    sa.Index("ix_refresh_tokens_session_id", "session_id"),
    comment="What front ends hold to get the next access token; each works once.",
)

_ADD = Statement("""
    INSERT INTO refresh_tokens (digest, session_id, expires_at) VALUES (:digest, :session_id, :expires_at)
""")
_FIND = Statement("SELECT session_id, expires_at, used_at FROM refresh_tokens WHERE digest = :digest FOR UPDATE")
_USE = Statement("UPDATE refresh_tokens SET used_at = :at WHERE digest = :digest")
_FORGET = Statement("DELETE FROM refresh_tokens WHERE expires_at <= :now")


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """What is kept of one."""

    session_id: UUID
    expires_at: datetime
    is_used: bool


async def add_refresh_token(work: UnitOfWork, digest: bytes, session_id: UUID, expires_at: datetime) -> None:
    await work.run(_ADD, digest=digest, session_id=session_id, expires_at=expires_at)


async def refresh_token(work: UnitOfWork, digest: bytes) -> RefreshToken | None:
    """The token, used or not; another who uses it at the same time waits."""
    row = await work.row(_FIND, digest=digest)
    return None if row is None else RefreshToken(row["session_id"], row["expires_at"], row["used_at"] is not None)


async def use_refresh_token(work: UnitOfWork, digest: bytes) -> None:
    await work.run(_USE, digest=digest, at=work.now)


async def forget_old(work: UnitOfWork) -> int:
    """Delete expired ones; how many."""
    return await work.run(_FORGET, now=work.now)
