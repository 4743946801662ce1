"""publiccode.yml says of this project what is true, in the shape that catalogues read.

Source:
    publiccode.yml standard 0.4: mandatory keys, lengths, and the words of its lists as far as we use them.
"""

import tomllib
from typing import Any

import yaml

from tests.architecture.tree import ROOT

MANDATORY = {
    "publiccodeYmlVersion", "name", "url", "releaseDate", "platforms", "developmentStatus", "softwareType",
    "description", "legal", "maintenance", "localisation",
}  # fmt: skip
CATEGORIES = {"collaboration", "identity-management", "resource-management", "workflow-management"}
SCOPES = {"education", "employment", "healthcare", "justice", "local-authorities", "society", "welfare"}
PUBLICCODE: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_mandatory_key_is_there() -> None:
    assert PUBLICCODE.keys() >= MANDATORY
    assert PUBLICCODE["publiccodeYmlVersion"] == "0.4"
    assert PUBLICCODE["softwareType"] == "standalone/backend"
    assert PUBLICCODE["maintenance"]["contacts"]


def test_version_and_licence_are_those_of_the_distribution() -> None:
    assert PUBLICCODE["softwareVersion"] == PROJECT["version"]
    assert PUBLICCODE["legal"]["license"] == PROJECT["license"] == "EUPL-1.2"


def test_its_words_are_of_the_standard() -> None:
    assert set(PUBLICCODE["categories"]) <= CATEGORIES
    assert set(PUBLICCODE["intendedAudience"]["scope"]) <= SCOPES


def test_it_is_described_in_our_languages_within_the_limits() -> None:
    assert set(PUBLICCODE["description"]) == set(PUBLICCODE["localisation"]["availableLanguages"]) == {"en", "fr"}
    for described in PUBLICCODE["description"].values():
        assert len(described["shortDescription"]) <= 150
        assert 150 <= len(described["longDescription"]) <= 10_000
        assert described["features"]
