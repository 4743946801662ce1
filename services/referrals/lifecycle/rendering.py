"""A referral as JSON values, for one reader in one language. No I/O: what may be seen was decided before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final
from uuid import UUID

from services.referrals.disclosure.domain import Disclosed, Shown
from services.referrals.lifecycle.domain.moving import owes_next
from services.referrals.lifecycle.domain.reasons import DECLINE_KIND
from services.referrals.lifecycle.domain.referral import Referral
from services.referrals.lifecycle.domain.table import TABLE, Step
from shared.contracts.cases.vocabulary import Category
from shared.contracts.referrals.labels import label
from shared.contracts.referrals.vocabulary import (
    Circumstance,
    Move,
    Party,
    Reason,
    State,
    Urgency,
)

PATHS: Final[Mapping[Move, str]] = {
    Move.SEND: "sending",
    Move.ACKNOWLEDGE: "acknowledgement",
    Move.ASK: "question",
    Move.ANSWER: "answer",
    Move.ACCEPT: "acceptance",
    Move.WAITLIST: "waitlisting",
    Move.OFFER_ALTERNATIVE: "alternative",
    Move.TAKE_ALTERNATIVE: "alternative/acceptance",
    Move.REJECT_ALTERNATIVE: "alternative/rejection",
    Move.DECLINE: "decline",
    Move.START: "start",
    Move.PAUSE: "pause",
    Move.RESUME: "resumption",
    Move.REVIEW: "review",
    Move.COMPLETE: "completion",
    Move.STOP: "stop",
    Move.WITHDRAW: "withdrawal",
    Move.MARK_IN_ERROR: "correction",
    Move.REOPEN: "reopening",
}
"""The noun that is POSTed for each move."""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom it is written.

    Attributes:
        french: the language they asked for; English otherwise.
    """

    agency_id: UUID
    french: bool = False

    def sends(self, referral: Referral) -> bool:
        return self.agency_id == referral.sender_agency_id

    def version(self, referral: Referral) -> int:
        """What of its changes this reader may see, counted."""
        return referral.version if self.sends(referral) else referral.moves_since_sent

    def says(self, word: StrEnum | None) -> str | None:
        return None if word is None else label(word, french=self.french)


def summary(referral: Referral, steps: Sequence[Step], reader: Reader) -> dict[str, Any]:
    """What both sides may always see: who, what, where it stands, who acts next, and what this reader can do now."""
    request, owes = referral.request, owes_next(referral)
    return {
        "id": referral.id,
        "version": reader.version(referral),
        "state": referral.state,
        "state_label": reader.says(referral.state),
        "person_id": referral.person_id,
        "case_id": request.case_id,
        "sender": {"agency_id": referral.sender_agency_id, "name": referral.sender_name},
        "receiver": {"agency_id": request.receiver_agency_id, "name": request.receiver_name},
        "listing": {"id": request.listing_id, "name": request.listing_name},
        "need": {"category": request.category, "term": request.term},
        "urgency": request.urgency,
        "urgency_label": reader.says(request.urgency),
        "follows_id": request.follows_id,
        "drafted_at": referral.drafted_at,
        "sent_at": referral.sent_at,
        "moved_at": referral.moved_at,
        "closed_at": referral.closed_at,
        "next_action_by": owes,
        "next_action_by_label": reader.says(owes),
        "clock": _clock(referral, reader),
        "progress": _progress(referral, reader),
        "moves": [_possible(referral, step, reader) for step in steps],
        **(_of_the_sender(referral) if reader.sends(referral) else {}),
    }


def moves(referral: Referral, steps: Sequence[Step], reader: Reader) -> dict[str, Any]:
    """Where it stands, and what this reader can do now."""
    return {
        "state": referral.state,
        "state_label": reader.says(referral.state),
        "moves": [_possible(referral, step, reader) for step in steps],
    }


def disclosure(seen: Shown) -> dict[str, Any]:
    """What travelled and is seen now, each category *shown because*; and what is hidden, with the reason."""
    return {
        "shown": [
            {
                "category": category,
                "because": [_ground(one) for one in grounds],
                "taken_at": grounds[0].taken_at,
                "content": grounds[0].content,
            }
            for category in Category
            if (grounds := seen.categories.get(category))
        ],
        "hidden": [
            {"category": category, "because": seen.hidden[category]} for category in Category if category in seen.hidden
        ],
    }


