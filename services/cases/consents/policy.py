"""Who may record what a person agreed to, refused or withdrew."""

from dataclasses import dataclass

from services.cases.access.domain import Standing
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutConsent:
    """The facts on which these rules decide."""

    standing: Standing
    widens_their_own: bool
    """It would let the worker's own agency see more: a consent that names it, or the end of a refusal that stops it."""


def it_is_not_for_their_own_agency(_actor: Actor, facts: AboutConsent) -> bool:
    """It does not let the worker's own agency see more: another agency that knows the person hears and records that."""
    return not facts.widens_their_own


def they_work_with_the_person(_actor: Actor, facts: AboutConsent) -> bool:
    """The worker's agency has a ground for this person."""
    return not facts.standing.is_none


def they_meet_people(actor: Actor, _facts: AboutConsent) -> bool:
    """The worker does intake, casework or supervision, or is an agency's system."""
    return bool(actor.roles & {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.SYSTEM})


RECORD = "record a consent or a refusal"
WITHDRAW = "record that a person withdrew a consent or a refusal"

RULES = (
    Rule(
        RECORD,
        (they_work_with_the_person, they_meet_people, it_is_not_for_their_own_agency),
        "GDPR Art. 7(1): whoever hears it must be able to show it",
        (
            "form, language, who spoke and who recorded it are kept",
            "a representative speaks by a power to consent that is in force that day; a child's ends with childhood",
        ),
    ),
    Rule(
        WITHDRAW,
        (they_work_with_the_person, they_meet_people, it_is_not_for_their_own_agency),
        "GDPR Art. 7(3): withdrawing is as easy as giving, with whoever recorded it, is named in it or coordinates",
        ("every grant that rests on it ends with the answer",),
    ),
)
