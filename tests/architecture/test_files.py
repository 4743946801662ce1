"""Where things are, how long they are, and what they may be called."""

import ast
import re

from tests.architecture.tree import ROOT, areas, parsed, python_files, tracked_files

Function = ast.FunctionDef | ast.AsyncFunctionDef
ROOMS = frozenset({"api", "subscriptions", "actions", "store", "rendering", "predicate", "policy", "domain", "events"})
LONGEST_FILE = 300
LONGEST_FUNCTION = 40  # lines of its body: neither signature, docstring nor the functions inside
EMPTY_NAMES = frozenset({"util", "utils", "helper", "helpers", "common", "misc", "base", "core", "manager"})
SPEAKING_INIT = frozenset({"deploy/cli/__init__.py"})  # the name in pyproject's [project.scripts] must be importable
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|Users|home/\w+)/\w")
ADDRESS = re.compile(r"://|--index|--find-links|\bfile:")


def test_every_area_has_the_same_rooms_and_no_other() -> None:
    strange = [
        str(child.relative_to(ROOT))
        for area in areas()
        for child in (ROOT / area).iterdir()
        if child.stem not in ROOMS | {"__init__", "__pycache__"}
    ]
    assert not strange


def test_a_service_has_its_areas_and_five_files_beside_them() -> None:
    beside = {"__init__.py", "__main__.py", "app.py", "schema.py", "settings.py"}
    strange = [str(path) for path in python_files("services") if len(path.parts) == 3 and path.name not in beside]
    assert not strange


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {
        str(path): lines
        for path in python_files("services", "gateway", "shared", "deploy", "tests")
        if (lines := len((ROOT / path).read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert not long


def test_no_function_is_longer_than_a_screen() -> None:
    long = {
        f"{path}: {function.name}": lines
        for path in python_files()
        for function in ast.walk(parsed(path))
        if isinstance(function, Function) and (lines := _lines(function)) > LONGEST_FUNCTION
    }
    assert not long


def test_no_file_or_folder_has_an_empty_name() -> None:
    ours = [path for path in tracked_files() if path.parts[:2] != ("tests", "data")]  # published files keep their names
    empty = [str(path) for path in ours if EMPTY_NAMES & {part.split(".")[0] for part in path.parts}]
    assert not empty


def test_a_package_says_one_sentence_about_itself_and_nothing_else() -> None:
    talkative = [
        str(path)
        for path in python_files()
        if path.name == "__init__.py" and str(path) not in SPEAKING_INIT and not _is_one_docstring(parsed(path))
    ]
    assert not talkative


def test_every_module_begins_by_saying_what_it_is() -> None:
    silent = [
        str(path) for path in python_files() if path.name != "__main__.py" and not ast.get_docstring(parsed(path))
    ]
    assert not silent


def test_no_tracked_file_knows_a_machine() -> None:
    telling = [str(path) for path in tracked_files() if MACHINE_PATH.search(_text(path))]
    assert not telling


def test_locks_pin_by_hash_and_name_no_address() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert not ADDRESS.search(text)
        pinned = re.split(r"\n(?=\S)", text.strip())
        assert pinned
        assert all("==" in one and "--hash=sha256:" in one for one in pinned)


def _lines(function: Function) -> int:
    said = function.body[1:] if ast.get_docstring(function) else function.body
    inside = sum(_height(node) for statement in said for node in ast.walk(statement) if isinstance(node, Function))
    return sum(_height(statement) for statement in said) - inside


def _height(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _is_one_docstring(module: ast.Module) -> bool:
    return len(module.body) == 1 and ast.get_docstring(module) is not None


def _text(path: object) -> str:
    return (ROOT / str(path)).read_bytes().decode("utf-8", errors="ignore")
