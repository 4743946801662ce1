"""Which coded reasons each kind of move takes."""

from collections.abc import Mapping
from typing import Final

from shared.contracts.referrals.vocabulary import DeclineKind, Reason

FOR_DECLINING: Final = frozenset(
    {
        Reason.NO_CAPACITY,
        Reason.WAITING_LIST_CLOSED,
        Reason.AGE_NOT_SERVED,
        Reason.AREA_NOT_SERVED,
        Reason.CRITERIA_NOT_MET,
        Reason.WRONG_SERVICE,
        Reason.PERSON_WISH,
    }
)
FOR_PAUSING: Final = frozenset(
    {
        Reason.PERSON_UNAVAILABLE,
        Reason.PERSON_WISH,
        Reason.WAITING_FOR_DOCUMENT,
        Reason.WAITING_FOR_DECISION,
        Reason.WORKER_ABSENT,
    }
)
OF_AN_ENDED_GROUND: Final = frozenset({Reason.CONSENT_WITHDRAWN, Reason.SHARING_REFUSED, Reason.GROUND_ENDED})
FOR_STOPPING: Final = frozenset(
    {
        Reason.NO_CONTACT,
        Reason.NO_SHOW,
        Reason.PERSON_STOPPED,
        Reason.MOVED,
        Reason.DIED,
        Reason.SAFETY,
        Reason.OTHER_HELP_FOUND,
        Reason.CRITERIA_NOT_MET,
    }
)
FOR_WITHDRAWING: Final = frozenset(
    {
        Reason.PERSON_WISH,
        Reason.NO_LONGER_NEEDED,
        Reason.OTHER_HELP_FOUND,
        Reason.SENT_TO_WRONG_AGENCY,
        Reason.CONSENT_WITHDRAWN,
        Reason.MOVED,
        Reason.DIED,
        Reason.DUPLICATE,
    }
)
FOR_CORRECTING: Final = frozenset(
    {Reason.WRONG_PERSON, Reason.WRONG_SERVICE, Reason.SENT_TO_WRONG_AGENCY, Reason.DUPLICATE, Reason.DATA_ENTRY}
)
FOR_REOPENING: Final = frozenset({Reason.ENDED_TOO_EARLY, Reason.NEED_RETURNED, Reason.DATA_ENTRY})

FOR_SKIPPING: Final = frozenset(
    {
        Reason.PLACE_FITS_ONLY_THEM,
        Reason.OTHERS_NOT_REACHED,
        Reason.IMMEDIATE_DANGER,
        Reason.DECIDED_TOGETHER,
    }
)
"""Why somebody is taken from a waiting list before others."""

FOR_EXPIRING: Final = frozenset({Reason.CLOCK_RAN_OUT})

DECLINE_KIND: Final[Mapping[Reason, DeclineKind]] = {
    Reason.NO_CAPACITY: DeclineKind.CAPACITY,
    Reason.WAITING_LIST_CLOSED: DeclineKind.CAPACITY,
    Reason.AGE_NOT_SERVED: DeclineKind.ELIGIBILITY,
    Reason.AREA_NOT_SERVED: DeclineKind.ELIGIBILITY,
    Reason.CRITERIA_NOT_MET: DeclineKind.ELIGIBILITY,
    Reason.WRONG_SERVICE: DeclineKind.WRONG_ADDRESS,
    Reason.PERSON_WISH: DeclineKind.PERSON_WISH,
}
"""Whether a no was about capacity, eligibility, a wrong address or the person's wish."""
