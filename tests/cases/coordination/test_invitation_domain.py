"""When an invitation waits, and what may become of it: without a database."""

from dataclasses import replace

import pytest

from services.cases.coordination.domain.invitations import LASTS, Invitation, InvitationMove, InvitationState
from shared.identifiers import new_id
from shared.refusals import Conflict
from tests.cases.grounds import EARLIER, LATER, MOMENT, NOW

PENDING = Invitation(
    id=new_id(),
    case_id=new_id(),
    agency_id=new_id(),
    worker_id=None,
    starts_at=None,
    ends_at=None,
    state=InvitationState.PENDING,
    expires_at=NOW + LASTS,
)


@pytest.mark.parametrize("move", InvitationMove)
def test_what_waits_is_accepted_declined_or_withdrawn_once(move: InvitationMove) -> None:
    after = PENDING.after(move, NOW)
    assert after not in {InvitationState.PENDING, InvitationState.EXPIRED}
    for following in InvitationMove:
        with pytest.raises(Conflict):
            replace(PENDING, state=after).after(following, NOW)


@pytest.mark.parametrize("move", InvitationMove)
def test_nothing_becomes_of_it_after_its_time(move: InvitationMove) -> None:
    assert PENDING.state_at(NOW + LASTS - MOMENT) is InvitationState.PENDING
    assert PENDING.state_at(NOW + LASTS) is InvitationState.EXPIRED
    with pytest.raises(Conflict):
        PENDING.after(move, NOW + LASTS)


def test_it_expires_with_the_membership_that_it_offers() -> None:
    short = replace(PENDING, ends_at=LATER)
    assert short.state_at(LATER - MOMENT) is InvitationState.PENDING
    assert short.state_at(LATER) is InvitationState.EXPIRED


def test_what_was_answered_does_not_expire() -> None:
    assert replace(PENDING, state=InvitationState.ACCEPTED).state_at(NOW + 2 * LASTS) is InvitationState.ACCEPTED


def test_a_membership_begins_with_the_yes_and_not_before_its_date() -> None:
    assert PENDING.begins(NOW) == NOW
    assert replace(PENDING, starts_at=EARLIER).begins(NOW) == NOW
    assert replace(PENDING, starts_at=LATER).begins(NOW) == LATER
