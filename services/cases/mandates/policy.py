"""Who may record and end mandates."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutMandate:
    """The facts on which these rules decide."""

    municipality_id: UUID
    agency_id: UUID


def they_act_in_the_persons_municipality(actor: Actor, facts: AboutMandate) -> bool:
    """The agency operates in the municipality of the person's record."""
    return facts.municipality_id in actor.municipalities


def they_act_for_the_mandated_agency(actor: Actor, facts: AboutMandate) -> bool:
    """The mandate is for the worker's own agency."""
    return facts.agency_id == actor.agency_id


def they_supervise_or_answer_for_privacy(actor: Actor, _facts: AboutMandate) -> bool:
    """The worker is supervisor or privacy officer."""
    return bool(actor.roles & {Role.SUPERVISOR, Role.PRIVACY_OFFICER})


RECORD = "record a mandate"
END = "end a mandate"

_CONDITIONS = (
    they_act_in_the_persons_municipality,
    they_act_for_the_mandated_agency,
    they_supervise_or_answer_for_privacy,
)

RULES = (
    Rule(
        RECORD,
        _CONDITIONS,
        "GDPR Art. 6(1)(c) or (e) with the article named in the mandate",
        ("it has an end and a review date", "it stands among the person's grants, with article and dates"),
    ),
    Rule(END, _CONDITIONS, "A mandate that is no longer needed must not go on", ("its grants end with the answer",)),
)
