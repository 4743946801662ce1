"""Who may do what with a referral. The predicate of lists says in SQL what `READ` says here."""

from collections.abc import Mapping
from typing import Final

from services.referrals.lifecycle.domain.referral import Referral
from services.referrals.lifecycle.domain.table import TABLE
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.contracts.referrals.vocabulary import Move, Party
from shared.policy.grammar import Rule, Sentence

HANDLING: Final = frozenset({Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.SYSTEM})
DECIDING: Final = frozenset({Role.CASEWORKER, Role.SUPERVISOR, Role.SYSTEM})
READING: Final = HANDLING | {Role.PRIVACY_OFFICER}


def their_agency_sends_it(actor: Actor, referral: Referral) -> bool:
    """The referral is sent by the caller's agency."""
    return actor.agency_id == referral.sender_agency_id


def their_agency_received_it(actor: Actor, referral: Referral) -> bool:
    """The referral was sent to the caller's agency."""
    return actor.agency_id == referral.receiver_agency_id and referral.was_sent


def one_of_both_agencies(actor: Actor, referral: Referral) -> bool:
    """The caller's agency sends the referral, or it was sent to it."""
    return their_agency_sends_it(actor, referral) or their_agency_received_it(actor, referral)


def they_handle_referrals(actor: Actor, _referral: Referral) -> bool:
    """The caller is intake, caseworker or supervisor, or the agency's system."""
    return bool(actor.roles & HANDLING)


def they_decide_for_the_agency(actor: Actor, _referral: Referral) -> bool:
    """The caller is caseworker or supervisor, or the agency's system."""
    return bool(actor.roles & DECIDING)


def they_read_referrals(actor: Actor, _referral: Referral) -> bool:
    """The caller is intake, caseworker, supervisor or privacy officer, or the agency's system."""
    return bool(actor.roles & READING)


def they_are_a_worker(actor: Actor, _referral: Referral) -> bool:
    """The caller is a worker, not a system."""
    return actor.worker_id is not None


READ: Final = "read a referral"
EDIT: Final = "edit a draft of a referral"
MAY: Final[Mapping[Move, str]] = {
    Move.DRAFT: "draft a referral",
    Move.SEND: "send a referral",
    Move.ACKNOWLEDGE: "acknowledge a referral",
    Move.ASK: "ask about a referral",
    Move.ANSWER: "answer about a referral",
    Move.ACCEPT: "accept a referral",
    Move.WAITLIST: "put a referral on the waiting list",
    Move.OFFER_ALTERNATIVE: "offer an alternative to a referral",
    Move.TAKE_ALTERNATIVE: "take the alternative to a referral",
    Move.REJECT_ALTERNATIVE: "reject the alternative to a referral",
    Move.DECLINE: "decline a referral",
    Move.START: "start the help of a referral",
    Move.PAUSE: "put a referral on hold",
    Move.RESUME: "resume a referral",
    Move.COMPLETE: "complete a referral",
    Move.STOP: "stop a referral",
    Move.WITHDRAW: "withdraw a referral",
    Move.EXPIRE: "let a referral expire",
    Move.MARK_IN_ERROR: "mark a referral as entered in error",
    Move.REOPEN: "reopen a referral",
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
_BECAUSE: Final[Mapping[Party, str]] = {
    Party.SENDER: "The agency that refers answers for what it asks and discloses",
    Party.RECEIVER: "The agency that was asked answers for the help",
}
_THEN: Final[Mapping[Move, tuple[str, ...]]] = {
    Move.SEND: ("cases has just said what may travel", "the snapshot is kept with its grounds"),
    Move.MARK_IN_ERROR: ("a second worker confirms once it was sent", "what was disclosed is taken back"),
    Move.DRAFT: ("cases has just said that the caller may refer this person",),
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
        "Both agencies have to see what one asks of the other",
        (
            "the receiver sees what was disclosed, and nothing else of the record",
            "30 days after its end the receiver sees it no more",
            "the look is logged",
        ),
    ),
    Rule(EDIT, (their_agency_sends_it, they_handle_referrals), "What was not sent yet is the sender's own"),
    *(_rule(step.move, step.by) for step in TABLE if step.by in _AGENCY),
)
"""The rules of every move of the table by one of the two agencies. The clock and the end of a ground ask nobody."""
