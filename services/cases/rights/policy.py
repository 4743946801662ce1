"""Who may ask for what they have a right to, and who answers.

Who sees a request is decided by whom it was asked of (`predicate.may_see_request`): the privacy officers of that
agency, and the worker who took it down; nobody else, whatever ground they have. Of a restricted person the few who may
know see to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.accounts.policy import it_is_about_themselves
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutRequest:
    """The facts on which these rules decide.

    Attributes:
        agency_id: which is asked.
        worker_id: who took it down; None where nobody did.
        is_about_a_restricted_person: few may know of them, and whoever sees the request is one of these.
    """

    agency_id: UUID
    worker_id: UUID | None
    is_about_a_restricted_person: bool = False


@in_french("Un intervenant le fait ; le système d'un organisme n'a personne en face de lui")
def they_are_a_worker(actor: Actor, _facts: AboutRequest) -> bool:
    """A worker does it; an agency's system has nobody before it."""
    return actor.worker_id is not None


@in_french("L'intervenant est délégué à la protection des données de l'organisme sollicité")
def they_answer_for_privacy_there(actor: Actor, facts: AboutRequest) -> bool:
    """The worker is privacy officer of the agency that is asked."""
    return actor.agency_id == facts.agency_id and Role.PRIVACY_OFFICER in actor.roles


@in_french(
    "L'intervenant travaille dans l'organisme sollicité, et compte parmi les rares qui peuvent savoir de la personne"
)
def they_are_one_of_few_who_may_know(actor: Actor, facts: AboutRequest) -> bool:
    """The worker works for the agency that is asked, and is one of the few who may know of the person."""
    return actor.agency_id == facts.agency_id and facts.is_about_a_restricted_person


@in_french("L'intervenant a consigné la demande")
def they_took_it_down(actor: Actor, facts: AboutRequest) -> bool:
    """The worker took it down."""
    return actor.agency_id == facts.agency_id and facts.worker_id == actor.subject


RECORD = Phrase(
    "take down a request for a data-protection right", "consigner une demande relative à un droit sur les données"
)
LIST = Phrase(
    "see the requests asked of one's own agency", "voir les demandes adressées à l'organisme pour lequel on agit"
)
EXTEND = Phrase("extend the time for an answer", "prolonger le délai de réponse")
DECIDE = Phrase("decide on a request", "décider d'une demande")
WITHDRAW = Phrase("take a request back for whoever asked", "retirer une demande pour qui l'a faite")
ASK = Phrase("ask for what one has a right to", "exercer un droit relatif aux données vous concernant")
READ_OWN = Phrase("read what one asked, and the answer", "lire ce que l'on a demandé, et la réponse")

_FACILITATED = Phrase(
    "GDPR Art. 12(2): whoever is asked makes it easy to use one's rights",
    "RGPD art. 12, § 2 : qui est sollicité facilite l'exercice des droits",
)
_ANSWERED = Phrase(
    "GDPR Art. 12(3) and 12(4): the controller answers within a month, with its reasons",
    "RGPD art. 12, § 3 et 4 : le responsable du traitement répond dans le mois, en donnant ses motifs",
)
_OFFICERS_TOLD = Phrase(
    "the privacy officers of the agency are told, and have a month to answer",
    "les délégués à la protection des données de l'organisme en sont informés, et ont un mois pour répondre",
)
_SOMEBODY = Phrase(
    "GDPR Art. 12(3): also where no privacy officer of the agency may know of the person, the controller answers",
    "RGPD art. 12, § 3 : même si aucun délégué de l'organisme ne peut savoir de la personne, le responsable répond",
)
_NO_GROUND = Phrase("it opens nothing of the record", "cela n'ouvre rien du dossier")

REQUEST_RULES: tuple[Rule[AboutRequest], ...] = (
    Rule(RECORD, (they_are_a_worker,), _FACILITATED, (_OFFICERS_TOLD,)),
    Rule(
        LIST,
        (they_are_a_worker,),
        _ANSWERED,
        (
            Phrase(
                "privacy officers see all, whoever took a request down sees that; of a restricted person those see it "
                "who may know of them, and privacy officers of other agencies among these",
                "les délégués les voient toutes, qui a consigné une demande voit celle-là ; si la personne est à accès "
                "restreint, ceux qui peuvent en savoir la voient, délégués d'autres organismes compris",
            ),
            _NO_GROUND,
        ),
    ),
    Rule(
        EXTEND,
        (they_answer_for_privacy_there,),
        _ANSWERED,
        (
            Phrase(
                "once, within the first month, by two more at most, and why is said",
                "une fois, dans le premier mois, de deux mois au plus, et le motif est donné",
            ),
        ),
    ),
    Rule(
        DECIDE,
        (they_answer_for_privacy_there,),
        _ANSWERED,
        (
            Phrase(
                "a refusal names the article, also of a part", "un refus cite l'article, même s'il n'est que partiel"
            ),
            Phrase("a decision is never changed", "une décision n'est jamais modifiée"),
        ),
    ),
    *(Rule(action, (they_are_one_of_few_who_may_know,), _SOMEBODY) for action in (EXTEND, DECIDE, WITHDRAW)),
    Rule(WITHDRAW, (they_answer_for_privacy_there,), _FACILITATED),
    Rule(WITHDRAW, (they_took_it_down,), _FACILITATED),
)
OWN_RULES = (
    Rule(
        ASK,
        (it_is_about_themselves,),
        Phrase(
            "GDPR Art. 15 to 21; whoever represents somebody asks through a worker, who must not tell them with whom "
            "the person works",
            "RGPD art. 15 à 21 ; qui représente quelqu'un s'adresse à un intervenant, car il ne doit pas apprendre "
            "avec qui la personne travaille",
        ),
        (_OFFICERS_TOLD,),
    ),
    Rule(READ_OWN, (it_is_about_themselves,), _ANSWERED),
)
RULES: Sequence[Rule[Any]] = (*REQUEST_RULES, *OWN_RULES)
