"""Sign-ins on their way, and codes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.identity.schema import metadata
from services.identity.sessions.domain import Columns, columns_of, holder_of
from services.identity.sign_in.domain.code import Code
from shared.contracts.identity.vocabulary import AccountId, SystemId, WorkerId
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

sign_ins = sa.Table(
    "sign_ins",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True, comment="SHA-256 of the browser's cookie; secret."),
    sa.Column("request_digest", sa.LargeBinary, nullable=False, comment="SHA-256 of what the front end asked."),
    sa.Column("worker_id", sa.ForeignKey("identity.workers.id"), comment="Which worker gave the password."),
    sa.Column("account_id", sa.ForeignKey("identity.accounts.id"), comment="Or who with an account of their own."),
    sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=False, comment="When, UTC."),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="Until when they may choose, UTC."),
    sa.CheckConstraint("(worker_id IS NULL) <> (account_id IS NULL)", "one_holder"),
    sa.Index("ix_sign_ins_expires_at", "expires_at"),
    comment="Who gave their password: workers who still choose an agency, people whose second factor is still to come.",
)
authorization_codes = sa.Table(
    "authorization_codes",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True, comment="SHA-256 of the code; secret."),
    sa.Column("system_id", sa.ForeignKey("identity.systems.id"), nullable=False, comment="For which front end."),
    sa.Column("redirect_uri", sa.Text, nullable=False, comment="Where it was sent."),
    sa.Column("code_challenge", sa.Text, nullable=False, comment="PKCE challenge, S256."),
    sa.Column("worker_id", sa.ForeignKey("identity.workers.id"), comment="Which worker signed in."),
    sa.Column("agency_id", sa.ForeignKey("identity.agencies.id"), comment="For which agency."),
    sa.Column("account_id", sa.ForeignKey("identity.accounts.id"), comment="Or who with an account of their own."),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False, comment="Scopes that were granted."),
    sa.Column("nonce", sa.Text, comment="The front end's nonce for the id_token."),
    sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=False, comment="When the password was given, UTC."),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="60 seconds after it was made, UTC."),
    sa.Column("session_id", sa.Uuid, comment="The session made of it; empty until it is used."),
    sa.CheckConstraint(
        "(worker_id IS NULL) = (agency_id IS NULL) AND (worker_id IS NULL) <> (account_id IS NULL)", "one_holder"
    ),
    sa.Index("ix_authorization_codes_expires_at", "expires_at"),
    comment="Codes on their way from our page to a front end.",
)

_START = Statement("""
    INSERT INTO sign_ins (digest, request_digest, worker_id, account_id, signed_in_at, expires_at)
    VALUES (:digest, :request_digest, :worker_id, :account_id, :signed_in_at, :expires_at)
""")
_ON_ITS_WAY = Statement("""
    SELECT worker_id, account_id, signed_in_at FROM sign_ins
    WHERE digest = :digest AND request_digest = :request_digest AND expires_at > :at
    FOR UPDATE
""")
_ARRIVED = Statement("DELETE FROM sign_ins WHERE digest = :digest")
_ADD_CODE = Statement("""
    INSERT INTO authorization_codes
        (digest, system_id, redirect_uri, code_challenge, worker_id, agency_id, account_id, scopes, nonce, signed_in_at,
         expires_at)
    VALUES (:digest, :system_id, :redirect_uri, :code_challenge, :worker_id, :agency_id, :account_id, :scopes, :nonce,
            :signed_in_at, :expires_at)
""")
_CODE = Statement("""
    SELECT system_id, redirect_uri, code_challenge, worker_id, agency_id, account_id, scopes, nonce, signed_in_at,
           expires_at, session_id
    FROM authorization_codes WHERE digest = :digest FOR UPDATE
""")
_USE_CODE = Statement("UPDATE authorization_codes SET session_id = :session_id WHERE digest = :digest")
_FORGET_SIGN_INS = Statement("DELETE FROM sign_ins WHERE expires_at <= :now")
_FORGET_CODES = Statement("DELETE FROM authorization_codes WHERE expires_at <= :since")


@dataclass(frozen=True, slots=True)
class SignInOnItsWay:
    """Who has given their password: a worker, who has to say for which agency they act, or the holder of an account,
    whose second factor is to come.
    """

    worker_id: WorkerId | None
    account_id: AccountId | None
    signed_in_at: datetime


async def start_sign_in(
    work: UnitOfWork,
    *,
    digest: bytes,
    request_digest: bytes,
    expires_at: datetime,
    worker_id: UUID | None = None,
    account_id: UUID | None = None,
) -> None:
    await work.run(
        _START,
        digest=digest,
        request_digest=request_digest,
        worker_id=worker_id,
        account_id=account_id,
        signed_in_at=work.now,
        expires_at=expires_at,
    )


async def sign_in_on_its_way(work: UnitOfWork, digest: bytes, request_digest: bytes) -> SignInOnItsWay | None:
    """The sign-in of this browser for this request of a front end."""
    row = await work.row(_ON_ITS_WAY, digest=digest, request_digest=request_digest, at=work.now)
    return None if row is None else SignInOnItsWay(row["worker_id"], row["account_id"], row["signed_in_at"])


async def end_sign_in(work: UnitOfWork, digest: bytes) -> None:
    await work.run(_ARRIVED, digest=digest)


async def add_code(work: UnitOfWork, digest: bytes, code: Code) -> None:
    holder = columns_of(code.holder)
    await work.run(
        _ADD_CODE,
        digest=digest,
        system_id=code.system_id,
        redirect_uri=code.redirect_uri,
        code_challenge=code.code_challenge,
        worker_id=holder.worker_id,
        agency_id=holder.agency_id,
        account_id=holder.account_id,
        scopes=list(code.scopes),
        nonce=code.nonce,
        signed_in_at=code.signed_in_at,
        expires_at=code.expires_at,
    )


async def code_for_use(work: UnitOfWork, digest: bytes) -> Code | None:
    """The code, used or not; another who redeems it at the same time waits."""
    row = await work.row(_CODE, digest=digest)
    if row is None:
        return None
    return Code(
        system_id=SystemId(row["system_id"]),
        redirect_uri=row["redirect_uri"],
        code_challenge=row["code_challenge"],
        holder=holder_of(Columns(row["worker_id"], row["agency_id"], row["account_id"])),
        scopes=tuple(row["scopes"]),
        nonce=row["nonce"],
        signed_in_at=row["signed_in_at"],
        expires_at=row["expires_at"],
        session_id=row["session_id"],
    )


async def use_code(work: UnitOfWork, digest: bytes, session_id: UUID) -> None:
    await work.run(_USE_CODE, digest=digest, session_id=session_id)


async def forget_old(work: UnitOfWork, codes_until: datetime) -> None:
    """Delete sign-ins that nobody finished, and codes whose reuse can no longer end anything."""
    await work.run(_FORGET_SIGN_INS, now=work.now)
    await work.run(_FORGET_CODES, since=codes_until)
