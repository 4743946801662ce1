"""Referrals in many states: what sender and receiver do after the draft."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

Step = tuple[Literal["sender", "receiver"], str, Mapping[str, Any]]

_SENT: tuple[Step, ...] = (("sender", "sending", {}),)
_RECEIVED: tuple[Step, ...] = (*_SENT, ("receiver", "acknowledgement", {}))
_ACCEPTANCE: Mapping[str, Any] = {"responsible_team": "First reception", "reason": "decided_together"}
"""With a reason, since others wait for the same listing."""

_ACCEPTED: tuple[Step, ...] = (*_RECEIVED, ("receiver", "acceptance", _ACCEPTANCE))
_STARTED: tuple[Step, ...] = (*_ACCEPTED, ("receiver", "start", {"first_contact_at": "2026-10-05T09:30:00+02:00"}))
_COMPLETED: tuple[Step, ...] = (
    *_STARTED,
    (
        "receiver",
        "completion",
        {"outcome": "need_met", "evidence": "agreement_signed", "confirmation": "confirmed"},
    ),
)

LIVES: Sequence[Sequence[Step]] = (
    (),
    _SENT,
    _RECEIVED,
    (*_RECEIVED, ("receiver", "question", {"question": "Is the entrance step-free?"})),
    _ACCEPTED,
    (*_RECEIVED, ("receiver", "waitlisting", {"circumstances": ["no_shelter"], "expected_on": "2027-02-01"})),
    (*_RECEIVED, ("receiver", "decline", {"reason": "no_capacity"})),
    _STARTED,
    (*_STARTED, ("receiver", "pause", {"reason": "waiting_for_document", "review_on": "2027-01-15"})),
    _COMPLETED,
    (*_STARTED, ("receiver", "stop", {"reason": "moved"})),
    (*_SENT, ("sender", "withdrawal", {"reason": "other_help_found"})),
)
