"""Who may start threads, write in them, correct, retract, close and reopen.

Who may read a thread or a message is decided on the item itself, as for notes: nobody is added to a thread, and whoever
has a ground that shows its category takes part in it, for as long as the ground lives.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.access.policy import ACCURACY, EARLIER_KEPT, LOGGED, PUBLIC_TASK, WRITER_SEES
from services.cases.accounts.policy import REPRESENTS, AboutMyself, it_is_about_themselves, they_may_be_informed
from services.cases.coordination.policy.cases import AboutPeople, they_may_contribute_about_everybody
from services.cases.items.policy import AboutItem, they_supervise_in_the_agency_that_wrote_it, they_wrote_it
from shared.contracts.identity.actor import Actor, PersonActor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutThread:
    """A thread, by who started it and who leads its case.

    Attributes:
        lead_agency_id: None where the thread belongs to a referral and to no case.
        lead_worker_id: None when the lead agency names nobody.
        worker_id: None where the person began it, or who represents them; then the agency is the one they wrote to.
    """

    agency_id: UUID
    worker_id: UUID | None
    lead_agency_id: UUID | None
    lead_worker_id: UUID | None


@in_french("L'intervenant a ouvert le fil")
def they_started_it(actor: Actor, facts: AboutThread) -> bool:
    """The worker started the thread."""
    return (actor.agency_id, actor.subject) == (facts.agency_id, facts.worker_id)


@in_french("L'intervenant est encadrant dans l'organisme qui a ouvert le fil")
def they_supervise_in_the_agency_that_started_it(actor: Actor, facts: AboutThread) -> bool:
    """The worker is supervisor in the agency that started the thread."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


@in_french("Un intervenant a ouvert le fil, et non la personne ou qui la représente")
def a_worker_started_it(_actor: Actor, facts: AboutThread) -> bool:
    """A worker started the thread, and not the person or who represents them."""
    return facts.worker_id is not None


@in_french("La personne, ou qui la représente, a ouvert le fil en écrivant à l'organisme de l'intervenant")
def they_were_written_to(actor: Actor, facts: AboutThread) -> bool:
    """The person, or who represents them, began the thread by writing to the worker's agency."""
    return facts.worker_id is None and actor.agency_id == facts.agency_id


@in_french("L'intervenant est le référent de l'accompagnement du fil, ou de l'organisme référent s'il n'en nomme aucun")
def they_lead_its_case(actor: Actor, facts: AboutThread) -> bool:
    """The worker is the lead of the thread's case, or of the lead agency when it names nobody."""
    return actor.agency_id == facts.lead_agency_id and facts.lead_worker_id in {None, actor.subject}


@dataclass(frozen=True)
class AboutOwnMessage:
    """A message in a thread that the caller takes part in with an account of their own."""

    is_theirs: bool


@in_french("C'est sa propre parole")
def it_is_their_own_word(_actor: Actor | PersonActor, facts: AboutOwnMessage) -> bool:
    """It is their own word."""
    return facts.is_theirs


TAKE_PART = Phrase("read and write in a thread that is with oneself", "lire un fil auquel vous participez, et y écrire")
BEGIN_OWN = Phrase(
    "begin a thread with those who work with oneself", "ouvrir un fil avec qui intervient auprès de vous"
)
CORRECT_OWN = Phrase("correct or take back a message of one's own", "rectifier ou retirer un message de votre main")
ATTACH_OWN = Phrase("attach a document to a message of one's own", "joindre un document à un message de votre main")
READ_OWN_RETRACTED = Phrase(
    "read what one's own message said before it was taken back", "lire ce que disait un message que vous avez retiré"
)
START_THREAD = Phrase("start a thread", "ouvrir un fil")
WRITE_MESSAGE = Phrase("write in a thread", "écrire dans un fil")
CHANGE_THREAD = Phrase("change a thread", "modifier un fil")
CLOSE_THREAD = Phrase("close a thread", "clore un fil")
REOPEN_THREAD = Phrase("reopen a thread", "rouvrir un fil")
CORRECT_MESSAGE = Phrase("correct a message", "rectifier un message")
RETRACT_MESSAGE = Phrase("retract a message", "retirer un message")
READ_RETRACTED = Phrase("read what a retracted message said", "lire ce que disait un message retiré")

_OWN_WORDS = Phrase("Nobody puts words into somebody else's mouth", "Nul ne fait dire à un autre ce qu'il n'a pas dit")
_MINIMAL = Phrase(
    "GDPR Art. 5(1)(c): what should not have been said is read by nobody else",
    "RGPD art. 5, § 1, c) : ce qui n'aurait pas dû être dit n'est lu par personne d'autre",
)
_SETTLED = Phrase("Whoever asked knows when it is settled", "Qui a posé la question sait quand elle est réglée")
_ONE_LEAD = Phrase(
    "One lead answers for the coordination, so that nothing falls between two agencies",
    "Un seul référent répond de la coordination, pour que rien ne se perde entre deux organismes",
)


def _of_a_thread(action: Phrase) -> tuple[Rule[AboutThread], ...]:
    return (
        Rule(action, (they_started_it,), _SETTLED),
        Rule(
            action,
            (they_were_written_to,),
            Phrase("Whoever answers knows when it is settled", "Qui répond sait quand la question est réglée"),
        ),
        Rule(
            action,
            (they_supervise_in_the_agency_that_started_it,),
            Phrase("Somebody who is away is stood in for", "Une personne absente est remplacée"),
        ),
        Rule(action, (they_lead_its_case,), _ONE_LEAD),
    )


PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        START_THREAD,
        (they_may_contribute_about_everybody,),
        PUBLIC_TASK,
        (WRITER_SEES,),
    ),
    Rule(
        WRITE_MESSAGE,
        (they_may_contribute_about_everybody,),
        PUBLIC_TASK,
        (WRITER_SEES,),
    ),
)
THREAD_RULES: tuple[Rule[AboutThread], ...] = (
    Rule(
        CHANGE_THREAD,
        (they_started_it,),
        ACCURACY,
        (EARLIER_KEPT,),
    ),
    Rule(
        CHANGE_THREAD,
        (they_supervise_in_the_agency_that_started_it, a_worker_started_it),
        ACCURACY,
        (EARLIER_KEPT,),
    ),
    *_of_a_thread(CLOSE_THREAD),
    *_of_a_thread(REOPEN_THREAD),
)
MESSAGE_RULES: tuple[Rule[AboutItem], ...] = (
    Rule(
        CORRECT_MESSAGE,
        (they_wrote_it,),
        _OWN_WORDS,
        (EARLIER_KEPT,),
    ),
    Rule(
        RETRACT_MESSAGE,
        (they_wrote_it,),
        ACCURACY,
        (
            Phrase("a line stays that says so", "une ligne reste qui le dit"),
            Phrase("what it said is kept", "ce qu'il disait est conservé"),
        ),
    ),
    Rule(
        RETRACT_MESSAGE,
        (they_supervise_in_the_agency_that_wrote_it,),
        ACCURACY,
        (
            Phrase("a line stays that says so", "une ligne reste qui le dit"),
            Phrase("what it said is kept", "ce qu'il disait est conservé"),
        ),
    ),
    Rule(READ_RETRACTED, (they_wrote_it,), _MINIMAL, (LOGGED,)),
    Rule(
        READ_RETRACTED,
        (they_supervise_in_the_agency_that_wrote_it,),
        _MINIMAL,
        (LOGGED,),
    ),
)
_WITHHELD = Phrase(
    "what is withheld from them cannot be written in it", "ce qui ne leur est pas montré ne peut pas y être écrit"
)
_HELD = (
    Phrase(
        "the agency written to holds it like a letter, and shares it as what it wrote itself",
        "l'organisme à qui l'on écrit le conserve comme une lettre, et le partage comme ses propres écrits",
    ),
    Phrase(
        "it is in the category of the case unless they say another, and never in one that is withheld from them",
        "il est dans la catégorie de l'accompagnement sauf choix contraire, jamais dans une qui leur est cachée",
    ),
    Phrase("no worker changes its subject or category", "aucun intervenant n'en change l'objet ni la catégorie"),
    LOGGED,
)
OWN_RULES: tuple[Rule[AboutMyself], ...] = (
    Rule(
        BEGIN_OWN,
        (it_is_about_themselves,),
        Phrase("Whoever is helped need not wait to be asked", "Qui est aidé n'a pas à attendre qu'on l'interroge"),
        (
            Phrase(
                "to whoever leads the case, or to an agency of its team that is named to them, and to no other",
                "à qui mène l'accompagnement, ou à un organisme de l'équipe qui leur est nommé, et à nul autre",
            ),
            *_HELD,
        ),
    ),
    Rule(
        BEGIN_OWN,
        (they_may_be_informed,),
        REPRESENTS,
        (
            Phrase(
                "to whoever leads the case: no agency is named to them, so they name none",
                "à qui mène l'accompagnement : aucun organisme ne leur est nommé, elles n'en nomment aucun",
            ),
            *_HELD,
        ),
    ),
    Rule(
        TAKE_PART,
        (it_is_about_themselves,),
        Phrase("What is decided with somebody is talked over with them", "Ce qui se décide avec quelqu'un se parle"),
        (
            Phrase(
                "whoever may write in the thread sees that they take part",
                "qui peut écrire dans le fil voit qu'elles y participent",
            ),
            _WITHHELD,
            LOGGED,
        ),
    ),
    Rule(
        TAKE_PART,
        (they_may_be_informed,),
        REPRESENTS,
        (
            Phrase("nothing sensitive is shown", "rien de sensible n'est montré"),
            Phrase(
                "which agency writes is not said: it could tell where somebody is",
                "l'organisme qui écrit n'est pas nommé : cela pourrait dire où se trouve la personne",
            ),
            _WITHHELD,
            LOGGED,
        ),
    ),
)
OWN_MESSAGE_RULES: tuple[Rule[AboutOwnMessage], ...] = (
    Rule(CORRECT_OWN, (it_is_their_own_word,), _OWN_WORDS, (EARLIER_KEPT,)),
    Rule(
        ATTACH_OWN,
        (it_is_their_own_word,),
        Phrase("What somebody brings speaks for them too", "Ce que quelqu'un apporte parle aussi pour lui"),
        (
            Phrase(
                "the agency written to holds it, as it holds the message; no worker replaces it",
                "l'organisme à qui l'on écrit le conserve avec le message ; aucun intervenant ne le remplace",
            ),
            Phrase(
                "it is of a known kind and without a virus, or nothing of it is kept",
                "il est d'un type connu et sans virus, ou rien n'en est conservé",
            ),
        ),
    ),
    Rule(READ_OWN_RETRACTED, (it_is_their_own_word,), _MINIMAL, (LOGGED,)),
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *THREAD_RULES, *MESSAGE_RULES, *OWN_RULES, *OWN_MESSAGE_RULES)
