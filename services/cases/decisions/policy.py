"""Who may ask what others may."""

from collections.abc import Sequence
from typing import Any, Final

from services.cases.access.policy import (
    LOGGED,
    AboutPerson,
    their_agency_has_a_ground,
    they_answer_for_privacy,
    they_coordinate,
)
from shared.phrases import Phrase
from shared.policy.grammar import Rule

ASK_OF_OTHERS: Final = Phrase(
    "ask what others may see or do about a person", "demander ce que d'autres peuvent voir ou faire pour une personne"
)
RULES: Sequence[Rule[Any]] = (
    Rule[AboutPerson](
        ASK_OF_OTHERS,
        (their_agency_has_a_ground, they_coordinate),
        Phrase("Coordinating needs to know who can do what", "Pour coordonner, il faut savoir qui peut quoi"),
        (LOGGED,),
    ),
    Rule[AboutPerson](
        ASK_OF_OTHERS,
        (their_agency_has_a_ground, they_answer_for_privacy),
        Phrase(
            "GDPR Art. 39(1)(b): privacy officers monitor compliance",
            "RGPD art. 39, § 1, b) : le délégué à la protection des données contrôle le respect des règles",
        ),
        (LOGGED,),
    ),
)
