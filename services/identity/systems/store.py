"""Systems in tables, and the assertions they have already used."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.identity.agencies.domain import Standing, in_order
from services.identity.schema import metadata
from services.identity.systems.domain import Authentication, GrantType, Secret, System
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId, Purpose, Role, Scope, Sector, SystemId
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

systems = sa.Table(
    "systems",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7; the OAuth client_id."),
    sa.Column("agency_id", sa.ForeignKey("identity.agencies.id"), nullable=False, comment="Agency that runs it."),
    sa.Column("name", sa.Text, nullable=False, comment="What its administrators call it."),
    sa.Column("authentication", sa.Text, nullable=False, comment="How it proves at the token endpoint who it is."),
    sa.Column("grants", ARRAY(sa.Text), nullable=False, comment="OAuth grant types it may use."),
    sa.Column("redirect_uris", ARRAY(sa.Text), nullable=False, comment="Where codes may be sent, compared exactly."),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False, comment="Ceiling of its tokens and of sign-ins through it."),
    sa.Column("purposes", ARRAY(sa.Text), nullable=False, comment="Purposes that its own tokens carry."),
    sa.Column("keys", JSONB, nullable=False, comment="Public JSON Web Keys that check its assertions."),
    sa.Column("session_id", sa.Uuid, nullable=False, comment="sid of the tokens it holds itself."),
    sa.Column("open_to_all", sa.Boolean, nullable=False, comment="Whether workers of any agency sign in through it."),
    sa.Column("secret_digest", sa.LargeBinary, comment="SHA-256 of its secret; secret."),
    sa.Column("previous_secret_digest", sa.LargeBinary, comment="SHA-256 of the secret before; secret."),
    sa.Column("previous_secret_until", sa.DateTime(timezone=True), comment="Until when the one before opens, UTC."),
    sa.Column("revoked_at", sa.DateTime(timezone=True), comment="When it was revoked, UTC."),
    sa.Column("version", sa.Integer, nullable=False, comment="Counts changes; the ETag."),
    sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False, comment="When it was registered, UTC."),
    sa.Index("ix_systems_agency", "agency_id", "id"),
    comment="Software of agencies: OAuth clients.",
)
used_assertions = sa.Table(
    "used_assertions",
    metadata,
    sa.Column("system_id", sa.ForeignKey(systems.c.id), primary_key=True, comment="Whose assertion."),
    sa.Column("jti_digest", sa.LargeBinary, primary_key=True, comment="SHA-256 of its jti."),
    sa.Column("until", sa.DateTime(timezone=True), nullable=False, comment="When it expires, UTC; then deleted."),
    sa.Index("ix_used_assertions_until", "until"),
    comment="Client assertions that were used and could still be replayed.",
)

_COLUMNS = """
    systems.id, systems.agency_id, systems.name, authentication, grants, redirect_uris, scopes, systems.purposes, keys,
    session_id, open_to_all, secret_digest, previous_secret_digest, previous_secret_until, revoked_at, systems.version
"""
_ADD = Statement("""
    INSERT INTO systems (id, agency_id, name, authentication, grants, redirect_uris, scopes, purposes, keys,
                         session_id, open_to_all, secret_digest, version, registered_at)
    VALUES (:id, :agency_id, :name, :authentication, :grants, :redirect_uris, :scopes, :purposes, :keys,
            :session_id, :open_to_all, :secret_digest, :version, :at)
""")
_ONE = Statement(f"SELECT {_COLUMNS} FROM systems WHERE id = :id AND agency_id = :agency_id")
_ONE_FOR_CHANGE = Statement(f"SELECT {_COLUMNS} FROM systems WHERE id = :id AND agency_id = :agency_id FOR UPDATE")
_OF_AGENCY = Statement(f"""
    SELECT {_COLUMNS} FROM systems
    WHERE agency_id = :agency_id AND (CAST(:after_id AS uuid) IS NULL OR id > :after_id) ORDER BY id LIMIT :most
""")
_CLIENT = Statement("SELECT * FROM client_that_may_act(:id)")
_OWN_SESSIONS = Statement("SELECT session_id FROM systems WHERE agency_id = :agency_id AND revoked_at IS NULL")
_OWN_NAME = Statement("SELECT name FROM systems WHERE id = :id")
_SAVE = Statement("""
    UPDATE systems SET name = :name, redirect_uris = :redirect_uris, scopes = :scopes, purposes = :purposes,
           keys = :keys, session_id = :session_id, secret_digest = :secret_digest,
           previous_secret_digest = :previous_secret_digest,
           previous_secret_until = :previous_secret_until, revoked_at = :revoked_at, version = :version
    WHERE id = :id
