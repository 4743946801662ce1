"""Who may record, confirm, reject and end mandates."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutMandate:
    """The facts on which these rules decide.

    Attributes:
        recorded_by: the worker; None before it is recorded.
    """

    municipality_id: UUID
    agency_id: UUID
    recorded_by: UUID | None = None


@in_french("L'organisme intervient dans la commune du dossier de la personne")
def they_act_in_the_persons_municipality(actor: Actor, facts: AboutMandate) -> bool:
    """The agency operates in the municipality of the person's record."""
    return facts.municipality_id in actor.municipalities


@in_french("Le mandat est celui de l'organisme de l'intervenant")
def they_act_for_the_mandated_agency(actor: Actor, facts: AboutMandate) -> bool:
    """The mandate is for the worker's own agency."""
    return facts.agency_id == actor.agency_id


@in_french("L'intervenant est encadrant ou délégué à la protection des données")
def they_supervise_or_answer_for_privacy(actor: Actor, _facts: AboutMandate) -> bool:
    """The worker is supervisor or privacy officer."""
    return bool(actor.roles & {Role.SUPERVISOR, Role.PRIVACY_OFFICER})


@in_french("L'intervenant est délégué à la protection des données")
def they_answer_for_privacy(actor: Actor, _facts: AboutMandate) -> bool:
    """The worker is privacy officer."""
    return Role.PRIVACY_OFFICER in actor.roles


@in_french("Un autre intervenant l'a consigné")
def somebody_else_recorded_it(actor: Actor, facts: AboutMandate) -> bool:
    """Another worker recorded it."""
    return facts.recorded_by != actor.subject


RECORD = Phrase("record a mandate", "consigner un mandat")
CONFIRM = Phrase("confirm a mandate", "confirmer un mandat")
REJECT = Phrase("reject a mandate", "rejeter un mandat")
END = Phrase("end a mandate", "mettre fin à un mandat")
SEE_PROPOSED = Phrase(
    "see which mandates of one's own agency wait to be confirmed",
    "voir quels mandats de l'organisme pour lequel on agit attendent d'être confirmés",
)

_OF_THEIR_AGENCY = (they_act_in_the_persons_municipality, they_act_for_the_mandated_agency)
_CONDITIONS = (*_OF_THEIR_AGENCY, they_supervise_or_answer_for_privacy)
_OF_THE_SECOND_PERSON = (*_OF_THEIR_AGENCY, they_answer_for_privacy, somebody_else_recorded_it)

RULES = (
    Rule(
        RECORD,
        _CONDITIONS,
        Phrase(
            "GDPR Art. 6(1)(c) or (e) with the article named in the mandate",
            "RGPD art. 6, § 1, c) ou e), avec l'article indiqué dans le mandat",
        ),
        (
            Phrase("it has an end and a review date", "il a un terme et une date de réexamen"),
            Phrase(
                "it gives nothing until a second worker has confirmed it",
                "il ne donne rien avant qu'un second intervenant l'ait confirmé",
            ),
        ),
    ),
    Rule(
        CONFIRM,
        _OF_THE_SECOND_PERSON,
        Phrase(
            "GDPR Art. 5(2) and 32: nobody opens a record by their own word alone",
            "RGPD art. 5, § 2 et 32 : nul n'ouvre un dossier sur sa seule parole",
        ),
        (
            Phrase(
                "its grant is in force with the answer, and stands among the person's grants",
                "l'accès est en vigueur dès la réponse, et figure parmi les accès à la personne",
            ),
        ),
    ),
    Rule(
        REJECT,
        _OF_THE_SECOND_PERSON,
        Phrase("As for confirming", "Comme pour confirmer"),
        (Phrase("it never gives anything", "il ne donne jamais rien"),),
    ),
    Rule(
        SEE_PROPOSED,
        (they_act_for_the_mandated_agency, they_supervise_or_answer_for_privacy),
        Phrase("Who decides must find what waits", "Qui décide doit trouver ce qui attend"),
        (Phrase("each look is logged", "chaque consultation est journalisée"),),
    ),
    Rule(
        END,
        _CONDITIONS,
        Phrase(
            "A mandate that is no longer needed must not go on",
            "Un mandat qui n'est plus nécessaire ne doit pas se poursuivre",
        ),
        (Phrase("its grants end with the answer", "ses accès prennent fin dès la réponse"),),
    ),
)
