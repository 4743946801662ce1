"""What a line of the timeline is, and who sees it. No I/O."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.vocabulary import Category, Sensitivity


class ShownAs(StrEnum):
    """By which rule a line is shown."""

    RECORD = "record"
    """Grounds, refusals, who is kept out: to whoever recorded it, is named in it, or oversees everybody's grounds."""
    CASE = "case"
    """To whoever may see the outline of the case."""
    ITEM = "item"
    """To whoever may see the note, need, goal, action, document, thread, warning, occurrence or matter itself."""
    REFERRAL = "referral"
    """To the sending and the receiving agency, and to whoever has a ground for its category."""
    APPOINTMENT = "appointment"
    """As its referral; it is no move of it."""


_OF_THE_RECORD: Final = ("account_", "consent_", "mandate_", "conflict_")
"""Kinds that begin so."""

BEGINNINGS: Final = frozenset(
    {
        LineKind.NOTE_ADDED,
        LineKind.TASK_WRITTEN,
        LineKind.NEED_RECORDED,
        LineKind.GOAL_SET,
        LineKind.ACTION_PLANNED,
        LineKind.OBSERVATION_RECORDED,
        LineKind.BUDGET_MADE,
        LineKind.DOCUMENT_ADDED,
        LineKind.THREAD_STARTED,
        LineKind.INFORMAL_MEMBER_JOINED,
        LineKind.WARNING_RECORDED,
        LineKind.OCCURRENCE_RECORDED,
        LineKind.PUT_ON_AGENDA,
        LineKind.MINUTES_WRITTEN,
        LineKind.DECISION_TAKEN,
    }
)
"""Lines that say no more than the item itself: who contributed it, and when. Whoever sees the item sees them; any other
line about it tells what it was or how it went, and stays as closed as the item was then.
"""
_OF_AN_ITEM = BEGINNINGS | {
    LineKind.TASK_CHANGED,
    LineKind.NEED_CHANGED,
    LineKind.GOAL_CHANGED,
    LineKind.PROGRESS_MARKED,
    LineKind.ACTION_CHANGED,
    LineKind.NEED_OUTCOME_SAID,
    LineKind.BUDGET_CHANGED,
    LineKind.BUDGET_SIGNED,
    LineKind.BUDGET_SPENT,
    LineKind.DOCUMENT_REPLACED,
    LineKind.DOCUMENT_DELETED,
    LineKind.ITEM_DELETED,
    LineKind.ITEM_ERASED,
    LineKind.WARNING_REVIEWED,
    LineKind.OCCURRENCE_CORRECTED,
    LineKind.TAKEN_OFF_AGENDA,
    LineKind.RATING_GIVEN,
    LineKind.COMPLAINT_RECORDED,
    LineKind.COMPLAINT_ANSWERED,
    LineKind.TRANSITION_OPENED,
    LineKind.TRANSITION_DONE,
}


def shown_as(kind: LineKind) -> ShownAs:
    """By which rule lines of this kind are shown."""
    if kind.startswith(_OF_THE_RECORD):
        return ShownAs.RECORD
    if kind in _OF_AN_ITEM:
        return ShownAs.ITEM
    if kind.startswith("appointment_"):
        return ShownAs.APPOINTMENT
    return ShownAs.REFERRAL if kind.startswith("referral_") else ShownAs.CASE


@dataclass(frozen=True, kw_only=True)
class Line:
    """One fact about one person.

    Attributes:
        category: None where the rule does not ask for one, or where it is not known.
        agency_id, worker_id: who contributed the thing that the line is about.
        by_agency_id, by_id: who did it; None for background work.
        also_about: other people whom the item is about; who sees the line has a ground for each.
        parties: agencies that opened or led the case; sender and receiver of the referral; those that a consent names.
        item_id: the item of the case (a note, need, matter …), consent, mandate or membership.
        state: the new state, a word of the closed list of whatever it is about.
    """

    person_id: UUID
    municipality_id: UUID
    kind: LineKind
    category: Category | None = None
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    agency_id: UUID
    worker_id: UUID | None
    by_agency_id: UUID | None
    by_id: UUID | None
    also_about: frozenset[UUID] = frozenset()
    parties: frozenset[UUID] = frozenset()
    case_id: UUID | None = None
    referral_id: UUID | None = None
    item_id: UUID | None = None
    state: str | None = None
