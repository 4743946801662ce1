"""What the municipalities of the demonstration prepare before known days, how long they keep documents, and which looks
they call unusual.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from deploy.demo.cast import agency

TRANSITION_RULES: Sequence[Mapping[str, Any]] = (
    {
        "kind": "of_age",
        "months_before": 12,
        "receipts_from": [str(agency("emploi").id)],
        "tells": "team",
    },
    {
        "kind": "adult_services",
        "at_age": 21,
        "months_before": 6,
        "leaving": [str(agency("entraide").id)],
        "receipts_from": [str(agency("emploi").id)],
        "tells": "team",
    },
    {"kind": "mandate_ends", "months_before": 3},
    {"kind": "consent_ends", "months_before": 1},
)
"""The eighteenth birthday is prepared with the plan for unaccompanied minors; at 21 the volunteers leave."""

RETENTION_RULES: Sequence[Mapping[str, Any]] = (
    {"retention": "working_paper", "counted_from": "last_change", "months": 12, "article": "Fictional Archives Act, 1"},
    {"retention": "case_file", "counted_from": "case_closed", "months": 60, "article": "Fictional Archives Act, 2"},
    {"retention": "proof", "counted_from": "case_closed", "months": 120, "article": "Fictional Archives Act, 3"},
)

LOOK_RULES: Sequence[Mapping[str, Any]] = (
    {"kind": "no_relationship"},
    {"kind": "same_surname"},
    {"kind": "same_address"},
    {"kind": "volume", "at_least": 40, "within_hours": 1},
    {"kind": "hits_without_opening", "at_least": 5, "within_hours": 168},
)
"""The demonstration works around the clock: no rule asks for hours."""
