"""To whom something was disclosed, in plain words, in English and French. No I/O."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from services.cases.own.domain.words import REPRESENTATIVE, WHY, categories_called
from shared.contracts.cases.vocabulary import Category, GroundKind


class Way(StrEnum):
    """How something was disclosed."""

    REFERRAL = "referral"
    CONFERENCE = "conference"
    EMERGENCY = "emergency"
    COPY = "copy"


_TOLD: Final[Mapping[Way, tuple[str, str]]] = {
    Way.REFERRAL: ("was sent ({what}) with a referral", "a reçu ({what}) avec une orientation"),
    Way.CONFERENCE: ("was told ({what}) in a conference", "a été informé en réunion ({what})"),
    Way.EMERGENCY: ("opened ({what})", "a ouvert ({what})"),
    Way.COPY: ("was given a copy ({what})", "a reçu une copie ({what})"),
}


def disclosure_in_words(
    agency: str | None, way: Way, categories: Collection[Category], because: Collection[GroundKind], *, french: bool
) -> str:
    """Who learnt which part of the record, how and why: one sentence.

    Args:
        agency: None for who represents the person.
    """
    told = _TOLD[way][french].format(what=categories_called(categories, french=french))
    reasons = [WHY[one][french] for one in GroundKind if one in because]
    if not reasons:
        return f"{agency or REPRESENTATIVE[french]} {told}."
    why = f"parce que {' et que '.join(reasons)}" if french else f"because {' and because '.join(reasons)}"
    return f"{agency or REPRESENTATIVE[french]} {told}, {why}."
