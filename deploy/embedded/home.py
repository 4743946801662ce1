"""The folder an installation keeps its data in, and what is private there."""

import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from deploy.embedded.refusals import FolderInUse, FolderUnusable

_ENTERED_BY_ITS_ENGINES = 0o711
_PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


class FolderLock:
    """A file that one process at a time holds, with what the holder tells about itself.

    The lock lasts until the last process that inherited the descriptor has closed it or died, however it died.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "lock"
        self.descriptor = -1

    def __enter__(self) -> Self:
        try:
            self.descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        except OSError as error:
            raise _unusable(self._file.parent, error) from None
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.descriptor)

    def take(self) -> bool:
        """Take the lock if nobody has it."""
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:  # some network drives know no locks
            raise _unusable(self._file.parent, error) from None
        return True

    def tell(self, **what: int) -> None:
        """Leave numbers for whoever finds the folder locked."""
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, json.dumps(what).encode(), 0)

    def told(self) -> dict[str, int]:
        """What the holder left; empty for a moment while it takes the lock."""
        told: dict[str, int] = json.loads(os.pread(self.descriptor, 1000, 0) or b"{}")
        return told


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
    except OSError as error:
        raise _unusable(home, error) from None
    with FolderLock(home) as lock:
        if not lock.take():
            raise FolderInUse(
                f"Another Parcours (process {lock.told().get('pid', 'unknown')}) uses {home}. "
                "Stop it, or choose another folder with PARCOURS_HOME."
            )
        lock.tell(pid=os.getpid())
        yield home


@contextmanager
def temporary_home() -> Iterator[Path]:
    """A place for an installation that is removed afterwards.

    Engines that root starts may run as another account, and could not enter the temporary folders of pytest.
    """
    with tempfile.TemporaryDirectory(prefix="parcours-") as folder:
        Path(folder).chmod(_ENTERED_BY_ITS_ENGINES)
        yield Path(folder) / "var"


def private_folder(path: Path) -> Path:
    """A folder that only its owner enters, created if need be."""
    try:
        path.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(path, error) from None
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


def _unusable(folder: Path, error: OSError) -> FolderUnusable:
    return FolderUnusable(f"{folder} cannot hold the data: {error.strerror}. Choose another with PARCOURS_HOME.")
