"""Outside the database: who has seen how far a log went, so that its end cannot be cut off in silence."""

import os
from pathlib import Path
from typing import Final

from anyio import to_thread

_KEY: Final = "key "


class Witness:
    """A folder with a file for each log: the key that seals it, and every checkpoint that was seen, oldest first.

    Put it on another machine than the database, or copy it there: who can write into both can forge both.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[str, str | None] = {}

    async def see(self, verifier: str, signed: str | None) -> None:
        """Keep a checkpoint for good before going on; nothing when it is the last one seen.

        Args:
            signed: None as long as nothing has been sealed; the key is kept from the beginning.

        Raises:
            OSError: the folder cannot be written.
        """
        origin = verifier.partition("+")[0]
        if origin not in self._seen or (signed is not None and self._seen[origin] != signed):
            await to_thread.run_sync(self._append, origin, verifier, signed)
            self._seen[origin] = signed

    def _append(self, origin: str, verifier: str, signed: str | None) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / file_name(origin)
        with path.open("a") as file:
            begun = "\n" if file.tell() else ""  # whatever went down before may have left half a line
            key = "" if origin in self._seen else f"{begun}{_KEY}{verifier}\n"
            file.write(key if signed is None else f"{key}{signed}\n")
            file.flush()
            os.fsync(file.fileno())


def file_name(origin: str) -> str:
    """Of the file of one log."""
    return origin.replace("/", ".") + ".checkpoints"


def read_witness(text: str) -> tuple[set[str], list[str]]:
    """What a witness has kept.

    Returns:
        The public keys, and the signed checkpoints, oldest first. A checkpoint that was only half written when a
        machine went down is left out; it is the last one, or a key follows it, with which the next to see goes on.
    """
    keys: set[str] = set()
    checkpoints: list[str] = []
    lines: list[str] = []
    for line in text.splitlines(keepends=True):
        if line.startswith(_KEY):
            keys.add(line.removeprefix(_KEY).rstrip("\n"))
            lines = []
        elif line == "\n" and lines and lines[-1].startswith("—"):
            checkpoints.append("".join(lines))
            lines = []
        else:
            lines.append(line)
    return keys, checkpoints
