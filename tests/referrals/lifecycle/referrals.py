"""Referrals in every state, without a database."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from services.referrals.lifecycle.domain.clocks import wound
from services.referrals.lifecycle.domain.referral import Mover, Particulars, Progress, Referral, Request
from services.referrals.lifecycle.domain.table import ENDS
from shared.contracts.cases.vocabulary import Category, PersonId
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId, Sector
from shared.contracts.referrals.directory import ListingId
from shared.contracts.referrals.vocabulary import (
    Confirmation,
    Evidence,
    Move,
    Outcome,
    Party,
    Reason,
    ReferralId,
    State,
)
from shared.identifiers import new_id

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SENDER, RECEIVER = AgencyId(new_id()), AgencyId(new_id())


def referral_in(state: State, **other: Any) -> Referral:
    """A referral that stands there now."""
    known: dict[str, Any] = {
        "asked_in": State.RECEIVED if state is State.INFORMATION_REQUESTED else None,
        "held_in": State.IN_PROGRESS if state is State.ON_HOLD else None,
        "held_by": Party.RECEIVER if state is State.ON_HOLD else None,
        "closed_at": NOW if state in ENDS else None,
        "sent_at": None if state is State.DRAFT else NOW,
        "progress": Progress(stands_as_since=NOW) if state is State.WAITLISTED else Progress(),
    }
    referral = Referral(
        id=ReferralId(new_id()),
        municipality_id=MunicipalityId(new_id()),
        person_id=PersonId(new_id()),
        sender_agency_id=SENDER,
        sender_name="Sender",
        request=Request(
            listing_id=ListingId(new_id()),
            listing_name="Listing",
            receiver_agency_id=RECEIVER,
            receiver_name="Receiver",
            receiver_sector=Sector.HOUSING,
            category=Category.HOUSING,
        ),
        state=state,
        drafted_at=NOW,
        moved_at=NOW,
        **(known | other),
    )
    return replace(referral, clock=wound(referral, Move.SEND, NOW))


def mover(party: Party) -> Mover:
    """Somebody of that party."""
    agency_id = {Party.SENDER: SENDER, Party.RECEIVER: RECEIVER}.get(party)
    return Mover(party=party, agency_id=agency_id, id=None if agency_id is None else new_id(), is_worker=True)


EVERYTHING: dict[str, Any] = {
    "responsible_team": "North",
    "waitlist_position": 1,
    "waiting_credits": {},
    "stands_as_since": NOW,
    "alternative_id": ListingId(new_id()),
    "first_contact_at": NOW,
    "review_on": NOW.date(),
    "outcome": Outcome.NEED_MET,
    "evidence": Evidence.DOCUMENT,
    "confirmation": Confirmation.MISSING,
}
REASON_FOR = {
    (Move.DECLINE, Party.RECEIVER): Reason.NO_CAPACITY,
    (Move.PAUSE, Party.RECEIVER): Reason.PERSON_WISH,
    (Move.PAUSE, Party.GROUND): Reason.CONSENT_WITHDRAWN,
    (Move.STOP, Party.RECEIVER): Reason.NO_SHOW,
    (Move.WITHDRAW, Party.SENDER): Reason.PERSON_WISH,
    (Move.EXPIRE, Party.CLOCK): Reason.CLOCK_RAN_OUT,
    (Move.MARK_IN_ERROR, Party.SENDER): Reason.WRONG_PERSON,
    (Move.REOPEN, Party.SENDER): Reason.ENDED_TOO_EARLY,
    (Move.REOPEN, Party.RECEIVER): Reason.ENDED_TOO_EARLY,
}


def all_it_needs(move: Move, party: Party, **other: Any) -> Particulars:
    """Particulars with which nothing is missing."""
    said = EVERYTHING | {"reason": REASON_FOR.get((move, party))} | other
    return Particulars(note="Words.", said=Progress(**said), has_ground=True)
