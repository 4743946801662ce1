"""Every word of the closed lists has a label in both languages; a summary says what its contents say."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest

from services.cases.budgets.domain.budget import Account, LineState
from services.cases.budgets.domain.budget import Purpose as BudgetPurpose
from services.cases.summaries.domain.budgets import BudgetShown
from services.cases.summaries.domain.document import Document, Language
from services.cases.summaries.domain.labels import LABELS, label
from services.cases.summaries.domain.plan import level_in_words
from services.cases.summaries.domain.speaking import Some, Speaker
from services.cases.summaries.domain.summary import Contents, summary_of
from shared.contracts.cases.outcomes import Effect, Measure, NeedOutcome
from shared.contracts.identity.vocabulary import Purpose
from shared.identifiers import new_id


@pytest.mark.parametrize("words", LABELS, ids=lambda words: words.__name__)
def test_every_word_of_a_closed_list_has_a_label_in_both_languages(words: type[StrEnum]) -> None:
    assert set(words) == LABELS[words].keys()
    assert all(label(one, french=french) for one in words for french in (False, True))


DAY = date(2026, 4, 1)
SPENT = Account("EUR", (LineState(BudgetPurpose.MOBILITY, 30_000, 31_005), LineState(BudgetPurpose.RESPITE, 5, 0)))


def contents(*person_ids: UUID, cut: bool = False) -> Contents:
    agency_id = new_id()
    case = {
        "persons": [{"person_id": str(one), "role": "focus"} for one in person_ids],
        "title": None,
        "summary": None,
        "state": "open",
        "category": "social",
        "risk": 3,
        "opened_at": datetime(2026, 8, 1, 23, tzinfo=UTC),
        "closed_at": None,
        "closing_reason": None,
        "next_review_on": date(2028, 2, 29),
        "words": True,
    }
    need: dict[str, Any] = {
        "term": "stress",
        "state": "open",
        "detail": None,
        "person_id": person_ids[0],
        "also_about": person_ids[1:],
    }
    need |= {"outcome_by_worker": NeedOutcome.PARTLY_MET, "outcome_by_person": None}
    return Contents(
        case=case,
        closure=None,
        budgets=[BudgetShown({"title": "A budget", "begins_on": DAY, "ends_on": DAY}, SPENT, is_agreed=True)],
        observed={(Measure.HOSPITAL_DAYS, Effect.AVOIDED): 11},
        names={person_ids[0]: "Alix Exemple"},
        team=Some(),
        needs=Some([need], is_cut=cut),
        goals=Some(),
        actions=Some(),
        scores=(None, 50.0, 43.2),
        version=None,
        review=None,
        reader_agency_id=agency_id,
        purpose=Purpose.CARE_COORDINATION,
        read_at=datetime(2026, 9, 1, 8, 30, tzinfo=UTC),
    )


def facts(document: Document) -> dict[str, str]:
    found = (*document.facts, *(one for part in document.sections for one in part.facts))
    return {fact.name: fact.words for fact in found}


def test_dates_numbers_and_words_are_said_in_the_language_of_the_reader() -> None:
    english, french = (facts(summary_of(contents(new_id()), language, {})) for language in Language)
    assert (english["Opened on"], english["Risk"]) == ("1 August 2026", "High")
    assert (french["Ouvert le"], french["Risque"]) == ("1 août 2026", "Élevé")
    assert (english["Score by the people"], french["Score des personnes"]) == ("43.2", "43,2")
    assert english["Next review on"] == "29 February 2028"
    assert english["Days in hospital (avoided)"] == french["Jours d'hospitalisation (évités)"] == "11"
    assert "Score at first" not in english, "what is not known is not said"


def test_people_are_called_by_name_where_the_reader_may_see_it_and_else_by_number() -> None:
    document = summary_of(contents(new_id(), new_id()), Language.ENGLISH, {})
    assert [fact.name for fact in document.sections[0].facts] == ["Alix Exemple", "Person 2"]
    (need,) = document.sections[2].entries
    assert (need.facts[0].name, need.facts[0].words) == ("About", "Alix Exemple, Person 2")


def test_an_empty_part_and_a_cut_one_say_so() -> None:
    document = summary_of(contents(new_id(), cut=True), Language.ENGLISH, {})
    needs, goals = document.sections[2:4]
    assert needs.sentences == ("Only the first 1 stand here; the rest is in the record.",)
    assert goals.sentences == ("No goal is set here.",)


def test_a_statement_of_a_budget_says_every_cent_of_every_line_and_of_the_whole() -> None:
    for language, said in (
        (Language.ENGLISH, ("planned 300.00 EUR, spent 310.05 EUR, left -10.05 EUR", "left -10.00 EUR")),
        (Language.FRENCH, ("prévu 300,00 EUR, dépensé 310,05 EUR, reste -10,05 EUR", "reste -10,00 EUR")),
    ):
        document = summary_of(contents(new_id()), language, {})
        [entry] = next(one for one in document.sections if one.heading.startswith(("Personal b", "Budgets"))).entries
        mobility, _, whole = entry.facts[-3:]
        assert mobility.words == said[0]
        assert whole.words.endswith(said[1])


def test_a_title_names_nobody() -> None:
    assert "Exemple" not in summary_of(contents(new_id()), Language.FRENCH, {}).title


def test_a_level_is_said_with_what_was_agreed_that_it_means() -> None:
    scale = {"-2": "Stays in"}
    assert level_in_words({"scale": scale}, -2) == "-2: Stays in"
    assert level_in_words({"scale": None}, 1) == "+1"
    assert level_in_words({"scale": scale}, None) is None


def test_somebody_unknown_is_somebody_else() -> None:
    assert Speaker(Language.FRENCH).person(new_id()) == "Une autre personne"
