"""How long a warning stands, and whether the person knows of it. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from services.cases.alerts.domain.warning_terms import NotToldBecause
from shared.contracts.cases.alerts import WarningState
from shared.refusals import Conflict, Invalid

LONGEST: Final = timedelta(days=366)
"""No warning follows somebody for longer than a year without anybody looking at it again."""


class ReviewOutcome(StrEnum):
    """What a review of a warning found."""

    STANDS = "stands"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class Telling:
    """Whether the person was told that the warning is there: on a day, or not, and why.

    Attributes:
        on: local date.
    """

    on: date | None
    not_because: NotToldBecause | None


@dataclass(frozen=True, kw_only=True)
class Review:
    """What a review of a warning found.

    Attributes:
        review_on: when it is looked at next; local date; for one that stands.
        telling: what is known now of whether the person was told; None where that was said and stays.
    """

    outcome: ReviewOutcome
    review_on: date | None
    telling: Telling | None


def must_be_reviewed_in_time(review_on: date, today: date) -> None:
    """A warning is looked at again, on a day that comes and within a year.

    Raises:
        Invalid: the day is past, today, or too far.
    """
    if not today < review_on <= today + LONGEST:
        raise Invalid.field(
            "#/review_on",
            "not_within_a_year",
            "Name a day to come, within a year.",
            "Indiquez un jour à venir, dans l'année.",
        )


def must_say_whether_told(telling: Telling, today: date) -> None:
    """Either the person was told, on a day that is not to come, or it is said why not.

    Raises:
        Invalid: neither or both, or a day to come.
    """
    if (telling.on is None) == (telling.not_because is None):
        raise Invalid.field(
            "#/told_on",
            "told_or_not",
            "Say when the person was told, or why not: one of both.",
            "Indiquez quand la personne a été informée, ou pourquoi elle ne l'a pas été : l'un des deux.",
        )
    if telling.on is not None and telling.on > today:
        raise Invalid.field("#/told_on", "in_the_future", "It is a day to come.", "Ce jour est encore à venir.")


def after_review(warning: Mapping[str, Any], review: Review, today: date) -> dict[str, Any]:
    """The content of a warning after it was looked at again.

    Args:
        warning: its content before.

    Raises:
        Conflict: it had ended.
        Invalid: what the outcome needs is missing, or what it cannot have is there.
    """
    if warning["state"] == WarningState.ENDED:
        raise Conflict("The warning has ended.", detail_fr="Cette alerte a pris fin.", state=WarningState.ENDED)
    if review.outcome is ReviewOutcome.ENDED:
        if review.review_on is not None:
            raise Invalid.field(
                "#/review_on",
                "ended",
                "What has ended is not looked at again.",
                "Ce qui a pris fin n'est plus réexaminé.",
            )
        return {**warning, "state": WarningState.ENDED, "review_on": None, **_told(warning, review, today)}
    if review.review_on is None:
        raise Invalid.field(
            "#/review_on", "missing", "Say when it is looked at again.", "Indiquez quand elle sera réexaminée."
        )
    must_be_reviewed_in_time(review.review_on, today)
    if warning["told_on"] is None and review.telling is None:
        raise Invalid.field(
            "#/told_on",
            "told_or_not",
            "The person did not know of it: say whether that is still so.",
            "La personne n'en savait rien : indiquez si c'est toujours le cas.",
        )
    return {**warning, "review_on": review.review_on, **_told(warning, review, today)}


def _told(warning: Mapping[str, Any], review: Review, today: date) -> dict[str, Any]:
    if review.telling is None:
        return {name: warning[name] for name in ("told_on", "not_told_because")}
    must_say_whether_told(review.telling, today)
    return {"told_on": review.telling.on, "not_told_because": review.telling.not_because}
