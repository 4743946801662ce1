"""What must be done, by whom and by when. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from shared.contracts.cases.duties import DutyKind
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.referrals.vocabulary import State


class ShownAs(StrEnum):
    """By which rule a duty is shown."""

    CASE = "case"
    """To whoever may see the outline of the case."""
    ITEM = "item"
    """To whoever may see the item that it arises from."""
    REFERRAL = "referral"
    """To the sending and the receiving agency, and to whoever has a ground for its category."""
    ASKED = "asked"
    """To whom it is for, and whoever supervises them: it is about a case of which they are not told more, or about
    nobody.
    """
    MESSAGE = "message"
    """To the one worker whom it is for, while they may see the message and have not read it: how far somebody has read
    is nobody else's to know.
    """
    COMPLAINT = "complaint"
    """To the supervisors of the agency that must answer it, while their agency has some ground for the person."""
    PRIVACY = "privacy"
    """To the privacy officers of the agency that must answer it, whatever flows to it."""


_SHOWN_AS: Final[Mapping[DutyKind, ShownAs]] = MappingProxyType(
    {
        DutyKind.TASK: ShownAs.ITEM,
        DutyKind.ACTION: ShownAs.ITEM,
        DutyKind.WARNING: ShownAs.ITEM,
        DutyKind.REVIEW: ShownAs.CASE,
        DutyKind.SIGNATURE: ShownAs.CASE,
        DutyKind.HANDOVER: ShownAs.CASE,
        DutyKind.REFERRAL: ShownAs.REFERRAL,
        DutyKind.QUESTION: ShownAs.REFERRAL,
        DutyKind.ALTERNATIVE: ShownAs.REFERRAL,
        DutyKind.START: ShownAs.REFERRAL,
        DutyKind.INVITATION: ShownAs.ASKED,
        DutyKind.CONFERENCE: ShownAs.ASKED,
        DutyKind.MESSAGE: ShownAs.MESSAGE,
        DutyKind.COMPLAINT: ShownAs.COMPLAINT,
        DutyKind.RIGHTS_REQUEST: ShownAs.PRIVACY,
        DutyKind.TRANSITION: ShownAs.ITEM,
        DutyKind.RECEIPT: ShownAs.ITEM,
    }
)
_NEXT_BY_THE_RECEIVER: Final[Mapping[str, DutyKind]] = MappingProxyType(
    {
        State.SENT: DutyKind.REFERRAL,
        State.RECEIVED: DutyKind.REFERRAL,
        State.ACCEPTED: DutyKind.START,
    }
)
_NEXT_BY_THE_SENDER: Final[Mapping[str, DutyKind]] = MappingProxyType(
    {
        State.INFORMATION_REQUESTED: DutyKind.QUESTION,
        State.ALTERNATIVE_OFFERED: DutyKind.ALTERNATIVE,
    }
)
_WHEN_THERE_IS_TIME: Final = frozenset({DutyKind.TASK, DutyKind.ACTION})
"""Nobody waits for these, so that without a date they come last."""

_OF_AN_ITEM: Final = (
    "id", "case_id", "municipality_id", "person_id", "agency_id", "worker_id", "title", "due_on",
)  # fmt: skip
_FIRST_DAY: Final = date(2000, 1, 1)
_LAST_DAY: Final = date.max - timedelta(days=1)
"""PostgreSQL's driver takes the last day there is for infinity, which has no distance from any other."""
_RISKS: Final = 4


def first_place_after(day: date) -> int:
    """Where a list goes on after everything of a day: the function `duty_place` of the schema counts days and risks."""
    return ((day - _FIRST_DAY).days + 1) * _RISKS


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One open thing that somebody must do.

    Attributes:
        id: the task, action, referral, case, plan version or invitation that it arises from.
        within_id: of what that is a part: of a receipt, the dated change.
        person_id: None where it belongs to a case as a whole.
        agency_id, worker_id: who contributed what it arises from.
        parties: sender and receiver of a referral.
        for_agency_id: which agency must do it.
        for_worker_id: which worker of it; None where that is for the agency to say.
        title: what the item says is to be done; None where the kind says it all.
        since: from when on it waits; aware, UTC.
        until: when it waits no longer, exclusive; None where it waits until it is done.
    """

    id: UUID
    kind: DutyKind
    case_id: UUID | None
    within_id: UUID | None = None
    municipality_id: UUID
    person_id: UUID | None = None
    also_about: tuple[UUID, ...] = ()
    category: Category | None
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    agency_id: UUID
    worker_id: UUID | None
    parties: frozenset[UUID] = frozenset()
    for_agency_id: UUID
    for_worker_id: UUID | None
    title: str | None = None
    due_on: date | None = None
    since: datetime
    until: datetime | None = None

    @classmethod
    def of_item(
        cls, kind: DutyKind, item: Mapping[str, Any], for_agency_id: UUID, for_worker_id: UUID | None
    ) -> "Duty":
        """What an item says is to be done.

        Args:
            item: its row, whole: with title, due_on, and what every item has.
        """
        return cls(
            kind=kind,
            category=Category(item["category"]),
            sensitivity=Sensitivity(item["sensitivity"]),
            also_about=tuple(item["also_about"]),
            for_agency_id=for_agency_id,
            for_worker_id=for_worker_id,
            since=item["written_at"],
            **{name: item[name] for name in _OF_AN_ITEM},
        )

    @property
    def shown_as(self) -> ShownAs:
        """By which rule it is shown."""
        return _SHOWN_AS[self.kind]

    @property
    def day(self) -> date:
        """By which it stands in lists: what has a date by its date, and what somebody waits for since they wait."""
        if self.due_on is not None:
            return min(max(self.due_on, _FIRST_DAY), _LAST_DAY)
        return _LAST_DAY if self.kind in _WHEN_THERE_IS_TIME else self.since.date()


def who_acts_next(state: str, sender_agency_id: UUID, receiver_agency_id: UUID) -> tuple[DutyKind, UUID] | None:
    """What must be done about a referral in this state, and which agency must; None where it waits for nobody.

    A draft waits for whoever writes it, help that was begun goes on by itself, and a place on a waiting list is
    nobody's to hurry.

    Args:
        state: as referrals tells it; one that is not known here waits for nobody.
    """
    if state in _NEXT_BY_THE_RECEIVER:
        return _NEXT_BY_THE_RECEIVER[state], receiver_agency_id
    if state in _NEXT_BY_THE_SENDER:
        return _NEXT_BY_THE_SENDER[state], sender_agency_id
    return None
