"""What a rule can look for, and how. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from shared.phrases import Phrase
from shared.refusals import Invalid


class RuleKind(StrEnum):
    """What is unusual about a look."""

    NO_RELATIONSHIP = "no_relationship"
    SAME_SURNAME = "same_surname"
    SAME_ADDRESS = "same_address"
    VOLUME = "volume"
    HITS_WITHOUT_OPENING = "hits_without_opening"
    OFF_HOURS = "off_hours"


@dataclass(frozen=True, kw_only=True)
class Looking:
    """How a rule looks; None for what its kind does not ask.

    Attributes:
        at_least: how many people opened, or how often somebody was found.
        within_hours: within which time.
        from_hour, until_hour: when people are at work, by the clock of the municipality; the end is exclusive.
        weekends: whether Saturdays and Sundays are working days.
    """

    at_least: int | None = None
    within_hours: int | None = None
    from_hour: int | None = None
    until_hour: int | None = None
    weekends: bool | None = None


@dataclass(frozen=True, kw_only=True)
class LookRule:
    """One version of a rule.

    Attributes:
        id: of the version.
    """

    id: UUID
    kind: RuleKind
    looking: Looking


_COUNTS: Final = frozenset({"at_least", "within_hours"})
_ASKED: Final[Mapping[RuleKind, frozenset[str]]] = MappingProxyType(
    {
        RuleKind.VOLUME: _COUNTS,
        RuleKind.HITS_WITHOUT_OPENING: _COUNTS,
        RuleKind.OFF_HOURS: frozenset({"from_hour", "until_hour", "weekends"}),
    }
)
_NOT_ASKED: Final = Phrase("This kind of rule does not ask for it.", "Ce type de règle ne le demande pas.")
_MISSING: Final = Phrase("This kind of rule asks for it.", "Ce type de règle le demande.")
_TOO_MUCH: Final = Phrase("This is more than the rule looks back on.", "C'est plus que ce que la règle examine.")
_NO_DAY: Final = Phrase("The day ends after it begins.", "La journée finit après avoir commencé.")
MOST: Final[Mapping[RuleKind, tuple[int, int]]] = MappingProxyType(
    {RuleKind.VOLUME: (1000, 24), RuleKind.HITS_WITHOUT_OPENING: (20, 720)}
)
"""By kind: how many at most, within how many hours at most."""


def checked(kind: RuleKind, looking: Looking) -> Looking:
    """How a rule of this kind looks.

    Raises:
        Invalid: it says what its kind does not ask, or not what it does.
    """
    asked = _ASKED.get(kind, frozenset())
    for name, said in vars(looking).items():
        if (said is None) == (name in asked):
            _refuse(name, "missing" if said is None else "not_asked", _MISSING if said is None else _NOT_ASKED)
    for name, most in zip(("at_least", "within_hours"), MOST.get(kind, ()), strict=False):
        if getattr(looking, name) > most:
            _refuse(name, "too_much", _TOO_MUCH)
    if looking.from_hour is not None and looking.until_hour is not None and looking.from_hour >= looking.until_hour:
        _refuse("until_hour", "before_the_beginning", _NO_DAY)
    return looking


def _refuse(field: str, code: str, said: Phrase) -> None:
    raise Invalid.field(f"#/{field}", code, str(said), said.in_french)
