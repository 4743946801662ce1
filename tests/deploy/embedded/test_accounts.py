"""PostgreSQL refuses to run as root; the engines run all the same, whoever starts them."""

import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.embedded.engines import running_engines

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user cannot become others; root is asked to"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="setpriv and unshare are programs of Linux"),
]

Hold = Callable[..., Any]

NOBODY = 65534
NAMELESS = 54321
WITHOUT_NAMESPACES = [sys.executable, str(Path(__file__).parent / "forbid_namespaces.py")]

PACKAGES = sysconfig.get_path("purelib")
CAN_RUN_THIS = "import asyncpg, nats, subprocess, sys; subprocess.run([sys.executable, '-c', ''], check=True)"


def account(uid: int) -> list[str]:
    return ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"]


def python_for(wrapper: list[str]) -> str:
    """A Python that the account may run: ours may lie in root's own folder."""
    ours = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/bin/{ours}", f"/usr/local/bin/{ours}"):
        tried = subprocess.run(
            [*wrapper, python, "-c", CAN_RUN_THIS],
            env={"PYTHONPATH": PACKAGES},
            cwd="/",
            capture_output=True,
            check=False,
        )
        if tried.returncode == 0:
            return python
    pytest.skip(f"no {ours} that another account may run")


def runs_as(pid: int) -> int:
    shown = subprocess.run(["ps", "-o", "uid=", "-p", str(pid)], capture_output=True, text=True, check=True).stdout
    return int(shown)


def rights_of(pid: int) -> str:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff:"))


@pytest.mark.parametrize("uid", [NOBODY, NAMELESS])
async def test_an_ordinary_account_runs_them_as_itself_with_a_name_or_without(
    new_home: Path, hold: Hold, uid: int
) -> None:
    os.chown(new_home.parent, uid, uid)
    python = python_for(account(uid))
    for _ in ("first", "again"):
        holder = hold(new_home, account(uid), python, PACKAGES)
        assert "refused" not in holder.said, holder.said
        assert {runs_as(pid) for pid in holder.engine_pids} == {uid}
        assert {path.stat().st_uid for path in new_home.rglob("*")} == {uid}
        holder.close()


async def test_root_runs_them_without_any_of_its_rights(new_home: Path) -> None:
    async with running_engines(new_home, durable=False) as engines:
        for server in (engines.postgres, engines.nats):
            assert int(rights_of(server.process.pid), base=16) == 0
    assert {path.stat().st_uid for path in new_home.rglob("*")} == {0}


async def test_root_without_namespaces_runs_them_as_nobody(new_home: Path, hold: Hold) -> None:
    holder = hold(new_home, without_namespaces())
    assert "refused" not in holder.said, holder.said
    assert {runs_as(pid) for pid in holder.engine_pids} == {NOBODY}
    holder.close()

    async with running_engines(new_home, durable=False) as once_namespaces_are_back:
        for server in (once_namespaces_are_back.postgres, once_namespaces_are_back.nats):
            assert runs_as(server.process.pid) == NOBODY


async def test_a_folder_that_nobody_can_reach_is_named(new_home: Path, hold: Hold) -> None:
    new_home.parent.chmod(0o700)
    holder = hold(new_home, without_namespaces())
    assert holder.said["why"] == "FolderUnusable"
    assert f"{new_home.parent} is closed to it" in holder.said["refused"]
    assert "PARCOURS_HOME" in holder.said["refused"]


def without_namespaces() -> list[str]:
    tried = subprocess.run(
        [*WITHOUT_NAMESPACES, "unshare", "--user", "true"], capture_output=True, text=True, check=False
    )
    if "unshare failed" not in tried.stderr:
        pytest.skip(f"namespaces cannot be forbidden here: {tried.stderr}")
    return WITHOUT_NAMESPACES
