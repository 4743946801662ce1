"""For how long what is written in cases is kept, and what holds it back from deletion. No I/O."""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from uuid import UUID

from services.cases.documents.domain.retention import Verdict, months_after
from shared.contracts.cases.items import ItemKind
from shared.refusals import Conflict, Invalid


class CountedFrom(StrEnum):
    """What begins the time for which something is kept."""

    LAST_CHANGE = "last_change"
    CASE_CLOSED = "case_closed"
    MAJORITY = "majority"


@dataclass(frozen=True)
class Period:
    """For how long an agency keeps what it wrote in one category, of one kind or of all."""

    id: UUID
    counted_from: CountedFrom
    months: int


@dataclass(frozen=True, kw_only=True)
class KeptItem:
    """What decides for how long one item is kept; all times aware.

    Attributes:
        period: that of the agency that contributed it, for its category and kind; None where there is none.
        case_over_from: from when its case is kept, as was said when it was closed; None while it is open, or where
            there is none.
        all_of_age_at: when the youngest whom it is about comes of age; None where nobody can say.
        zone: of its municipality, in which months are counted.
        is_held: somebody is held back from all deletion, or its case, or the item itself.
    """

    period: Period | None
    changed_at: datetime
    case_over_from: datetime | None
    all_of_age_at: datetime | None
    zone: tzinfo
    is_held: bool

    def due_at(self) -> datetime | None:
        """When it is to be deleted; None as long as nobody can say.

        Its time begins with what the rule counts from, and never before its last change: nobody has something deleted
        at once by putting it into another category.
        """
        if self.period is None or self.is_held:
            return None
        begins = {
            CountedFrom.LAST_CHANGE: self.changed_at,
            CountedFrom.CASE_CLOSED: self.case_over_from,
            CountedFrom.MAJORITY: self.all_of_age_at,
        }[self.period.counted_from]
        return None if begins is None else months_after(max(begins, self.changed_at), self.period.months, self.zone)

    def verdict(self, now: datetime) -> Verdict:
        """What becomes of it now."""
        if self.is_due(now):
            return Verdict.DUE
        return Verdict.HELD if replace(self, is_held=False).is_due(now) else Verdict.STAYS

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be deleted now."""
        due_at = self.due_at()
        return due_at is not None and due_at <= now


def must_not_be_documents(kind: ItemKind | None) -> None:
    """Documents have classes, and rules for each class.

    Raises:
        Invalid: it would be about documents, and nothing would ever be deleted by it.
    """
    if kind is ItemKind.DOCUMENT:
        raise Invalid.field(
            "#/kind",
            "documents_have_classes",
            "Documents are kept by their class: write a rule at /v1/retention-rules.",
            "Les documents sont conservés selon leur classe : écrivez une règle à /v1/retention-rules.",
        )


def must_be_to_come(until: datetime | None, now: datetime) -> None:
    """A hold ends later, if it says when.

    Raises:
        Invalid: it would be over already.
    """
    if until is not None and until <= now:
        raise Invalid.field("#/until", "past", "A hold ends later.", "Une suspension prend fin plus tard.")


def must_be_held(*, is_released: bool) -> None:
    """What was let go is not let go again.

    Raises:
        Conflict: it was released.
    """
    if is_released:
        raise Conflict("It was released before.", detail_fr="Cette suspension a déjà été levée.")
