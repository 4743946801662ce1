"""What each purpose of use is called outside.

Source:
    W3C Data Privacy Vocabulary 2.3, its purposes and its public-services extension.
"""

from collections.abc import Mapping
from typing import Final

from shared.contracts.identity.vocabulary import Purpose

_DPV = "https://w3id.org/dpv#"
_PUBLIC_SERVICES = "https://w3id.org/dpv/sector/publicservices#"

DPV_TERM: Final[Mapping[Purpose, str]] = {
    Purpose.CARE_COORDINATION: _PUBLIC_SERVICES + "SocialWelfareProvision",
    Purpose.ELIGIBILITY: _PUBLIC_SERVICES + "SocialWelfareEligibilityAssessment",
    Purpose.SAFEGUARDING: _PUBLIC_SERVICES + "SocialWelfareRiskAssessment",
    Purpose.QUALITY: _DPV + "ImprovePublicServices",
    Purpose.RIGHTS: _DPV + "RightsFulfilment",
}

CALLED: Final[Mapping[str, tuple[str, str]]] = {
    Purpose.CARE_COORDINATION: ("coordination of care", "coordination de l'accompagnement"),
    Purpose.ELIGIBILITY: ("eligibility", "ouverture de droits"),
    Purpose.SAFEGUARDING: ("safeguarding", "protection"),
    Purpose.QUALITY: ("quality", "qualité"),
    Purpose.RIGHTS: ("the person's rights", "droits de la personne"),
}
"""In words: English, French."""
