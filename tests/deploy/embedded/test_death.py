"""The engines end with whoever started them, whatever ends it, and the next start finds the folder free."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from deploy.embedded import guardian
from deploy.embedded.databases import prepare_databases
from deploy.embedded.engines import engines_running_elsewhere, running_engines
from deploy.embedded.process import EngineProcess
from deploy.embedded.refusals import FolderInUse, StillRunning

pytestmark = pytest.mark.anyio

Hold = Callable[..., Any]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL, signal.SIGHUP])
async def test_the_engines_stop_cleanly_when_their_parent_ends(home: Path, hold: Hold, ending: signal.Signals) -> None:
    holder = hold(home)
    assert holder.engines_run()
    holder.process.send_signal(ending)
    holder.wait_until_engines_are_gone()
    assert "database system is shut down" in (home / "postgres" / "log").read_text()
    assert "Server Exiting" in (home / "nats" / "log").read_text()


async def test_the_next_start_waits_for_engines_that_are_still_stopping(home: Path, hold: Hold) -> None:
    holder = hold(home)
    ports = {"postgres_port": holder.said["postgres_port"], "nats_port": holder.said["nats_port"]}
    holder.process.kill()
    holder.process.wait()
    async with running_engines(home, durable=False, **ports) as engines:
        assert engines.postgres.process.pid != holder.said["postgres"]


async def test_ctrl_c_reaches_the_engines_through_us_and_not_before_us(home: Path, hold: Hold) -> None:
    """A terminal signals its whole process group; requests in flight still need the database."""
    holder = hold(home)
    for pid in holder.engine_pids:
        assert os.getpgid(pid) != os.getpgid(holder.process.pid)
        assert os.getsid(pid) != os.getsid(holder.process.pid)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a child of its parent's death")
async def test_an_engine_ends_with_its_guardian(home: Path) -> None:
    async with running_engines(home, durable=False) as engines:
        for server in (engines.postgres, engines.nats):
            os.kill(parent_of(server.process.pid), signal.SIGKILL)
            await server.process.end()
            await server.stop()
            await server.start()


async def test_a_guardian_that_is_asked_to_end_stops_its_engine(home: Path) -> None:
    async with running_engines(home, durable=False) as engines:
        os.kill(parent_of(engines.postgres.process.pid), signal.SIGTERM)
        assert await engines.postgres.process.end() == 0
        assert "database system is shut down" in (home / "postgres" / "log").read_text()


async def test_two_processes_do_not_share_a_folder(home: Path, hold: Hold) -> None:
    holder = hold(home)
    with pytest.raises(FolderInUse, match=f"process {holder.process.pid}"):
        async with running_engines(home):
            pass


async def test_another_process_may_speak_with_the_engines(home: Path, hold: Hold) -> None:
    assert engines_running_elsewhere(home) is None
    holder = hold(home)
    found = engines_running_elsewhere(home)
    assert found is not None
    assert (found.postgres.port, found.nats.port) == (holder.said["postgres_port"], holder.said["nats_port"])
    databases = await prepare_databases(found.postgres)
    connection = await asyncpg.connect(databases["cases"].runtime_url)
    await connection.close()
    holder.close()
    assert engines_running_elsewhere(home) is None


async def test_an_engine_that_outlived_its_run_is_named(new_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock belongs to the engine: a second one is not started beside it, whoever lost sight of the first."""
    monkeypatch.setattr("deploy.embedded.process._PREVIOUS_RUN_SECONDS", 0.1)
    new_home.mkdir()
    outliving = EngineProcess("Sleep", new_home / "nats")
    await outliving.start(["/bin/sleep", "60"])
    try:
        with pytest.raises(StillRunning, match=f"NATS of an earlier run .process {outliving.pid}. still works"):
            async with running_engines(new_home, durable=False):
                pass
    finally:
        await outliving.kill()


@pytest.mark.parametrize(
    ("ignored", "ends_by"), [(["SIGINT"], signal.SIGQUIT), (["SIGINT", "SIGQUIT"], signal.SIGKILL)]
)
async def test_an_engine_that_does_not_listen_is_told_and_then_killed(
    monkeypatch: pytest.MonkeyPatch, ignored: list[str], ends_by: signal.Signals
) -> None:
    patience = {number: 0.2 if number.name in ignored else 10.0 for number in guardian.PATIENCE_SECONDS}
    monkeypatch.setattr(guardian, "PATIENCE_SECONDS", patience)
    deaf = "".join(f"signal.signal(signal.{name}, signal.SIG_IGN);" for name in ignored)
    program = f"import signal, time; {deaf} print('deaf', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as engine:
        assert engine.stdout is not None
        assert engine.stdout.readline() == b"deaf\n"
        guardian.stop(engine)
        assert engine.returncode == -ends_by


def parent_of(pid: int) -> int:
    shown = subprocess.run(["ps", "-o", "ppid=", "-p", str(pid)], capture_output=True, text=True, check=True).stdout
    return int(shown)
