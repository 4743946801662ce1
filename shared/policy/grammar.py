"""Rules as data: who may do what, when, because of what, and what follows.

Deny by default; a rule only grants. A sentence is a small function whose docstring is the sentence, with its French
twin above it in `@in_french`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from shared.contracts.identity.actor import Actor, PersonActor
from shared.phrases import Phrase
from shared.refusals import NotAllowed

Facts = TypeVar("Facts")
Sentence = Callable[[Actor, Facts], bool]
Says = TypeVar("Says", bound=Callable[..., Any])

_NOBODY_MAY: Final = Phrase("no rule permits this to anybody", "aucune règle ne le permet à personne")
_IN_FRENCH: Final = "__in_french__"


@dataclass(frozen=True)
class Rule(Generic[Facts]):
    """One line of a policy.

    Attributes:
        action: what is asked for, as a verb phrase (`accept a referral`, `accepter une orientation`).
        when: all of these must be true.
        because: the ground, as a privacy officer would write it.
        then: duties that follow from the permission.
    """

    action: Phrase
    when: tuple[Sentence[Facts], ...]
    because: Phrase
    then: tuple[Phrase, ...] = ()


@dataclass(frozen=True)
class Permit:
    """A yes, with its ground."""

    action: str
    because: str


def decide(rules: Sequence[Rule[Facts]], action: str, actor: Actor, facts: Facts) -> Permit:
    """Permit, by the first rule whose sentences all hold.

    Raises:
        NotAllowed: none does; `reasons` lists what the nearest rule misses.
    """
    return _decided(rules, action, actor, facts)


def decide_for_a_person(rules: Sequence[Rule[Facts]], action: str, actor: PersonActor, facts: Facts) -> Permit:
    """As `decide`, for somebody who speaks for themselves: by rules whose sentences ask of the caller what any has.

    Raises:
        NotAllowed: as above.
    """
    return _decided(rules, action, actor, facts)


def _decided(rules: Sequence[Rule[Facts]], action: str, actor: Any, facts: Facts) -> Permit:
    nearest: list[Phrase] | None = None
    asked = Phrase(action, "le faire")
    for rule in rules:
        if rule.action != action:
            continue
        asked = rule.action
        missing = [spoken(sentence) for sentence in rule.when if not sentence(actor, facts)]
        if not missing:
            return Permit(action, rule.because)
        if nearest is None or len(missing) < len(nearest):
            nearest = missing
    raise NotAllowed(
        f"You may not {asked}.",
        detail_fr=f"Vous ne pouvez pas {asked.in_french}.",
        reasons=nearest or [_NOBODY_MAY],
    )


def permits(rules: Sequence[Rule[Facts]], action: str, actor: Actor, facts: Facts) -> bool:
    """Whether `decide` would permit."""
    return any(rule.action == action and all(says(actor, facts) for says in rule.when) for rule in rules)


def in_french(said: str) -> Callable[[Says], Says]:
    """What the docstring of a function says, said in French."""

    def keep(function: Says) -> Says:
        setattr(function, _IN_FRENCH, said)
        return function

    return keep


def spoken(sentence: Callable[..., Any]) -> Phrase:
    """The sentence a function stands for: the first line of its docstring, and its French twin."""
    french = getattr(sentence, _IN_FRENCH, "")
    assert sentence.__doc__, f"{sentence.__name__} is part of a policy and must say what it means"
    assert french, f"{sentence.__name__} is part of a policy and must say what it means in French (@in_french)"
    return Phrase(sentence.__doc__.strip().splitlines()[0].rstrip("."), french)
