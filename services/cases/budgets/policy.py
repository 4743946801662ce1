"""Who may make a budget, agree to it, spend of it and take a spending back."""

from collections.abc import Sequence
from typing import Any

from services.cases.access.policy import PUBLIC_TASK
from services.cases.coordination.policy.cases import AboutPeople, they_may_contribute_about_everybody
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from shared.phrases import Phrase
from shared.policy.grammar import Rule

MAKE = Phrase("make a personal budget", "établir un budget personnel")
SIGN = Phrase(
    "agree to a personal budget, or write down that a person does",
    "convenir d'un budget personnel, ou consigner qu'une personne en convient",
)
SPEND = Phrase("write down what was spent of a personal budget", "consigner une dépense d'un budget personnel")
CHANGE = Phrase("change a personal budget", "modifier un budget personnel")
REVERSE = Phrase("take back what was written down as spent", "annuler une dépense consignée")

_OWN_MONEY = Phrase(
    "A budget is the person's: what they or their representative say to it stands beside it",
    "Un budget est celui de la personne : ce qu'elle ou son représentant en dit figure à côté",
)

PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        MAKE,
        (they_may_contribute_about_everybody,),
        PUBLIC_TASK,
        (Phrase("nothing is spent until it is agreed on", "rien n'est dépensé avant qu'il soit convenu"),),
    ),
    Rule(
        SIGN,
        (they_may_contribute_about_everybody,),
        _OWN_MONEY,
        (
            Phrase(
                "the signature names worker, time and sign-in, and is never changed",
                "la signature indique l'intervenant, l'heure et la connexion, et n'est jamais modifiée",
            ),
        ),
    ),
    Rule(
        SPEND,
        (they_may_contribute_about_everybody,),
        PUBLIC_TASK,
        (
            Phrase("above its line only for a reason", "au-delà de la ligne, seulement avec un motif"),
            Phrase(
                "what was spent is never changed, only taken back",
                "une dépense n'est jamais modifiée, seulement annulée",
            ),
        ),
    ),
)
ITEM_RULES: tuple[Rule[AboutItem], ...] = (*corrected_by_its_writer(CHANGE), *corrected_by_its_writer(REVERSE))
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *ITEM_RULES)
