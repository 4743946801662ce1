"""SQL is put together when a module is imported; never while a request is answered."""

import ast
from collections.abc import Iterator

from tests.architecture.tree import parsed, python_files

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_statements_are_built_when_a_module_is_imported() -> None:
    assert not [f"{path}:{line}" for path in python_files() for line in late_statements(parsed(path))]


def test_a_statement_built_for_a_request_is_found_however_it_hides() -> None:
    module = ast.parse(
        "_ALL = Statement('SELECT 1')\n"
        "def _one(name) -> Statement:\n"
        "    return Statement(f'SELECT {name}')\n"
        "_ONE = _one('id')\n"
        "@cache\n"
        "def _some(names) -> Statement:\n"
        "    return Statement(' AND '.join(names))\n"
        "async def read(work):\n"
        "    await work.rows(Statement('SELECT 1'))\n"
        "    await work.rows(_one('id'))\n"
        "    await work.rows(_some(frozenset('id')))\n"
    )
    assert list(late_statements(module)) == [9, 10]


def late_statements(module: ast.Module) -> Iterator[int]:
    """Lines where a function that answers requests builds a statement, itself or through a builder.

    A builder is a private function that says it gives a `Statement`; it may be called where the module is read. One
    that remembers what it gave (`@cache`) may be called later too: its statements are combinations of constants.
    """
    functions = [node for node in ast.walk(module) if isinstance(node, Function)]
    builders = {function.name for function in functions if _is_builder(function) and not _remembers(function)}
    for function in functions:
        if not _is_builder(function):
            yield from (call.lineno for call in _calls(function) if _called(call) in {"Statement", *builders})


def _is_builder(function: Function) -> bool:
    gives = function.returns
    return function.name.startswith("_") and isinstance(gives, ast.Name) and gives.id == "Statement"


def _remembers(function: Function) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "cache" for one in function.decorator_list)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""
