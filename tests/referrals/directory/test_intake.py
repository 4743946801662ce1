"""Whom a listing takes: each rule alone, without a database."""

from datetime import date
from uuid import UUID

import pytest

from services.referrals.directory.domain.intake import (
    EVERYBODY,
    AboutPerson,
    AgeRule,
    Declared,
    Effect,
    IntakeKind,
    IntakeRules,
    NamedRule,
    TerritoryRule,
    Unmet,
    unmet,
)

TODAY = date(2026, 6, 15)
HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
ADULTS = IntakeRules(age=AgeRule(effect=Effect.REFUSE, reason="18 to 25.", minimum=18, maximum=25))
NEIGHBOURS = IntakeRules(
    territory=TerritoryRule(effect=Effect.REFUSE, reason="For our town.", municipality_ids=(HERE,))
)
PAPER = NamedRule(code="paper", name="Paper", effect=Effect.WARN, reason="Needed on the first day.")
PET = NamedRule(code="pet", name="Pet", effect=Effect.REFUSE, reason="The rooms are shared.")
NAMED = IntakeRules(documents=(PAPER,), exclusions=(PET,))
SILENT = Declared()


@pytest.mark.parametrize(
    ("birth_date", "effects"),
    [
        ("2008-06-15", []),
        ("2008-06-16", [Effect.REFUSE]),
        ("2000-06-16", []),
        ("2000-06-15", [Effect.REFUSE]),
        ("1999-06-15", [Effect.REFUSE]),
        ("2008-06", []),
        ("2008-07", [Effect.REFUSE]),
        ("2008", []),
        ("2009", [Effect.REFUSE]),
        ("2000", []),
        ("1999", [Effect.REFUSE]),
        (None, [Effect.WARN]),
    ],
)
def test_an_age_refuses_whoever_cannot_have_it(birth_date: str | None, effects: list[Effect]) -> None:
    found = unmet(ADULTS, AboutPerson(municipality_id=HERE, birth_date=birth_date), SILENT, TODAY)
    assert [one.effect for one in found] == effects
    assert all(one.is_unknown is (birth_date is None) for one in found)


def test_an_estimated_age_is_known_to_nobody_and_warns() -> None:
    too_young = AboutPerson(municipality_id=HERE, birth_date=f"{TODAY.year - 17}-01-01", is_estimated=True)
    assert [(one.effect, one.is_unknown) for one in unmet(ADULTS, too_young, SILENT, TODAY)] == [(Effect.WARN, True)]


def test_a_territory_takes_the_people_of_its_municipalities() -> None:
    assert unmet(NEIGHBOURS, AboutPerson(municipality_id=HERE), SILENT, TODAY) == ()
    (found,) = unmet(NEIGHBOURS, AboutPerson(municipality_id=ELSEWHERE), SILENT, TODAY)
    assert found == Unmet(kind=IntakeKind.TERRITORY, effect=Effect.REFUSE, reason="For our town.")


def test_documents_have_to_be_at_hand_and_exclusions_must_not_apply() -> None:
    person = AboutPerson(municipality_id=HERE)
    paper = Unmet(kind=IntakeKind.DOCUMENT, effect=Effect.WARN, reason=PAPER.reason, code="paper")
    pet = Unmet(kind=IntakeKind.EXCLUSION, effect=Effect.REFUSE, reason=PET.reason, code="pet")
    assert unmet(NAMED, person, SILENT, TODAY) == (paper,)
    assert unmet(NAMED, person, Declared(documents=frozenset({"paper", "other"})), TODAY) == ()
    assert unmet(NAMED, person, Declared(exclusions=frozenset({"pet"})), TODAY) == (paper, pet)


@pytest.mark.parametrize("rules", [EVERYBODY, ADULTS, NEIGHBOURS, NAMED])
def test_what_is_kept_is_what_was_said(rules: IntakeRules) -> None:
    assert IntakeRules.kept(rules.values()) == rules
    assert IntakeRules.kept(None) == EVERYBODY
