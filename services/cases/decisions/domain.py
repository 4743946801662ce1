"""Why a grant permits something, or what it lacks. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.cases.access.domain import SUMMARY, Grant, RefusedSharing
from shared.contracts.cases.vocabulary import Category, Level, Operation, Sensitivity
from shared.contracts.identity.vocabulary import Purpose
from shared.phrases import Phrase


@dataclass(frozen=True, kw_only=True)
class Question:
    """Whether somebody may do something with what a record holds about one person.

    Attributes:
        agency_id, worker_id: who would; None for a worker whom nobody names.
        sensitivity: ordinary or sensitive; what is sealed is its writer's alone.
    """

    agency_id: UUID
    worker_id: UUID | None
    operation: Operation
    category: Category
    sensitivity: Sensitivity
    purpose: Purpose
    at: datetime


class Lack(StrEnum):
    """What a ground lacks for a question to be answered with yes."""

    GROUND = "ground"
    WORKER = "worker"
    PURPOSE = "purpose"
    CATEGORY = "category"
    OPERATION = "operation"
    LEVEL = "level"
    SENSITIVITY = "sensitivity"
    REFUSAL = "refusal"


WOULD_HELP: Final = {
    Lack.GROUND: Phrase(
        "no ground gives this agency anything about the person: a consent, a place on the team or a mandate would",
        "aucun fondement ne donne accès à cet organisme : un consentement, une équipe ou un mandat le ferait",
    ),
    Lack.WORKER: Phrase(
        "the ground is for named workers: it would have to name this one",
        "le fondement désigne des intervenants : il devrait désigner celui-ci",
    ),
    Lack.PURPOSE: Phrase(
        "the ground serves another purpose: name that one, if it is yours",
        "le fondement sert une autre finalité : indiquez celle-là, si c'est la vôtre",
    ),
    Lack.CATEGORY: Phrase(
        "the ground does not cover this category: a consent, an agreement or a mandate that names it would",
        "le fondement ne couvre pas cette catégorie : un consentement, un accord ou un mandat qui la nomme le ferait",
    ),
    Lack.OPERATION: Phrase(
        "the ground does not permit this operation: another ground would have to",
        "le fondement ne permet pas cette opération : un autre fondement le devrait",
    ),
    Lack.LEVEL: Phrase(
        "the ground shows no items of this category at its level: one of the level full would",
        "le fondement ne montre pas d'éléments de cette catégorie à son niveau : le niveau complet le ferait",
    ),
    Lack.SENSITIVITY: Phrase(
        "the ground does not show what is sensitive: one that names its categories one by one would",
        "le fondement ne montre pas ce qui est sensible : celui qui nomme ses catégories une à une le ferait",
    ),
    Lack.REFUSAL: Phrase(
        "the person refused to share this: they would have to take that back",
        "la personne a refusé de le partager : il faudrait qu'elle revienne sur ce refus",
    ),
}


@dataclass(frozen=True)
class Answer:
    """Whether they may.

    Attributes:
        grounds: what permits it; empty where nothing does.
        lacks: of the ground that lacks least, what it lacks; empty where it is permitted.
    """

    grounds: tuple[Grant, ...]
    lacks: frozenset[Lack]


def answer(question: Question, grants: Iterable[Grant], refused: Sequence[RefusedSharing]) -> Answer:
    """Decide as a read or a change would be decided.

    Args:
        grants: those of the agency on the person that are in force, whatever they permit.
    """
    found = [(grant, lacks(question, grant, refused)) for grant in grants]
    permitting = tuple(grant for grant, missing in found if not missing)
    if permitting:
        return Answer(permitting, frozenset())
    nearest = min((missing for _, missing in found), key=lambda some: (len(some), sorted(some)), default=None)
    return Answer((), frozenset({Lack.GROUND}) if nearest is None else nearest)


def lacks(question: Question, grant: Grant, refused: Sequence[RefusedSharing]) -> frozenset[Lack]:
    """What this grant lacks; nothing where it permits."""
    reads = question.operation is Operation.READ
    is_sensitive = question.sensitivity is not Sensitivity.ORDINARY
    missing = {
        Lack.WORKER: grant.worker_id not in {None, question.worker_id},
        Lack.PURPOSE: question.purpose not in grant.purposes,
        Lack.CATEGORY: question.category not in grant.categories,
        Lack.OPERATION: question.operation not in grant.operations,
        Lack.LEVEL: reads and not _shows_items(grant, question.category),
        Lack.SENSITIVITY: reads and is_sensitive and not grant.shows_sensitive,
        Lack.REFUSAL: any(one.stops(grant, question.category, question.at) for one in refused),
    }
    return frozenset(lack for lack, is_missing in missing.items() if is_missing)


def _shows_items(grant: Grant, category: Category) -> bool:
    return grant.level == Level.FULL or (grant.level == Level.SUMMARY and category in SUMMARY)
