"""Accounts in tables: what proves who signs in stands apart, where the sign-in alone can read it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from services.identity.accounts.domain import Prepared
from services.identity.schema import metadata
from shared.contracts.identity.vocabulary import AccountId
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7; the claim sub of its tokens."),
    sa.Column("sign_in_name", sa.Text, nullable=False, comment="Drawn by lot; says nothing about anybody."),
    sa.Column("agency_id", sa.ForeignKey("identity.agencies.id"), nullable=False, comment="Whose worker had it made."),
    sa.Column("opened_by", sa.ForeignKey("identity.workers.id"), nullable=False, comment="Worker who had it made."),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, comment="When it was made, UTC."),
    sa.Column("activated_at", sa.DateTime(timezone=True), comment="When its holder took it into use, UTC."),
    sa.Column("ended_at", sa.DateTime(timezone=True), comment="When it ended for good, UTC."),
    sa.UniqueConstraint("sign_in_name"),
    comment="Accounts of people and of those who represent or care for them; whose each is, cases knows.",
)
account_secrets = sa.Table(
    "account_secrets",
    metadata,
    sa.Column("account_id", sa.ForeignKey(accounts.c.id), primary_key=True, comment="Which account."),
    sa.Column("password_hash", sa.Text, nullable=False, comment="Argon2id, with its parameters; secret."),
    sa.Column("factor_key", sa.LargeBinary, nullable=False, comment="Key of the second factor, encrypted; secret."),
    sa.Column("last_step", sa.BigInteger, nullable=False, comment="Time step of the last digits taken; none twice."),
    comment="What people sign in with; secret.",
)
account_invitations = sa.Table(
    "account_invitations",
    metadata,
    sa.Column("account_id", sa.ForeignKey(accounts.c.id), primary_key=True, comment="Which account."),
    sa.Column("digest", sa.LargeBinary, nullable=False, comment="SHA-256 of the code that was handed over; secret."),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="Until when it is good, UTC."),
    sa.Column("browser_digest", sa.LargeBinary, comment="SHA-256 of the cookie of whoever gave the code; secret."),
    sa.Column("password_hash", sa.Text, comment="The password they chose; secret. Kept once the second factor works."),
    sa.Column("factor_key", sa.LargeBinary, comment="The key they were shown, encrypted; secret."),
    sa.UniqueConstraint("digest"),
    sa.Index("ix_account_invitations_expires_at", "expires_at"),
    comment="Accounts that wait to be taken into use.",
)

_OPEN = Statement("""
    INSERT INTO accounts (id, sign_in_name, agency_id, opened_by, opened_at)
    VALUES (:id, :sign_in_name, :agency_id, :opened_by, :at) ON CONFLICT DO NOTHING
""")
_INVITE = Statement("""
    INSERT INTO account_invitations (account_id, digest, expires_at) VALUES (:account_id, :digest, :expires_at)
""")
_INVITED = Statement("""
    SELECT a.id FROM account_invitations i JOIN accounts a ON a.id = i.account_id
    WHERE i.digest = :digest AND i.expires_at > :at AND a.ended_at IS NULL
    FOR UPDATE OF i
""")
_PREPARE = Statement("""
    UPDATE account_invitations SET browser_digest = :browser, password_hash = :password, factor_key = :key
    WHERE account_id = :account_id
""")
_PREPARED = Statement("""
    SELECT a.id, a.sign_in_name, i.password_hash, i.factor_key
    FROM account_invitations i JOIN accounts a ON a.id = i.account_id
    WHERE i.browser_digest = :browser AND i.expires_at > :at AND a.ended_at IS NULL
    FOR UPDATE OF i
""")
_KEEP = Statement("""
    INSERT INTO account_secrets (account_id, password_hash, factor_key, last_step)
    VALUES (:account_id, :password, :key, :step)
""")
_ACTIVATE = Statement("UPDATE accounts SET activated_at = :at WHERE id = :account_id")
_INVITATION_USED = Statement("DELETE FROM account_invitations WHERE account_id = :account_id")
_KEPT = Statement("""
    SELECT a.id, s.password_hash FROM accounts a JOIN account_secrets s ON s.account_id = a.id
    WHERE a.sign_in_name = :sign_in_name AND a.activated_at IS NOT NULL AND a.ended_at IS NULL
""")
_STRENGTHEN = Statement("""
    UPDATE account_secrets SET password_hash = :stronger WHERE account_id = :account_id AND password_hash = :kept
""")
_FACTOR = Statement("SELECT factor_key FROM account_secrets WHERE account_id = :account_id")
_TAKE_STEP = Statement("""
    UPDATE account_secrets SET last_step = :step WHERE account_id = :account_id AND last_step < :step
