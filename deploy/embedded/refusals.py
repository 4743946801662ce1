"""Why the embedded engines did not start, in sentences a person can act on.

EngineRefused
├── NotForProduction    the environment says production
├── FolderUnusable      the folder cannot hold the data, or its account cannot reach it
├── FolderInUse         another Parcours runs on this folder
├── StillRunning        an engine of an earlier run has not ended
├── OtherMajorVersion   the data was written by another PostgreSQL
├── PortTaken           somebody else listens on the port that was asked for
├── EngineFailed        the engine ended by itself; carries the end of its log
└── RoleTooPowerful     a role of a service exists already, and may bypass row security
"""

from pathlib import Path


class EngineRefused(Exception):  # noqa: N818 - a refusal is a proper answer, not an error
    """The embedded engines cannot do this, and the message says what to do about it."""


class NotForProduction(EngineRefused):
    """Embedded engines are for a laptop, a demonstration and the tests."""


class FolderUnusable(EngineRefused):
    """The folder cannot hold the data of an engine."""


class FolderInUse(EngineRefused):
    """Another Parcours runs on this folder."""


class StillRunning(EngineRefused):
    """An engine of an earlier run has not ended, and two on one folder would destroy it."""


class OtherMajorVersion(EngineRefused):
    """The data was written by another major version of PostgreSQL."""


class PortTaken(EngineRefused):
    """Somebody else listens on the port that was asked for."""

    def __init__(self, engine: str, port: int) -> None:
        super().__init__(
            f"{engine} cannot listen on 127.0.0.1:{port}, because another program does. "
            f"Stop that program, or configure another port, or none to have a free one chosen."
        )


class EngineFailed(EngineRefused):
    """The engine ended by itself, or never became ready."""

    def __init__(self, engine: str, what_happened: str, log: Path) -> None:
        super().__init__(f"{engine} {what_happened}. The end of {log}:\n{_end_of(log)}")


class RoleTooPowerful(EngineRefused):
    """A role of a service exists already, and may do more than a service may."""


def _end_of(log: Path, lines: int = 15) -> str:
    if not log.exists():
        return "  (nothing was written)"
    text = log.read_text(encoding="utf-8", errors="replace")
    return "\n".join(f"  {line}" for line in text.splitlines()[-lines:]) or "  (nothing was written)"
