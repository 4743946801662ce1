"""Who may see whose grants, and who looked."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.cases.access.domain import Grant, Standing
from shared.contracts.cases.vocabulary import Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutPerson:
    """The facts on which these rules decide.

    Attributes:
        agency_grants: all that the worker's agency holds on the person, whoever of it they are for.
    """

    standing: Standing
    agency_grants: Sequence[Grant] = ()


def their_agency_has_a_ground(_actor: Actor, facts: AboutPerson) -> bool:
    """The worker's agency has a ground for this person."""
    return not facts.standing.is_none


def they_answer_for_privacy(actor: Actor, _facts: AboutPerson) -> bool:
    """The worker is privacy officer of their agency."""
    return Role.PRIVACY_OFFICER in actor.roles


def they_coordinate(_actor: Actor, facts: AboutPerson) -> bool:
    """A ground lets the worker coordinate: their agency began the record, the person agreed to it, or a mandate does.

    Or the lead of a case was handed to it by an agency that may; leading a case of one's own is none.
    """
    return any(Operation.COORDINATE in grant.operations for grant in facts.standing.grants)


def their_agency_coordinates(_actor: Actor, facts: AboutPerson) -> bool:
    """A ground lets the worker's agency coordinate."""
    return any(Operation.COORDINATE in grant.operations for grant in facts.agency_grants)


SEE_OWN_GRANTS = "see the grants of one's own agency on a person"
SEE_ALL_GRANTS = "see the grants of all agencies on a person"
SEE_OWN_LOOKS = "see who of one's own agency looked at a person's record"
SEE_ALL_LOOKS = "see who of any agency looked at a person's record"

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
        SEE_OWN_LOOKS,
        (their_agency_has_a_ground, they_answer_for_privacy),
        "GDPR Art. 39(1)(b): privacy officers monitor their own agency",
        ("the look is logged",),
    ),
    Rule(
        SEE_ALL_LOOKS,
        (their_agency_has_a_ground, they_answer_for_privacy, their_agency_coordinates),
        "GDPR Art. 15 and 26: who answers the person for all must know who looked",
        ("the look is logged",),
    ),
)
