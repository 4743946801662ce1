"""Why something may go wrong in a case, as coded terms. No I/O."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.cases.alerts.domain.warning_terms import Term
from services.cases.coordination.domain.case import Risk
from shared.contracts.cases.vocabulary import Category
from shared.refusals import Invalid


class RiskReason(StrEnum):
    """Why something may go wrong. Each belongs to a category, and is shown as an item of it."""

    ISOLATION = "isolation"
    CARER_EXHAUSTED = "carer_exhausted"
    CONTACT_LOST = "contact_lost"
    EVICTION = "eviction"
    NO_SHELTER = "no_shelter"
    NO_INCOME = "no_income"
    DEBT = "debt"
    JOB_AT_RISK = "job_at_risk"
    SCHOOL_LEFT = "school_left"
    HEALTH_FAILING = "health_failing"
    MENTAL_CRISIS = "mental_crisis"
    SELF_HARM = "self_harm"
    ADDICTION = "addiction"
    LEGAL_STATUS = "legal_status"
    VIOLENCE = "violence"
    CHILD_AT_RISK = "child_at_risk"
    EXPLOITATION = "exploitation"


REASONS: Final[Mapping[RiskReason, Term]] = MappingProxyType(
    {
        RiskReason.ISOLATION: Term(Category.SOCIAL, "Isolation", "Isolement"),
        RiskReason.CARER_EXHAUSTED: Term(Category.SOCIAL, "The carer is exhausted", "Aidant épuisé"),
        RiskReason.CONTACT_LOST: Term(Category.SOCIAL, "Contact is being lost", "Contact qui se perd"),
        RiskReason.EVICTION: Term(Category.HOUSING, "Eviction", "Expulsion"),
        RiskReason.NO_SHELTER: Term(Category.HOUSING, "No shelter", "Sans abri"),
        RiskReason.NO_INCOME: Term(Category.FINANCE, "No income", "Sans ressources"),
        RiskReason.DEBT: Term(Category.FINANCE, "Debts", "Dettes"),
        RiskReason.JOB_AT_RISK: Term(Category.EMPLOYMENT, "The job is at risk", "Emploi menacé"),
        RiskReason.SCHOOL_LEFT: Term(Category.EDUCATION, "Leaving school", "Décrochage scolaire"),
        RiskReason.HEALTH_FAILING: Term(Category.HEALTH, "Health is failing", "Santé qui se dégrade"),
        RiskReason.MENTAL_CRISIS: Term(Category.HEALTH, "Mental health crisis", "Crise psychique"),
        RiskReason.SELF_HARM: Term(Category.HEALTH, "Self-harm", "Risque d'autoagression"),
        RiskReason.ADDICTION: Term(Category.HEALTH, "Use of substances", "Conduites addictives"),
        RiskReason.LEGAL_STATUS: Term(Category.JUSTICE, "Legal status", "Situation juridique"),
        RiskReason.VIOLENCE: Term(Category.SAFEGUARDING, "Violence", "Violences"),
        RiskReason.CHILD_AT_RISK: Term(Category.SAFEGUARDING, "A child is at risk", "Enfant en danger"),
        RiskReason.EXPLOITATION: Term(Category.SAFEGUARDING, "Exploitation", "Exploitation"),
    }
)


def must_be_an_assessment(risk: Risk, reasons: Sequence[RiskReason]) -> None:
    """Somebody who looked says what they found, and why unless they found little.

    Raises:
        Invalid: it says that nobody has looked, or gives no reason.
    """
    if risk is Risk.NOT_ASSESSED:
        raise Invalid.field(
            "#/risk",
            "not_an_assessment",
            "What was assessed does not become unassessed.",
            "Ce qui a été évalué ne redevient pas non évalué.",
        )
    if risk is not Risk.LOW and not reasons:
        raise Invalid.field("#/reasons", "missing", "Say why.", "Indiquez pourquoi.")


def is_raised(before: int, found: Risk) -> bool:
    """More may go wrong than was said before; a first word says so when it is more than low.

    Args:
        before: the rank of the risk so far.
    """
    return found.rank > max(before, Risk.LOW.rank)
