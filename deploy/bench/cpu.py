"""How much processor time processes have used: from /proc on Linux, from `ps` elsewhere."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PARENT, _IN_PROGRAM, _IN_KERNEL = 1, 11, 12
"""Places in /proc/<pid>/stat after the name, proc(5)."""


@dataclass(frozen=True)
class Used:
    """One process: its parent, and the seconds it has computed, for itself and for the kernel's work on its behalf."""

    pid: int
    parent: int
    seconds: float
    command: str


def processes() -> Sequence[Used]:
    """All that we may see."""
    return _from_proc() if (_PROC / "self" / "stat").exists() else _from_ps()


def seconds_of_family(root: int, seen: Sequence[Used]) -> float:
    """What a process and all that it started have used."""
    family, before = {root}, 0
    while before != len(family):
        before = len(family)
        family |= {one.pid for one in seen if one.parent in family}
    return sum(one.seconds for one in seen if one.pid in family)


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
        ticks = int(fields[_IN_PROGRAM]) + int(fields[_IN_KERNEL])
        found.append(Used(int(folder.name), int(fields[_PARENT]), ticks / _TICKS, command))
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
