"""Who may have an account made."""

from dataclasses import dataclass
from typing import Final

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule

OPEN: Final = "have an account made for somebody"


@dataclass(frozen=True)
class AccountFacts:
    """A rule may ask nothing: an account is nobody's until cases says whose."""


def works_with_people(actor: Actor, _facts: AccountFacts) -> bool:
    """The caller is a worker who works with people."""
    return actor.worker_id is not None and not actor.roles.isdisjoint({Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR})


RULES: Final[tuple[Rule[AccountFacts], ...]] = (
    Rule(
        OPEN,
        (works_with_people,),
        "a new account opens nothing: whose it is, and what follows from it, is decided where the record is kept",
        ("an account that nobody takes into use within seven days is deleted",),
    ),
)
