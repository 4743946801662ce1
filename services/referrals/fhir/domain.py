"""How our words stand to those of FHIR's Task and ServiceRequest: tables, and nothing else.

Source:
    FHIR R4, task-status and request-status; Gravity SDOH Clinical Care (STU 2.3), SDOHCC-TaskForReferralManagement,
    whose value set of statuses has no `received`, and SDOHCC-CodeSystemTemporaryCodes.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from shared.contracts.cases.vocabulary import Category
from shared.contracts.referrals.vocabulary import State, Urgency

TASK_STATUS: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.DRAFT: "draft",
        State.SENT: "requested",
        State.RECEIVED: "requested",
        State.ALTERNATIVE_OFFERED: "requested",
        State.ACCEPTED: "accepted",
        State.INFORMATION_REQUESTED: "on-hold",
        State.WAITLISTED: "on-hold",
        State.ON_HOLD: "on-hold",
        State.IN_PROGRESS: "in-progress",
        State.COMPLETED: "completed",
        State.STOPPED: "failed",
        State.DECLINED: "rejected",
        State.EXPIRED: "rejected",
        State.REDIRECTED: "cancelled",
        State.WITHDRAWN: "cancelled",
        State.ENTERED_IN_ERROR: "entered-in-error",
    }
)
"""Which of several it is, `businessStatus` says: it always carries our own state."""

REQUEST_STATUS: Final[Mapping[State, str]] = MappingProxyType(
    {
        **dict.fromkeys(State, "active"),
        State.DRAFT: "draft",
        State.ON_HOLD: "on-hold",
        State.COMPLETED: "completed",
        State.STOPPED: "revoked",
        State.DECLINED: "revoked",
        State.EXPIRED: "revoked",
        State.REDIRECTED: "revoked",
        State.WITHDRAWN: "revoked",
        State.ENTERED_IN_ERROR: "entered-in-error",
    }
)
"""What became of the request; how it is being met is for the Task to say."""

PRIORITY: Final[Mapping[Urgency, str]] = MappingProxyType(
    {Urgency.ROUTINE: "routine", Urgency.SOON: "urgent", Urgency.URGENT: "asap"}
)

GRAVITY_CODES: Final = "http://hl7.org/fhir/us/sdoh-clinicalcare/CodeSystem/SDOHCC-CodeSystemTemporaryCodes"
GRAVITY: Final[Mapping[str, Category]] = MappingProxyType(
    {
        "homelessness": Category.HOUSING,
        "housing-instability": Category.HOUSING,
        "inadequate-housing": Category.HOUSING,
        "utility-insecurity": Category.HOUSING,
        "food-insecurity": Category.SOCIAL,
        "material-hardship": Category.SOCIAL,
        "transportation-insecurity": Category.SOCIAL,
        "social-connection": Category.SOCIAL,
        "digital-access": Category.SOCIAL,
        "digital-literacy": Category.SOCIAL,
        "health-insurance-coverage-status": Category.HEALTH,
        "medical-cost-burden": Category.HEALTH,
        "stress": Category.HEALTH,
        "employment-status": Category.EMPLOYMENT,
        "educational-attainment": Category.EDUCATION,
        "financial-insecurity": Category.FINANCE,
    }
)
"""Terms of needs that are written here as Gravity writes them, each with its usual category."""


def states_of(statuses: Iterable[str], table: Mapping[State, str]) -> frozenset[State]:
    """Our states that are told as one of these statuses."""
    wanted = frozenset(statuses)
    return frozenset(state for state, status in table.items() if status in wanted)


URGENCY: Final[Mapping[str, Urgency]] = MappingProxyType(
    {"routine": Urgency.ROUTINE, "urgent": Urgency.SOON, "asap": Urgency.URGENT, "stat": Urgency.URGENT}
)
"""What a priority that comes in means here; another one is refused."""
