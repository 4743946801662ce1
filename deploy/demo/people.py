"""Forty people who do not exist, the same ones every time."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PEOPLE = 40
IN_VALMONT = 28

_GIVEN = (
    "Alix", "Basile", "Camélia", "Dario", "Élodie", "Farid", "Gaëlle", "Hakim", "Isaure", "Joachim", "Khadija",
    "Lazare", "Maëlle", "Nour", "Ombeline",
    "Prosper", "Quentin", "Rokhaya", "Silvère", "Tiphaine", "Ugo", "Violaine", "Wassim",
    "Xavière", "Yanis", "Zélie",
)  # fmt: skip
_FAMILY = (
    "Abeille-Fictive", "Bouleau", "Castorel", "Dunemont", "Églantin", "Fougerolle", "Grivemont", "Hêtrebois",
    "Iriselle", "Jonquelin", "Kiosquet", "Lavandière", "Merlebleu", "Noisetel", "Oliveraie", "Pinsonnet", "Quenouillet",
    "Roselière", "Saulnet", "Tilleuliez", "Ursinel", "Verveinet",
)  # fmt: skip
_STREETS = ("rue des Inventions", "allée des Exemples", "quai du Possible", "place de la Fable", "chemin du Conte")
_TERMS = (
    "housing-instability", "financial-insecurity", "employment-status", "mental-health", "social-connection",
    "over-indebtedness", "vocational-training", "help-at-home", "administrative-help", "health-care-access",
)  # fmt: skip
_LANGUAGES = (["fr"], ["fr"], ["fr"], ["ar", "fr"], ["uk"], ["pt", "fr"], ["ti"])
CATEGORY_OF = {
    "housing-instability": "housing",
    "financial-insecurity": "finance",
    "employment-status": "employment",
    "mental-health": "health",
    "social-connection": "social",
    "over-indebtedness": "finance",
    "vocational-training": "employment",
    "help-at-home": "social",
    "administrative-help": "social",
    "health-care-access": "health",
}


@dataclass(frozen=True)
class Somebody:
    """One invented person.

    Attributes:
        body: as `POST /v1/persons` takes it.
        terms: what they need, by code.
    """

    number: int
    municipality: str
    body: Mapping[str, Any]
    terms: Sequence[str]


def people() -> Sequence[Somebody]:
    """All of them."""
    chance = random.Random(2026)
    return [_somebody(number, chance) for number in range(PEOPLE)]


def _somebody(number: int, chance: random.Random) -> Somebody:
    languages = chance.choice(_LANGUAGES)
    year, month, day = chance.randint(1938, 2008), chance.randint(1, 12), chance.randint(1, 28)
    birth_date = f"{year}" if number % 11 == 0 else f"{year}-{month:02}-{day:02}"
    body = {
        "identity": {
            "family_name": _FAMILY[number % len(_FAMILY)],
            "given_name": _GIVEN[(number * 7) % len(_GIVEN)],
            "birth_date": birth_date,
            "birth_date_estimated": number % 11 == 0,
        },
        "communication": {
            "languages": languages,
            "interpreter": None if "fr" in languages else languages[0],
            "do_not_contact": number == 13,
        },
        "identifiers": [{"system": "urn:example:file-number", "value": f"VX-{4000 + number}"}],
        "contact_points": [_contact(number)],
        "addresses": [_address(number, chance)],
    }
    return Somebody(
        number,
        "valmont" if number < IN_VALMONT else "rivebourg",
        body,
        chance.sample(_TERMS, k=chance.randint(1, 3)),
    )


def _contact(number: int) -> dict[str, Any]:
    contact: dict[str, Any] = {"kind": "phone", "value": f"+33 0 00 00 {number:02} 00"}
    if number % 9 == 4:
        return contact | {"safe": True, "safe_times": "weekdays, 9 to 11", "code_word": "library"}
    return contact


def _address(number: int, chance: random.Random) -> dict[str, Any]:
    return {
        "lines": [f"{chance.randint(1, 99)} {chance.choice(_STREETS)}"],
        "postcode": "00100" if number < IN_VALMONT else "00200",
        "locality": "Valmont" if number < IN_VALMONT else "Rivebourg",
        "country": "FR",
        "protected": number % 9 == 4,
    }
