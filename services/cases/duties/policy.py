"""Who may give what must be done to another worker. Areas make their rules of it."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutDuty:
    """Something that must be done, by who must.

    Attributes:
        worker_id: None while nobody is named.
    """

    agency_id: UUID
    worker_id: UUID | None


@in_french("C'est à l'intervenant de le faire, ou à son organisme, qui n'a nommé personne")
def it_is_for_them_to_do(actor: Actor, facts: AboutDuty) -> bool:
    """The worker must do it, or their agency, which has named nobody."""
    return actor.agency_id == facts.agency_id and facts.worker_id in {None, actor.subject}


@in_french("L'intervenant est encadrant dans l'organisme qui doit le faire")
def they_supervise_in_the_agency_that_must_do_it(actor: Actor, facts: AboutDuty) -> bool:
    """The worker is supervisor in the agency that must do it."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


def given_within_the_agency(action: Phrase) -> tuple[Rule[AboutDuty], ...]:
    """The rules of giving something to a colleague."""
    duties = (
        Phrase("why is kept with it", "le motif y est joint et conservé"),
        Phrase("to be named opens nothing", "être désigné n'ouvre rien"),
    )
    return (
        Rule(
            action,
            (it_is_for_them_to_do,),
            Phrase("Whoever cannot do it says who can", "Qui ne peut pas le faire dit qui le peut"),
            duties,
        ),
        Rule(
            action,
            (they_supervise_in_the_agency_that_must_do_it,),
            Phrase(
                "An agency decides which of its workers does what",
                "Un organisme décide lequel de ses intervenants fait quoi",
            ),
            duties,
        ),
    )
