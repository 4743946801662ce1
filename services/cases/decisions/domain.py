"""Why a grant permits something, or what it lacks. No I/O."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.cases.access.domain import SUMMARY, Grant, RefusedSharing
from services.cases.access.policy import Grounds
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


@dataclass(frozen=True)
class OfACategory:
    """How every question about one category is answered.

    Attributes:
        answers: to each operation; of reading, to what is ordinary.
        sensitive: to reading what is sensitive.
        asked: each ground in force, and what it lacks to be read by.
        refused: what the person refused of the category as a whole, to this agency or to everybody.
        held: the agencies of which what they contributed is stored and not processed.
    """

    category: Category
    answers: Mapping[Operation, Answer]
    sensitive: Answer
    asked: Sequence[tuple[Grant, frozenset[Lack]]]
    refused: Sequence[RefusedSharing]
    held: Sequence[UUID]


@dataclass(frozen=True)
class Derivation:
    """Why somebody may see and do what about a person, and why not the rest.

    Attributes:
        question: who asks for which purpose; its operation, category and sensitivity stand for nothing.
        is_kept_out: a conflict of interest keeps them from the person, whatever the ground.
        is_restricted: the person is known to named workers alone.
        is_named: and they are one of them.
        to_come: grounds of the agency that begin later.
        refused_items: of how many single items the person refused to share, to them or to everybody.
        sealed_items: how many sealed items about the person are open to them by name.
        held_items: how many single items are stored and not processed.
    """

    question: Question
    is_kept_out: bool
    is_restricted: bool
    is_named: bool
    categories: Sequence[OfACategory]
    to_come: Sequence[Grant]
    refused_items: int
    sealed_items: int
    held_items: int


def derive(question: Question, known: Grounds, categories: Iterable[Category]) -> Derivation:
    """The whole derivation, by `answer`: what is said here is what is decided there."""
    theirs = [one for one in known.grants if one.agency_id == question.agency_id]
    keepers = [one for one in theirs if question.worker_id in one.kept_out]
    named = [one.known_to for one in theirs if one.known_to is not None]
    is_named = any(question.worker_id in one for one in named)
    in_force = [one for one in theirs if is_in_force(one, question.at)]
    serving = [] if keepers or (named and not is_named) else in_force
    about_them = [one for one in known.refused if _is_about(one, theirs, question.at)]
    return Derivation(
        question=question,
        is_kept_out=bool(keepers),
        is_restricted=bool(named),
        is_named=is_named,
        categories=[_of_a_category(question, one, serving, known.refused, about_them) for one in categories],
        to_come=[one for one in theirs if one.valid_from > question.at],
        refused_items=sum(one.item_id is not None for one in about_them),
        sealed_items=sum(
            (one.agency_id, one.worker_id) == (question.agency_id, question.worker_id)
            and one.valid_from <= question.at < one.valid_until
            for one in known.seals
        ),
        held_items=sum(":" not in one for one in _marks(theirs)),
    )


def is_in_force(grant: Grant, at: datetime) -> bool:
    """It has begun, and is not over."""
    return grant.valid_from <= at and (grant.valid_until is None or at < grant.valid_until)


def _is_about(refusal: RefusedSharing, theirs: Sequence[Grant], at: datetime) -> bool:
    is_valid = refusal.valid_from <= at and (refusal.valid_until is None or at < refusal.valid_until)
    return is_valid and any(
        refusal.agency_id in {None, one.agency_id} and refusal.sector in {None, one.sector} for one in theirs
    )


def _of_a_category(
    question: Question,
    category: Category,
    serving: Sequence[Grant],
    refused: Sequence[RefusedSharing],
    about_them: Sequence[RefusedSharing],
) -> OfACategory:
    asked = replace(question, category=category, sensitivity=Sensitivity.ORDINARY)
    reading = replace(asked, operation=Operation.READ)
    return OfACategory(
        category=category,
        answers={one: answer(replace(asked, operation=one), serving, refused) for one in Operation},
        sensitive=answer(replace(reading, sensitivity=Sensitivity.SENSITIVE), serving, refused),
        asked=[(grant, lacks(reading, grant, refused)) for grant in serving],
        refused=[one for one in about_them if category in one.categories],
        held=[UUID(agency) for agency, _, of in map(_parted, sorted(_marks(serving))) if of == category],
    )


def _marks(grants: Iterable[Grant]) -> frozenset[str]:
    """Of what is stored and not processed; each grant on the person carries all."""
    return frozenset(mark for grant in grants for mark in grant.held_back)


def _parted(mark: str) -> tuple[str, str, str]:
    return mark.partition(":")


def _shows_items(grant: Grant, category: Category) -> bool:
    return grant.level == Level.FULL or (grant.level == Level.SUMMARY and category in SUMMARY)
