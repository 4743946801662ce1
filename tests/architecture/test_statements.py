"""SQL is put together when a module is imported; never while a request is answered."""

import ast
from collections.abc import Iterator

from tests.architecture.tree import parsed, python_files

Function = ast.FunctionDef | ast.AsyncFunctionDef
FOR_ALL = frozenset({"item_table", "kept_table"})  # builders that other modules call too


def test_statements_are_built_when_a_module_is_imported() -> None:
    assert not [f"{path}:{line}" for path in python_files() for line in late_statements(parsed(path))]


def test_a_statement_built_for_a_request_is_found_however_it_hides() -> None:
    module = ast.parse(
        "_ALL = Statement('SELECT 1')\n"
        "def _one(name) -> Statement:\n"
        "    return Statement(f'SELECT {name}')\n"
        "def _set(name):\n"
        "    return [_one(name)]\n"
        "_ONE, _SET, THINGS = _one('id'), _set('id'), item_table('thing')\n"
        "@cache\n"
        "def _some(names) -> Statement:\n"
        "    return Statement(' AND '.join(names))\n"
        "async def read(work):\n"
        "    await work.rows(Statement('SELECT 1'))\n"
        "    await work.rows(_one('id'), _set('id'))\n"
        "    await work.rows(_some(frozenset('id')))\n"
        "    await read_item(work, item_table('thing'))\n"
    )
    assert list(late_statements(module)) == [11, 12, 12, 14]


def late_statements(module: ast.Module) -> Iterator[int]:
    """Lines where a function that answers requests builds a statement, itself or through a builder.

    A builder is a private function, not a coroutine, in the same module, or one of those `FOR_ALL`; it may be called
    where a module is read and by other builders. One that remembers what it gave (`@cache`) may be called later too:
    its statements are combinations of constants.
    """
    builders = _builders(module)
    remembering = {builder.name for builder in builders if _remembers(builder)}
    for function in _functions(module):
        if function not in builders:
            yield from (line for name, line in _names(function) if name in _building(builders) - remembering)


def _builders(module: ast.Module) -> list[Function]:
    private = [
        node
        for node in module.body
        if isinstance(node, ast.FunctionDef) and (node.name.startswith("_") or node.name in FOR_ALL)
    ]
    found: list[Function] = []
    while more := [one for one in private if one not in found and {name for name, _ in _names(one)} & _building(found)]:
        found += more
    return found


def _building(builders: list[Function]) -> set[str]:
    return {"Statement", *FOR_ALL, *(builder.name for builder in builders)}


def _functions(module: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(module) if isinstance(node, Function))


def _names(function: Function) -> Iterator[tuple[str, int]]:
    """Names that the body of a function uses, with their lines; what its signature names are only types."""
    for statement in function.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                yield node.id, node.lineno


def _remembers(function: Function) -> bool:
    return any(ast.unparse(one).startswith(("cache", "lru_cache(")) for one in function.decorator_list)
