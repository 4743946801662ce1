"""What rules notice early: when, once, and from which facts. No I/O; nothing here decides about anybody.

A rule of a municipality looks at the facts of one case about one person. What it noticed rests on facts by id; a fact
counts once for a version of a rule, so the same things are never noticed twice.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from services.cases.alerts.domain.occurrences import CONTACTS, OccurrenceTerm


class RuleKind(StrEnum):
    """What a rule looks for."""

    MISSED_APPOINTMENTS = "missed_appointments"
    NO_CONTACT = "no_contact"
    REPEATED_REFERRALS = "repeated_referrals"
    EVICTION_NOTICE = "eviction_notice"
    REVIEW_OVERDUE = "review_overdue"


class FactKind(StrEnum):
    """What can be a fact, and so by which rule it is shown."""

    OCCURRENCE = "occurrence"
    REFERRAL = "referral"
    """The line of the timeline that says that it was sent."""
    APPOINTMENT = "appointment"
    """The line of the timeline that says that somebody did not come."""
    CASE_OPENED = "case_opened"
    CASE_REVIEW = "case_review"
    WARNING_REVIEW = "warning_review"


REVIEWS: Final = frozenset({FactKind.CASE_REVIEW, FactKind.WARNING_REVIEW})
_DATED: Final = REVIEWS | {FactKind.CASE_OPENED}
"""What is the fact is the day and not the thing: the next day of the same thing is another fact."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that is known.

    Attributes:
        id: of the occurrence, line of the timeline, case or warning.
        name: the term of an occurrence, the category of a referral or of one with an appointment.
        on: when it happened, or was to be reviewed; local date.
    """

    kind: FactKind
    id: UUID
    name: str
    on: date

    @property
    def key(self) -> str:
        """By which it is known whether it was counted before."""
        return f"{self.id}@{self.on}" if self.kind in _DATED else str(self.id)


@dataclass(frozen=True, kw_only=True)
class EarlyRule:
    """One version of a rule.

    Attributes:
        id: of the version.
        at_least: how many; 1 where it is not about how many.
        days: within how many, for how many without contact, or overdue by how many.
    """

    id: UUID
    kind: RuleKind
    at_least: int
    days: int


Noticed = tuple[Fact, ...]
"""The facts on which it rests, in order."""


def noticed(rule: EarlyRule, facts: Iterable[Fact], counted: Collection[str], today: date) -> list[Noticed]:
    """What a version of a rule notices now in one case about one person.

    Args:
        counted: keys of facts that counted for this version before.
    """
    in_order = sorted(facts, key=lambda fact: (fact.on, fact.kind, fact.key))
    uncounted = (
        tuple(fact for fact in found if fact.key not in counted) for found in _LOOKS[rule.kind](rule, in_order, today)
    )
    return [found for found in uncounted if len(found) >= rule.at_least]


def _within(rule: EarlyRule, fact: Fact, today: date) -> bool:
    return today - timedelta(days=rule.days) < fact.on <= today


def _occurrences(term: OccurrenceTerm) -> "_Look":
    def look(rule: EarlyRule, facts: Sequence[Fact], today: date) -> list[Noticed]:
        return [
            tuple(
                fact
                for fact in facts
                if fact.kind is FactKind.OCCURRENCE and fact.name == term and _within(rule, fact, today)
            )
        ]

    return look


def _missed(rule: EarlyRule, facts: Sequence[Fact], today: date) -> list[Noticed]:
    """Those that somebody recorded, and those of referrals."""
    return [
        tuple(
            fact
            for fact in facts
            if _within(rule, fact, today)
            and (
                fact.kind is FactKind.APPOINTMENT
                or (fact.kind is FactKind.OCCURRENCE and fact.name == OccurrenceTerm.MISSED_APPOINTMENT)
            )
        )
    ]


def _referrals(rule: EarlyRule, facts: Sequence[Fact], today: date) -> list[Noticed]:
    """Those for the same kind of need, each kind by itself."""
    by_category: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.kind is FactKind.REFERRAL and _within(rule, fact, today):
            by_category[fact.name].append(fact)
    return [tuple(found) for _, found in sorted(by_category.items())]


def _silence(rule: EarlyRule, facts: Sequence[Fact], today: date) -> list[Noticed]:
    """The last contact, or the beginning of the case, and nothing since."""
    contacts = [fact for fact in facts if fact.kind is FactKind.OCCURRENCE and fact.name in CONTACTS]
    opened = [fact for fact in facts if fact.kind is FactKind.CASE_OPENED]
    last = max((*contacts, *opened), key=lambda fact: fact.on, default=None)
    if last is None or today - last.on < timedelta(days=rule.days):
        return []
    return [(last,)]


def _overdue(rule: EarlyRule, facts: Sequence[Fact], today: date) -> list[Noticed]:
    """Each review by itself."""
    late = timedelta(days=rule.days)
    return [(fact,) for fact in facts if fact.kind in REVIEWS and today - fact.on >= late]


_Look = Callable[[EarlyRule, Sequence[Fact], date], list[Noticed]]
_LOOKS: Final[Mapping[RuleKind, _Look]] = MappingProxyType(
    {
        RuleKind.MISSED_APPOINTMENTS: _missed,
        RuleKind.EVICTION_NOTICE: _occurrences(OccurrenceTerm.EVICTION_NOTICE),
        RuleKind.REPEATED_REFERRALS: _referrals,
        RuleKind.NO_CONTACT: _silence,
        RuleKind.REVIEW_OVERDUE: _overdue,
    }
)
COUNTING: Final = frozenset({RuleKind.MISSED_APPOINTMENTS, RuleKind.EVICTION_NOTICE, RuleKind.REPEATED_REFERRALS})
"""Those that ask how many."""


class Verdict(StrEnum):
    """What somebody who looked says of what a rule noticed."""

    USEFUL = "useful"
    FALSE_ALARM = "false_alarm"


class FalseAlarmBecause(StrEnum):
    """Why it was none."""

    ALREADY_KNOWN = "already_known"
    HAS_AN_EXPLANATION = "has_an_explanation"
    TOO_EARLY = "too_early"
    DOES_NOT_FIT_THE_PERSON = "does_not_fit_the_person"
