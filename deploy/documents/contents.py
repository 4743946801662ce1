"""What the services hold: their areas' rules, events, tables and refusals, found by walking the code."""

import importlib
import inspect
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Any, Final

import sqlalchemy as sa

import gateway
import services
from services.cases.access.domain import Standing
from shared.messaging.events import Event
from shared.phrases import Phrase
from shared.policy.grammar import Rule, spoken
from shared.refusals import Refusal

SERVICES = ("identity", "cases", "referrals")
IN_FRENCH: Final[Mapping[str, str]] = {
    "identity": "Identité",
    "cases": "Accompagnements",
    "referrals": "Orientations",
    "access": "accès",
    "accounts": "comptes des personnes",
    "agencies": "organismes",
    "agreements": "accords de partage",
    "appointments": "rendez-vous",
    "alerts": "alertes",
    "budgets": "budgets personnels",
    "conferences": "réunions",
    "conflicts": "conflits d'intérêts",
    "consents": "consentements",
    "conversations": "échanges",
    "coordination": "coordination",
    "decisions": "décisions d'accès",
    "deadlines": "échéances",
    "directory": "annuaire",
    "documents": "documents",
    "emergencies": "accès d'urgence",
    "exports": "copies remises",
    "governance": "gouvernance des données",
    "handovers": "relais",
    "informal": "aidants",
    "lifecycle": "vie d'une orientation",
    "mandates": "mandats",
    "notes": "notes et besoins",
    "outcomes": "résultats",
    "own": "ce qui me concerne",
    "people": "personnes",
    "legal_grounds": "fondements légaux",
    "plans": "projets",
    "receipts": "reçus",
    "restricted": "personnes à accès restreint",
    "retention": "conservation",
    "rights": "droits sur les données",
    "rights_steps": "suites données aux droits",
    "seals": "éléments scellés",
    "systems": "systèmes",
    "tasks": "tâches",
    "transitions": "changements datés",
    "unusual_looks": "consultations inhabituelles",
    "voice": "parole de la personne",
    "waiting": "listes d'attente",
    "webhooks": "webhooks",
    "workers": "intervenants",
}
"""What services and areas with rules are called on the French page."""


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


def rules() -> Mapping[Phrase, Sequence[Rule[Any]]]:
    """The rules of every area, by heading (`Cases: consents`)."""
    found: dict[Phrase, list[Rule[Any]]] = {}
    for module in modules():
        package, service, *path = module.__name__.split(".")
        own = getattr(module, "RULES", ())
        if package == "services" and path[1:2] == ["policy"] and own:
            found.setdefault(_heading(service, path[0]), []).extend(own)
    return found


def shown_by_grants() -> Mapping[Phrase, Phrase]:
    """What is decided on each item of a record instead of on an action, by the heading under which it is said."""
    said = inspect.getdoc(Standing.grounds_to_read)
    assert said is not None, "the sentence on which every look at a record rests"
    in_full = " ".join(said.partition("\n\n")[2].split())
    return {_heading("cases", "access"): Phrase(in_full, spoken(Standing.grounds_to_read).in_french)}


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


def _heading(service: str, area: str) -> Phrase:
    assert area in IN_FRENCH, f"say in deploy/documents/contents.py what the area {area} is called in French"
    return Phrase(f"{service.capitalize()}: {area}", f"{IN_FRENCH[service]} : {IN_FRENCH[area]}")


def _below(kind: type[Any]) -> set[type[Any]]:
    children = set(kind.__subclasses__())
    return children.union(*(_below(child) for child in children))
