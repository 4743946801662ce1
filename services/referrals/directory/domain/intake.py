"""Who is taken: what a listing asks of whoever is referred, and what happens when they do not meet it. No I/O."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter


class Effect(StrEnum):
    """What not meeting a rule does."""

    WARN = "warn"
    REFUSE = "refuse"


class IntakeKind(StrEnum):
    """What a rule asks about."""

    AGE = "age"
    TERRITORY = "territory"
    DOCUMENT = "document"
    EXCLUSION = "exclusion"


@dataclass(frozen=True, kw_only=True)
class AgeRule:
    """Between these ages, both included; None where there is no limit."""

    effect: Effect
    reason: str
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, kw_only=True)
class TerritoryRule:
    """For the people of these municipalities."""

    effect: Effect
    reason: str
    municipality_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class NamedRule:
    """A document to bring, or a circumstance in which somebody is not taken; whoever refers says how it is.

    Attributes:
        code: the listing's own, by which it is said.
    """

    code: str
    name: str
    effect: Effect
    reason: str


@dataclass(frozen=True, kw_only=True)
class IntakeRules:
    """Whom a listing takes; nothing said is everybody.

    Attributes:
        documents: that have to be at hand.
        exclusions: that must not apply.
    """

    age: AgeRule | None = None
    territory: TerritoryRule | None = None
    documents: tuple[NamedRule, ...] = ()
    exclusions: tuple[NamedRule, ...] = ()

    def values(self) -> Any:
        """As they are kept."""
        return _kept.dump_python(self, mode="json")

    @classmethod
    def kept(cls, values: Any) -> "IntakeRules":
        """As they were kept; everybody where a listing says nothing."""
        return EVERYBODY if values is None else _kept.validate_python(values)


@dataclass(frozen=True, kw_only=True)
class AboutPerson:
    """What is known of whoever is referred.

    Attributes:
        birth_date: `1998`, `1998-04` or `1998-04-23`, if it may travel; else None.
        is_estimated: nobody knows it for sure.
    """

    municipality_id: UUID
    birth_date: str | None = None
    is_estimated: bool = False


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What whoever refers says; it is compared and not kept.

    Attributes:
        documents: codes of those at hand.
        exclusions: codes of those that apply.
        despite_warnings: they read the warnings and send.
    """

    documents: frozenset[str] = frozenset()
    exclusions: frozenset[str] = frozenset()
    despite_warnings: bool = False


@dataclass(frozen=True, kw_only=True)
class Unmet:
    """A rule that somebody does not meet, or of which nobody can say whether they do.

    Attributes:
        code: of a document or an exclusion; else empty.
        is_unknown: then it warns, whatever the rule says.
    """

    kind: IntakeKind
    effect: Effect
    reason: str
    code: str = ""
    is_unknown: bool = False


def unmet(rules: IntakeRules, person: AboutPerson, declared: Declared, today: date) -> tuple[Unmet, ...]:
    """The rules that are not met, in the order in which a listing says them."""
    return tuple(_unmet(rules, person, declared, today))


def _unmet(rules: IntakeRules, person: AboutPerson, declared: Declared, today: date) -> Iterator[Unmet]:
    if rules.age and person.birth_date is None:
        yield Unmet(kind=IntakeKind.AGE, effect=Effect.WARN, reason=rules.age.reason, is_unknown=True)
    elif rules.age and person.birth_date and not _is_of_age(rules.age, person.birth_date, today):
        effect = Effect.WARN if person.is_estimated else rules.age.effect
        yield Unmet(kind=IntakeKind.AGE, effect=effect, reason=rules.age.reason, is_unknown=person.is_estimated)
    if rules.territory and person.municipality_id not in rules.territory.municipality_ids:
        yield Unmet(kind=IntakeKind.TERRITORY, effect=rules.territory.effect, reason=rules.territory.reason)
    for one in rules.documents:
        if one.code not in declared.documents:
            yield Unmet(kind=IntakeKind.DOCUMENT, effect=one.effect, reason=one.reason, code=one.code)
    for one in rules.exclusions:
        if one.code in declared.exclusions:
            yield Unmet(kind=IntakeKind.EXCLUSION, effect=one.effect, reason=one.reason, code=one.code)


def _is_of_age(rule: AgeRule, birth_date: str, today: date) -> bool:
    """Of whoever was born in a month or a year: whether they can be."""
    first, last = _born_between(birth_date)
    oldest, youngest = _age(first, today), _age(last, today)
    return (rule.minimum is None or oldest >= rule.minimum) and (rule.maximum is None or youngest <= rule.maximum)


def _born_between(birth_date: str) -> tuple[date, date]:
    year, month, day = [*(int(part) for part in birth_date.split("-")), 0, 0][:3]
    if day:
        return date(year, month, day), date(year, month, day)
    if month:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


EVERYBODY: Final = IntakeRules()
_kept: Final = TypeAdapter(IntakeRules)
