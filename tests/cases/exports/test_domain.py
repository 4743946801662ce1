"""What a copy is made of, how it is said and for how long, without a database."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import pytest

from services.cases.alerts.domain.occurrences import OccurrenceState, OccurrenceTerm
from services.cases.alerts.domain.risk import RiskReason
from services.cases.alerts.domain.warning_terms import Precaution, WarningKind
from services.cases.consents.domain import GivenBy
from services.cases.emergencies.domain import Reason
from services.cases.exports.domain.codes import has_word
from services.cases.exports.domain.export import must_be_there, names_only_who_may_be_named, not_in_it, shown_categories
from services.cases.exports.domain.field_names import FIELD_NAMES
from services.cases.exports.domain.printed import Volume, printed_copy
from services.cases.exports.domain.sections import SECTIONS, Kept
from services.cases.exports.store.sources import SOURCES
from services.cases.notes.domain.needs import NeedSource
from services.cases.outcomes.domain.observations import Basis, Source
from services.cases.people.domain.parts import (
    AccessibilityNeed,
    AddressUse,
    Channel,
    ContactKind,
    Power,
    RelationshipKind,
)
from services.cases.summaries.domain.document import Language
from services.cases.voice.domain.words import Outcome
from shared.contracts.cases.conferences import MinutesAnswer
from shared.contracts.cases.consents import GivenHow
from shared.contracts.cases.coordination import CaseState, ClosingReason, NeedState
from shared.contracts.cases.documents import Retention
from shared.contracts.cases.duties import TaskState
from shared.contracts.cases.outcomes import CaseOutcome, Effect, Measure, NeedOutcome
from shared.contracts.cases.plans import ActionState, GoalState, SignedAs, Voice
from shared.contracts.cases.rights import RequestOutcome, RequestState, Right
from shared.contracts.cases.vocabulary import Act, Category, GroundKind, Operation
from shared.contracts.cases.voice import Aspect, ComplaintState
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.refusals import Conflict

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
CODED: tuple[tuple[Kept, str, type[StrEnum]], ...] = (
    (Kept.COMMUNICATION, "accessibility", AccessibilityNeed),
    (Kept.CONTACT_POINT, "kind", ContactKind),
    (Kept.CONTACT_POINT, "safe_channels", Channel),
    (Kept.ADDRESS, "use", AddressUse),
    (Kept.RELATIONSHIP, "kind", RelationshipKind),
    (Kept.RELATIONSHIP, "powers", Power),
    (Kept.CASE, "category", Category),
    (Kept.CASE, "state", CaseState),
    (Kept.CASE, "closing_reason", ClosingReason),
    (Kept.CASE_ENDING, "outcome", CaseOutcome),
    (Kept.NEED, "source", NeedSource),
    (Kept.NEED, "state", NeedState),
    (Kept.NEED_OUTCOME, "outcome", NeedOutcome),
    (Kept.NEED_OUTCOME, "said_by", Voice),
    (Kept.GOAL, "state", GoalState),
    (Kept.ACTION, "state", ActionState),
    (Kept.PLAN_ANSWER, "answer", SignedAs),
    (Kept.TASK, "state", TaskState),
    (Kept.DOCUMENT, "retention", Retention),
    (Kept.OCCURRENCE, "term", OccurrenceTerm),
    (Kept.OCCURRENCE, "state", OccurrenceState),
    (Kept.OBSERVATION, "measure", Measure),
    (Kept.OBSERVATION, "effect", Effect),
    (Kept.OBSERVATION, "basis", Basis),
    (Kept.OBSERVATION, "source", Source),
    (Kept.WARNING, "kind", WarningKind),
    (Kept.WARNING, "precautions", Precaution),
    (Kept.RISK_REASON, "reason", RiskReason),
    (Kept.COMPLAINT, "state", ComplaintState),
    (Kept.COMPLAINT, "outcome", Outcome),
    (Kept.RATING, "aspect", Aspect),
    (Kept.CONSENT, "given_by", GivenBy),
    (Kept.CONSENT, "given_how", GivenHow),
    (Kept.CONSENT, "sectors", Sector),
    (Kept.CONSENT, "purposes", Purpose),
    (Kept.EMERGENCY, "reason", Reason),
    (Kept.REQUEST, "kind", Right),
    (Kept.REQUEST, "state", RequestState),
    (Kept.REQUEST, "outcome", RequestOutcome),
    (Kept.MINUTES_ANSWER, "answer", MinutesAnswer),
    (Kept.GRANT, "because", GroundKind),
    (Kept.TRAVELLED, "because", GroundKind),
    (Kept.TRAVELLED, "categories", Category),
    (Kept.GRANT, "operations", Operation),
    (Kept.LOOK, "act", Act),
)


def test_each_section_has_a_source_and_each_field_a_name_in_both_languages() -> None:
    assert set(SECTIONS) == set(Kept) == set(SOURCES)
    fields = {field for section in SECTIONS.values() for field in section.fields}
    assert fields == set(FIELD_NAMES)
    assert all(english and french for english, french in FIELD_NAMES.values())
    assert all(set(source.told) <= set(SECTIONS[kept].fields) for kept, source in SOURCES.items())


@pytest.mark.parametrize(("kept", "field", "words"), CODED)
def test_each_word_of_a_closed_list_is_said_in_both_languages(kept: Kept, field: str, words: type[StrEnum]) -> None:
    assert field in SECTIONS[kept].fields
    assert [one for one in words if not has_word(kept, field, one)] == []


def test_it_can_be_taken_for_a_time_and_then_it_is_gone() -> None:
    until = NOW + timedelta(days=30)
    must_be_there(NOW, None, until, until - timedelta(seconds=1))
    for made_at, deleted_at, now, state in (
        (None, None, NOW, "waiting"),
        (NOW, None, until, "gone"),
        (NOW, NOW, NOW, "gone"),
    ):
        with pytest.raises(Conflict) as refused:
            must_be_there(made_at, deleted_at, until, now)
        assert refused.value.extensions["state"] == state


def test_what_is_never_in_it_is_said_whether_there_is_such_a_thing_or_not() -> None:
    plain = not_in_it(Right.ACCESS, [], is_the_person=True, french=False)
    months = [date(2024, 3, 1), date(2024, 4, 1)]
    less = not_in_it(Right.ACCESS, [], is_the_person=True, french=True, archived=months)
    assert less[-1].endswith("2024-03, 2024-04."), "never silently less"
    for right, is_the_person in ((Right.PORTABILITY, True), (Right.ACCESS, False)):
        without = not_in_it(right, [], is_the_person=is_the_person, french=True)
        assert not_in_it(right, [], is_the_person=is_the_person, french=True, archived=months) == without, "no looks"
    assert not_in_it(Right.ACCESS, ["health"], is_the_person=True, french=True)[-1].endswith("santé.")
    assert len(not_in_it(Right.PORTABILITY, [], is_the_person=False, french=False)) == len(plain) + 2
    assert Category.SAFEGUARDING not in shown_categories([])
    assert Category.HEALTH not in shown_categories(["health"])


def test_an_agency_of_which_nobody_knows_the_sector_is_not_named() -> None:
    assert names_only_who_may_be_named([Sector.HOUSING, Sector.HEALTH])
    for sector in (Sector.POLICE, Sector.JUSTICE, None):
        assert not names_only_who_may_be_named([Sector.HOUSING, sector])


def test_it_is_printed_in_plain_words() -> None:
    note = {
        "id": "1",
        "category": "housing",
        "text": "Looks for a flat",
        "written_at": NOW.isoformat(),
        "changed_at": None,
    }
    grant = {
        "agency_id": {"id": "2", "name": "Office HLM", "sector": "housing"},
        "because": "consent",
        "operations": ["read"],
    }
    volume = Volume(
        right=Right.ACCESS,
        agency="CCAS",
        made_at=NOW,
        kept_until=NOW,
        left_out=[],
        is_the_person=True,
        number=2,
        of=2,
        sections=[(Kept.NOTE, [note]), (Kept.GRANT, [grant])],
    )
    page = printed_copy(volume, Language.FRENCH)
    assert page.sentences[1] == "Partie 2 sur 2."
    facts = {fact.name: fact.words for section in page.sections for entry in section.entries for fact in entry.facts}
    assert (facts["Partie du dossier"], facts["Texte"], facts["Écrit le"]) == (
        "Logement",
        "Looks for a flat",
        "1 mars 2026, 09:00 UTC",
    )
    assert (facts["Organisme"], facts["Ce qu'ils peuvent faire"]) == ("Office HLM", "lire")


@pytest.mark.parametrize("right", [Right.ACCESS, Right.PORTABILITY])
def test_to_a_representative_it_is_said_to_be_about_somebody_else(right: Right) -> None:
    for is_the_person in (True, False):
        volume = Volume(
            right=right,
            agency="CCAS",
            made_at=NOW,
            kept_until=NOW,
            left_out=[],
            is_the_person=is_the_person,
            number=1,
            of=1,
            sections=[],
        )
        for language, about in (
            (Language.ENGLISH, "the person whom you represent"),
            (Language.FRENCH, "la personne que vous représentez"),
        ):
            assert (about in printed_copy(volume, language).sentences[0]) is not is_the_person
