"""A small program that runs one engine and stops it when whoever started both is gone.

It is started as `python -I -S guardian.py FOLDER LOCK PROGRAM ARGUMENT…`, imports only the standard library, and
holds three things: its standard input, a pipe that closes with its parent however the parent dies; the engine, its
child; and the lock on the engine's folder, which the engine inherits, so that the lock is free exactly when the last
process of the engine has gone. It answers with one line of JSON: `{"pid": 4711}` or `{"refused": "a sentence"}`; what
nobody foresaw is in the log of the engine.

PostgreSQL refuses to run as root. A guardian that is root gives its rights up first: to the account that owns the
folder; else inside a user namespace, where root outside is `nobody` inside and no file changes hands; else by giving
the folder to `nobody` and becoming it.
"""

import contextlib
import ctypes
import json
import os
import pwd
import select
import signal
import subprocess
import sys
from pathlib import Path

PATIENCE_SECONDS = {signal.SIGINT: 15.0, signal.SIGQUIT: 5.0, signal.SIGKILL: 5.0}
"""An engine is asked (PostgreSQL rolls back and writes a checkpoint), then told, then killed; each may take so long."""

_UNPRIVILEGED = "nobody"
_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1
_SIGNALS_THAT_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotLeaveRoot(Exception):  # noqa: N818 - read as a sentence, like every refusal
    """Root has no account here that could run the engine."""


def main(folder: Path, lock: int, command: list[str]) -> int:
    """Run the engine until it ends or the parent does; returns the exit code to end with."""
    wakeup = _signals_as_bytes()
    try:
        leave_root(folder, Path(command[0]))
        engine = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            pass_fds=[lock],
            preexec_fn=_stop_with_guardian,  # noqa: PLW1509 - this program has one thread
        )
    except CannotLeaveRoot as reason:
        _answer({"refused": str(reason)})
        return 1
    os.close(lock)
    _answer({"pid": engine.pid})
    _wait_for_end_of(engine, wakeup)
    stop(engine)
    return engine.returncode if engine.returncode >= 0 else 128 - engine.returncode


def leave_root(folder: Path, program: Path) -> None:
    """Become an account that PostgreSQL agrees to run as, and that can use the folder.

    An account without a name (`docker run --user 12345`) is given one too where a namespace can: initdb asks for it.

    Raises:
        CannotLeaveRoot: there is no such account, or it cannot reach the folder or the program.
    """
    owner = folder.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        _become(owner.st_uid, owner.st_gid)
    elif os.geteuid() == 0 or not _has_a_name(os.geteuid()):
        if _namespaces_work():
            _enter_namespace()
        elif os.geteuid() == 0:
            nobody = _nobody()
            _give(folder, nobody.pw_uid, nobody.pw_gid)
            _become(nobody.pw_uid, nobody.pw_gid)
    _must_reach(folder, program)


def _namespaces_work() -> bool:
    """Whether a user namespace can be made here; tried in a child, because half of one cannot be left."""
    if not sys.platform.startswith("linux"):
        return False
    child = os.fork()
    if child == 0:
        try:
            _enter_namespace()
        except (OSError, CannotLeaveRoot):
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _enter_namespace() -> None:
    """Be `nobody` inside a new user namespace, and stay who we are for every file outside of it."""
    nobody, uid, gid = _nobody(), os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare(CLONE_NEWUSER)")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{nobody.pw_uid} {uid} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{nobody.pw_gid} {gid} 1", encoding="ascii")


def _become(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def _give(folder: Path, uid: int, gid: int) -> None:
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, uid, gid, follow_symlinks=False)


def _nobody() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(_UNPRIVILEGED)
    except KeyError:
        raise CannotLeaveRoot(
            f"PostgreSQL does not run as root, and this machine has no account “{_UNPRIVILEGED}”. "
            "Start Parcours as an ordinary user."
        ) from None


def _has_a_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _must_reach(folder: Path, program: Path) -> None:
    for path, mode in ((folder, os.R_OK | os.W_OK | os.X_OK), (program, os.R_OK | os.X_OK)):
        closed = [step for step in reversed(path.parents) if not os.access(step, os.X_OK)]
        if closed or not os.access(path, mode):
            raise CannotLeaveRoot(
                f"The engine runs as user {os.geteuid()} and cannot reach {path}: {[*closed, path][0]} is closed to "
                "it. Choose a folder that is open to others with PARCOURS_HOME, or start Parcours as an ordinary user."
            )


def _stop_with_guardian() -> None:
    """A second string to the bow where the kernel offers it: kill -9 of the guardian stops the engine too."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


def _signals_as_bytes() -> int:
    """A descriptor that becomes readable at a signal, so that one `select` waits for all there is to wait for."""
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    signal.set_wakeup_fd(writable)
    for number in (*_SIGNALS_THAT_STOP, signal.SIGCHLD):
        signal.signal(number, lambda _number, _frame: None)
    return readable


def _wait_for_end_of(engine: "subprocess.Popen[bytes]", wakeup: int) -> None:
    while engine.poll() is None:
        ready, _, _ = select.select([sys.stdin.fileno(), wakeup], [], [])
        if sys.stdin.fileno() in ready and not os.read(sys.stdin.fileno(), 1):
            return
        if wakeup in ready and set(os.read(wakeup, 64)) & set(_SIGNALS_THAT_STOP):
            return


def stop(engine: "subprocess.Popen[bytes]") -> None:
    for number, seconds in PATIENCE_SECONDS.items():
        if engine.poll() is not None:
            return
        engine.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            engine.wait(seconds)


def _answer(answer: dict[str, object]) -> None:
    """One line for the parent; a parent that has gone in the meantime is noticed by the pipe that closed."""
    try:
        os.write(sys.stdout.fileno(), json.dumps(answer).encode() + b"\n")
    except BrokenPipeError:
        return


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
