"""Where an installation keeps its data, and which servers it uses: embedded ones, or external ones by URL."""

import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import asyncpg

from deploy.embedded.databases import prepare_databases
from deploy.embedded.engines import Engines, engines_running_elsewhere, running_engines
from deploy.embedded.home import kept_secret
from deploy.launch.reachable import require_databases
from deploy.launch.refusals import LaunchRefused
from shared.database.engine import speak_json
from shared.database.migrations import HistoryChangedError, migrate
from shared.sealing.sources import count_on

SERVICES = ("identity", "cases", "referrals")
ENGINE_VARIABLES = ("PARCOURS_NATS_URL", *(f"PARCOURS_{name.upper()}_DATABASE_URL" for name in SERVICES))
KEY_SECRET = "PARCOURS_IDENTITY_KEY_SECRET"  # noqa: S105 - the name of a variable
SEAL_SECRETS = tuple(f"PARCOURS_{name.upper()}_SEAL_SECRET" for name in SERVICES)
ENCRYPTION_KEYS = tuple(f"PARCOURS_{name.upper()}_ENCRYPTION_KEYS" for name in ("cases", "referrals"))
WITNESS_FOLDER = "PARCOURS_WITNESS_FOLDER"
ARCHIVE_FOLDER = "PARCOURS_ARCHIVE_FOLDER"
DOCUMENTS_FOLDER = "PARCOURS_CASES_DOCUMENTS_FOLDER"


@dataclass(frozen=True)
class Installation:
    """A prepared installation.

    Attributes:
        environment: what the services read; contains secrets.
        owners: addresses of the schemas' owners, for migrations and the command line; by service.
        engines: None with external servers.
    """

    home: Path
    environment: Mapping[str, str]
    owners: Mapping[str, str]
    engines: Engines | None


def home_folder() -> Path:
    """`PARCOURS_HOME`, else `./var`."""
    return Path(os.environ.get("PARCOURS_HOME", "var")).resolve()


def documents_folder(home: Path) -> str:
    """Where the contents of documents are kept: beside the data, unless another folder is given."""
    return os.environ.get(DOCUMENTS_FOLDER) or str(home / "documents")


def witness_folder(home: Path) -> str:
    """Where checkpoints of the logs are kept outside the database."""
    return os.environ.get(WITNESS_FOLDER) or str(home / "witness")


def archive_folder(home: Path) -> Path:
    """Where the months of the logs are kept that the database has let go."""
    return Path(os.environ.get(ARCHIVE_FOLDER) or home / "archive")


@asynccontextmanager
async def prepared_installation(
    home: Path, *, postgres_settings: Mapping[str, str] | None = None
) -> AsyncIterator[Installation]:
    """Servers that answer, with schemas of this version, for as long as the block lasts.

    Raises:
        LaunchRefused: some but not all addresses of external servers are given, one is wrong, or a secret is missing.
        EngineRefused: an embedded server cannot start; the sentence says why.
    """
    if _servers_are_external():
        installation = await _on_external_servers(home)
        await migrate_all(installation.owners)
        yield installation
        return
    async with running_engines(
        home,
        postgres_port=_port("PARCOURS_POSTGRES_PORT"),
        nats_port=_port("PARCOURS_NATS_PORT"),
        postgres_settings=postgres_settings,
    ) as engines:
        installation = await _on_embedded_servers(home, engines)
        await migrate_all(installation.owners)
        yield installation


async def reached_installation(home: Path) -> Installation:
    """An installation that runs already, to look after it; nothing is started, stopped or migrated.

    Raises:
        LaunchRefused: neither does anything run on this folder nor are external servers given.
    """
    if _servers_are_external():
        return await _on_external_servers(home)
    engines = engines_running_elsewhere(home)
    if engines is None:
        raise LaunchRefused(f"Nothing runs on the data in {home}. Start it with `parcours up`, then ask again.")
    return replace(await _on_embedded_servers(home, engines), engines=None)


def _file_of(secret: str) -> str:
    """Where a secret that the launcher made up is kept: `PARCOURS_CASES_SEAL_SECRET` in `cases-seal.secret`."""
    service, _, what = secret.removeprefix("PARCOURS_").lower().partition("_")
    return f"{service}-{what.replace('_', '.')}"


