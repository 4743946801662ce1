"""Sign-ins in tables, and the short list of those that ended early."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.identity.schema import metadata
from services.identity.sessions.domain import Columns, EndedBecause, Session, SessionId, columns_of, holder_of
from shared.contracts.identity.vocabulary import SystemId
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7; the claim sid of its tokens."),
    sa.Column("worker_id", sa.ForeignKey("identity.workers.id"), comment="Which worker signed in."),
    sa.Column("agency_id", sa.ForeignKey("identity.agencies.id"), comment="For which agency."),
    sa.Column("account_id", sa.ForeignKey("identity.accounts.id"), comment="Or who with an account of their own."),
    sa.Column("system_id", sa.ForeignKey("identity.systems.id"), nullable=False, comment="Through which front end."),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False, comment="Scopes that were granted."),
    sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=False, comment="When the password was given, UTC."),
    sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False, comment="When it ends at the latest, UTC."),
    sa.Column("ended_at", sa.DateTime(timezone=True), comment="When it was ended early, UTC."),
    sa.Column("ended_because", sa.Text, comment="Why it was ended early."),
    sa.CheckConstraint(
        "(worker_id IS NULL) = (agency_id IS NULL) AND (worker_id IS NULL) <> (account_id IS NULL)", "one_holder"
    ),
    sa.Index("ix_sessions_account", "account_id", postgresql_where=sa.text("ended_at IS NULL")),
    sa.Index("ix_sessions_worker", "worker_id", "agency_id", postgresql_where=sa.text("ended_at IS NULL")),
    comment="Sign-ins of workers, and of people with accounts of their own; personal data.",
)
endings = sa.Table(
    "endings",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="A session's id or a token's jti."),
    sa.Column("until", sa.DateTime(timezone=True), nullable=False, comment="Announced until then, UTC; then deleted."),
    sa.Index("ix_endings_until", "until"),
    comment="Sessions and tokens that ended early and whose tokens may still be young.",
)

_START = Statement("""
    INSERT INTO sessions (id, worker_id, agency_id, account_id, system_id, scopes, signed_in_at, ends_at)
    VALUES (:id, :worker_id, :agency_id, :account_id, :system_id, :scopes, :signed_in_at, :ends_at)
""")
_OPEN = Statement("""
    SELECT id, worker_id, agency_id, account_id, system_id, scopes, signed_in_at, ends_at, ended_at
    FROM sessions WHERE id = :id
""")
_END = Statement("""
    UPDATE sessions SET ended_at = :at, ended_because = :because WHERE id = :id AND ended_at IS NULL RETURNING id
""")
_END_OF_WORKER = Statement("""
    UPDATE sessions SET ended_at = :at, ended_because = :because
    WHERE worker_id = :worker_id AND (CAST(:agency_id AS uuid) IS NULL OR agency_id = :agency_id) AND ended_at IS NULL
    RETURNING id
""")
_END_OF_ACCOUNT = Statement("""
    UPDATE sessions SET ended_at = :at, ended_because = :because
    WHERE account_id = :account_id AND ended_at IS NULL
    RETURNING id
""")
_END_OF_AGENCY = Statement("""
    UPDATE sessions SET ended_at = :at, ended_because = :because
    WHERE agency_id = :agency_id AND ended_at IS NULL
    RETURNING id
""")
_END_OF_SYSTEM = Statement("""
    UPDATE sessions SET ended_at = :at, ended_because = :because
    WHERE system_id = :system_id AND ended_at IS NULL
    RETURNING id
""")
_ANNOUNCE = Statement("""
    INSERT INTO endings (id, until) SELECT one, :until FROM unnest(CAST(:ids AS uuid[])) AS one
    ON CONFLICT (id) DO NOTHING
""")
_ANNOUNCED = Statement("SELECT id FROM endings WHERE until > :now")
_IS_ANNOUNCED = Statement("SELECT EXISTS (SELECT FROM endings WHERE id = ANY(CAST(:ids AS uuid[])))")
_FORGET = Statement("DELETE FROM endings WHERE until <= :now")


async def add_session(work: UnitOfWork, session: Session) -> None:
    holder = columns_of(session.holder)
    await work.run(
        _START,
        id=session.id,
        worker_id=holder.worker_id,
        agency_id=holder.agency_id,
        account_id=holder.account_id,
        system_id=session.system_id,
        scopes=list(session.scopes),
        signed_in_at=session.signed_in_at,
        ends_at=session.ends_at,
    )


async def session(work: UnitOfWork, session_id: UUID) -> Session | None:
    row = await work.row(_OPEN, id=session_id)
    if row is None:
        return None
    return Session(
        id=SessionId(row["id"]),
        holder=holder_of(Columns(row["worker_id"], row["agency_id"], row["account_id"])),
        system_id=SystemId(row["system_id"]),
        scopes=tuple(row["scopes"]),
        signed_in_at=row["signed_in_at"],
        ends_at=row["ends_at"],
        ended_at=row["ended_at"],
    )


async def end_session(work: UnitOfWork, session_id: UUID, because: EndedBecause) -> list[UUID]:
    """The ids that this ended: one or none."""
    rows = await work.rows(_END, id=session_id, at=work.now, because=because)
    return [row["id"] for row in rows]


async def end_sessions_of_worker(
    work: UnitOfWork, worker_id: UUID, agency_id: UUID | None, because: EndedBecause
) -> list[UUID]:
    """The ids that this ended; of all agencies when none is given."""
    rows = await work.rows(_END_OF_WORKER, worker_id=worker_id, agency_id=agency_id, at=work.now, because=because)
    return [row["id"] for row in rows]


async def end_sessions_of_account(work: UnitOfWork, account_id: UUID, because: EndedBecause) -> list[UUID]:
    """The ids that this ended."""
    rows = await work.rows(_END_OF_ACCOUNT, account_id=account_id, at=work.now, because=because)
    return [row["id"] for row in rows]


async def end_sessions_of_system(work: UnitOfWork, system_id: UUID, because: EndedBecause) -> list[UUID]:
    """The ids that this ended."""
    rows = await work.rows(_END_OF_SYSTEM, system_id=system_id, at=work.now, because=because)
    return [row["id"] for row in rows]


async def end_sessions_of_agency(work: UnitOfWork, agency_id: UUID, because: EndedBecause) -> list[UUID]:
    """The ids that this ended."""
    rows = await work.rows(_END_OF_AGENCY, agency_id=agency_id, at=work.now, because=because)
    return [row["id"] for row in rows]


async def announce(work: UnitOfWork, ids: Sequence[UUID], until: datetime) -> None:
    await work.run(_ANNOUNCE, ids=list(ids), until=until)


async def announced(work: UnitOfWork) -> list[UUID]:
    return [row["id"] for row in await work.rows(_ANNOUNCED, now=work.now)]


async def is_announced(work: UnitOfWork, *ids: UUID) -> bool:
    """Whether any of these has ended early."""
    return bool(await work.value(_IS_ANNOUNCED, ids=list(ids)))


async def forget_announced(work: UnitOfWork) -> int:
    """Delete what nobody needs to hear any more; how many."""
    return await work.run(_FORGET, now=work.now)
