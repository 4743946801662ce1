"""What a summary says of goals, actions and the plan that they make. No I/O."""

from collections.abc import Mapping
from typing import Any

from services.cases.plans.domain.attainment import Attainment, is_disagreement
from services.cases.plans.domain.goals import Horizon, OwnerKind
from services.cases.summaries.domain.document import Entry, Section
from services.cases.summaries.domain.speaking import Speaker
from shared.contracts.cases.plans import ActionState, GoalState, VersionState

Row = Mapping[str, Any]


def goal_entry(row: Row, about: str | None, speaker: Speaker) -> Entry:
    """A goal, in the person's own words beside the professional wording, and how far it was reached."""
    by_worker, by_person = row["by_worker"], row["by_person"]
    differ = is_disagreement(by_worker and by_worker["level"], by_person and by_person["level"])
    disagreement = speaker.say("Worker and person see it differently.", "Regards différents.")
    return Entry(
        row["wording"],
        (
            *speaker.fact("In their own words", "Avec ses mots", row["own_words"]),
            *speaker.fact("About", "Concerne", about),
            *speaker.fact("State", "État", speaker.word(GoalState(row["state"]))),
            *speaker.fact("Owner", "Porté par", _owner(row, speaker)),
            *speaker.fact("Horizon", "Horizon", speaker.word(Horizon(row["horizon"]))),
            *speaker.fact("By", "Échéance", row["target_on"] and speaker.day(row["target_on"])),
            *speaker.fact("At first", "Au départ", level_in_words(row, row["baseline"])),
            *speaker.fact("As a worker says", "Selon un professionnel", _last_word(row, by_worker)),
            *speaker.fact("As the person says", "Selon la personne", _last_word(row, by_person)),
            *speaker.fact("Disagreement", "Désaccord", disagreement if differ else None),
        ),
    )


def action_entry(row: Row, about: str | None, speaker: Speaker) -> Entry:
    """Who does what by when."""
    return Entry(
        row["title"],
        (
            *speaker.fact("About", "Concerne", about),
            *speaker.fact("State", "État", speaker.word(ActionState(row["state"]))),
            *speaker.fact("To be done by", "À faire par", _owner(row, speaker)),
            *speaker.fact("Due on", "Échéance", row["due_on"] and speaker.day(row["due_on"])),
        ),
    )


def plan_section(
    scores: tuple[float | None, float | None, float | None],
    version: Row | None,
    review: Row | None,
    speaker: Speaker,
    *,
    words: bool,
) -> Section:
    """What the plan has come to.

    Args:
        scores: T-scores of Goal Attainment Scaling: at first, by the workers, by the people.
        words: the reader may see what was written of the whole case.
    """
    at_first, by_worker, by_person = scores
    agreement = None if version is None else _agreement(version, speaker)
    held = None if review is None else speaker.day(review["held_on"])
    said = review["summary"] if review is not None and words else None
    return Section(
        speaker.say("The plan as a whole", "Le projet dans son ensemble"),
        facts=(
            *speaker.fact("Agreement", "Accord", agreement),
            *speaker.fact("Last review on", "Dernier bilan le", held),
            *speaker.fact("What the review says", "Ce que dit le bilan", said),
            *speaker.fact("Score at first", "Score au départ", _score(at_first, speaker)),
            *speaker.fact("Score by the workers", "Score des professionnels", _score(by_worker, speaker)),
            *speaker.fact("Score by the people", "Score des personnes", _score(by_person, speaker)),
        ),
        sentences=(
            speaker.say(
                "Scores are T-scores of Goal Attainment Scaling over the goals above: 50 is as expected.",
                "Les scores sont des scores T de l'échelle d'atteinte des objectifs ci-dessus : 50 est l'attendu.",
            ),
        ),
    )


def level_in_words(goal: Row, level: int | None) -> str | None:
    """A level on a goal's scale: its number, and what was agreed that it means."""
    if level is None:
        return None
    meaning = (goal["scale"] or {}).get(str(level))
    return f"{Attainment(level):+d}: {meaning}" if meaning else f"{Attainment(level):+d}"


def _last_word(goal: Row, mark: Row | None) -> str | None:
    if mark is None:
        return None
    said = level_in_words(goal, mark["level"])
    return f"{said} – {mark['words']}" if mark["words"] else said


def _owner(row: Row, speaker: Speaker) -> str:
    kind = OwnerKind(row["owner_kind"])
    if kind is OwnerKind.CARER:
        return speaker.say("a carer", "un aidant")
    if kind is OwnerKind.PERSON:
        return speaker.person(row["owner_id"])
    return speaker.agency(row["owner_agency_id"]) or speaker.say("another agency", "un autre organisme")


def _agreement(version: Row, speaker: Speaker) -> str:
    if version["agreed_at"]:
        return f"{speaker.word(VersionState.AGREED)}, {speaker.day(version['agreed_at'])}"
    return f"{speaker.word(VersionState.PROPOSED)}, {speaker.day(version['proposed_at'])}"


def _score(score: float | None, speaker: Speaker) -> str | None:
    return None if score is None else f"{score:.1f}".replace(".", speaker.say(".", ","))
