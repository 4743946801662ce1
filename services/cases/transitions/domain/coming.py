"""Which dated changes come for somebody, and which of them are to be opened now. No I/O."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from services.cases.people.domain.coming_of_age import of_age_at, of_age_on
from services.cases.transitions.domain.rules import BIRTHDAYS, TransitionKind, TransitionRule
from shared.contracts.cases.vocabulary import Category, Sensitivity


@dataclass(frozen=True, kw_only=True)
class Ground:
    """From what a dated change arises: whoever sees this sees that it comes.

    Attributes:
        subject_id: the person whose birth date it is, the mandate or the consent.
        agency_id, worker_id: who contributed it; of a mandate, the agency to which the law gives it.
        ends_at: its own end; None for a birth date.
    """

    kind: TransitionKind | None
    subject_id: UUID
    category: Category
    sensitivity: Sensitivity
    agency_id: UUID
    worker_id: UUID | None
    ends_at: datetime | None

    @property
    def classified(self) -> tuple[Category, Sensitivity]:
        """Who may see it, as far as its class says."""
        return self.category, self.sensitivity


@dataclass(frozen=True, kw_only=True)
class Lead:
    """The open case in which birthdays of somebody are prepared, and who leads it."""

    case_id: UUID
    agency_id: UUID
    worker_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the background work knows of one person.

    Attributes:
        birth_date: `2008`, `2008-02` or `2008-02-29`; None where nobody knows it.
        birth: the identity item, which says it.
        lead: None where the person belongs to no open case.
        endings: mandates and consents in force that end by themselves.
    """

    person_id: UUID
    municipality_id: UUID
    birth_date: str | None
    birth: Ground
    zone: ZoneInfo
    lead: Lead | None
    endings: tuple[Ground, ...]

    def coming(self, kind: TransitionKind, age: int) -> list["Coming"]:
        """What of this kind comes, or has come, as far as is known today."""
        if kind not in BIRTHDAYS:
            return [self._ends(ground) for ground in self.endings if ground.kind is kind]
        if self.birth_date is None or self.lead is None:
            return []
        return [
            Coming(
                kind=kind,
                ground=self.birth,
                lead=self.lead,
                at=of_age_at(self.birth_date, self.zone, age),
                on=of_age_on(self.birth_date, age),
            )
        ]

    def _ends(self, ground: Ground) -> "Coming":
        assert ground.kind is not None
        assert ground.ends_at is not None
        on = ground.ends_at.astimezone(self.zone).date()
        return Coming(kind=ground.kind, ground=ground, lead=None, at=ground.ends_at, on=on)


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A change on a known day.

    Attributes:
        lead: None for what belongs to no case.
        at: from when on; aware, UTC.
        on: the same as a day of the municipality.
    """

    kind: TransitionKind
    ground: Ground
    lead: Lead | None
    at: datetime
    on: date

    @property
    def case_id(self) -> UUID | None:
        """The case in which it is prepared."""
        return self.lead.case_id if self.lead else None

    @property
    def prepared_by(self) -> tuple[UUID, UUID | None]:
        """The agency that prepares it, with the worker who is named: the lead, or whoever holds the ground."""
        seat = self.lead or self.ground
        return seat.agency_id, seat.worker_id


@dataclass(frozen=True, kw_only=True)
class Present:
    """A dated change that was opened and has not been called off.

    Attributes:
        classified: as what it arises from was, when it was last looked at.
        age: which birthday its rule named.
    """

    id: UUID
    kind: TransitionKind
    subject_id: UUID
    case_id: UUID | None
    at: datetime
    is_open: bool
    classified: tuple[Category, Sensitivity]
    age: int

    def as_known(self, known: Known) -> Coming | None:
        """The same as it is known today; None when it does not come any more."""
        found = (
            one
            for one in known.coming(self.kind, self.age)
            if (one.ground.subject_id, one.case_id) == (self.subject_id, self.case_id)
        )
        return next(found, None)


def to_open(known: Known, rule: TransitionRule, present: Collection[Present], now: datetime) -> list[Coming]:
    """What a rule wants opened now: from so many months before the day on, and not when the day is over."""
    opened = {(one.kind, one.subject_id) for one in present}
    today = now.astimezone(known.zone).date()
    return [
        one
        for one in known.coming(rule.kind, rule.age)
        if (one.kind, one.ground.subject_id) not in opened
        and now < one.at
        and months_before(one.on, rule.terms.months_before) <= today
    ]


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last day where it has fewer."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
