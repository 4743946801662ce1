"""Of what a warning warns, what to do about it, and why somebody was not told: as coded terms. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.contracts.cases.vocabulary import Category


class WarningKind(StrEnum):
    """Of what a warning warns."""

    VIOLENCE_TOWARDS_WORKERS = "violence_towards_workers"
    VIOLENT_VISITOR = "violent_visitor"
    """Somebody else who may be there: the warning stands with the person whom workers visit."""
    WEAPON = "weapon"
    DOG = "dog"
    UNSAFE_HOME = "unsafe_home"
    INFECTION = "infection"
    SELF_HARM = "self_harm"
    MEDICAL_EMERGENCY = "medical_emergency"
    GOES_MISSING = "goes_missing"


class Precaution(StrEnum):
    """What to do before and at a visit. It says what to do, and not why."""

    PHONE_BEFORE = "phone_before"
    MEET_ELSEWHERE = "meet_elsewhere"
    VISIT_IN_PAIRS = "visit_in_pairs"
    WAIT_OUTSIDE = "wait_outside"
    PROTECTIVE_EQUIPMENT = "protective_equipment"


class NotToldBecause(StrEnum):
    """Why the person was not told of a warning. It is asked again at each review."""

    DANGER_TO_WORKERS = "danger_to_workers"
    DANGER_TO_THE_PERSON = "danger_to_the_person"
    DANGER_TO_OTHERS = "danger_to_others"
    NOT_YET_MET = "not_yet_met"
    LAW_WITHHOLDS_IT = "law_withholds_it"


@dataclass(frozen=True, slots=True)
class Term:
    """Its usual category, and its words in English and French."""

    category: Category
    english: str
    french: str

    def label(self, *, french: bool) -> str:
        """As a person reads it."""
        return self.french if french else self.english


KINDS: Final[Mapping[WarningKind, Term]] = MappingProxyType(
    {
        WarningKind.VIOLENCE_TOWARDS_WORKERS: Term(
            Category.SAFEGUARDING, "Violence towards workers", "Violence envers les intervenants"
        ),
        WarningKind.VIOLENT_VISITOR: Term(
            Category.SAFEGUARDING, "Somebody violent may be there", "Présence possible d'une personne violente"
        ),
        WarningKind.WEAPON: Term(Category.SAFEGUARDING, "Weapon", "Arme"),
        WarningKind.DOG: Term(Category.HOUSEHOLD, "Dog", "Chien"),
        WarningKind.UNSAFE_HOME: Term(Category.HOUSING, "Unsafe home", "Logement dangereux"),
        WarningKind.INFECTION: Term(Category.HEALTH, "Risk of infection", "Risque infectieux"),
        WarningKind.SELF_HARM: Term(Category.HEALTH, "Self-harm", "Risque d'autoagression"),
        WarningKind.MEDICAL_EMERGENCY: Term(Category.HEALTH, "Medical emergency", "Urgence médicale"),
        WarningKind.GOES_MISSING: Term(Category.SAFEGUARDING, "Goes missing", "Risque de disparition"),
    }
)
PRECAUTIONS: Final[Mapping[Precaution, tuple[str, str]]] = MappingProxyType(
    {
        Precaution.PHONE_BEFORE: ("Phone before you go", "Appeler avant la visite"),
        Precaution.MEET_ELSEWHERE: ("Do not meet at the home", "Ne pas rencontrer à domicile"),
        Precaution.VISIT_IN_PAIRS: ("Do not go alone", "Ne pas y aller seul"),
        Precaution.WAIT_OUTSIDE: ("Wait outside until you are let in", "Attendre dehors d'être invité à entrer"),
        Precaution.PROTECTIVE_EQUIPMENT: ("Bring protective equipment", "Apporter un équipement de protection"),
    }
)
"""English, French."""
