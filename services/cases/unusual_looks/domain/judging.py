"""When a look is unusual by a rule, from what the access log says of it and of the looks before it. No I/O."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from services.cases.unusual_looks.domain.rules import LookRule, RuleKind

_SATURDAY: Final = 5
HITS_KEPT: Final = 20


@dataclass(frozen=True, kw_only=True)
class LookLine:
    """A look of a worker, as it stands in the access log.

    Attributes:
        at: aware, UTC.
        opened: the record or something in it was opened; else the person was found by a search.
        by_officer: the worker was privacy officer.
    """

    id: UUID
    at: datetime
    municipality_id: UUID
    agency_id: UUID
    worker_id: UUID
    person_id: UUID
    opened: bool
    by_officer: bool


@dataclass
class Trace:
    """What a worker did about one person of late, as far as rules ask.

    Attributes:
        opened_at: when they last opened something of them.
        hits: when searches found them since.
    """

    municipality_id: UUID
    opened_at: datetime | None = None
    hits: list[datetime] = field(default_factory=list)
    changed: bool = False


Traces = dict[UUID, Trace]
"""Of one worker of one agency, by person."""


@dataclass(frozen=True)
class Tie:
    """What the worker is to the person besides having looked.

    Attributes:
        works_with_them: is or was lately on a team about them, has something to do for them, wrote about them, or has
            a right that names the worker.
        lives_near: lives where somebody does with whom the worker declared a conflict of interest.
    """

    works_with_them: bool
    lives_near: bool


@dataclass(frozen=True)
class Unusual:
    """What a rule noticed.

    Attributes:
        person_id: None where it is about how many.
        many: how many, where it is about that.
    """

    rule: LookRule
    person_id: UUID | None
    many: int | None = None


def follow(line: LookLine, traces: Traces) -> None:
    """Take a look into account, before it is judged."""
    trace = traces.setdefault(line.person_id, Trace(line.municipality_id))
    trace.changed = True
    if line.opened:
        trace.opened_at = line.at
        trace.hits.clear()
    else:
        trace.hits = [*trace.hits, line.at][-HITS_KEPT:]


def judged(line: LookLine, rules: Iterable[LookRule], traces: Traces, tie: Tie | None, zone: ZoneInfo) -> list[Unusual]:
    """What rules of the municipality find unusual about a look.

    Args:
        traces: of the worker, this look among them.
        tie: None where the person was not opened.
        zone: of the municipality.
    """
    found = (_JUDGES[rule.kind](rule, line, traces, tie, zone) for rule in rules if rule.kind in _JUDGES)
    return [one for one in found if one is not None]


def _no_relationship(
    rule: LookRule, line: LookLine, _traces: Traces, tie: Tie | None, _zone: ZoneInfo
) -> Unusual | None:
    return Unusual(rule, line.person_id) if tie is not None and not tie.works_with_them else None


def _same_address(rule: LookRule, line: LookLine, _traces: Traces, tie: Tie | None, _zone: ZoneInfo) -> Unusual | None:
    return Unusual(rule, line.person_id) if tie is not None and tie.lives_near else None


def _volume(rule: LookRule, line: LookLine, traces: Traces, _tie: Tie | None, _zone: ZoneInfo) -> Unusual | None:
    since = line.at - timedelta(hours=rule.looking.within_hours or 0)
    many = sum(
        trace.municipality_id == line.municipality_id and trace.opened_at is not None and trace.opened_at > since
        for trace in traces.values()
    )
    return Unusual(rule, None, many) if line.opened and many >= (rule.looking.at_least or 1) else None


def _hits(rule: LookRule, line: LookLine, traces: Traces, _tie: Tie | None, _zone: ZoneInfo) -> Unusual | None:
    since = line.at - timedelta(hours=rule.looking.within_hours or 0)
    many = sum(at > since for at in traces[line.person_id].hits)
    return Unusual(rule, line.person_id, many) if not line.opened and many >= (rule.looking.at_least or 1) else None


def _off_hours(rule: LookRule, line: LookLine, _traces: Traces, _tie: Tie | None, zone: ZoneInfo) -> Unusual | None:
    there = line.at.astimezone(zone)
    at_work = (rule.looking.from_hour or 0) <= there.hour < (rule.looking.until_hour or 0)
    on_a_working_day = rule.looking.weekends or there.weekday() < _SATURDAY
    return Unusual(rule, line.person_id) if line.opened and not (at_work and on_a_working_day) else None


_Judge = Callable[[LookRule, LookLine, Traces, Tie | None, ZoneInfo], Unusual | None]
_JUDGES: Final[Mapping[RuleKind, _Judge]] = MappingProxyType(
    {
        RuleKind.NO_RELATIONSHIP: _no_relationship,
        RuleKind.SAME_ADDRESS: _same_address,
        RuleKind.VOLUME: _volume,
        RuleKind.HITS_WITHOUT_OPENING: _hits,
        RuleKind.OFF_HOURS: _off_hours,
    }
)
"""All kinds but names: cases does not know how workers are called (`domain.names`)."""
