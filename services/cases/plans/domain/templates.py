"""Plans to begin with, for groups of people whom a municipality often helps. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from services.cases.plans.domain.attainment import Attainment
from services.cases.plans.domain.goals import Horizon, OwnerKind
from shared.contracts.cases.vocabulary import Category


class TargetGroup(StrEnum):
    """For whom a template is meant."""

    OLDER_PERSON_AT_HOME = "older_person_at_home"
    LONG_TERM_UNEMPLOYED = "long_term_unemployed"
    UNACCOMPANIED_MINOR = "unaccompanied_minor"
    DISABILITY = "disability"
    HOMELESSNESS = "homelessness"
    FAMILY = "family"
    DEBT = "debt"


LABELS: Final[Mapping[TargetGroup, tuple[str, str]]] = MappingProxyType(
    {
        TargetGroup.OLDER_PERSON_AT_HOME: ("Older person at home", "Personne âgée à domicile"),
        TargetGroup.LONG_TERM_UNEMPLOYED: ("Long-term unemployed", "Chômage de longue durée"),
        TargetGroup.UNACCOMPANIED_MINOR: ("Unaccompanied minor", "Mineur non accompagné"),
        TargetGroup.DISABILITY: ("Disability", "Handicap"),
        TargetGroup.HOMELESSNESS: ("Homelessness", "Sans-abrisme"),
        TargetGroup.FAMILY: ("Family", "Famille"),
        TargetGroup.DEBT: ("Debt", "Surendettement"),
    }
)
"""English, French."""


@dataclass(frozen=True, kw_only=True)
class TemplateAction:
    """What usually is to be done.

    Attributes:
        owner: of the agency or worker that applies the template, or the person, or a carer.
    """

    category: Category
    title: str
    owner: OwnerKind
    due_in_days: int | None


@dataclass(frozen=True, kw_only=True)
class TemplateGoal:
    """What people of the group usually want to reach; their own words come from themselves."""

    category: Category
    wording: str
    owner: OwnerKind
    horizon: Horizon
    target_in_days: int | None
    scale: Mapping[Attainment, str]
    weight: int
    actions: tuple[TemplateAction, ...]


def goal_from(stored: Mapping[str, Any]) -> TemplateGoal:
    """A goal of a template as it is kept."""
    return TemplateGoal(
        category=Category(stored["category"]),
        wording=stored["wording"],
        owner=OwnerKind(stored["owner"]),
        horizon=Horizon(stored["horizon"]),
        target_in_days=stored["target_in_days"],
        scale={level: stored["scale"][level.name.lower()] for level in Attainment},
        weight=stored["weight"],
        actions=tuple(
            TemplateAction(
                category=Category(one["category"]),
                title=one["title"],
                owner=OwnerKind(one["owner"]),
                due_in_days=one["due_in_days"],
            )
            for one in stored["actions"]
        ),
    )


def days_after(begins_on: date, days: int | None) -> date | None:
    """A date of a plan that begins on a day; None where the template names none."""
    return None if days is None else begins_on + timedelta(days=days)
