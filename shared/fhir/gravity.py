"""Terms of needs that Gravity has too.

Source:
    Gravity SDOH Clinical Care (STU 2.3), SDOHCC-CodeSystemTemporaryCodes.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.contracts.cases.vocabulary import Category

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
