"""Where to read more of what a notice is about. No I/O."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from uuid import UUID

from services.cases.notices.domain.notice import About, NoticeKind

_CASE: Final = "/v1/cases/{case_id}"
_PLAN_VERSION: Final = f"{_CASE}/plan/versions/{{item_id}}"
_LEADS_TO: Final[Mapping[About, str]] = MappingProxyType(
    {
        About.CASE: _CASE,
        About.REFERRAL: "/v1/referrals/{item_id}",
        About.INVITATION: "/v1/team-invitations/{item_id}",
        About.MANDATE: "/v1/persons/{person_id}/mandates/{item_id}",
        About.PERSON: "/v1/persons/{person_id}",
        About.EMERGENCY: "/v1/emergency-access/{item_id}",
        About.SEALED_ITEM: "/v1/sealed-items/{item_id}",
        About.MESSAGE: "/v1/threads/{thread_id}/messages/{item_id}",
        About.TASK: f"{_CASE}/tasks/{{item_id}}",
        About.ACTION: f"{_CASE}/actions/{{item_id}}",
        About.DOCUMENT: f"{_CASE}/documents/{{item_id}}",
        About.WARNING: f"{_CASE}/warnings/{{item_id}}",
        About.AGENDA_ITEM: f"{_CASE}/agenda-items/{{item_id}}",
        About.MINUTES: f"{_CASE}/conference-minutes/{{item_id}}",
        About.DECISION: f"{_CASE}/conference-decisions/{{item_id}}",
        About.CONFERENCE: "/v1/conferences/{item_id}",
        About.EARLY_WARNING: f"{_CASE}/early-warnings/{{item_id}}",
        About.BUDGET: f"{_CASE}/budgets/{{item_id}}",
        About.COMPLAINT: f"{_CASE}/complaints/{{item_id}}",
        About.AGREEMENT: "/v1/agreements/{item_id}",
        About.RIGHTS_REQUEST: "/v1/persons/{person_id}/rights-requests/{item_id}",
        About.TRANSITION: "/v1/persons/{person_id}/transitions/{item_id}",
        About.UNUSUAL_LOOK: "/v1/unusual-looks/{item_id}",
        About.WEBHOOK: "/v1/webhooks/{item_id}",
    }
)
_HANDOVER: Final = f"{_CASE}/handovers/{{item_id}}"
_CONSENT: Final = "/v1/persons/{person_id}/consents/{item_id}"
_CONFLICT: Final = "/v1/conflicts-of-interest/{item_id}"
_LEADS_FURTHER: Final[Mapping[NoticeKind, str]] = MappingProxyType(
    {
        NoticeKind.INVITATION_DECLINED: f"{_CASE}/invitations",
        NoticeKind.HANDOVER_OFFERED: _HANDOVER,
        NoticeKind.HANDOVER_RECEIVED: _HANDOVER,
        NoticeKind.HANDOVER_DECLINED: _HANDOVER,
        NoticeKind.CONFERENCE_WITHDRAWN: "/v1/conferences",
        NoticeKind.RECEIVED_WAS_CORRECTED: "/v1/rights-notices/{item_id}",
        NoticeKind.REFUSAL_TAKEN_BACK: _CONSENT,
        NoticeKind.CONSENT_GIVEN: _CONSENT,
        NoticeKind.CONSENT_REFUSED: _CONSENT,
        NoticeKind.CONSENT_AWAITS: _CONSENT,
        NoticeKind.CONSENT_CONFIRMED: _CONSENT,
        NoticeKind.CONFLICT_DECLARED: _CONFLICT,
        NoticeKind.CONFLICT_LIFTED: _CONFLICT,
        NoticeKind.PLAN_PROPOSED: _PLAN_VERSION,
        NoticeKind.PLAN_SIGNED: _PLAN_VERSION,
        NoticeKind.PLAN_AGREED: _PLAN_VERSION,
        NoticeKind.RISK_RAISED: f"{_CASE}/risk-assessments/{{item_id}}",
        NoticeKind.PLAN_REVIEWED: f"{_CASE}/plan/reviews/{{item_id}}",
    }
)


def link_of(kind: NoticeKind, about: About) -> str:
    """Where to read more, with the names of the ids that go into it."""
    return _LEADS_FURTHER.get(kind) or _LEADS_TO[about]


def link(kind: NoticeKind, about: About, **ids: UUID | None) -> str:
    """Where to read more.

    Args:
        ids: case_id, item_id, person_id and thread_id, as far as the notice has them.
    """
    return link_of(kind, about).format_map(ids)
