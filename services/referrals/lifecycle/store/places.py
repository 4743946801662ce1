"""Where somebody stands on a waiting list, counted when it is read: nobody's row is written when another one leaves."""

from typing import Final

from shared.contracts.referrals.vocabulary import State

PLACE: Final = f"""
    CASE WHEN r.state = '{State.WAITLISTED}' AND r.sender_agency_id = :reader_agency
         THEN place_on_list(r.id) END AS place"""
"""SQL: the place of referral `r` from 1, for its sender; of all who wait, whoever sent them. A function of the schema's
owner counts them.
"""