""")
_USE = Statement("""
    INSERT INTO used_assertions (system_id, jti_digest, until) VALUES (:system_id, :jti_digest, :until)
    ON CONFLICT DO NOTHING RETURNING true
""")
_FORGET = Statement("DELETE FROM used_assertions WHERE until <= :now")


async def add_system(work: UnitOfWork, system: System) -> None:
    await work.run(
        _ADD,
        id=system.id,
        agency_id=system.agency_id,
        name=system.name,
        authentication=system.authentication,
        grants=sorted(system.grants),
        redirect_uris=list(system.redirect_uris),
        scopes=sorted(system.scopes),
        purposes=sorted(system.purposes),
        keys=list(system.keys),
        session_id=system.session_id,
        open_to_all=system.open_to_all,
        secret_digest=system.secret and system.secret.digest,
        version=system.version,
        at=work.now,
    )


async def system(work: UnitOfWork, system_id: UUID, agency_id: UUID, *, for_change: bool = False) -> System | None:
    """A system of this agency."""
    row = await work.row(_ONE_FOR_CHANGE if for_change else _ONE, id=system_id, agency_id=agency_id)
    return None if row is None else _system_from(row)


async def systems_of(work: UnitOfWork, agency_id: UUID, *, after: UUID | None, most: int) -> list[System]:
    """In the order in which they were registered."""
    rows = await work.rows(_OF_AGENCY, agency_id=agency_id, after_id=after, most=most)
    return [_system_from(row) for row in rows]


async def client(asked: UnitOfWork | Database, client_id: UUID) -> tuple[System, Standing] | None:
    """A system that is not revoked, of an agency that is active, and what it may do itself: in one round trip."""
    row = await asked.row(_CLIENT, id=client_id)
    if row is None:
        return None
    system = _system_from(row)
    within = system.purposes & {Purpose(one) for one in row["agency_purposes"]}
    return system, Standing(
        subject=system.id,
        is_system=True,
        agency_id=system.agency_id,
        agency_name=row["agency_name"],
        sector=Sector(row["sector"]),
        municipalities=tuple(MunicipalityId(one) for one in row["municipalities"]),
        roles=frozenset({Role.SYSTEM}),
        scopes=system.scopes,
        purposes=in_order(within),
    )


async def own_sessions(work: UnitOfWork, agency_id: UUID) -> list[UUID]:
    """Of the systems of an agency that are not revoked."""
    return [row["session_id"] for row in await work.rows(_OWN_SESSIONS, agency_id=agency_id)]


async def own_name(work: UnitOfWork, system_id: UUID) -> str | None:
    name: str | None = await work.value(_OWN_NAME, id=system_id)
    return name


async def save_system(work: UnitOfWork, system: System) -> None:
    secret = system.secret
    await work.run(
        _SAVE,
        id=system.id,
        name=system.name,
        redirect_uris=list(system.redirect_uris),
        scopes=sorted(system.scopes),
        purposes=sorted(system.purposes),
        session_id=system.session_id,
        keys=list(system.keys),
        secret_digest=secret and secret.digest,
        previous_secret_digest=secret and secret.previous,
        previous_secret_until=secret and secret.previous_until,
        revoked_at=system.revoked_at,
        version=system.version,
    )


async def use_assertion(work: UnitOfWork, system_id: UUID, jti_digest: bytes, until: datetime) -> bool:
    """Remember that an assertion was used; False when it had been before."""
    return bool(await work.value(_USE, system_id=system_id, jti_digest=jti_digest, until=until))


async def forget_assertions(work: UnitOfWork) -> int:
    """Delete the expired ones, which nobody could replay; how many."""
    return await work.run(_FORGET, now=work.now)


def _system_from(row: Any) -> System:
    digest = row["secret_digest"]
    return System(
        id=SystemId(row["id"]),
        agency_id=AgencyId(row["agency_id"]),
        name=row["name"],
        authentication=Authentication(row["authentication"]),
        grants=frozenset(GrantType(one) for one in row["grants"]),
        redirect_uris=tuple(row["redirect_uris"]),
        scopes=frozenset(Scope(one) for one in row["scopes"]),
        purposes=frozenset(Purpose(one) for one in row["purposes"]),
        keys=tuple(row["keys"]),
        session_id=row["session_id"],
        open_to_all=row["open_to_all"],
        secret=digest and Secret(digest, row["previous_secret_digest"], row["previous_secret_until"]),
        revoked_at=row["revoked_at"],
        version=row["version"],
    )
