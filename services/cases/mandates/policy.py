"""Who may record, confirm, reject and end mandates."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutMandate:
    """The facts on which these rules decide.

    Attributes:
        recorded_by: the worker; None before it is recorded.
    """

    municipality_id: UUID
    agency_id: UUID
    recorded_by: UUID | None = None


def they_act_in_the_persons_municipality(actor: Actor, facts: AboutMandate) -> bool:
    """The agency operates in the municipality of the person's record."""
    return facts.municipality_id in actor.municipalities


def they_act_for_the_mandated_agency(actor: Actor, facts: AboutMandate) -> bool:
    """The mandate is for the worker's own agency."""
    return facts.agency_id == actor.agency_id


def they_supervise_or_answer_for_privacy(actor: Actor, _facts: AboutMandate) -> bool:
    """The worker is supervisor or privacy officer."""
    return bool(actor.roles & {Role.SUPERVISOR, Role.PRIVACY_OFFICER})


def they_answer_for_privacy(actor: Actor, _facts: AboutMandate) -> bool:
    """The worker is privacy officer."""
    return Role.PRIVACY_OFFICER in actor.roles


def somebody_else_recorded_it(actor: Actor, facts: AboutMandate) -> bool:
    """Another worker recorded it."""
    return facts.recorded_by != actor.subject


RECORD = "record a mandate"
CONFIRM = "confirm a mandate"
REJECT = "reject a mandate"
END = "end a mandate"
SEE_PROPOSED = "see which mandates of one's own agency wait to be confirmed"

_OF_THEIR_AGENCY = (they_act_in_the_persons_municipality, they_act_for_the_mandated_agency)
_CONDITIONS = (*_OF_THEIR_AGENCY, they_supervise_or_answer_for_privacy)
_OF_THE_SECOND_PERSON = (*_OF_THEIR_AGENCY, they_answer_for_privacy, somebody_else_recorded_it)

RULES = (
    Rule(
        RECORD,
        _CONDITIONS,
        "GDPR Art. 6(1)(c) or (e) with the article named in the mandate",
        ("it has an end and a review date", "it gives nothing until a second worker has confirmed it"),
    ),
    Rule(
        CONFIRM,
        _OF_THE_SECOND_PERSON,
        "GDPR Art. 5(2) and 32: nobody opens a record by their own word alone",
        ("its grant is in force with the answer, and stands among the person's grants",),
    ),
    Rule(REJECT, _OF_THE_SECOND_PERSON, "As for confirming", ("it never gives anything",)),
    Rule(
        SEE_PROPOSED,
        (they_act_for_the_mandated_agency, they_supervise_or_answer_for_privacy),
        "Who decides must find what waits",
        ("each look is logged",),
    ),
    Rule(END, _CONDITIONS, "A mandate that is no longer needed must not go on", ("its grants end with the answer",)),
)
