"""Who hears of consents, mandates, data-protection rights and unusual looks. No I/O."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.cases.notices.domain.hears import Hears, Who
from services.cases.notices.domain.notice import About, NoticeKind
from shared.contracts.cases.consents import GivenHow
from shared.contracts.cases.rights import StepKind


def _by_their_own_hand(kind: NoticeKind, **also: str | None) -> Hears:
    """What people say with an account of their own no worker has heard. That they refused one thing alone would tell
    that it is there, and is told to nobody.
    """
    return Hears(Who.LEADS, kind, About.PERSON, "consent_id", of={"given_how": GivenHow.AUTHENTICATED, **also})


GROUNDS: Final[Mapping[str, tuple[Hears, ...]]] = MappingProxyType(
    {
        "parcours.consent.given.v1": (_by_their_own_hand(NoticeKind.CONSENT_GIVEN),),
        "parcours.consent.awaits.v1": (Hears(Who.LEADS, NoticeKind.CONSENT_AWAITS, About.PERSON, "consent_id"),),
        "parcours.consent.confirmed.v1": (Hears(Who.LEADS, NoticeKind.CONSENT_CONFIRMED, About.PERSON, "consent_id"),),
        "parcours.consent.refused.v1": (_by_their_own_hand(NoticeKind.CONSENT_REFUSED, item_id=None),),
        "parcours.consent.refusal_taken_back.v1": (
            Hears(Who.PRIVACY_OFFICERS_AROUND, NoticeKind.REFUSAL_TAKEN_BACK, About.PERSON, "consent_id"),
            Hears(Who.LEADS, NoticeKind.REFUSAL_TAKEN_BACK, About.PERSON, "consent_id"),
        ),
        "parcours.rights_request.received.v1": (
            Hears(Who.PRIVACY_OFFICERS, NoticeKind.RIGHTS_REQUESTED, About.RIGHTS_REQUEST),
        ),
        "parcours.rights_request.answered.v1": (
            Hears(Who.CONTRIBUTOR, NoticeKind.RIGHTS_ANSWERED, About.RIGHTS_REQUEST),
        ),
        "parcours.rights_notice.told.v1": (
            Hears(
                Who.AGENCY,
                NoticeKind.RECEIVED_WAS_CORRECTED,
                About.REFERRAL,
                "rights_notice_id",
                of={"kind": StepKind.CORRECTION},
            ),
        ),
        "parcours.unusual_look.noticed.v1": (
            Hears(Who.PRIVACY_OFFICERS, NoticeKind.UNUSUAL_LOOK, About.UNUSUAL_LOOK),
            Hears(Who.ADMINISTRATORS_THERE, NoticeKind.UNUSUAL_LOOK, About.UNUSUAL_LOOK),
        ),
        "parcours.mandate.recorded.v1": (Hears(Who.PRIVACY_OFFICERS, NoticeKind.MANDATE_PROPOSED, About.MANDATE),),
        "parcours.mandate.confirmed.v1": (Hears(Who.CONTRIBUTOR, NoticeKind.MANDATE_CONFIRMED, About.MANDATE),),
        "parcours.mandate.rejected.v1": (Hears(Who.CONTRIBUTOR, NoticeKind.MANDATE_REJECTED, About.MANDATE),),
    }
)
"""Event → who hears of it, as what."""
