"""For how long a copy can be taken, and what is never in it. No I/O."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from services.cases.accounts.domain import WITHHELD_CATEGORIES, WITHHELD_SECTORS
from shared.contracts.cases.labels import CATEGORIES
from shared.contracts.cases.rights import RequestOutcome, Right
from shared.contracts.cases.vocabulary import Category
from shared.phrases import Phrase
from shared.refusals import Conflict

KEPT_FOR: Final = timedelta(days=30)
"""From when it is ready until it is gone."""

GRANTED: Final = (RequestOutcome.GRANTED, RequestOutcome.PARTLY_GRANTED)

_NEVER: Final = (
    Phrase(
        "What only its writer may see, what was written to protect somebody, and protected addresses are in no copy.",
        "Ce que seul son auteur peut voir, ce qui est écrit pour protéger quelqu'un et les adresses protégées ne "
        "figurent dans aucune copie.",
    ),
    Phrase(
        "What is about others too, and what others said about you, is in no copy: it is theirs as well.",
        "Ce qui concerne aussi d'autres personnes et ce que d'autres ont dit de vous ne figurent dans aucune copie : "
        "c'est aussi à eux.",
    ),
    Phrase(
        "What a law lets an agency keep to itself for a time, and what police and justice may see, is in no copy.",
        "Ce qu'une loi permet à un organisme de taire pour un temps, et ce que police et justice peuvent voir, ne "
        "figure dans aucune copie.",
    ),
)
_FOR_REPRESENTATIVES: Final = Phrase(
    "It was asked by who represents the person: who they are, needs, goals and actions are in it, nothing sensitive, "
    "and nothing that could tell where they are.",
    "Elle a été demandée par qui représente la personne : l'identité, les besoins, les objectifs et les actions y "
    "figurent, rien de sensible, ni rien qui puisse dire où elle se trouve.",
)
_WHAT_WAS_GIVEN: Final = Phrase(
    "It holds what the person gave, as Art. 20 says; a copy of all that is kept is asked for by Art. 15.",
    "Elle contient ce que la personne a fourni, comme le dit l'art. 20 ; la copie de tout ce qui est conservé se "
    "demande par l'art. 15.",
)


def shown_categories(left_out: Collection[str]) -> list[Category]:
    """Of which parts of the record there may be something in a copy."""
    return [one for one in Category if one not in WITHHELD_CATEGORIES and one not in left_out]


def not_in_it(
    right: Right, left_out: Collection[str], *, is_the_person: bool, french: bool, archived: Sequence[date] = ()
) -> list[str]:
    """What is not in a copy, whether there is such a thing or not.

    Args:
        archived: first days of the months whose looks lay in the archive when it was made.
    """
    said = [one.told(french=french) for one in _NEVER]
    if not is_the_person:
        said.append(_FOR_REPRESENTATIVES.told(french=french))
    if right is Right.PORTABILITY:
        said.append(_WHAT_WAS_GIVEN.told(french=french))
    elif is_the_person and archived:
        months = ", ".join(f"{one:%Y-%m}" for one in archived)
        said.append(
            f"Les consultations de ces mois sont archivées et n'y figurent que si elles ont été rapportées : {months}."
            if french
            else f"Looks of these months lie in an archive, and are in it only where they were brought back: {months}."
        )
    if left_out:
        named = ", ".join(CATEGORIES[one][french].lower() for one in Category if one in left_out)
        said.append(
            f"Laissé de côté, pour le motif donné dans la réponse : {named}."
            if french
            else f"Left out, for the reason in the answer: {named}."
        )
    return said


def must_be_there(
    made_at: datetime | None, deleted_at: datetime | None, kept_until: datetime | None, now: datetime
) -> None:
    """It is made and not yet gone.

    Raises:
        Conflict: it is being made, or it is gone; carries which.
    """
    if made_at is None:
        raise Conflict("It is being made.", detail_fr="Elle est en préparation.", state="waiting")
    if deleted_at is not None or (kept_until is not None and kept_until <= now):
        raise Conflict(
            "The time in which it could be taken is over; ask anew.",
            detail_fr="Le délai pour la prendre est écoulé ; refaites la demande.",
            state="gone",
        )


def names_only_who_may_be_named(sectors: Iterable[str | None]) -> bool:
    """Of each of these agencies it is known that it is neither police nor justice."""
    return all(one is not None and one not in WITHHELD_SECTORS for one in sectors)
