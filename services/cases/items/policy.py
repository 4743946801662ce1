"""Who may correct an item, whatever it says. Areas make their rules of it."""

from dataclasses import dataclass
from uuid import UUID

from services.cases.access.policy import ACCURACY, EARLIER_KEPT
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutItem:
    """An item that exists, by who contributed it.

    Attributes:
        worker_id: None for what a person wrote themselves, to that agency.
    """

    agency_id: UUID
    worker_id: UUID | None


@in_french("L'intervenant en est l'auteur")
def they_wrote_it(actor: Actor, facts: AboutItem) -> bool:
    """The worker wrote it."""
    return (actor.agency_id, actor.subject) == (facts.agency_id, facts.worker_id)


@in_french("L'intervenant est encadrant dans l'organisme qui en est l'auteur")
def they_supervise_in_the_agency_that_wrote_it(actor: Actor, facts: AboutItem) -> bool:
    """The worker is supervisor in the agency that wrote it."""
    return facts.worker_id is not None and actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


def corrected_by_its_writer(action: Phrase) -> tuple[Rule[AboutItem], ...]:
    """The rules of an action that corrects what somebody wrote."""
    return tuple(
        Rule(
            action,
            (sentence,),
            ACCURACY,
            (EARLIER_KEPT,),
        )
        for sentence in (they_wrote_it, they_supervise_in_the_agency_that_wrote_it)
    )
