"""Who may convene conferences, invite to them, answer, and say what is talked about.

Who may see a matter on an agenda is decided on the matter itself, as for notes: coming to a conference shows nobody
anything of a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.access.policy import PUBLIC_TASK
from services.cases.accounts.policy import it_is_about_themselves
from services.cases.coordination.policy.cases import (
    OWN_WORKERS,
    AboutPeople,
    they_may_contribute_about_everybody,
    they_meet_people,
)
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from shared.contracts.cases.vocabulary import Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutConvening:
    """A conference that is to be."""

    municipality_id: UUID


@dataclass(frozen=True)
class AboutConference:
    """A conference, by who convenes it."""

    agency_id: UUID
    worker_id: UUID


@dataclass(frozen=True)
class AboutAnswer:
    """An invitation to a conference.

    Attributes:
        worker_id: None for whoever of the agency takes it up.
    """

    agency_id: UUID
    worker_id: UUID | None


@dataclass(frozen=True)
class AboutSigning:
    """What was said in a conference.

    Attributes:
        attended: the worker was there.
    """

    attended: bool


@in_french("L'organisme de l'intervenant intervient dans la commune")
def they_act_in_its_municipality(actor: Actor, facts: AboutConvening) -> bool:
    """The worker's agency operates in the municipality."""
    return facts.municipality_id in actor.municipalities


@in_french("L'intervenant convoque la réunion")
def they_convene_it(actor: Actor, facts: AboutConference) -> bool:
    """The worker convenes the conference."""
    return (actor.agency_id, actor.subject) == (facts.agency_id, facts.worker_id)


@in_french("L'intervenant est encadrant dans l'organisme qui convoque la réunion")
def they_supervise_in_the_convening_agency(actor: Actor, facts: AboutConference) -> bool:
    """The worker is supervisor in the agency that convenes the conference."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


@in_french("L'intervenant est invité nommément")
def they_are_asked_by_name(actor: Actor, facts: AboutAnswer) -> bool:
    """The worker is asked to come by name."""
    return (actor.agency_id, actor.subject) == (facts.agency_id, facts.worker_id)


@in_french("L'organisme de l'intervenant est invité, sans que personne soit nommé")
def whoever_of_their_agency_is_asked(actor: Actor, facts: AboutAnswer) -> bool:
    """The worker's agency is asked to come, and nobody by name."""
    return actor.agency_id == facts.agency_id and facts.worker_id is None


