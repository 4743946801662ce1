"""Who may see whose grants, and who looked."""

from dataclasses import dataclass

from services.cases.access.domain import Standing
from shared.contracts.cases.vocabulary import Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutPerson:
    """The facts on which these rules decide."""

    standing: Standing


def their_agency_has_a_ground(_actor: Actor, facts: AboutPerson) -> bool:
    """The worker's agency has a ground for this person."""
    return not facts.standing.is_none


def they_answer_for_privacy(actor: Actor, _facts: AboutPerson) -> bool:
    """The worker is privacy officer of their agency."""
    return Role.PRIVACY_OFFICER in actor.roles


def they_coordinate(_actor: Actor, facts: AboutPerson) -> bool:
    """One of the worker's grounds lets them coordinate."""
    return any(Operation.COORDINATE in grant.operations for grant in facts.standing.grants)


SEE_OWN_GRANTS = "see the grants of one's own agency on a person"
SEE_ALL_GRANTS = "see the grants of all agencies on a person"
SEE_LOOKS = "see who looked at a person's record"

RULES = (
    Rule(SEE_OWN_GRANTS, (their_agency_has_a_ground,), "Whoever uses a ground must be able to show it"),
    Rule(
        SEE_ALL_GRANTS,
        (their_agency_has_a_ground, they_coordinate),
        "Coordinating needs to know who is involved",
        ("the look is logged",),
    ),
    Rule(
        SEE_ALL_GRANTS,
        (their_agency_has_a_ground, they_answer_for_privacy),
        "GDPR Art. 39(1)(b): privacy officers monitor compliance",
        ("the look is logged",),
    ),
    Rule(
        SEE_LOOKS,
        (their_agency_has_a_ground, they_answer_for_privacy),
        "GDPR Art. 39(1)(b) and Art. 15: monitoring, and answering the person",
        ("the look is logged",),
    ),
)
