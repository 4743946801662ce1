"""Who may say which laws let agencies know without consent."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutLegalGround:
    """The facts on which these rules decide.

    Attributes:
        written_by: the worker; None before it is written.
    """

    municipality_id: UUID
    written_by: UUID | None = None


@in_french("L'organisme intervient dans la commune")
def they_act_in_the_municipality(actor: Actor, facts: AboutLegalGround) -> bool:
    """The agency operates in the municipality."""
    return facts.municipality_id in actor.municipalities


@in_french("L'intervenant est encadrant ou délégué à la protection des données")
def they_supervise_or_answer_for_privacy(actor: Actor, _facts: AboutLegalGround) -> bool:
    """The worker is supervisor or privacy officer."""
    return bool(actor.roles & {Role.SUPERVISOR, Role.PRIVACY_OFFICER})


@in_french("L'intervenant est délégué à la protection des données")
def they_answer_for_privacy(actor: Actor, _facts: AboutLegalGround) -> bool:
    """The worker is privacy officer."""
    return Role.PRIVACY_OFFICER in actor.roles


@in_french("Un autre intervenant l'a rédigé")
def somebody_else_wrote_it(actor: Actor, facts: AboutLegalGround) -> bool:
    """Another worker wrote it."""
    return facts.written_by != actor.subject


PROPOSE = Phrase("propose a legal ground for the catalogue", "proposer un fondement légal pour le catalogue")
CONFIRM = Phrase("confirm a legal ground of the catalogue", "confirmer un fondement légal du catalogue")
RETIRE = Phrase("retire a legal ground of the catalogue", "retirer un fondement légal du catalogue")

RULES = (
    Rule(
        PROPOSE,
        (they_act_in_the_municipality, they_supervise_or_answer_for_privacy),
        Phrase(
            "GDPR Art. 6(3): what goes without consent is laid down by law",
            "RGPD art. 6, § 3 : ce qui se passe de consentement est défini par la loi",
        ),
        (
            Phrase(
                "no mandate can rest on it until a second worker has confirmed it",
                "aucun mandat ne peut en découler avant qu'un second intervenant l'ait confirmé",
            ),
            Phrase(
                "it says what a mandate gives at most, for how long, who confirms it and when it is looked at again",
                "il dit ce qu'un mandat donne au plus, pour combien de temps, qui le confirme et quand il est revu",
            ),
        ),
    ),
    Rule(
        CONFIRM,
        (they_act_in_the_municipality, they_answer_for_privacy, somebody_else_wrote_it),
        Phrase(
            "GDPR Art. 5(2) and 39: nobody says by their own word alone what the law permits",
            "RGPD art. 5, § 2, et 39 : nul ne dit sur sa seule parole ce que la loi permet",
        ),
        (Phrase("the version before it ends", "la version antérieure prend fin"),),
    ),
    Rule(
        RETIRE,
        (they_act_in_the_municipality, they_answer_for_privacy),
        Phrase("A law that no longer applies gives nothing", "Une loi qui ne s'applique plus ne donne rien"),
        (
            Phrase(
                "mandates that rest on it go on until their own end",
                "les mandats qui en découlent durent jusqu'à leur propre terme",
            ),
        ),
    ),
)
