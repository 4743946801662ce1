"""For how long documents are kept. No I/O."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final
from uuid import UUID

from shared.refusals import Conflict, Invalid

LOOKED_AT_EVERY: Final = timedelta(days=7)
"""So long at most after a document became due it is looked at."""

NOTICE: Final = timedelta(days=30)
"""Between the day on which a rule is written and the first document that is deleted by it."""


class CountedFrom(StrEnum):
    """What begins the time for which a document is kept."""

    LAST_CHANGE = "last_change"
    CASE_CLOSED = "case_closed"


@dataclass(frozen=True)
class RetentionRule:
    """For how long the documents of one class are kept."""

    id: UUID
    counted_from: CountedFrom
    months: int


class Verdict(StrEnum):
    """What becomes of a document now."""

    DUE = "due"
    HELD = "held"
    """Its time is over, and a privacy officer holds it."""
    STAYS = "stays"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What decides for how long one document is kept; all times aware.

    Attributes:
        rule: that of the agency that contributed it, for its class; None where there is none.
        case_over_from: from when its case is kept, as was said when it was closed; None while it is open.
        is_held: a privacy officer wants it kept, whatever the rule says.
        shows_what_is_in_force: it is evidence of a consent, refusal or mandate that is in force.
        grounds_ended_at: when the last of those that it is evidence of ended; None if it is evidence of none.
        zone: of its municipality, in which months are counted.
    """

    rule: RetentionRule | None
    changed_at: datetime
    case_over_from: datetime | None
    is_held: bool
    shows_what_is_in_force: bool
    grounds_ended_at: datetime | None
    zone: tzinfo

    def due_at(self) -> datetime | None:
        """When it is to be deleted; None as long as nobody can say.

        Its time begins when all is over that it is kept for: its last change, its case where the rule counts from
        there, and every ground that it shows. So whoever puts it into a shorter class deletes nothing at once.
        """
        if self.rule is None or self.is_held or self.shows_what_is_in_force:
            return None
        if self.rule.counted_from is CountedFrom.CASE_CLOSED and self.case_over_from is None:
            return None
        over = [self.changed_at, self.grounds_ended_at]
        if self.rule.counted_from is CountedFrom.CASE_CLOSED:
            over.append(self.case_over_from)
        return months_after(max(at for at in over if at is not None), self.rule.months, self.zone)

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be deleted now."""
        due_at = self.due_at()
        return due_at is not None and due_at <= now

    def verdict(self, now: datetime) -> Verdict:
        """What becomes of it now."""
        if self.is_due(now):
            return Verdict.DUE
        return Verdict.HELD if replace(self, is_held=False).is_due(now) else Verdict.STAYS

    def look_again_at(self, now: datetime) -> datetime:
        """When to ask again, if it is not due now."""
        return min(self.due_at() or now + LOOKED_AT_EVERY, now + LOOKED_AT_EVERY)


def months_after(at: datetime, months: int, zone: tzinfo) -> datetime:
    """The same day of a later month there, at the same hour, or its last day where it has fewer; in UTC.

    Args:
        at: aware.
        zone: whose days are meant: at midnight in Brussels it is the day before in UTC, perhaps in a shorter month.
    """
    there = at.astimezone(zone)
    year, month = divmod(there.year * 12 + there.month - 1 + months, 12)
    day = min(there.day, monthrange(year, month + 1)[1])
    return there.replace(year=year, month=month + 1, day=day).astimezone(UTC)


def takes_effect_at(wished: datetime | None, now: datetime) -> datetime:
    """From when a rule applies that is written now: not before others could have seen it.

    Raises:
        Invalid: it was to apply sooner.
    """
    soonest = now + NOTICE
    if wished is not None and wished < soonest:
        raise Invalid.field(
            "#/takes_effect_at",
            "too_soon",
            f"A rule takes effect {NOTICE.days} days after it was written, or later.",
            f"Une règle prend effet {NOTICE.days} jours après sa rédaction, ou plus tard.",
        )
    return wished or soonest


def must_be_held(*, is_released: bool) -> None:
    """What was let go is not let go again.

    Raises:
        Conflict: the document was released from this hold.
    """
    if is_released:
        raise Conflict("It was released before.", detail_fr="Cette conservation a déjà été levée.")
