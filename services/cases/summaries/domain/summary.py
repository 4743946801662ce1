"""What the summary of a case says. No I/O: it is given what its reader may see."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.cases.coordination.domain.case import RISKS, HouseholdRole
from services.cases.coordination.domain.team import Capacity
from services.cases.notes.domain.need_terms import label_of
from services.cases.summaries.domain.budgets import BudgetShown, budgets_section
from services.cases.summaries.domain.document import Document, Entry, Fact, Language, Section
from services.cases.summaries.domain.plan import action_entry, goal_entry, plan_section
from services.cases.summaries.domain.speaking import Reading, Row, Some, Speaker
from shared.contracts.cases.coordination import CaseState, ClosingReason, NeedState
from shared.contracts.cases.outcomes import CaseOutcome, Effect, Measure, NeedOutcome
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Purpose


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What somebody may see of a case.

    Attributes:
        closure: the latest; None where it was never closed.
        names: of the people whose identity they may see.
        observed: how much of each service was used and avoided together.
        scores: at first, by the workers and by the people; None where it is not known.
    """

    case: Row
    closure: Row | None
    names: Mapping[UUID, str]
    team: Some
    needs: Some
    goals: Some
    actions: Some
    observed: Mapping[tuple[Measure, Effect], int]
    budgets: Sequence[BudgetShown]
    scores: tuple[float | None, float | None, float | None]
    version: Row | None
    review: Row | None
    reader_agency_id: UUID
    purpose: Purpose
    read_at: datetime
    people: tuple[UUID, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "people", tuple(UUID(one["person_id"]) for one in self.case["persons"]))

    def agencies(self) -> frozenset[UUID]:
        """Those that it names."""
        owners = {row["owner_agency_id"] for row in (*self.goals.rows, *self.actions.rows)} - {None}
        handed_over_to = {self.closure["handed_over_to"]} - {None} if self.closure else set()
        team = (one["agency_id"] for one in self.team.rows)
        return frozenset({self.reader_agency_id, *owners, *handed_over_to, *team})


def summary_of(contents: Contents, language: Language, agencies: Mapping[UUID, str]) -> Document:
    """The summary of a case and its plan.

    Args:
        agencies: names by id.
    """
    plain = Speaker(language, agencies)
    speaker = Speaker(language, agencies, dict(_called(contents, plain)))
    return speaker.document(
        ("Summary of a case", "Synthèse d'un accompagnement"),
        Reading(contents.reader_agency_id, contents.purpose, contents.read_at),
        facts=(*_outline(contents.case, speaker), *_ending(contents, speaker)),
        sections=tuple(_sections(contents, speaker)),
    )


def _called(contents: Contents, speaker: Speaker) -> Iterator[tuple[UUID, str]]:
    """People by name where the reader may see it, by their number in the case where not."""
    yield from contents.names.items()
    for number, person_id in enumerate(contents.people, start=1):
        if person_id not in contents.names:
            yield person_id, speaker.say(f"Person {number}", f"Personne {number}")


def _outline(case: Row, speaker: Speaker) -> tuple[Fact, ...]:
    closed = case["closed_at"] and speaker.day(case["closed_at"])
    reason = case["closing_reason"] and speaker.word(ClosingReason(case["closing_reason"]))
    review = case["next_review_on"] and speaker.day(case["next_review_on"])
    return (
        *speaker.fact("Title", "Intitulé", case["title"]),
        *speaker.fact("Summary", "Résumé", case["summary"]),
        *speaker.fact("State", "État", speaker.word(CaseState(case["state"]))),
        *speaker.fact("Mainly about", "Domaine principal", speaker.word(Category(case["category"]))),
        *speaker.fact("Risk", "Risque", speaker.word(RISKS[case["risk"]])),
        *speaker.fact("Opened on", "Ouvert le", speaker.day(case["opened_at"])),
        *speaker.fact("Closed on", "Clos le", closed),
        *speaker.fact("Why it was closed", "Motif de clôture", reason),
        *speaker.fact("Next review on", "Prochain bilan le", review),
    )


