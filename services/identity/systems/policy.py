"""Who may see and manage an agency's systems."""

from dataclasses import dataclass
from typing import Final

from services.identity.agencies.policy import administrates
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId
from shared.policy.grammar import Rule

MANAGE: Final = "see, register, rotate and revoke an agency's systems"
OPEN_TO_ALL: Final = "register a front end for workers of every agency"


@dataclass(frozen=True)
class SystemFacts:
    """What a rule may ask: whose system it is."""

    agency_id: AgencyId


def acts_for_the_agency(actor: Actor, facts: SystemFacts) -> bool:
    """The caller acts for the agency that the system belongs to."""
    return actor.agency_id == facts.agency_id


def is_a_worker(actor: Actor, _facts: SystemFacts) -> bool:
    """The caller is a worker, not a system."""
    return actor.worker_id is not None


RULES: Final[tuple[Rule[SystemFacts], ...]] = (
    Rule(
        MANAGE,
        (acts_for_the_agency, is_a_worker, administrates),
        "an agency decides which software acts for it",
        ("a revoked system's tokens, and sign-ins through it, end at once",),
    ),
)
