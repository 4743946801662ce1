"""Who may hand over a receipt."""

from dataclasses import dataclass

from shared.contracts.identity.actor import Actor
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutReceipt:
    """The fact on which these rules decide."""

    is_seen_whole: bool


@in_french("L'intervenant voit tous les destinataires nommés : son organisme l'a consigné, coordonne ou en contrôle")
def they_see_whom_it_names(_actor: Actor, facts: AboutReceipt) -> bool:
    """The worker sees all whom it names: their agency recorded it or coordinates, or they answer for privacy."""
    return facts.is_seen_whole


HAND_OVER = Phrase("hand over a receipt for a consent", "remettre un reçu de consentement")

RULES = (
    Rule(
        HAND_OVER,
        (they_see_whom_it_names,),
        Phrase(
            "GDPR Art. 7(1) and 13; ISO/IEC TS 27560: the person can keep what they agreed to",
            "RGPD art. 7, § 1, et 13 ; ISO/IEC TS 27560 : la personne peut garder ce qu'elle a accepté",
        ),
        (
            Phrase("it says what is in force at that moment", "il dit ce qui est en vigueur à cet instant"),
            Phrase("the look is logged", "la consultation est journalisée"),
        ),
    ),
)
