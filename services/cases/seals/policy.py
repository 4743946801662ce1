"""Who may open a sealed item to others, among those who see it themselves."""

from dataclasses import dataclass
from uuid import UUID

from services.cases.access.policy import LOGGED
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutSealed:
    """A sealed item that the worker sees.

    Attributes:
        agency_id, worker_id: who wrote it; no worker did where a person wrote it themselves.
        leads: the worker leads the case to which it belongs.
    """

    agency_id: UUID
    worker_id: UUID | None
    leads: bool


@in_french("L'intervenant a écrit l'élément")
def they_sealed_it(actor: Actor, facts: AboutSealed) -> bool:
    """The worker wrote the item."""
    return (actor.agency_id, actor.subject) == (facts.agency_id, facts.worker_id)


@in_french("L'intervenant voit l'élément et est référent de l'accompagnement")
def they_see_it_and_lead(_actor: Actor, facts: AboutSealed) -> bool:
    """The worker sees the item and leads the case."""
    return facts.leads


@in_french("L'intervenant voit l'élément et est encadrant dans l'organisme qui en est l'auteur")
def they_see_it_and_supervise(actor: Actor, facts: AboutSealed) -> bool:
    """The worker sees the item and is supervisor in the agency that wrote it."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


OPEN = Phrase("open a sealed item to a named worker", "ouvrir un élément scellé à un intervenant désigné")
CLOSE = Phrase("take back a seal grant", "retirer un accès au scellé")
SEE = Phrase("see to whom a sealed item is open", "voir à qui un élément scellé est ouvert")

_NEED_TO_KNOW = Phrase(
    "GDPR Art. 5(1)(c) and (f): no more people know than must",
    "RGPD art. 5, § 1, c) et f) : seuls savent ceux qui doivent savoir",
)
_FOR_A_TIME = (
    Phrase("one worker, a reason, and an end within a year", "un intervenant, un motif, et une fin dans l'année"),
    Phrase(
        "it opens the seal and nothing else: that worker needs a ground of their own for the person, and emergency "
        "access is none",
        "il ouvre le scellé et rien d'autre : il faut à cet intervenant son propre fondement pour la personne, et "
        "l'accès d'urgence n'en est pas un",
    ),
    Phrase("the worker who is named is told", "l'intervenant désigné en est informé"),
    Phrase(
        "it ends when its worker is revoked, with what they gave in their turn; what its writer gave goes on until its "
        "day when they leave, so that somebody can go on",
        "il prend fin quand l'intervenant est révoqué, avec ce qu'il a lui-même donné ; ce que l'auteur a donné reste "
        "jusqu'à son terme quand il part, pour que quelqu'un puisse continuer",
    ),
    Phrase("it ends when the item is sealed no more", "il prend fin quand l'élément n'est plus scellé"),
    LOGGED,
)
_AT_ONCE = (Phrase("it is closed with the answer", "l'accès est fermé dès la réponse"), LOGGED)
_WHO = (they_sealed_it, they_see_it_and_lead, they_see_it_and_supervise)

RULES = (
    *(Rule(OPEN, (sentence,), _NEED_TO_KNOW, _FOR_A_TIME) for sentence in _WHO),
    *(Rule(CLOSE, (sentence,), _NEED_TO_KNOW, _AT_ONCE) for sentence in _WHO),
    *(Rule(SEE, (sentence,), _NEED_TO_KNOW, (LOGGED,)) for sentence in _WHO),
)
