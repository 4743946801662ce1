"""What of a case is to be talked about, and whether those whom it is about are asked to come. No I/O."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from services.cases.access.domain import Item
from shared.contracts.cases.conferences import MatterState
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.refusals import Conflict, Invalid

ANSWERS_AT_MOST: Final = 10
"""Of one person to one version of minutes: each is kept, and all are read with the minutes."""


class Asked(StrEnum):
    """Who of those whom a matter is about, or who stand for them, is asked to come."""

    PERSON = "person"
    REPRESENTATIVE = "representative"
    BOTH = "both"
    NOBODY = "nobody"


class NotAskedBecause(StrEnum):
    """Why neither the person nor somebody for them is asked to come."""

    PERSON_WISH = "person_wish"
    CANNOT_BE_REACHED = "cannot_be_reached"
    NOT_ABLE_TO_COME = "not_able_to_come"
    RISK_TO_THE_PERSON = "risk_to_the_person"
    RISK_TO_OTHERS = "risk_to_others"
    LAW_FORBIDS_IT = "law_forbids_it"


def must_say_who_is_asked(asked: Asked, because: NotAskedBecause | None) -> None:
    """Nobody is talked about without being asked, unless it is said why.

    Raises:
        Invalid: nobody is asked and no reason is given, or somebody is and one is.
    """
    if (asked is Asked.NOBODY) != (because is not None):
        raise Invalid.field(
            "#/not_asked_because",
            "asked_or_not",
            "Say why nobody is asked to come; and only where nobody is.",
            "Indiquez pourquoi personne n'est invité ; et seulement si personne ne l'est.",
        )


def must_be_on_the_agenda(state: MatterState) -> None:
    """What was taken off an agenda stays as it was.

    Raises:
        Conflict: it was taken off.
    """
    if state is not MatterState.ON_AGENDA:
        raise Conflict("It was taken off the agenda.", detail_fr="Ce point a été retiré de l'ordre du jour.")


def as_item(matter: Mapping[str, Any], person_id: UUID) -> Item:
    """What a decision needs to know of a matter, as far as it is about one person."""
    return Item(
        id=matter["id"],
        person_id=person_id,
        category=Category(matter["category"]),
        sensitivity=Sensitivity(matter["sensitivity"]),
        agency_id=matter["agency_id"],
        worker_id=matter["worker_id"],
    )


def must_be_few(version: int, answers: Iterable[Mapping[str, Any]]) -> None:
    """Somebody may change their mind about a version, but not for ever.

    Raises:
        Conflict: they answered it as often as one may.
    """
    if len([one for one in answers if one["version"] == version]) >= ANSWERS_AT_MOST:
        raise Conflict(
            f"You answered this version {ANSWERS_AT_MOST} times: your last word to it counts.",
            detail_fr=f"Vous avez répondu {ANSWERS_AT_MOST} fois à cette version : votre dernier mot fait foi.",
        )