def _ending(contents: Contents, speaker: Speaker) -> tuple[Fact, ...]:
    closure = contents.closure
    if closure is None or contents.case["closed_at"] is None:
        return ()
    return (
        *speaker.fact("What it has come to", "Résultat", speaker.word(CaseOutcome(closure["outcome"]))),
        *speaker.fact("Handed over to", "Relais pris par", speaker.agency(closure["handed_over_to"])),
        *speaker.fact("Kept from", "Conservation à compter du", speaker.day(closure["retention_from"])),
    )


def _sections(contents: Contents, speaker: Speaker) -> Iterator[Section]:
    yield _people(contents, speaker)
    yield _team(contents, speaker)
    yield speaker.section(
        ("Needs", "Besoins"),
        tuple(_need(row, contents, speaker) for row in contents.needs.rows),
        ("No need is recorded here.", "Aucun besoin n'est consigné ici."),
        most=contents.needs.most,
    )
    yield speaker.section(
        ("Goals", "Objectifs"),
        tuple(goal_entry(row, about(row, contents, speaker), speaker) for row in contents.goals.rows),
        ("No goal is set here.", "Aucun objectif n'est fixé ici."),
        most=contents.goals.most,
    )
    yield speaker.section(
        ("Actions", "Actions"),
        tuple(action_entry(row, about(row, contents, speaker), speaker) for row in contents.actions.rows),
        ("No action is planned here.", "Aucune action n'est prévue ici."),
        most=contents.actions.most,
    )
    yield Section(
        speaker.say("Services used and avoided", "Recours aux services"),
        sentences=() if contents.observed else (speaker.say("Nothing is recorded here.", "Rien n'est consigné ici."),),
        facts=tuple(
            Fact(f"{speaker.word(measure)} ({speaker.word(effect)})", str(amount))
            for (measure, effect), amount in sorted(contents.observed.items())
        ),
    )
    yield budgets_section(contents.budgets, speaker)
    yield plan_section(contents.scores, contents.version, contents.review, speaker, words=contents.case["words"])


def about(row: Row, contents: Contents, speaker: Speaker) -> str | None:
    """Whom an item is about, where the case is about several."""
    if len(contents.people) == 1 and (row["person_id"], *row["also_about"]) == contents.people:
        return None
    return ", ".join(speaker.person(one) for one in (row["person_id"], *row["also_about"]))


def _people(contents: Contents, speaker: Speaker) -> Section:
    roles = [HouseholdRole(one["role"]) for one in contents.case["persons"]]
    return Section(
        speaker.say("People", "Personnes"),
        facts=tuple(
            Fact(speaker.person(person_id), speaker.word(role))
            for person_id, role in zip(contents.people, roles, strict=True)
        ),
    )


def _team(contents: Contents, speaker: Speaker) -> Section:
    present = [one for one in contents.team.rows if one["ends_at"] is None or one["ends_at"] > contents.read_at]
    lead = speaker.say("lead", "référent")
    return Section(
        speaker.say("Team", "Équipe"),
        facts=tuple(
            Fact(
                speaker.agency(one["agency_id"]) or speaker.say("Another agency", "Autre organisme"),
                speaker.word(Capacity(one["capacity"])) + (f" ({lead})" if one["is_lead"] else ""),
            )
            for one in present
        ),
    )


def _need(row: Row, contents: Contents, speaker: Speaker) -> Entry:
    return Entry(
        label_of(row["term"], french=speaker.french),
        (
            *speaker.fact("About", "Concerne", about(row, contents, speaker)),
            *speaker.fact("State", "État", speaker.word(NeedState(row["state"]))),
            *speaker.fact("In words", "En clair", row["detail"]),
            *speaker.fact("As a worker says", "Selon un professionnel", _became(row["outcome_by_worker"], speaker)),
            *speaker.fact("As the person says", "Selon la personne", _became(row["outcome_by_person"], speaker)),
        ),
    )


def _became(outcome: NeedOutcome | None, speaker: Speaker) -> str | None:
    return None if outcome is None else speaker.word(outcome)
