"""Who may read and edit agencies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared.contracts.identity.actor import Actor, PersonActor, TaskActor
from shared.contracts.identity.vocabulary import AgencyId, Role
from shared.policy.grammar import Facts, Permit, Rule, decide

INSTALLATION: Final = TaskActor("installation")
"""The operator at the command line of the deployment: registers municipalities, agencies and first administrators."""

READ: Final = "read agencies and municipalities"
REGISTER: Final = "register a municipality or an agency"
CLOSE: Final = "close an agency"
EDIT: Final = "edit an agency"


@dataclass(frozen=True)
class AgencyFacts:
    """What a rule may ask about the agency in question."""

    agency_id: AgencyId | None = None


def acts_for_it(actor: Actor, facts: AgencyFacts) -> bool:
    """The caller acts for this agency."""
    return actor.agency_id == facts.agency_id


def administrates(actor: Actor, _facts: object) -> bool:
    """The caller acts as an administrator."""
    return Role.ADMINISTRATOR in actor.roles


RULES: Final[tuple[Rule[AgencyFacts], ...]] = (
    Rule(READ, (), "agencies that work together know of each other; names of agencies are public"),
    Rule(EDIT, (acts_for_it, administrates), "an agency describes itself"),
)


def permitted(
    rules: Sequence[Rule[Facts]], action: str, actor: Actor | PersonActor | TaskActor, facts: Facts
) -> Permit:
    """Decide for a caller; the installation itself may do everything in identity.

    Raises:
        NotAllowed: no rule permits it; `reasons` says what is missing.
    """
    if actor == INSTALLATION:
        return Permit(action, "the operator of the deployment does it at its command line")
    assert isinstance(actor, Actor), "neither other background work nor people act on agencies, workers and systems"
    return decide(rules, action, actor, facts)
