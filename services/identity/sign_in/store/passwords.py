"""Passwords, invitations to choose one, and attempts."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from services.identity.schema import metadata
from services.identity.sign_in.domain.throttle import WINDOW, Attempts
from shared.contracts.identity.vocabulary import WorkerId
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

passwords = sa.Table(
    "passwords",
    metadata,
    sa.Column("worker_id", sa.ForeignKey("identity.workers.id"), primary_key=True, comment="Whose."),
    sa.Column("hash", sa.Text, nullable=False, comment="Argon2id, with its parameters; secret."),
    sa.Column("set_at", sa.DateTime(timezone=True), nullable=False, comment="When it was chosen, UTC."),
    comment="What workers sign in with; secret.",
)
password_invitations = sa.Table(
    "password_invitations",
    metadata,
    sa.Column("worker_id", sa.ForeignKey("identity.workers.id"), primary_key=True, comment="Who may choose one."),
    sa.Column("agency_id", sa.ForeignKey("identity.agencies.id"), comment="Who asked; empty for the installation."),
    sa.Column("digest", sa.LargeBinary, nullable=False, comment="SHA-256 of the code they were given; secret."),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="Until when, UTC."),
    comment="Workers who were asked to choose a password.",
)
attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("subject", sa.LargeBinary, primary_key=True, comment="Keyed hash of a sign-in name or an address."),
    sa.Column("count", sa.Integer, nullable=False, comment="How many attempts lately."),
    sa.Column("last_at", sa.DateTime(timezone=True), nullable=False, comment="When the last one was, UTC."),
    sa.Index("ix_attempts_last_at", "last_at"),
    comment="Attempts to sign in, for the waits between them.",
)

_KEPT = Statement("""
    SELECT workers.id, passwords.hash FROM workers JOIN passwords ON passwords.worker_id = workers.id
    WHERE workers.login = :login
""")
_KEEP = Statement("""
    INSERT INTO passwords (worker_id, hash, set_at) VALUES (:worker_id, :hash, :at)
    ON CONFLICT (worker_id) DO UPDATE SET hash = EXCLUDED.hash, set_at = EXCLUDED.set_at
""")
_STRENGTHEN = Statement("UPDATE passwords SET hash = :stronger WHERE worker_id = :worker_id AND hash = :hash")
_INVITE = Statement("""
    INSERT INTO password_invitations (worker_id, agency_id, digest, expires_at)
    VALUES (:worker_id, :agency_id, :digest, :expires_at)
    ON CONFLICT (worker_id) DO UPDATE
    SET agency_id = EXCLUDED.agency_id, digest = EXCLUDED.digest, expires_at = EXCLUDED.expires_at
""")
_INVITED = Statement("""
    SELECT workers.id FROM password_invitations JOIN workers ON workers.id = worker_id
    WHERE workers.login = :login AND digest = :digest AND expires_at > :at
      AND (password_invitations.agency_id IS NULL OR NOT EXISTS (
          SELECT FROM memberships m
          WHERE m.worker_id = workers.id AND m.agency_id <> password_invitations.agency_id
            AND (m.valid_until IS NULL OR m.valid_until > :at)))
    FOR UPDATE OF password_invitations
""")
_ACCEPTED = Statement("DELETE FROM password_invitations WHERE worker_id = :worker_id")
_FIRST_ATTEMPT = Statement("""
    INSERT INTO attempts (subject, count, last_at) VALUES (:subject, 0, :at) ON CONFLICT DO NOTHING
""")
_ATTEMPTS = Statement("SELECT count, last_at FROM attempts WHERE subject = :subject FOR UPDATE")
_COUNT = Statement("UPDATE attempts SET count = :count, last_at = :last_at WHERE subject = :subject")
_FORGIVE = Statement("DELETE FROM attempts WHERE subject = :subject")
_TAKE_BACK = Statement("UPDATE attempts SET count = greatest(count - 1, 0) WHERE subject = :subject")
_FORGET_ATTEMPTS = Statement("DELETE FROM attempts WHERE last_at <= :since")
_FORGET_INVITATIONS = Statement("DELETE FROM password_invitations WHERE expires_at <= :now")


async def kept_password(work: UnitOfWork, login: str) -> tuple[WorkerId, str] | None:
    """Who signs in with this name, and the hash of their password."""
    row = await work.row(_KEPT, login=login)
    return None if row is None else (WorkerId(row["id"]), row["hash"])


async def keep_password(work: UnitOfWork, worker_id: UUID, kept: str) -> None:
    await work.run(_KEEP, worker_id=worker_id, hash=kept, at=work.now)


async def strengthen(work: UnitOfWork, worker_id: UUID, kept: str, stronger: str) -> None:
    """Keep the same password under a stronger hash, unless it was changed meanwhile."""
    await work.run(_STRENGTHEN, worker_id=worker_id, hash=kept, stronger=stronger)


async def invite(
    work: UnitOfWork, worker_id: UUID, digest: bytes, expires_at: datetime, *, agency_id: UUID | None
) -> None:
    """Replaces an earlier invitation.

    Args:
        agency_id: who invites; None for the installation.
    """
    await work.run(_INVITE, worker_id=worker_id, agency_id=agency_id, digest=digest, expires_at=expires_at)


async def invited(work: UnitOfWork, login: str, digest: bytes) -> WorkerId | None:
    """Who was given this code, while it is good: no longer once they work, or are to work, for another agency too."""
    found = await work.value(_INVITED, login=login, digest=digest, at=work.now)
    return None if found is None else WorkerId(found)


async def accept_invitation(work: UnitOfWork, worker_id: UUID) -> None:
    await work.run(_ACCEPTED, worker_id=worker_id)


async def attempts_of(work: UnitOfWork, subject: bytes) -> Attempts:
    """How often it was tried; others wait until we have counted."""
    await work.run(_FIRST_ATTEMPT, subject=subject, at=work.now)
    row = await work.row(_ATTEMPTS, subject=subject)
    assert row is not None, "inserted in this transaction"
    return Attempts(row["count"], row["last_at"])


async def count_attempt(work: UnitOfWork, subject: bytes, attempts: Attempts) -> None:
    await work.run(_COUNT, subject=subject, count=attempts.count, last_at=attempts.last_at)


async def forgive(work: UnitOfWork, subject: bytes) -> None:
    """Forget all attempts."""
    await work.run(_FORGIVE, subject=subject)


async def take_back(work: UnitOfWork, subject: bytes) -> None:
    """Uncount one attempt."""
    await work.run(_TAKE_BACK, subject=subject)


async def forget_old(work: UnitOfWork) -> None:
    """Delete attempts that no longer count, and invitations that are over."""
    await work.run(_FORGET_ATTEMPTS, since=work.now - WINDOW)
    await work.run(_FORGET_INVITATIONS, now=work.now)
