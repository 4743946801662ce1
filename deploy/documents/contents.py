"""What the services hold: their areas' rules, events, tables and refusals, found by walking the code."""

import importlib
import inspect
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Any

import sqlalchemy as sa

import gateway
import services
from services.cases.access.domain import Standing
from shared.messaging.events import Event
from shared.policy.grammar import Rule
from shared.refusals import Refusal

SERVICES = ("identity", "cases", "referrals")


@cache
def modules() -> Sequence[ModuleType]:
    """Every module of the services and the gateway, imported; but entry points, which run, and migrations."""
    names = [
        found.name
        for package in (services, gateway)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not found.name.endswith(".__main__")
    ]
    return [importlib.import_module(name) for name in sorted(names)]


def rules() -> Mapping[str, Sequence[Rule[Any]]]:
    """The rules of every area, by heading (`Cases: consents`)."""
    found: dict[str, list[Rule[Any]]] = {}
    for module in modules():
        package, service, *path = module.__name__.split(".")
        own = getattr(module, "RULES", ())
        if package == "services" and path[1:2] == ["policy"] and own:
            found.setdefault(f"{service.capitalize()}: {path[0]}", []).extend(own)
    return found


def shown_by_grants() -> Mapping[str, str]:
    """What is decided on each item of a record instead of on an action, by the heading under which it is said."""
    said = inspect.getdoc(Standing.grounds_to_read)
    assert said is not None, "the sentence on which every look at a record rests"
    return {"Cases: access": " ".join(said.partition("\n\n")[2].split())}


def events() -> Sequence[type[Event]]:
    """Every event that can be told, by type."""
    modules()
    return sorted((kind for kind in _below(Event) if "TYPE" in vars(kind)), key=lambda kind: kind.TYPE)


def refusals() -> Sequence[type[Refusal]]:
    """Every refusal that is a problem type of its own, by code."""
    modules()
    return sorted((kind for kind in _below(Refusal) if "code" in vars(kind)), key=lambda kind: kind.code)


def tables() -> Mapping[str, Sequence[sa.Table]]:
    """Every table in its service's schema, by service and name."""
    modules()
    return {
        name: sorted(
            importlib.import_module(f"services.{name}.schema").metadata.tables.values(), key=lambda table: table.name
        )
        for name in SERVICES
    }


def _below(kind: type[Any]) -> set[type[Any]]:
    children = set(kind.__subclasses__())
    return children.union(*(_below(child) for child in children))
