"""Who gets into the engines, and where their secrets are not."""

import socket
import stat
import subprocess

import asyncpg
import pytest

from deploy.embedded.engines import Engines
from deploy.embedded.process import LOOPBACK

pytestmark = pytest.mark.anyio


async def run(dsn: str, statement: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_nobody_gets_in_without_the_password(engines: Engines) -> None:
    postgres = engines.postgres
    for wrong in (postgres.dsn("postgres", "guess", "postgres"), postgres.dsn("postgres", "", "postgres")):
        with pytest.raises(asyncpg.InvalidPasswordError):
            await run(wrong, "select 1")


@pytest.mark.parametrize("options", ["{}", '{"auth_token": "guess"}'])
async def test_nobody_gets_in_without_the_token(engines: Engines, options: str) -> None:
    with socket.create_connection((LOOPBACK, engines.nats.port)) as visitor, visitor.makefile("rw") as conversation:
        assert conversation.readline().startswith("INFO ")
        conversation.write(f"CONNECT {options}\r\nPING\r\n")
        conversation.flush()
        assert conversation.readline() == "-ERR 'Authorization Violation'\n"


async def test_no_trust_in_the_access_file(engines: Engines) -> None:
    lines = (engines.postgres.data / "pg_hba.conf").read_text().splitlines()
    methods = {line.split()[-1] for line in lines if line.strip() and not line.startswith("#")}
    assert methods == {"scram-sha-256"}


async def test_both_listen_on_loopback_only_and_make_no_socket_file(engines: Engines) -> None:
    assert await run(engines.postgres.superuser_dsn, "show listen_addresses") == LOOPBACK
    assert await run(engines.postgres.superuser_dsn, "show unix_socket_directories") == ""
    for port in (engines.postgres.port, engines.nats.port):
        with socket.socket() as elsewhere, pytest.raises(ConnectionRefusedError):
            elsewhere.connect(("127.0.0.2", port))


async def test_secrets_can_be_read_by_their_owner_only(engines: Engines) -> None:
    for secret in (
        engines.postgres.folder / "superuser.password",
        engines.postgres.folder / "log",
        engines.nats.folder / "token",
        engines.nats.folder / "server.conf",
        engines.nats.folder / "log",
    ):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600, secret
    for folder in (engines.postgres.folder, engines.nats.folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder


async def test_no_secret_is_on_a_command_line_or_in_an_environment(engines: Engines) -> None:
    secrets = [
        (engines.postgres.folder / "superuser.password").read_text(),
        (engines.nats.folder / "token").read_text(),
    ]
    shown = subprocess.run(["ps", "axeww", "-o", "args"], capture_output=True, text=True, check=True).stdout
    assert str(engines.postgres.data) in shown
    assert not any(secret in shown for secret in secrets)


@pytest.mark.parametrize(
    "statement",
    ["select 'Sophie Tremblay'::uuid", "select pg_terminate_backend(pg_backend_pid()), pg_sleep(1), 'Sophie Tremblay'"],
)
async def test_the_log_of_the_server_holds_no_value_of_a_statement(engines: Engines, statement: str) -> None:
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
        await run(engines.postgres.superuser_dsn, statement)
    assert "Sophie" not in (engines.postgres.folder / "log").read_text()
