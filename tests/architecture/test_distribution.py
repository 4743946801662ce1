"""Tests that share something dear are run by one worker."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, parsed, python_files
from tests.distribution import LONGEST, begins_at, group_of

JOURNEY = "tests/journeys/test_uploads.py::test_a_byte_too_many_leaves_nothing"
SHARING = """
import pathlib, pytest

@pytest.fixture(scope="module")
def shared(request):
    with pathlib.Path("set_up").open("a") as written:
        written.write(request.module.__name__ + " ")

@pytest.mark.parametrize("number", range(6))
def test_it(shared, number):
    pass
"""


@pytest.mark.parametrize(
    ("nodeid", "group"),
    [
        ("tests/cases/notes/test_notes.py::test_a_note[one]", "tests/cases/notes/test_notes.py"),
        (f"{JOURNEY}[one_process]", "journeys in one process"),
        (f"{JOURNEY}[processes-x]", "journeys in processes"),
        (JOURNEY, "journeys in one process"),
        ("tests/journeys/test_crash.py::test_it[gateway]", "tests/journeys/test_crash.py"),
    ],
)
def test_a_file_stays_together_and_so_does_an_installation(nodeid: str, group: str) -> None:
    assert group_of(nodeid) == group


def test_what_takes_long_is_there_and_begins_first() -> None:
    assert [path for path in LONGEST if path.endswith(".py") and not Path(ROOT / path).is_file()] == []
    assert begins_at("tests/journeys/test_crash.py::test_it[gateway]") < begins_at("tests/cases/test_it.py::test_it")


def test_what_a_file_shares_is_set_up_once(tmp_path: Path) -> None:
    """`--dist loadgroup` stopped grouping with a new pytest, and nobody was told."""
    for name in ("one", "another"):
        (tmp_path / f"test_{name}.py").write_text(SHARING)
    plugins = [part for name in ("xdist", "tests.distribution") for part in ("-p", name)]
    command = [sys.executable, "-m", "pytest", *plugins, "-n", "2", "--rootdir", "."]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "12 passed" in ran.stdout, ran.stdout + ran.stderr
    assert sorted((tmp_path / "set_up").read_text().split()) == ["test_another", "test_one"]


RANDOM = frozenset({"new_id", "uuid4", "token_hex", "random"})


def texts_made_in(parameters: ast.expr) -> Iterator[ast.JoinedStr]:
    """The f-strings among the parameters of a test: pytest names the test after them."""
    for row in parameters.elts if isinstance(parameters, ast.List | ast.Tuple) else []:
        for one in row.elts if isinstance(row, ast.Tuple) else [row]:
            if isinstance(one, ast.JoinedStr):
                yield one


def random_names_in(tree: ast.Module) -> list[int]:
    return [
        text.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.parametrize" and len(call.args) > 1
        for text in texts_made_in(call.args[1])
        if any(isinstance(one, ast.Name) and one.id in RANDOM for one in ast.walk(text))
    ]


def test_every_worker_gives_a_test_the_same_name() -> None:
    """Where workers collect different names, not one test is run."""
    drawn = 'pytest.mark.parametrize("path", [(f"/v1/{new_id()}", 404), ("/v1", 200)])'
    assert random_names_in(ast.parse(drawn)) == [1]
    assert {str(path): lines for path in python_files("tests") if (lines := random_names_in(parsed(path)))} == {}
