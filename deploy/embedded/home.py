"""The folder an installation keeps its data in, and what is private there."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.embedded.refusals import FolderInUse, FolderUnusable

_ENTERED_BY_ITS_ENGINES = 0o711
_PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


@contextmanager
def held_home(home: Path) -> Iterator[Path]:
    """The folder, created if need be, and ours alone until we leave it or die.

    Raises:
        FolderInUse: another process holds it.
        FolderUnusable: it is not a folder, or not ours to write in.
    """
    home = home.resolve()
    try:
        home.mkdir(mode=_ENTERED_BY_ITS_ENGINES, parents=True, exist_ok=True)
        lock = os.open(home / "lock", os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    except OSError as error:
        raise FolderUnusable(
            f"{home} cannot hold the data: {error.strerror}. Choose another with PARCOURS_HOME."
        ) from None
    try:
        if not is_locked_by_us(lock):
            raise FolderInUse(
                f"Another Parcours (process {read_lock(lock)}) uses {home}. "
                "Stop it, or choose another folder with PARCOURS_HOME."
            )
        write_lock(lock, os.getpid())
        yield home
    finally:
        os.close(lock)


def is_locked_by_us(descriptor: int) -> bool:
    """Try to lock an open file; the lock lasts until the last process that inherited the descriptor closes it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write_lock(descriptor: int, pid: int) -> None:
    """Leave the process id of the holder for whoever finds the folder locked."""
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(pid).encode(), 0)


def read_lock(descriptor: int) -> str:
    """The process id that the holder left."""
    return os.pread(descriptor, 20, 0).decode() or "unknown"


def private_folder(path: Path) -> Path:
    """A folder that only its owner enters, created if need be."""
    try:
        path.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
    except OSError as error:
        raise FolderUnusable(f"{path} cannot be a folder of ours: {error.strerror}.") from None
    return path


def write_private(path: Path, text: str) -> None:
    """Write a file that only the owner of its folder may read, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    owner = path.parent.stat()
    if os.geteuid() == 0:
        os.chown(draft, owner.st_uid, owner.st_gid)
    draft.replace(path)


def kept_secret(path: Path) -> str:
    """The secret in this file; made up at random the first time."""
    if not path.exists():
        write_private(path, secrets.token_hex(24))
    return path.read_text(encoding="utf-8")
