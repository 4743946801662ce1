"""Who may do what with a referral. The predicate of lists says in SQL what `READ` says here."""

from collections.abc import Mapping
from typing import Final

from services.referrals.lifecycle.domain.referral import Referral
from services.referrals.lifecycle.domain.table import TABLE
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.contracts.referrals.vocabulary import Move, Party
from shared.phrases import Phrase
from shared.policy.grammar import Rule, Sentence, in_french

HANDLING: Final = frozenset({Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.SYSTEM})
DECIDING: Final = frozenset({Role.CASEWORKER, Role.SUPERVISOR, Role.SYSTEM})
READING: Final = HANDLING | {Role.PRIVACY_OFFICER}


@in_french("L'orientation est envoyée par l'organisme de l'auteur de la demande")
def their_agency_sends_it(actor: Actor, referral: Referral) -> bool:
    """The referral is sent by the caller's agency."""
    return actor.agency_id == referral.sender_agency_id


@in_french("L'orientation a été envoyée à l'organisme de l'auteur de la demande")
def their_agency_received_it(actor: Actor, referral: Referral) -> bool:
    """The referral was sent to the caller's agency."""
    return actor.agency_id == referral.receiver_agency_id and referral.was_sent


@in_french("L'organisme de l'auteur de la demande envoie l'orientation, ou l'a reçue")
def one_of_both_agencies(actor: Actor, referral: Referral) -> bool:
    """The caller's agency sends the referral, or it was sent to it."""
    return their_agency_sends_it(actor, referral) or their_agency_received_it(actor, referral)


@in_french(
    "L'auteur de la demande assure l'accueil, l'accompagnement ou l'encadrement, ou c'est le système de l'organisme"
)
def they_handle_referrals(actor: Actor, _referral: Referral) -> bool:
    """The caller is intake, caseworker or supervisor, or the agency's system."""
    return bool(actor.roles & HANDLING)


@in_french("L'auteur de la demande assure l'accompagnement ou l'encadrement, ou c'est le système de l'organisme")
def they_decide_for_the_agency(actor: Actor, _referral: Referral) -> bool:
    """The caller is caseworker or supervisor, or the agency's system."""
    return bool(actor.roles & DECIDING)


@in_french(
    "L'auteur de la demande assure l'accueil, l'accompagnement, l'encadrement ou la protection des données, "
    "ou c'est le système de l'organisme"
)
def they_read_referrals(actor: Actor, _referral: Referral) -> bool:
    """The caller is intake, caseworker, supervisor or privacy officer, or the agency's system."""
    return bool(actor.roles & READING)


@in_french("L'auteur de la demande est un intervenant, et non un système")
def they_are_a_worker(actor: Actor, _referral: Referral) -> bool:
    """The caller is a worker, not a system."""
    return actor.worker_id is not None


READ: Final = Phrase("read a referral", "lire une orientation")
EDIT: Final = Phrase("edit a draft of a referral", "modifier le brouillon d'une orientation")
MAY: Final[Mapping[Move, Phrase]] = {
    Move.DRAFT: Phrase("draft a referral", "préparer une orientation"),
    Move.SEND: Phrase("send a referral", "envoyer une orientation"),
    Move.ACKNOWLEDGE: Phrase("acknowledge a referral", "accuser réception d'une orientation"),
    Move.ASK: Phrase("ask about a referral", "poser une question sur une orientation"),
    Move.ANSWER: Phrase("answer about a referral", "répondre à une question sur une orientation"),
    Move.ACCEPT: Phrase("accept a referral", "accepter une orientation"),
    Move.WAITLIST: Phrase("put a referral on the waiting list", "mettre une orientation en liste d'attente"),
    Move.OFFER_ALTERNATIVE: Phrase(
        "offer an alternative to a referral", "proposer une autre solution pour une orientation"
    ),
    Move.TAKE_ALTERNATIVE: Phrase(
        "take the alternative to a referral", "retenir l'autre solution proposée pour une orientation"
    ),
    Move.REJECT_ALTERNATIVE: Phrase(
        "reject the alternative to a referral", "écarter l'autre solution proposée pour une orientation"
    ),
    Move.DECLINE: Phrase("decline a referral", "refuser une orientation"),
    Move.START: Phrase("start the help of a referral", "commencer l'aide d'une orientation"),
    Move.PAUSE: Phrase("put a referral on hold", "suspendre une orientation"),
    Move.RESUME: Phrase("resume a referral", "reprendre une orientation"),
    Move.REVIEW: Phrase("look at a referral again", "réexaminer une orientation"),
    Move.COMPLETE: Phrase("complete a referral", "terminer une orientation"),
    Move.STOP: Phrase("stop a referral", "interrompre une orientation"),
    Move.WITHDRAW: Phrase("withdraw a referral", "retirer une orientation"),
    Move.EXPIRE: Phrase("let a referral expire", "laisser expirer une orientation"),
    Move.MARK_IN_ERROR: Phrase("mark a referral as entered in error", "signaler une orientation saisie par erreur"),
    Move.REOPEN: Phrase("reopen a referral", "rouvrir une orientation"),
}
"""What each move is called in a rule, a refusal and the policy page."""

