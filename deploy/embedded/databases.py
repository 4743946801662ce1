"""Who may do what in PostgreSQL: one schema, one owner and one runtime role for each service.

The owner (`cases_owner`) runs migrations. The runtime role (`cases_service`) answers requests: it owns nothing, so row
security binds it, and sees no schema but its own and the extensions. Nobody else may even connect.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg

from deploy.embedded.home import kept_secret, private_folder
from deploy.embedded.postgres import PostgresServer
from deploy.embedded.refusals import RoleTooPowerful

DATABASE = "parcours"
SERVICES = ("identity", "cases", "referrals")
EXTENSIONS = ("pg_trgm", "unaccent", "fuzzystrmatch", "btree_gist", "btree_gin")
ROLES = tuple(f"{service}_{kind}" for service in SERVICES for kind in ("owner", "service"))

_SCRAM_ITERATIONS = 4096
_ONE_AT_A_TIME = "select pg_advisory_lock(hashtext('parcours: prepare databases'))"

_FOR_NOBODY_ELSE = """
    REVOKE ALL ON DATABASE {database} FROM PUBLIC;
    GRANT CONNECT ON DATABASE {database} TO {roles};
"""

_SHARED_BY_SERVICES = """
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    CREATE SCHEMA IF NOT EXISTS extensions;
    GRANT USAGE ON SCHEMA extensions TO {roles};
"""

_OF_ONE_SERVICE = """
    CREATE SCHEMA IF NOT EXISTS {service} AUTHORIZATION {service}_owner;
    GRANT USAGE ON SCHEMA {service} TO {service}_service;
    ALTER DEFAULT PRIVILEGES FOR ROLE {service}_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
    ALTER DEFAULT PRIVILEGES FOR ROLE {service}_owner IN SCHEMA {service}
        GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {service}_service;
    ALTER DEFAULT PRIVILEGES FOR ROLE {service}_owner IN SCHEMA {service}
        GRANT USAGE ON SEQUENCES TO {service}_service;
    ALTER DEFAULT PRIVILEGES FOR ROLE {service}_owner IN SCHEMA {service}
        GRANT EXECUTE ON FUNCTIONS TO {service}_service;
"""


@dataclass(frozen=True)
class ServiceDatabase:
    """Where a service finds its tables; passwords are in the addresses, so neither is shown."""

    runtime_url: str = field(repr=False)
    owner_url: str = field(repr=False)


async def prepare_databases(postgres: PostgresServer, database: str = DATABASE) -> dict[str, ServiceDatabase]:
    """Create the database, its schemas and roles on an embedded server, or bring them up to date.

    May be called any number of times, also at once. Passwords are made up the first time and kept beside the data,
    readable by their owner only.

    Returns:
        The addresses of each service, by its name.
    """
    async with _connected(postgres.superuser_dsn) as maintenance:
        await maintenance.execute(_ONE_AT_A_TIME)
        passwords = _kept_passwords(postgres)
        for closed in ("postgres", "template1"):
            await maintenance.execute(f"REVOKE ALL ON DATABASE {closed} FROM PUBLIC")
        if not await maintenance.fetchval("SELECT true FROM pg_database WHERE datname = $1", database):
            await maintenance.execute(f"CREATE DATABASE {_quoted(database)}")
        await prepare_server(postgres.superuser_dsn_of(database), passwords)
    return _addresses(postgres, database, passwords)


async def prepare_server(admin_dsn: str, passwords: Mapping[str, str]) -> None:
    """Create the schemas and roles of all services in a database that exists, on any PostgreSQL from 15 on.

    May be called any number of times. It needs no superuser: the owner of the database who may create roles
    (`CREATEROLE`) is enough, because each extension is a trusted one. The server sees only verifiers of
    the passwords, so that its log cannot hold one.

    Args:
        admin_dsn: `postgresql://admin:…@host/parcours`.
        passwords: by role, one for each of `ROLES`.

    Raises:
        RoleTooPowerful: a role of this name exists and may bypass row security, or more.
    """
    async with _connected(admin_dsn) as connection, connection.transaction():
        for role in ROLES:
            await _create_role(connection, role, passwords[role])
        database, roles = await connection.fetchval("SELECT current_database()"), ", ".join(ROLES)
        await connection.execute(_FOR_NOBODY_ELSE.format(database=_quoted(database), roles=roles))
        await connection.execute(_SHARED_BY_SERVICES.format(roles=roles))
        for extension in EXTENSIONS:
            await connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension} WITH SCHEMA extensions")
        for service in SERVICES:
            await connection.execute(_OF_ONE_SERVICE.format(service=service))


async def drop_database(postgres: PostgresServer, name: str) -> None:
    """Remove a database, whoever is connected to it."""
    async with _connected(postgres.superuser_dsn) as maintenance:
        await maintenance.execute(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")


async def _create_role(connection: asyncpg.Connection, role: str, password: str) -> None:
    existing = await connection.fetchrow(
        "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls AS too_powerful"
        " FROM pg_roles WHERE rolname = $1",
        role,
    )
    if existing is None:
        await connection.execute(
            f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
        )
    elif existing["too_powerful"]:
        raise RoleTooPowerful(
            f"The role {role} exists and may do more than a service may (be superuser, create roles or databases, "
            f"replicate, or bypass row security). Take that away with "
            f"`ALTER ROLE {role} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS`."
        )
    await connection.execute(f"ALTER ROLE {role} PASSWORD '{_scram_verifier(password)}'")
    await connection.execute(f"ALTER ROLE {role} SET search_path = {role.rpartition('_')[0]}, extensions")
    if role.endswith("_owner") and not await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = user"):
        await connection.execute(f"GRANT {role} TO CURRENT_USER")


def _scram_verifier(password: str) -> str:
    """What PostgreSQL stores of a password.

    Source:
        RFC 5802, section 3; PostgreSQL, catalogue pg_authid, rolpassword.
    """
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _SCRAM_ITERATIONS)
    stored_key = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    encoded = [base64.b64encode(part).decode() for part in (salt, stored_key, server_key)]
    return f"SCRAM-SHA-256${_SCRAM_ITERATIONS}:{encoded[0]}${encoded[1]}:{encoded[2]}"


def _kept_passwords(postgres: PostgresServer) -> dict[str, str]:
    folder = private_folder(postgres.folder / "roles")
    return {role: kept_secret(folder / f"{role}.password") for role in ROLES}


def _addresses(postgres: PostgresServer, database: str, passwords: Mapping[str, str]) -> dict[str, ServiceDatabase]:
    def address(role: str) -> str:
        return postgres.dsn(role, passwords[role], database)

    return {
        service: ServiceDatabase(runtime_url=address(f"{service}_service"), owner_url=address(f"{service}_owner"))
        for service in SERVICES
    }


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'
