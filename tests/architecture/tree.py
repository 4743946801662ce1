"""The files of the project, as the tests of its architecture read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ("services", "gateway", "shared", "deploy")
SERVICES = ("identity", "cases", "referrals")
NOT_OURS = frozenset(Path(ROOT / ".gitignore").read_text().replace("/", "").split()) | {".git"}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file of the project, relative to its root; nothing that `.gitignore` names."""
    return tuple(sorted(path.relative_to(ROOT) for path in _below(ROOT)))


def python_files(*tops: str) -> list[Path]:
    """Python files under these folders; migrations are history and left alone."""
    return [
        path
        for path in tracked_files()
        if path.suffix == ".py" and path.parts[0] in (tops or OURS) and "versions" not in path.parts
    ]


@cache
def parsed(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), str(path))


def areas() -> list[Path]:
    """The area folders of all services, relative to the root."""
    return [
        child.relative_to(ROOT)
        for service in SERVICES
        for child in sorted((ROOT / "services" / service).iterdir())
        if child.is_dir() and child.name not in {"migrations", "__pycache__"}
    ]


def _below(folder: Path) -> Iterator[Path]:
    for child in folder.iterdir():
        if child.name in NOT_OURS or child.name.endswith(".egg-info"):
            continue
        if child.is_dir():
            yield from _below(child)
        else:
            yield child
