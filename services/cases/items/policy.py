"""Who may correct an item, whatever it says. Areas make their rules of it."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutItem:
    """An item that exists, by who contributed it."""

    agency_id: UUID
    worker_id: UUID


def they_wrote_it(actor: Actor, facts: AboutItem) -> bool:
    """The worker wrote it."""
    return (actor.agency_id, actor.subject) == (facts.agency_id, facts.worker_id)


def they_supervise_in_the_agency_that_wrote_it(actor: Actor, facts: AboutItem) -> bool:
    """The worker is supervisor in the agency that wrote it."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


def corrected_by_its_writer(action: str) -> tuple[Rule[AboutItem], ...]:
    """The rules of an action that corrects what somebody wrote."""
    return tuple(
        Rule(
            action,
            (sentence,),
            "GDPR Art. 5(1)(d): what is recorded is accurate; whoever answers for it corrects it",
            ("the earlier version is kept",),
        )
        for sentence in (they_wrote_it, they_supervise_in_the_agency_that_wrote_it)
    )