def _servers_are_external() -> bool:
    given = [name for name in ENGINE_VARIABLES if os.environ.get(name)]
    if given and len(given) < len(ENGINE_VARIABLES):
        missing = ", ".join(name for name in ENGINE_VARIABLES if name not in given)
        raise LaunchRefused(f"External servers are given in part. Set also {missing}, or none of them.")
    return bool(given)


async def _on_embedded_servers(home: Path, engines: Engines) -> Installation:
    databases = await prepare_databases(engines.postgres)
    owners = {name: databases[name].owner_url for name in SERVICES}
    environment = {
        "PARCOURS_NATS_URL": engines.nats.url,
        KEY_SECRET: os.environ.get(KEY_SECRET) or kept_secret(home / _file_of(KEY_SECRET)),
        DOCUMENTS_FOLDER: documents_folder(home),
        WITNESS_FOLDER: witness_folder(home),
        **{
            name: os.environ.get(name) or kept_secret(home / _file_of(name))
            for name in (*SEAL_SECRETS, *ENCRYPTION_KEYS)
        },
        **{f"PARCOURS_{name.upper()}_DATABASE_URL": databases[name].runtime_url for name in SERVICES},
    }
    return Installation(home, environment, owners, engines)


async def _on_external_servers(home: Path) -> Installation:
    if not os.environ.get(KEY_SECRET):
        raise LaunchRefused(f"Set {KEY_SECRET}: with external servers the secret of the signing keys is yours to keep.")
    owners = {
        name: url for name in SERVICES if (url := os.environ.get(f"PARCOURS_{name.upper()}_OWNER_URL")) is not None
    }
    environment = {name: os.environ[name] for name in (*ENGINE_VARIABLES, KEY_SECRET)}
    environment |= {name: os.environ[name] for name in (*SEAL_SECRETS, *ENCRYPTION_KEYS) if os.environ.get(name)}
    environment |= {DOCUMENTS_FOLDER: documents_folder(home), WITNESS_FOLDER: witness_folder(home)}
    addresses = {f"PARCOURS_{name.upper()}_OWNER_URL": url for name, url in owners.items()}
    await require_databases(addresses | {name: environment[name] for name in ENGINE_VARIABLES if "DATABASE" in name})
    return Installation(home, environment, owners, None)


@asynccontextmanager
async def as_owner(schema: str, owner_url: str) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """A connection of a schema's owner, who finds its tables by their names alone."""
    connection = await asyncpg.connect(owner_url, server_settings={"search_path": schema})
    try:
        await speak_json(connection)
        yield connection
    finally:
        await connection.close()


async def migrate_all(owners: Mapping[str, str]) -> None:
    """Bring the schemas of these services to this version, before any of them writes; where they were restored into
    another server, the numbers of transactions go on.

    Raises:
        LaunchRefused: the data was written by a version under development, whose tables were others.
    """
    for name, url in owners.items():
        try:
            await migrate(f"services.{name}", url)
        except HistoryChangedError as failure:
            raise LaunchRefused(
                f"The tables of {name} were made by a version under development that never was released. "
                "Move the data folder (`./var`, or PARCOURS_HOME) away, or empty the schema, and start again."
            ) from failure
        async with as_owner(name, url) as connection:
            await count_on(connection)


def _port(variable: str) -> int | None:
    written = os.environ.get(variable)
    if written is None:
        return None
    if not written.isdecimal() or not 0 < int(written) < 2**16:
        raise LaunchRefused(f"{variable} must be a port number, 1 to 65535.")
    return int(written)


def free_port() -> int:
    """A port on loopback that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def require_free(host: str, port: int) -> None:
    """Say clearly that somebody else listens there, before anything is started.

    Raises:
        LaunchRefused: the port is taken.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise LaunchRefused(
                f"Port {port} on {host} is taken. Stop what listens there, or choose another with "
                "PARCOURS_GATEWAY_PORT and PARCOURS_PUBLIC_URL."
            ) from None
