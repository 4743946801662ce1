"""What the agencies of the demonstration offer."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.cases.notes.domain.need_terms import TERMS


def _listing(
    name: str, category: str, needs: Sequence[str], latitude: float, longitude: float, **more: Any
) -> Mapping[str, Any]:
    return {
        "name": name,
        "status": "active",
        "description": f"{name}: fictional, for the demonstration.",
        "categories": [category],
        "needs": [{"code": code, "name": TERMS[code].english} for code in needs],
        "languages": ["fr"],
        "places": [
            {
                "kind": "physical",
                "name": name,
                "address": {
                    "line_1": "1 place de la Fable",
                    "city": "Valmont",
                    "postal_code": "00100",
                    "country": "FR",
                },
                "position": {"latitude": latitude, "longitude": longitude},
            }
        ],
        "takes_referrals": True,
        **more,
    }


_HOUSING = ("homelessness", "housing-instability", "inadequate-housing")
_WORK = ("employment-status", "vocational-training")
_TIES = ("social-connection", "administrative-help", "help-at-home")

LISTINGS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "temporary-housing": (
        "habitat",
        _listing("Temporary housing", "housing", _HOUSING, 47.21, 5.01, eligibility={"minimum_age": 18}),
    ),
    "home-nursing": ("clinique", _listing("Nursing at home", "health", ["nursing-at-home"], 47.22, 5.03)),
    "mental-health": (
        "clinique",
        _listing("Psychological support", "health", ["mental-health", "stress"], 47.22, 5.04, languages=["fr", "ar"]),
    ),
    "job-coaching": ("emploi", _listing("Job coaching", "employment", _WORK, 47.20, 5.00)),
    "debt-advice": (
        "entraide",
        _listing("Debt advice", "finance", ["over-indebtedness"], 47.25, 5.08, languages=["fr", "pt"]),
    ),
    "meeting-place": ("entraide", _listing("Meeting place", "social", _TIES, 47.25, 5.09)),
    "mediation": ("mediation", _listing("Family mediation", "justice", ["legal-advice"], 47.23, 5.02)),
}
"""Listing by key: the agency that offers it, and the body of `POST /v1/services`."""

LISTING_FOR = {
    "housing": "temporary-housing",
    "health": "mental-health",
    "employment": "job-coaching",
    "finance": "debt-advice",
    "social": "meeting-place",
}
"""Where the demonstration refers a need of this category."""