""")
_IS_OPEN = Statement("""
    SELECT EXISTS (SELECT FROM accounts WHERE id = :account_id AND activated_at IS NOT NULL AND ended_at IS NULL)
""")
_END = Statement("UPDATE accounts SET ended_at = :at WHERE id = :account_id AND ended_at IS NULL")
_FORGET_SECRETS = Statement("DELETE FROM account_secrets WHERE account_id = :account_id")
_LAPSED = Statement("DELETE FROM account_invitations WHERE expires_at <= :now RETURNING account_id")
_DELETE = Statement("DELETE FROM accounts WHERE id = ANY(CAST(:ids AS uuid[])) AND activated_at IS NULL RETURNING id")


async def open_account(
    work: UnitOfWork, account_id: UUID, sign_in_name: str, *, agency_id: UUID, opened_by: UUID
) -> bool:
    """Whether it was made; False when the name was drawn before."""
    made = await work.run(
        _OPEN, id=account_id, sign_in_name=sign_in_name, agency_id=agency_id, opened_by=opened_by, at=work.now
    )
    return made > 0


async def invite(work: UnitOfWork, account_id: UUID, digest: bytes, expires_at: datetime) -> None:
    await work.run(_INVITE, account_id=account_id, digest=digest, expires_at=expires_at)


async def invited(work: UnitOfWork, digest: bytes) -> AccountId | None:
    """The account of this code, while the code is good."""
    found = await work.value(_INVITED, digest=digest, at=work.now)
    return None if found is None else AccountId(found)


async def prepare(work: UnitOfWork, account_id: UUID, *, browser: bytes, password: str, key: bytes) -> None:
    """What will be kept once the second factor works; replaces what was prepared before."""
    await work.run(_PREPARE, account_id=account_id, browser=browser, password=password, key=key)


async def prepared(work: UnitOfWork, browser: bytes) -> Prepared | None:
    """What this browser has prepared."""
    row = await work.row(_PREPARED, browser=browser, at=work.now)
    if row is None:
        return None
    return Prepared(AccountId(row["id"]), row["sign_in_name"], row["password_hash"], row["factor_key"])


async def activate(work: UnitOfWork, prepared: Prepared, step: int) -> None:
    """Keep what was prepared; the code is used up."""
    await work.run(
        _KEEP,
        account_id=prepared.account_id,
        password=prepared.password_hash,
        key=prepared.factor_key,
        step=step,
    )
    await work.run(_ACTIVATE, account_id=prepared.account_id, at=work.now)
    await work.run(_INVITATION_USED, account_id=prepared.account_id)


async def kept_password(work: UnitOfWork, sign_in_name: str) -> tuple[AccountId, str] | None:
    """Whose sign-in name it is, and the hash of their password."""
    row = await work.row(_KEPT, sign_in_name=sign_in_name)
    return None if row is None else (AccountId(row["id"]), row["password_hash"])


async def strengthen(work: UnitOfWork, account_id: UUID, kept: str, stronger: str) -> None:
    """Keep the same password under a stronger hash."""
    await work.run(_STRENGTHEN, account_id=account_id, kept=kept, stronger=stronger)


async def factor_key(work: UnitOfWork, account_id: UUID) -> bytes | None:
    """The encrypted key of the second factor; None when the account has ended meanwhile."""
    key: bytes | None = await work.value(_FACTOR, account_id=account_id)
    return key


async def take_step(work: UnitOfWork, account_id: UUID, step: int) -> bool:
    """Whether the code of this time step was not taken before; then it is now."""
    return await work.run(_TAKE_STEP, account_id=account_id, step=step) > 0


async def is_open(work: UnitOfWork, account_id: UUID) -> bool:
    """Whether somebody may sign in with it."""
    return bool(await work.value(_IS_OPEN, account_id=account_id))


async def end_account(work: UnitOfWork, account_id: UUID) -> None:
    """End it, with all that opens it. Its invitation first, as whoever takes it into use holds it: in the other order
    two would wait for each other.
    """
    await work.run(_INVITATION_USED, account_id=account_id)
    await work.run(_END, account_id=account_id, at=work.now)
    await work.run(_FORGET_SECRETS, account_id=account_id)


async def forget_lapsed(work: UnitOfWork) -> list[UUID]:
    """Delete accounts that nobody took into use in time; which."""
    lapsed: Sequence[UUID] = [row["account_id"] for row in await work.rows(_LAPSED, now=work.now)]
    return [row["id"] for row in await work.rows(_DELETE, ids=list(lapsed))]
