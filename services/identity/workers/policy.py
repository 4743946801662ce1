"""Who may see and manage workers."""

from dataclasses import dataclass
from typing import Final

from services.identity.agencies.policy import administrates
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId, WorkerId
from shared.policy.grammar import Rule

LIST: Final = "list the workers of an agency"
SEE: Final = "see who a worker is"
MANAGE: Final = "register, change and revoke workers of an agency"
RENAME: Final = "change a worker's name"
SET_PASSWORD: Final = "have a worker choose a new password"  # noqa: S105 - the name of an act


@dataclass(frozen=True)
class WorkerFacts:
    """What a rule may ask.

    Attributes:
        agency_id: for which agency something is done; None for the installation.
        worker_id: to whom; None for the agency's workers in general.
        works_here: whether the worker works for that agency now.
        works_elsewhere: whether they also work for another agency now.
    """

    agency_id: AgencyId | None
    worker_id: WorkerId | None = None
    works_here: bool = False
    works_elsewhere: bool = False


def acts_for_the_agency(actor: Actor, facts: WorkerFacts) -> bool:
    """The caller acts for that agency."""
    return actor.agency_id == facts.agency_id


def the_worker_works_there(_actor: Actor, facts: WorkerFacts) -> bool:
    """The worker works for that agency now."""
    return facts.works_here


def the_worker_works_nowhere_else(_actor: Actor, facts: WorkerFacts) -> bool:
    """The worker works for no other agency."""
    return not facts.works_elsewhere


def it_is_their_own_name(actor: Actor, facts: WorkerFacts) -> bool:
    """It is the caller's own name."""
    return actor.worker_id is not None and actor.worker_id == facts.worker_id


RULES: Final[tuple[Rule[WorkerFacts], ...]] = (
    Rule(LIST, (acts_for_the_agency,), "colleagues know each other"),
    Rule(SEE, (), "whoever reads a note or a referral may know which worker wrote it"),
    Rule(
        MANAGE,
        (acts_for_the_agency, administrates),
        "an agency decides who acts for it",
        ("a worker who loses a role or is revoked is signed out at once",),
    ),
    Rule(RENAME, (it_is_their_own_name,), "people know best what they are called"),
    Rule(
        RENAME,
        (acts_for_the_agency, administrates, the_worker_works_there),
        "an agency keeps the names of its workers correct",
    ),
    Rule(
        SET_PASSWORD,
        (acts_for_the_agency, administrates, the_worker_works_there, the_worker_works_nowhere_else),
        "an agency lets its workers in, and never into another agency",
        ("the worker is signed out everywhere",),
    ),
)
