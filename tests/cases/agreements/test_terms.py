"""What a version says, whether it was published so, and how it differs, without a database."""

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from services.cases.agreements.domain.difference import Kind, difference, widens
from services.cases.agreements.domain.ending import day_ends_at, warning_due
from services.cases.agreements.domain.terms import Contact, Terms, digest_of, terms_from
from services.cases.agreements.domain.vocabulary import PUBLISHED_PURPOSES
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.identifiers import new_id
from tests.cases.grounds import LATER, NOW, party

SOCIAL, HOUSING, NEWCOMER = party(new_id()), party(new_id(), Sector.HOUSING), party(new_id(), Sector.HEALTH)
NAMES = {SOCIAL.agency_id: "Social services", HOUSING.agency_id: "Office HLM", NEWCOMER.agency_id: "Hospital"}
TERMS = Terms(
    title="Working together",
    parties=(SOCIAL, HOUSING),
    categories=frozenset({Category.SOCIAL, Category.HOUSING}),
    purposes=frozenset({Purpose.CARE_COORDINATION}),
    legal_basis="e",
    article="Social Welfare Act § 12",
    retention="two years",
    contact="privacy office",
    valid_from=NOW,
    valid_until=LATER,
    contacts=(Contact(HOUSING.agency_id, "privacy officer"),),
)


def test_every_purpose_is_one_that_was_published_and_none_is_missing() -> None:
    published = set()
    for name in ("purposes.csv", "sector-publicservices.csv"):
        with (Path("tests/data/dpv-2.3") / name).open(newline="") as file:
            rows = list(csv.DictReader(file))
        published |= {row["iri"] for row in rows if row["dpvtype"] == "https://w3id.org/dpv#Purpose"}
    assert published == PUBLISHED_PURPOSES


def test_terms_are_the_same_after_they_were_kept_and_so_is_their_digest() -> None:
    kept = json.loads(json.dumps(TERMS.as_kept()))
    assert terms_from(kept) == replace(TERMS, parties=tuple(sorted(TERMS.parties, key=lambda one: one.agency_id)))
    assert digest_of(kept) == TERMS.digest
    assert replace(TERMS, parties=TERMS.parties[::-1]).digest == TERMS.digest
    assert replace(TERMS, retention="three years").digest != TERMS.digest


def test_the_same_terms_differ_in_nothing() -> None:
    assert difference(TERMS, replace(TERMS), NAMES) == []


@pytest.mark.parametrize(
    ("after", "english", "french", "more"),
    [
        (
            replace(TERMS, categories=frozenset({Category.HOUSING})),
            "No longer: the category “Social”.",
            "Retiré : la catégorie « Social ».",
            False,
        ),
        (
            replace(TERMS, purposes=frozenset({Purpose.CARE_COORDINATION, Purpose.ELIGIBILITY})),
            "Added: the purpose “eligibility”.",
            "Ajouté : la finalité « ouverture de droits ».",
            True,
        ),
        (
            replace(TERMS, parties=(SOCIAL, HOUSING, NEWCOMER)),
            "Hospital takes part: gives and receives.",
            "Hospital devient partie : donne et reçoit.",
            True,
        ),
        (
            replace(TERMS, parties=(SOCIAL,), contacts=TERMS.contacts),
            "Office HLM takes part no more.",
            "Office HLM n'est plus partie.",
            False,
        ),
        (
            replace(TERMS, parties=(SOCIAL, replace(HOUSING, receives=False))),
            "Office HLM: gives and receives becomes gives.",
            "Office HLM : donne et reçoit devient donne.",
            False,
        ),
        (
            replace(TERMS, valid_until=None),
            "End: 2026-03-03 09:14 UTC becomes open.",
            "Terme : 03/03/2026 09:14 UTC devient sans terme.",
            True,
        ),
        (
            replace(TERMS, onward_sharing=True),
            "Receivers may pass it on.",
            "Les destinataires peuvent retransmettre.",
            True,
        ),
        (
            replace(TERMS, retention="three years"),
            "How long receivers keep it: “two years” becomes “three years”.",
            "Durée de conservation : « two years » devient « three years ».",
            False,
        ),
        (
            replace(TERMS, special_category_basis="h"),
            "Basis for special categories, GDPR Art. 9(2), letter: nothing becomes “h”.",
            "Base pour les catégories particulières, RGPD art. 9, § 2, lettre : néant devient « h ».",
            False,
        ),
        (
            replace(TERMS, contacts=()),
            "No longer to ask at Office HLM: privacy officer.",
            "Plus interlocuteur chez Office HLM : privacy officer.",
            False,
        ),
    ],
)
def test_each_difference_is_said_in_both_languages(after: Terms, english: str, french: str, *, more: bool) -> None:
    [change] = difference(TERMS, after, NAMES)
    assert (str(change.said), change.said.in_french) == (english, french)
    assert change.widens is more is widens([change])


def test_what_is_taken_away_in_one_direction_is_added_in_the_other() -> None:
    after = replace(TERMS, categories=frozenset({Category.HOUSING, Category.HEALTH}), parties=(SOCIAL, NEWCOMER))
    there = {(one.field, one.kind) for one in difference(TERMS, after, NAMES)}
    back = {(one.field, one.kind) for one in difference(after, TERMS, NAMES)}
    turned = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED, Kind.CHANGED: Kind.CHANGED}
    assert {(field, turned[kind]) for field, kind in there} == back


@pytest.mark.parametrize(
    ("zone", "ends"),
    [
        ("Europe/Paris", datetime(2026, 3, 31, 22, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2026, 3, 31, 10, tzinfo=UTC)),
        (None, datetime(2026, 3, 31, 10, tzinfo=UTC)),
    ],
)
def test_a_last_day_ends_at_midnight_of_the_municipality(zone: str | None, ends: datetime) -> None:
    assert day_ends_at(date(2026, 3, 31), ZoneInfo(zone) if zone else None) == ends


def test_of_an_end_there_is_a_warning_90_and_30_days_before_once_each() -> None:
    def due(days: float, warned: int | None) -> int | None:
        return warning_due(NOW + timedelta(days=days), warned, NOW)

    assert [due(days, None) for days in (91, 90, 31, 30, 1, 0, -1)] == [None, 90, 90, 30, 30, None, None]
    assert [due(60, 90), due(30, 90), due(29, 30), due(29, 90)] == [None, 30, None, 30]