def history_line(row: Mapping[str, Any], reader: Reader, *, shows_words: bool) -> dict[str, Any]:
    """One move that was made: who (by name of the agency; the worker only for their own agency), when and why."""
    is_own = row["agency_id"] == reader.agency_id
    said = dict(row["said"])
    reason = said.get("reason")
    return {
        "move": row["move"],
        "move_label": reader.says(Move(row["move"])),
        "by": row["party"],
        "by_label": reader.says(Party(row["party"])),
        "agency_id": row["agency_id"],
        "by_id": row["by_id"] if is_own else None,
        "from": row["origin"],
        "to": row["state"],
        "to_label": reader.says(State(row["state"])),
        "at": row["at"],
        "reason": reason,
        "reason_label": reason and reader.says(Reason(reason)),
        "note": (row["note"] or None) if is_own or shows_words else None,
    }


def messages(history: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Questions and answers, oldest first, from lines of the history."""
    kinds = {Move.ASK.value: "question", Move.ANSWER.value: "answer"}
    return [
        {"kind": kinds[line["move"]], "text": line["note"], "agency_id": line["agency_id"], "at": line["at"]}
        for line in history
        if line["move"] in kinds
    ]


def _possible(referral: Referral, step: Step, reader: Reader) -> dict[str, Any]:
    known = _worded_steps(french=reader.french)[step.move, step.by]
    return {**known, "path": f"/v1/referrals/{referral.id}/{PATHS[step.move]}"}


@cache
def _worded_steps(*, french: bool) -> Mapping[tuple[Move, Party], Mapping[str, Any]]:
    """What is the same for every referral, said once a language."""
    return {
        (step.move, step.by): {
            "move": step.move,
            "label": label(step.move, french=french),
            "needs": [need.name.lower() for need in step.needs],
            "reasons": [{"reason": one, "label": label(one, french=french)} for one in sorted(step.reasons)],
        }
        for step in TABLE
    }


def _progress(referral: Referral, reader: Reader) -> dict[str, Any]:
    """What the moves have said so far; only what is there."""
    said = referral.progress
    told: dict[str, Any] = {
        "reason": said.reason,
        "responsible_id": said.responsible_id if reader.agency_id == referral.receiver_agency_id else None,
        "responsible_team": said.responsible_team,
        "waiting": _waiting(referral, reader),
        "expected_on": said.expected_on,
        "alternative_id": said.alternative_id,
        "redirected_to_id": said.redirected_to_id if reader.sends(referral) else None,
        "first_contact_at": said.first_contact_at,
        "review_on": said.review_on,
        "outcome": said.outcome,
        "evidence": said.evidence,
        "confirmation": said.confirmation,
        "decline_kind": said.reason and referral.state is State.DECLINED and DECLINE_KIND.get(said.reason),
    }
    known = {name: value for name, value in told.items() if value}
    return known | {f"{name}_label": reader.says(value) for name, value in known.items() if isinstance(value, StrEnum)}


def _waiting(referral: Referral, reader: Reader) -> dict[str, Any] | None:
    said = referral.progress
    if referral.state is not State.WAITLISTED or said.waiting_credits is None:
        return None
    return {
        "position": referral.place if reader.sends(referral) else None,
        "waits_since": referral.sent_at,
        "stands_as_since": said.stands_as_since,
        "rule_version": said.waiting_rule,
        "credits": [
            {"because": what, "because_label": reader.says(_counted(what)), "days": days}
            for what, days in sorted(said.waiting_credits.items(), key=lambda one: (-one[1], one[0]))
        ],
    }


def _counted(what: str) -> Urgency | Circumstance:
    return Circumstance(what) if what in list(Circumstance) else Urgency(what)


def _clock(referral: Referral, reader: Reader) -> dict[str, Any] | None:
    clock = referral.clock
    if clock is None:
        return None
    return {
        "clock": clock.clock,
        "clock_label": reader.says(clock.clock),
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "expires_at": clock.expires_at,
        "next_ring": clock.ring,
        "next_ring_label": reader.says(clock.ring),
        "next_ring_at": clock.rings_at,
    }


def _of_the_sender(referral: Referral) -> dict[str, Any]:
    """What only the sending agency sees: what it picked, and a correction that waits for a second worker."""
    proposed = referral.error_proposed
    return {
        "categories": referral.request.categories,
        "package_id": referral.package_id,
        "correction_proposed": proposed and {"by_id": proposed.by, "at": proposed.at, "reason": proposed.reason},
    }


def _ground(one: Disclosed) -> dict[str, Any]:
    return {
        "kind": one.ground_kind,
        "id": one.ground_id,
        "agreement_id": one.agreement_id,
        "valid_until": one.valid_until,
    }
