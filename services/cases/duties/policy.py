"""Who may give what must be done to another worker. Areas make their rules of it."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutDuty:
    """Something that must be done, by who must.

    Attributes:
        worker_id: None while nobody is named.
    """

    agency_id: UUID
    worker_id: UUID | None


def it_is_for_them_to_do(actor: Actor, facts: AboutDuty) -> bool:
    """The worker must do it, or their agency, which has named nobody."""
    return actor.agency_id == facts.agency_id and facts.worker_id in {None, actor.subject}


def they_supervise_in_the_agency_that_must_do_it(actor: Actor, facts: AboutDuty) -> bool:
    """The worker is supervisor in the agency that must do it."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


def given_within_the_agency(action: str) -> tuple[Rule[AboutDuty], ...]:
    """The rules of giving something to a colleague."""
    duties = ("why is kept with it", "to be named opens nothing")
    return (
        Rule(action, (it_is_for_them_to_do,), "Whoever cannot do it says who can", duties),
        Rule(
            action,
            (they_supervise_in_the_agency_that_must_do_it,),
            "An agency decides which of its workers does what",
            duties,
        ),
    )
