"""Each purpose is a term of the Data Privacy Vocabulary, as it was published."""

import csv
from pathlib import Path

import pytest

from shared.contracts.identity.purposes import DPV_TERM
from shared.contracts.identity.vocabulary import Purpose

PUBLISHED = Path("tests/data/dpv-2.3")


def published_purposes() -> set[str]:
    found = set()
    for name in ("purposes.csv", "sector-publicservices.csv"):
        with (PUBLISHED / name).open(newline="") as file:
            rows = list(csv.DictReader(file))
        found |= {row["iri"] for row in rows if row["dpvtype"] == "https://w3id.org/dpv#Purpose"}
    return found


@pytest.mark.parametrize("purpose", Purpose)
def test_a_purpose_is_a_published_term(purpose: Purpose) -> None:
    assert DPV_TERM[purpose] in published_purposes()
