"""When somebody's word can be taken down as it is, and by when a complaint is answered. No I/O."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from shared.contracts.cases.plans import Voice
from shared.contracts.cases.vocabulary import Sensitivity
from shared.contracts.cases.voice import Aspect, ComplaintState
from shared.refusals import Conflict, Invalid

ANSWERED_WITHIN: Final = timedelta(days=30)
"""A month, as the General Data Protection Regulation gives for an answer to a person (Art. 12(3)); a municipality that
promises less names an earlier day.
"""
SCORES: Final = range(1, 6)


class Address(StrEnum):
    """Who is to hear it."""

    TEAM = "team"
    """Whoever may see items of its category, and the supervisors of the agency that it is about."""
    SUPERVISORS = "supervisors"
    """The supervisors of the agency that it is about, and nobody else: not even whoever wrote it down."""


class Outcome(StrEnum):
    """What the agency found."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    TAKEN_BACK = "taken_back"
    """The person took it back."""


@dataclass(frozen=True, kw_only=True)
class Rating:
    """How somebody found it.

    Attributes:
        score: 1, not at all, to 5, entirely.
        began_on, ended_on: the period that they spoke of, both included; local dates.
    """

    aspect: Aspect
    score: int
    began_on: date
    ended_on: date
    comment: str | None

    def check(self, today: date) -> None:
        """It can be true.

        Raises:
            Invalid: no such score, or a period that ends before it begins or has not been yet.
        """
        if self.score not in SCORES:
            raise Invalid.field("#/score", "scale", "A score is 1 to 5.", "Une note va de 1 à 5.")
        if self.ended_on < self.began_on:
            raise Invalid.field(
                "#/ended_on",
                "order",
                "The period ends on or after its first day.",
                "La période finit le jour où elle commence, ou plus tard.",
            )
        if self.ended_on > today:
            raise Invalid.field(
                "#/ended_on",
                "future",
                "Nobody rates what has not been yet.",
                "On n'évalue pas ce qui n'a pas encore eu lieu.",
            )


def must_be_theirs(spoken_by: Voice, sensitivity: Sensitivity) -> None:
    """It is the word of the person or of somebody close to them, and somebody can hear it.

    Raises:
        Invalid: a worker's own opinion; or sealed, which only its writer would see.
    """
    if spoken_by is Voice.WORKER:
        raise Invalid.field(
            "#/spoken_by",
            "voice",
            "It is the word of the person, a representative or a carer.",
            "C'est la parole de la personne, d'un représentant ou d'un aidant.",
        )
    if sensitivity is Sensitivity.SEALED:
        raise Invalid.field(
            "#/sensitivity",
            "sealed",
            "What is sealed is heard by nobody: address the supervisors.",
            "Ce qui est scellé n'est entendu de personne : adressez-le aux encadrants.",
        )


def answer_due_on(wanted: date | None, today: date) -> date:
    """By when the agency answers.

    Args:
        wanted: an earlier day, where one was promised.

    Raises:
        Invalid: not after today, or later than a complaint may wait.
    """
    latest = today + ANSWERED_WITHIN
    if wanted is not None and not today < wanted <= latest:
        raise Invalid.field(
            "#/answer_due_on",
            "deadline",
            f"A complaint is answered within {ANSWERED_WITHIN.days} days, and not before tomorrow.",
            f"Une réclamation reçoit une réponse sous {ANSWERED_WITHIN.days} jours, et pas avant demain.",
        )
    return wanted or latest


def is_overdue(state: ComplaintState, due_on: date, today: date) -> bool:
    """It should have been answered."""
    return state is not ComplaintState.ANSWERED and due_on < today


_FOLLOWS: Final = {
    ComplaintState.ACKNOWLEDGED: {ComplaintState.RECORDED},
    ComplaintState.ANSWERED: {ComplaintState.RECORDED, ComplaintState.ACKNOWLEDGED},
}


def must_follow(wanted: ComplaintState, state: ComplaintState) -> None:
    """A complaint that stands there comes so far next.

    Raises:
        Conflict: it has come so far, or further; carries the present state.
    """
    if state not in _FOLLOWS[wanted]:
        raise Conflict("It was taken up before.", detail_fr="Cela a déjà été pris en charge.", state=state)
