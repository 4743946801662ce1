"""Rules as data: who may do what, when, because of what, and what follows.

Deny by default; a rule only grants. A sentence is a small function whose docstring is the sentence.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from shared.contracts.identity.actor import Actor
from shared.refusals import NotAllowed

Facts = TypeVar("Facts")
Sentence = Callable[[Actor, Facts], bool]


@dataclass(frozen=True)
class Rule(Generic[Facts]):
    """One line of a policy.

    Attributes:
        action: what is asked for, as a verb phrase (`accept a referral`).
        when: all of these must be true.
        because: the ground, as a privacy officer would write it.
        then: duties that follow from the permission.
    """

    action: str
    when: tuple[Sentence[Facts], ...]
    because: str
    then: tuple[str, ...] = ()


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
    nearest: list[str] | None = None
    for rule in rules:
        if rule.action != action:
            continue
        missing = [spoken(sentence) for sentence in rule.when if not sentence(actor, facts)]
        if not missing:
            return Permit(action, rule.because)
        if nearest is None or len(missing) < len(nearest):
            nearest = missing
    raise NotAllowed(
        f"You may not {action}.",
        detail_fr="Vous n'y êtes pas autorisé.",
        reasons=nearest or ["no rule permits this to anybody"],
    )


def permits(rules: Sequence[Rule[Facts]], action: str, actor: Actor, facts: Facts) -> bool:
    """Whether `decide` would permit."""
    return any(rule.action == action and all(says(actor, facts) for says in rule.when) for rule in rules)


def spoken(sentence: Callable[..., Any]) -> str:
    """The sentence a function stands for: the first line of its docstring."""
    assert sentence.__doc__, f"{sentence.__name__} is part of a policy and must say what it means"
    return sentence.__doc__.strip().splitlines()[0].rstrip(".")
