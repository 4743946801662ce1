"""How much processor time processes have used: from /proc on Linux, from `ps` elsewhere."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PARENT, _ITS_OWN, _OF_ENDED_CHILDREN = 1, slice(11, 13), slice(13, 15)
"""Places in /proc/<pid>/stat after the name, proc(5)."""


@dataclass(frozen=True)
class Used:
    """One process, its parent, and the seconds it has computed, with the kernel's work on its behalf.

    Attributes:
        by_ended: what its children had computed that have ended; 0 where the system does not say (ps).
    """

    pid: int
    parent: int
    seconds: float
    command: str
    by_ended: float = 0.0


def processes() -> Sequence[Used]:
    """All that we may see."""
    return _from_proc() if (_PROC / "self" / "stat").exists() else _from_ps()


def seconds_of_family(root: int, seen: Sequence[Used]) -> float:
    """What a process and all that it started have used."""
    family, before = {root}, 0
    while before != len(family):
        before = len(family)
        family |= {one.pid for one in seen if one.parent in family}
    return sum(one.seconds + one.by_ended for one in seen if one.pid in family)


def seconds_of_child(root: int, word: str, seen: Sequence[Used]) -> float:
    """What that child of a process has used in whose command line a word stands."""
    return sum(one.seconds for one in seen if one.parent == root and word in one.command.split())


def _from_proc() -> Sequence[Used]:
    found = []
    for folder in _PROC.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue  # it has ended meanwhile, or is not ours to see
        own, ended = (sum(map(int, fields[some])) / _TICKS for some in (_ITS_OWN, _OF_ENDED_CHILDREN))
        found.append(Used(int(folder.name), int(fields[_PARENT]), own, command, ended))
    return found


def _from_ps() -> Sequence[Used]:
    listed = subprocess.run(
        ["/bin/ps", "-axo", "pid=,ppid=,time=,command="], capture_output=True, text=True, check=True
    ).stdout
    found = []
    for line in listed.splitlines():
        pid, parent, spent, command = line.split(None, 3)
        found.append(Used(int(pid), int(parent), _seconds(spent), command))
    return found


def _seconds(written: str) -> float:
    """`[[days-]hours:]minutes:seconds[.hundredths]`, as ps writes it."""
    days, _, clock = written.rpartition("-")
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return int(days or 0) * 86400 + seconds
