"""Making a move: the only place where a referral's state changes."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from services.referrals.lifecycle.domain.clocks import wound
from services.referrals.lifecycle.domain.referral import (
    MoveMade,
    Mover,
    Particulars,
    Progress,
    Proposal,
    Referral,
)
from services.referrals.lifecycle.domain.table import ENDS, TABLE, Back, Need, Step
from shared.contracts.referrals.vocabulary import Move, Party, State
from shared.refusals import Conflict, Invalid


class MoveNotPossible(Conflict):
    """The referral stands where this move cannot be made. `state` is where it stands, `moves` what you can do now."""

    code = "move-not-possible"
    title = "This move is not possible in the present state"
    title_fr = "Cette étape n'est pas possible dans l'état actuel"


class NoGround(Conflict):
    """Nothing of what was picked may travel: `withheld` says why for each category.

    A consent of the person under an agreement between both agencies, or a mandate, would make it possible.
    """

    code = "no-ground"
    title = "No ground to disclose anything"
    title_fr = "Aucun fondement pour transmettre des informations"


class SecondWorkerNeeded(Conflict):
    """A referral that was sent is marked as entered in error by two: the second worker has to be somebody else."""

    code = "second-worker-needed"
    title = "A second worker has to confirm"
    title_fr = "Une seconde personne doit confirmer"


def steps_of(move: Move, by: Party) -> tuple[Step, ...]:
    """The lines of the table for this move by this party."""
    return _BY_MOVE.get((move, by), ())


def allowed(referral: Referral, by: Party, at: datetime) -> tuple[Step, ...]:
    """Every move that this party can make now, in the order of the table."""
    return tuple(
        step for step in _BY_STATE.get((referral.state, by), ()) if step.only is None or step.only(referral, at)
    )


def after(referral: Referral, move: Move, by: Party, at: datetime) -> State:
    """Where this move leads; an answer leads back to where the question was asked, a resumption to where it was held.

    Raises:
        MoveNotPossible: not from the present state, or not by this party.
    """
    return _destination(referral, _step(referral, move, by, at))


def moved(
    referral: Referral, move: Move, by: Mover, particulars: Particulars, at: datetime
) -> tuple[Referral, MoveMade]:
    """The referral after a move, and the line of its history.

    Raises:
        MoveNotPossible: not from the present state, or not by this party.
        NoGround: nothing may travel.
        Invalid: something that the move needs is missing; points at it.
        SecondWorkerNeeded: four eyes, and these are the first two again.
    """
    step = _step(referral, move, by.party, at)
    _check_needs(referral, step, by, particulars)
    to = _destination(referral, step)
    changed = replace(
        referral,
        state=to,
        version=referral.version + 1,
        moves_since_sent=referral.moves_since_sent + (referral.was_sent or move is Move.SEND),
        moved_at=at,
        moved_by_agency_id=by.agency_id,
        moved_by_id=by.id,
        sent_at=at if move is Move.SEND else referral.sent_at,
        closed_at=at if to in ENDS else None,
        progress=_progress(referral.progress, move, particulars.said),
        error_proposed=None if to is State.ENTERED_IN_ERROR else referral.error_proposed,
        **_whence(referral, move, by.party),
    )
    made = MoveMade(move=move, by=by, origin=referral.state, to=to, at=at, particulars=particulars)
    return replace(changed, clock=wound(changed, move, at)), made


def propose_error(referral: Referral, by: Mover, particulars: Particulars, at: datetime) -> Referral:
    """The first of two says that a sent referral was entered in error; its state does not change yet.

    Raises:
        MoveNotPossible, Invalid: as for the move itself.
        SecondWorkerNeeded: the same worker says it again.
    """
    step = _step(referral, Move.MARK_IN_ERROR, by.party, at)
    _check_reason(step, particulars)
    if referral.error_proposed is not None or by.id is None:
        raise SecondWorkerNeeded
    assert particulars.said.reason is not None, "checked a line above"
    proposal = Proposal(by=by.id, at=at, reason=particulars.said.reason)
    return replace(referral, error_proposed=proposal, version=referral.version + 1)


def completes_four_eyes(referral: Referral, by: Mover) -> bool:
    """Whether this worker may mark it in error now: nobody has received it, or somebody else said so before."""
    return not referral.was_sent or (referral.error_proposed is not None and referral.error_proposed.by != by.id)


def owes_next(referral: Referral) -> Party | None:
    """Who has to act next; nobody once it has ended."""
    if referral.state is State.ON_HOLD:
        return Party.SENDER if referral.held_by is Party.GROUND else Party.RECEIVER
    return _OWES_NEXT.get(referral.state)


def _step(referral: Referral, move: Move, by: Party, at: datetime) -> Step:
    for step in allowed(referral, by, at):
        if step.move is move:
            return step
    raise MoveNotPossible(
        "The referral has moved on.",
        detail_fr="L'orientation a évolué entre-temps.",
        state=referral.state.value,
        moves=[step.move.value for step in allowed(referral, by, at)],
    )


def _destination(referral: Referral, step: Step) -> State:
    if step.to is Back.TO_WHERE_IT_WAS_ASKED:
        assert referral.asked_in is not None, "a referral with an open question knows where it was asked"
        return referral.asked_in
    if step.to is Back.TO_WHERE_IT_STANDS:
        return referral.state
    if step.to is Back.TO_WHERE_IT_WAS_HELD:
        assert referral.held_in is not None, "a referral on hold knows where it was held"
        return referral.held_in
    assert isinstance(step.to, State)
    return step.to


def _whence(referral: Referral, move: Move, by: Party) -> dict[str, Any]:
    """What to remember, so that a later move finds its way back."""
    if move is Move.ASK:
        return {"asked_in": referral.state}
    if move is Move.ANSWER:
        return {"asked_in": None}
    if move is Move.PAUSE:
        return {"held_in": referral.held_in or referral.state, "held_by": by}
    if move in {Move.RESUME, Move.REOPEN}:
        return {"held_in": None, "held_by": None}
    return {}


def _progress(before: Progress, move: Move, said: Progress) -> Progress:
    """What was said before without what this move makes void, and what is said now over it."""
    news = {name: value for name in _PROGRESS if (value := getattr(said, name)) is not None}
    void = dict.fromkeys(("reason", *_VOID_AFTER.get(move, ())))
    return replace(before, **(void | news))


def _check_needs(referral: Referral, step: Step, by: Mover, particulars: Particulars) -> None:
    for need in step.needs:
        if need is Need.REASON or (need is Need.REASON_TO_SKIP and _says_why_or_should(particulars)):
            _check_reason(step, particulars)
        elif need is Need.SECOND_WORKER:
            if not completes_four_eyes(referral, by):
                raise SecondWorkerNeeded
        elif need is Need.GROUND:
            if not particulars.has_ground:
                raise NoGround
        elif need in _SAID and not _SAID[need].is_in(particulars):
            said = _SAID[need]
            raise Invalid.field(
                said.at, "missing", f"This move needs {need.value}.", f"Cette étape demande {said.in_french}."
            )


def _says_why_or_should(particulars: Particulars) -> bool:
    return particulars.skips or particulars.said.reason is not None


def _check_reason(step: Step, particulars: Particulars) -> None:
    if particulars.said.reason not in step.reasons:
        known = ", ".join(sorted(step.reasons))
        raise Invalid.field(
            "#/reason",
            "reason",
            f"This move takes one of these reasons: {known}.",
            f"Cette étape demande l'un de ces motifs : {known}.",
        )


_PROGRESS: Final = tuple(one.name for one in fields(Progress))
_ON_THE_LIST: Final = ("waitlist_position", "expected_on", "waiting_rule", "waiting_credits", "stands_as_since")
_VOID_AFTER: Final[Mapping[Move, tuple[str, ...]]] = {
    Move.ACCEPT: (*_ON_THE_LIST, "responsible_id", "responsible_team", "review_on"),
    Move.WAITLIST: _ON_THE_LIST,
    Move.REJECT_ALTERNATIVE: ("alternative_id",),
    Move.RESUME: ("review_on",),
    Move.REOPEN: ("outcome", "evidence", "confirmation"),
}
"""What was said before and no longer holds; the reason is always that of the latest move."""
_BY_MOVE: Final[Mapping[tuple[Move, Party], tuple[Step, ...]]] = {
    (move, by): tuple(step for step in TABLE if step.move is move and step.by is by) for move in Move for by in Party
}
_BY_STATE: Final[Mapping[tuple[State, Party], tuple[Step, ...]]] = {
    (state, by): tuple(step for step in TABLE if state in step.origins and step.by is by)
    for state in State
    for by in Party
}


class _SaidAt(NamedTuple):
    """Where a need is missing in the body of a request, what it is called in French, and whether it is there."""

    at: str
    in_french: str
    is_in: Callable[[Particulars], bool]


_SAID: Final[Mapping[Need, _SaidAt]] = {
    Need.QUESTION: _SaidAt("#/question", "une question", lambda told: bool(told.note.strip())),
    Need.ANSWER: _SaidAt("#/answer", "une réponse", lambda told: bool(told.note.strip())),
    Need.RESPONSIBLE: _SaidAt(
        "#/responsible_id",
        "un intervenant ou une équipe responsable",
        lambda told: told.said.responsible_id is not None or bool(told.said.responsible_team),
    ),
    Need.ALTERNATIVE: _SaidAt("#/listing_id", "une autre offre", lambda told: told.said.alternative_id is not None),
    Need.REVIEW_DATE: _SaidAt("#/review_on", "une date de réexamen", lambda told: told.said.review_on is not None),
    Need.FIRST_CONTACT: _SaidAt(
        "#/first_contact_at", "le premier contact", lambda told: told.said.first_contact_at is not None
    ),
    Need.OUTCOME: _SaidAt(
        "#/outcome",
        "un résultat, ce qui l'établit, et si la personne le confirme",
        lambda told: None not in (told.said.outcome, told.said.evidence, told.said.confirmation),
    ),
}
_OWES_NEXT: Final[Mapping[State, Party]] = {
    State.DRAFT: Party.SENDER,
    State.SENT: Party.RECEIVER,
    State.RECEIVED: Party.RECEIVER,
    State.INFORMATION_REQUESTED: Party.SENDER,
    State.ALTERNATIVE_OFFERED: Party.SENDER,
    State.ACCEPTED: Party.RECEIVER,
    State.WAITLISTED: Party.RECEIVER,
    State.IN_PROGRESS: Party.RECEIVER,
}
