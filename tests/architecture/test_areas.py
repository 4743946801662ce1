"""What the import contracts in pyproject.toml cannot say: what an area may use of another one."""

import grimp
import pytest


@pytest.fixture(scope="module")
def imports() -> list[tuple[str, str]]:
    graph = grimp.build_graph("services")
    return [(one, other) for one in graph.modules for other in graph.find_modules_directly_imported_by(one)]


OPEN_STORE = "services.cases.items.store"  # what the tables of all items have in common: other stores are made of it


def test_no_area_reaches_into_the_store_of_another(imports: list[tuple[str, str]]) -> None:
    reaching = [one for one in _from_outside(imports, "store") if not one[1].startswith(f"{OPEN_STORE}.")]
    assert not reaching


def test_the_store_that_others_are_made_of_is_open_to_stores_only(imports: list[tuple[str, str]]) -> None:
    made_of_it = [one for one in _from_outside(imports, "store") if one[1].startswith(f"{OPEN_STORE}.")]
    assert made_of_it
    assert not [one for one in made_of_it if _room(one[0]) != "store"]


def test_no_area_listens_through_the_subscriptions_of_another(imports: list[tuple[str, str]]) -> None:
    assert not _from_outside(imports, "subscriptions")


def test_a_door_is_known_to_other_doors_at_most(imports: list[tuple[str, str]]) -> None:
    assert not [one for one in _from_outside(imports, "api") if _room(one[0]) != "api"]


def _from_outside(imports: list[tuple[str, str]], room: str) -> list[tuple[str, str]]:
    """Imports of a room by other areas; the wiring in `app.py` sees all."""
    return [
        (one, other)
        for one, other in imports
        if _room(other) == room and _area(one) != _area(other) and not one.endswith(".app")
    ]


def _area(module: str) -> tuple[str, ...]:
    return tuple(module.split(".")[:3])


def _room(module: str) -> str:
    return ".".join(module.split(".")[3:4])