@in_french("L'intervenant est encadrant dans l'organisme invité")
def they_supervise_in_the_agency_that_is_asked(actor: Actor, facts: AboutAnswer) -> bool:
    """The worker is supervisor in the agency that is asked to come."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


@in_french("L'intervenant a participé à la réunion")
def they_were_there(_actor: Actor, facts: AboutSigning) -> bool:
    """The worker attended the conference."""
    return facts.attended


@in_french("Un fondement permet de lire dans cette catégorie au sujet de chaque personne concernée")
def they_may_read_about_everybody(_actor: Actor, facts: AboutPeople) -> bool:
    """A ground lets them read in this category about each person concerned."""
    return all(standing.grounds_for(Operation.READ, facts.category) for standing in facts.standings)


CONVENE = Phrase("convene a conference", "convoquer une réunion")
CHANGE_CONFERENCE = Phrase("change a conference", "modifier une réunion")
CANCEL_CONFERENCE = Phrase("cancel a conference", "annuler une réunion")
INVITE = Phrase("invite to a conference", "inviter à une réunion")
WITHDRAW = Phrase("withdraw an invitation to a conference", "retirer une invitation à une réunion")
ACCEPT = Phrase("accept an invitation to a conference", "accepter une invitation à une réunion")
DECLINE = Phrase("decline an invitation to a conference", "décliner une invitation à une réunion")
PUT_ON_AGENDA = Phrase(
    "put a matter on the agenda of a conference", "inscrire un point à l'ordre du jour d'une réunion"
)
BEGIN_SERIES = Phrase("begin a series of conferences", "ouvrir une série de réunions")
CHANGE_SERIES = Phrase("change a series of conferences", "modifier une série de réunions")
END_SERIES = Phrase("end a series of conferences", "clore une série de réunions")
ESCALATE = Phrase("put a case before a panel", "soumettre un accompagnement à une commission")
CHANGE_MATTER = Phrase("change a matter on an agenda", "modifier un point d'un ordre du jour")
TAKE_OFF_AGENDA = Phrase("take a matter off an agenda", "retirer un point d'un ordre du jour")
RECORD_ATTENDANCE = Phrase("say who attended a conference", "indiquer qui a participé à une réunion")
WRITE_MINUTES = Phrase("write minutes of a matter", "rédiger le compte rendu d'un point")
CORRECT_MINUTES = Phrase("correct minutes", "rectifier un compte rendu")
SIGN_MINUTES = Phrase("sign minutes", "signer un compte rendu")
ANSWER_OWN_MINUTES = Phrase("read and sign minutes about oneself", "lire et signer un compte rendu à votre sujet")
TAKE_DECISION = Phrase("write down what was decided", "consigner ce qui a été décidé")
CHANGE_DECISION = Phrase("change what was written of a decision", "modifier ce qui a été écrit d'une décision")

_ONE_ANSWERS = Phrase(
    "One worker answers for a conference, or a supervisor who stands in for them",
    "Un intervenant répond de la réunion, ou un encadrant qui le remplace",
)
_SHOWN_AS_AN_ITEM = Phrase(
    "it is shown as an item of its category: nobody sees it because they come",
    "il est montré comme un élément de sa catégorie : venir à la réunion n'y donne pas accès",
)
_OWN_WORD = Phrase(
    "An agency comes to a conference by its own word", "Un organisme vient à une réunion de son propre gré"
)


def _by_who_convenes(action: Phrase, *duties: Phrase) -> tuple[Rule[AboutConference], ...]:
    sentences = (they_convene_it, they_supervise_in_the_convening_agency)
    return tuple(Rule(action, (sentence,), _ONE_ANSWERS, duties) for sentence in sentences)


def _by_who_is_asked(action: Phrase, *duties: Phrase) -> tuple[Rule[AboutAnswer], ...]:
    return (
        Rule(action, (they_are_asked_by_name,), _OWN_WORD, duties),
        Rule(action, (whoever_of_their_agency_is_asked, they_meet_people), _OWN_WORD, duties),
        Rule(action, (they_supervise_in_the_agency_that_is_asked,), OWN_WORKERS, duties),
    )


CONVENING_RULES: tuple[Rule[AboutConvening], ...] = (
    Rule(
        CONVENE,
        (they_meet_people, they_act_in_its_municipality),
        Phrase(
            "Those who help somebody may come together; what they see there rests on grounds of its own",
            "Ceux qui aident quelqu'un peuvent se réunir ; ce qu'ils y voient repose sur des fondements propres",
        ),
        (Phrase("it opens nothing to anybody", "cela n'ouvre rien à personne"),),
    ),
    Rule(
        BEGIN_SERIES,
        (they_meet_people, they_act_in_its_municipality),
        Phrase(
            "A case that nobody moves needs a place where it is spoken of, known to all who help",
            "Un accompagnement que personne ne fait avancer demande un lieu où en parler, connu de tous les aidants",
        ),
        (Phrase("it is known in the municipality", "elle est connue dans la commune"),),
    ),
)
CONFERENCE_RULES: tuple[Rule[AboutConference], ...] = (
    *_by_who_convenes(
        CHANGE_SERIES,
        Phrase("one that is planned takes place as it is", "celle qui est prévue a lieu telle quelle"),
    ),
    *_by_who_convenes(END_SERIES, Phrase("one that is planned takes place", "celle qui est prévue a lieu")),
    *_by_who_convenes(CHANGE_CONFERENCE),
    *_by_who_convenes(CANCEL_CONFERENCE, Phrase("a coded reason is kept", "un motif codé est conservé")),
    *_by_who_convenes(
        INVITE,
        Phrase(
            "whoever is asked to come is not told of whom is spoken, but by their own grounds",
            "qui est invité n'apprend de qui il est question que par ses propres fondements",
        ),
    ),
    *_by_who_convenes(WITHDRAW),
    *_by_who_convenes(RECORD_ATTENDANCE, Phrase("whoever attended may sign", "qui a participé peut signer")),
)
ANSWER_RULES: tuple[Rule[AboutAnswer], ...] = (
    *_by_who_is_asked(
        ACCEPT, Phrase("whoever of the agency says yes is who comes", "qui accepte dans l'organisme est qui vient")
    ),
    *_by_who_is_asked(
        DECLINE,
        Phrase("a coded reason is kept, for those who convene", "un motif codé est conservé, pour ceux qui convoquent"),
    ),
)
PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        PUT_ON_AGENDA,
        (they_may_contribute_about_everybody,),
        PUBLIC_TASK,
        (
            Phrase(
                "the person, or somebody for them, is asked to come, or it is said why not",
                "la personne, ou quelqu'un pour elle, est invitée, ou il est indiqué pourquoi elle ne l'est pas",
            ),
            _SHOWN_AS_AN_ITEM,
        ),
    ),
    *(
        Rule(
            ESCALATE,
            (sentence,),
            PUBLIC_TASK,
            (
                Phrase("a coded reason is kept", "un motif codé est conservé"),
                Phrase("whoever does it comes to speak of it", "qui le fait vient en parler"),
                _SHOWN_AS_AN_ITEM,
            ),
        )
        for sentence in (they_may_contribute_about_everybody, they_may_read_about_everybody)
    ),
    Rule(
        TAKE_DECISION,
        (they_may_contribute_about_everybody,),
        PUBLIC_TASK,
        (
            Phrase("what it becomes says who does it by when", "ce qu'elle devient dit qui le fait, et pour quand"),
            Phrase("it opens nothing to whoever does it", "cela n'ouvre rien à qui le fait"),
        ),
    ),
    Rule(
        WRITE_MINUTES,
        (they_may_contribute_about_everybody,),
        PUBLIC_TASK,
        (
            Phrase(
                "they are shown as an item of their category: nobody sees them because they came",
                "il est montré comme un élément de sa catégorie : être venu à la réunion n'y donne pas accès",
            ),
        ),
    ),
)
ITEM_RULES: tuple[Rule[AboutItem], ...] = (
    *corrected_by_its_writer(CHANGE_MATTER),
    *corrected_by_its_writer(TAKE_OFF_AGENDA),
    *corrected_by_its_writer(CORRECT_MINUTES),
    *corrected_by_its_writer(CHANGE_DECISION),
)
SIGNING_RULES: tuple[Rule[AboutSigning], ...] = (
    Rule(
        SIGN_MINUTES,
        (they_were_there,),
        Phrase(
            "Whoever signs stands by what was said before them",
            "Qui signe se porte garant de ce qui a été dit devant lui",
        ),
        (
            Phrase(
                "it is of one version; a later one is signed anew",
                "elle vaut pour une version ; une version ultérieure se signe à nouveau",
            ),
        ),
    ),
)
OWN_RULES = (
    Rule(
        ANSWER_OWN_MINUTES,
        (it_is_about_themselves,),
        Phrase("Nobody is talked about without being heard", "On ne parle de personne sans l'entendre"),
        (
            Phrase("where they were asked to come", "là où elle était invitée"),
            Phrase("it is of the version that they read", "cela vaut pour la version qu'elle a lue"),
            Phrase("a version is answered a few times at most", "on répond quelques fois au plus à une version"),
        ),
    ),
)
RULES: Sequence[Rule[Any]] = (
    *CONVENING_RULES,
    *CONFERENCE_RULES,
    *ANSWER_RULES,
    *PEOPLE_RULES,
    *ITEM_RULES,
    *SIGNING_RULES,
    *OWN_RULES,
)