_DECISIONS: Final = frozenset(
    {
        Move.ACCEPT,
        Move.WAITLIST,
        Move.OFFER_ALTERNATIVE,
        Move.DECLINE,
        Move.COMPLETE,
        Move.STOP,
        Move.MARK_IN_ERROR,
        Move.REOPEN,
    }
)
"""Moves that bind the agency; the others may be made by whoever handles referrals there."""

_AGENCY: Final[Mapping[Party, Sentence[Referral]]] = {
    Party.SENDER: their_agency_sends_it,
    Party.RECEIVER: their_agency_received_it,
}
_BECAUSE: Final[Mapping[Party, Phrase]] = {
    Party.SENDER: Phrase(
        "The agency that refers answers for what it asks and discloses",
        "L'organisme qui oriente répond de ce qu'il demande et transmet",
    ),
    Party.RECEIVER: Phrase("The agency that was asked answers for the help", "L'organisme sollicité répond de l'aide"),
}
_THEN: Final[Mapping[Move, tuple[Phrase, ...]]] = {
    Move.SEND: (
        Phrase("cases has just said what may travel", "le dossier vient d'indiquer ce qui peut être transmis"),
        Phrase("the snapshot is kept with its grounds", "ce qui est transmis est conservé avec ses fondements"),
    ),
    Move.MARK_IN_ERROR: (
        Phrase("a second worker confirms once it was sent", "un second intervenant confirme si elle a été envoyée"),
        Phrase("what was disclosed is taken back", "ce qui a été transmis est repris"),
    ),
    Move.DRAFT: (
        Phrase(
            "cases has just said that the caller may refer this person",
            "le dossier vient d'indiquer que l'auteur de la demande peut orienter cette personne",
        ),
    ),
}


def _rule(move: Move, by: Party) -> Rule[Referral]:
    who = they_decide_for_the_agency if move in _DECISIONS else they_handle_referrals
    when: tuple[Sentence[Referral], ...] = (_AGENCY[by], who)
    if move is Move.MARK_IN_ERROR:
        when = (*when, they_are_a_worker)
    return Rule(MAY[move], when, _BECAUSE[by], _THEN.get(move, ()))


RULES: Final[tuple[Rule[Referral], ...]] = (
    Rule(
        READ,
        (one_of_both_agencies, they_read_referrals),
        Phrase(
            "Both agencies have to see what one asks of the other",
            "Les deux organismes doivent voir ce que l'un demande à l'autre",
        ),
        (
            Phrase(
                "the receiver sees what was disclosed, and nothing else of the record",
                "le destinataire voit ce qui a été transmis, et rien d'autre du dossier",
            ),
            Phrase(
                "what a sender's system said beyond our words the receiver sees while they see who the person is and "
                "what the need is about",
                "ce que le système de l'expéditeur a dit au-delà de nos mots, le destinataire le voit tant qu'il voit "
                "qui est la personne et l'objet du besoin",
            ),
            Phrase(
                "30 days after its end the receiver sees it no more",
                "30 jours après sa fin, le destinataire ne la voit plus",
            ),
            Phrase(
                "whoever sent it sees how what followed from it stands, and not with whom",
                "qui l'a envoyée voit où en sont les suites, et non auprès de qui",
            ),
            Phrase("the look is logged", "la consultation est journalisée"),
        ),
    ),
    Rule(
        EDIT,
        (their_agency_sends_it, they_handle_referrals),
        Phrase("What was not sent yet is the sender's own", "Ce qui n'est pas encore envoyé appartient à l'expéditeur"),
    ),
    *(_rule(step.move, step.by) for step in TABLE if step.by in _AGENCY),
)
"""The rules of every move of the table by one of the two agencies. The clock and the end of a ground ask nobody."""
