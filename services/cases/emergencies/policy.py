"""Who may open a record in an emergency, and who looks at it afterwards."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutEmergency:
    """The fact on which these rules decide.

    Attributes:
        opened_by: the worker; None before it is opened.
    """

    opened_by: UUID | None = None


@in_french("L'intervenant assure l'accueil, l'accompagnement ou l'encadrement ; ce n'est pas le système d'un organisme")
def they_meet_people_themselves(actor: Actor, _facts: AboutEmergency) -> bool:
    """The worker does intake, casework or supervision, and is no agency's system."""
    return actor.worker_id is not None and bool(actor.roles & {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR})


@in_french("L'intervenant est délégué à la protection des données")
def they_answer_for_privacy(actor: Actor, _facts: AboutEmergency) -> bool:
    """The worker is privacy officer."""
    return Role.PRIVACY_OFFICER in actor.roles


@in_french("Un autre intervenant a ouvert le dossier")
def somebody_else_opened_it(actor: Actor, facts: AboutEmergency) -> bool:
    """Another worker opened the record."""
    return facts.opened_by != actor.subject


OPEN = Phrase("open a record in an emergency", "ouvrir un dossier en urgence")
REVIEW = Phrase("review an emergency access", "contrôler un accès d'urgence")
COUNT = Phrase("count emergency accesses", "compter les accès d'urgence")

RULES = (
    Rule(
        OPEN,
        (they_meet_people_themselves,),
        Phrase(
            "GDPR Art. 6(1)(d) and 9(2)(c): vital interests", "RGPD art. 6, § 1, d) et 9, § 2, c) : intérêts vitaux"
        ),
        (
            Phrase("it ends by itself after some hours", "il prend fin de lui-même après quelques heures"),
            Phrase(
                "the leads and the privacy officers are told at once",
                "les référents et les délégués à la protection des données en sont informés aussitôt",
            ),
            Phrase(
                "it shows nothing that is sealed or that the person refused, and no restricted person",
                "il ne montre rien de scellé ni de refusé, et aucune personne à accès restreint",
            ),
            Phrase("each look is logged with the emergency", "chaque consultation est journalisée avec l'urgence"),
        ),
    ),
    Rule(
        REVIEW,
        (they_answer_for_privacy, somebody_else_opened_it),
        Phrase(
            "GDPR Art. 39(1)(b): privacy officers monitor compliance",
            "RGPD art. 39, § 1, b) : le délégué à la protection des données contrôle le respect des règles",
        ),
        (Phrase("what they find is kept", "ce qu'il constate est conservé"),),
    ),
    Rule(
        COUNT,
        (they_answer_for_privacy,),
        Phrase("What is used too often is no exception", "Ce qui sert trop souvent n'est plus une exception"),
        (Phrase("only of those they may see", "seulement ceux qu'il peut voir"),),
    ),
)
