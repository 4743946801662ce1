"""What can happen in somebody's life that others should know the day of, as coded terms. No I/O."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.cases.alerts.domain.warning_terms import Term
from shared.contracts.cases.vocabulary import Category
from shared.refusals import Invalid


class OccurrenceTerm(StrEnum):
    """What happened."""

    MISSED_APPOINTMENT = "missed_appointment"
    SPOKEN_WITH = "spoken_with"
    VISITED = "visited"
    EVICTION_NOTICE = "eviction_notice"
    ENERGY_CUT_NOTICE = "energy_cut_notice"
    JOB_LOST = "job_lost"
    SCHOOL_LEFT = "school_left"
    ADMITTED_TO_HOSPITAL = "admitted_to_hospital"


TERMS: Final[Mapping[OccurrenceTerm, Term]] = MappingProxyType(
    {
        OccurrenceTerm.MISSED_APPOINTMENT: Term(Category.SOCIAL, "Appointment missed", "Rendez-vous manqué"),
        OccurrenceTerm.SPOKEN_WITH: Term(Category.SOCIAL, "Spoken with the person", "Échange avec la personne"),
        OccurrenceTerm.VISITED: Term(Category.SOCIAL, "Visited", "Visite"),
        OccurrenceTerm.EVICTION_NOTICE: Term(Category.HOUSING, "Eviction notice", "Avis d'expulsion"),
        OccurrenceTerm.ENERGY_CUT_NOTICE: Term(Category.HOUSING, "Energy to be cut off", "Avis de coupure d'énergie"),
        OccurrenceTerm.JOB_LOST: Term(Category.EMPLOYMENT, "Job lost", "Perte d'emploi"),
        OccurrenceTerm.SCHOOL_LEFT: Term(Category.EDUCATION, "School left", "Sortie de l'école"),
        OccurrenceTerm.ADMITTED_TO_HOSPITAL: Term(Category.HEALTH, "Admitted to hospital", "Hospitalisation"),
    }
)
CONTACTS: Final = frozenset({OccurrenceTerm.SPOKEN_WITH, OccurrenceTerm.VISITED})
"""Somebody saw or heard the person."""


class OccurrenceState(StrEnum):
    """Whether it happened."""

    RECORDED = "recorded"
    ENTERED_IN_ERROR = "entered_in_error"


def must_have_happened(happened_on: date, today: date) -> None:
    """What happened did so on a day that has come.

    Raises:
        Invalid: it is a day to come.
    """
    if happened_on > today:
        raise Invalid.field("#/happened_on", "in_the_future", "It is a day to come.", "Ce jour est encore à venir.")
