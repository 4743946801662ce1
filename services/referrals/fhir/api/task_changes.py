"""What a changed Task asks for: which move, and what comes with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from services.referrals.fhir.api.incoming import Resource, check_kind, code_of, focus_of, objects, words
from services.referrals.fhir.domain.kept import TEAM
from services.referrals.fhir.domain.words import asked_move
from services.referrals.lifecycle.domain.referral import Particulars, Progress, Referral
from services.referrals.lifecycle.domain.table import TABLE
from shared.contracts.identity.actor import Actor
from shared.contracts.referrals.vocabulary import Confirmation, Evidence, Move, Outcome, Reason, State
from shared.fhir.elements import instant, ours
from shared.fhir.people import id_in
from shared.refusals import Invalid

NOTHING: Final = Particulars()


@dataclass(frozen=True)
class Wish:
    """What somebody wants of a referral.

    Attributes:
        move: None where nothing is to change.
    """

    move: Move | None
    told: Particulars = NOTHING


def wish_of(referral: Referral, resource: Any, actor: Actor) -> Wish:
    """The move that a Task asks for, with what it says.

    Raises:
        Invalid: it is another Task, or says something that we do not know.
    """
    task = check_kind(resource, "Task")
    if task.get("id") != str(referral.id) or focus_of(task) != referral.id:
        raise Invalid.field("#/id", "value", "This is another Task.", "C'est une autre Task.")
    try:
        move = asked_move(referral.state, str(task.get("status")), _wanted(task))
    except KeyError as unknown:
        raise Invalid.field(
            "#/status", "value", "No Task here comes to this status.", "Aucune Task d'ici n'atteint ce statut."
        ) from unknown
    if move is None:
        return Wish(None)
    said = Progress(reason=_reason(task, move), **_SAID[move](referral, task, actor) if move in _SAID else {})
    return Wish(move, Particulars(note=words(task.get("note")), said=said))


def _wanted(task: Resource) -> State | None:
    code = code_of(task.get("businessStatus"), ours("referral-state"))
    return State(code) if code in set(State) else None


def _reason(task: Resource, move: Move) -> Reason | None:
    """The coded reason, where this move takes one; what an earlier move left in the Task is passed over by one that
    takes another kind, and the move then misses its own.
    """
    code = code_of(task.get("statusReason"), ours("referral-reason"))
    taken = {reason for step in TABLE if step.move is move for reason in step.reasons}
    return Reason(code) if code in taken else None


def _who_answers(_referral: Referral, task: Resource, actor: Actor) -> Mapping[str, Any]:
    """The worker who is named as owner, or a team; else whoever accepts, where that is a worker."""
    owner = task.get("owner")
    text = owner.get("reference") if isinstance(owner, dict) else None
    if isinstance(text, str) and text.startswith("Practitioner/"):
        return {"responsible_id": id_in(text, "Practitioner")}
    teams = [one.get("valueString") for one in objects(task.get("extension")) if one.get("url") == TEAM]
    if teams and isinstance(teams[0], str):
        return {"responsible_team": teams[0][:200]}
    return {"responsible_id": actor.worker_id and actor.subject}


def _first_contact(_referral: Referral, task: Resource, _actor: Actor) -> Mapping[str, Any]:
    return {"first_contact_at": _moment(_in(task, "executionPeriod").get("start"))}


def _review(referral: Referral, task: Resource, _actor: Actor) -> Mapping[str, Any]:
    """The day in `restriction`, unless it is what we have told there ourselves."""
    end = _in(_in(task, "restriction"), "period").get("end")
    ran_out = referral.clock and instant(referral.clock.due_at)
    return {"review_on": None if end == ran_out else _day(end)}


def _outcome(_referral: Referral, task: Resource, _actor: Actor) -> Mapping[str, Any]:
    told = {
        code_of(one.get("type"), ours("task-output")): one.get("valueCodeableConcept")
        for one in objects(task.get("output"))
    }
    words_of = {"outcome": Outcome, "evidence": Evidence, "confirmation": Confirmation}
    codes = {name: code_of(told.get(name), ours(f"referral-{name}")) or "" for name in words_of}
    return {name: kind(codes[name]) for name, kind in words_of.items() if codes[name] in set(kind)}


_SAID: Final = {
    Move.ACCEPT: _who_answers,
    Move.START: _first_contact,
    Move.PAUSE: _review,
    Move.COMPLETE: _outcome,
}


def _in(element: Any, name: str) -> Mapping[str, Any]:
    inner = element.get(name) if isinstance(element, dict) else None
    return inner if isinstance(inner, dict) else {}


def _moment(text: Any) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Invalid.field(
            "#/executionPeriod/start",
            "date",
            "Say a moment with its offset.",
            "Indiquez un instant avec son décalage.",
        )
    return at


def _day(text: Any) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError as failure:
        raise Invalid.field("#/restriction/period/end", "date", "Say a day.", "Indiquez une date.") from failure


def named_worker(wish: Wish, actor: Actor) -> UUID | None:
    """The colleague who is to answer for it and is not the caller: identity has to know them."""
    worker_id = wish.told.said.responsible_id
    return None if worker_id == actor.worker_id else worker_id
