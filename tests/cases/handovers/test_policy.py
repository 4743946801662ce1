"""Who hands over, and who receives: without a database."""

import pytest

from services.cases.handovers.domain import HandoverMove, HandoverState, after
from services.cases.handovers.policy import HAND_OVER, RECEIVE, RULES, AboutSeat
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import permits
from shared.refusals import Conflict
from tests.cases.worlds import World

WORLD = World()
MEETS_PEOPLE = {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR}


@pytest.mark.parametrize("role", Role)
def test_who_does_it_hands_it_over_or_their_supervisor_and_receives_it_themselves(role: Role) -> None:
    worker = WORLD.worker(role)
    own = AboutSeat(worker.agency_id, worker.subject)
    colleague, stranger = WORLD.worker(role, agency=worker.agency_id), WORLD.worker(role)
    assert permits(RULES, HAND_OVER, worker, own)
    assert permits(RULES, RECEIVE, worker, own)
    assert permits(RULES, HAND_OVER, colleague, own) == (role is Role.SUPERVISOR)
    for action, who in ((RECEIVE, colleague), (RECEIVE, stranger), (HAND_OVER, stranger)):
        assert not permits(RULES, action, who, own)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", [HAND_OVER, RECEIVE])
def test_what_everybody_of_an_agency_does_is_for_those_who_meet_people(role: Role, action: str) -> None:
    worker = WORLD.worker(role)
    assert permits(RULES, action, worker, AboutSeat(worker.agency_id, None)) == (role in MEETS_PEOPLE)


@pytest.mark.parametrize("role", Role)
def test_what_nobody_does_is_handed_over_by_a_supervisor_and_received_by_nobody(role: Role) -> None:
    worker = WORLD.worker(role)
    vacant = AboutSeat(worker.agency_id, None, is_vacant=True)
    assert permits(RULES, HAND_OVER, worker, vacant) == (role is Role.SUPERVISOR)
    assert not permits(RULES, RECEIVE, worker, vacant)


@pytest.mark.parametrize("move", HandoverMove)
def test_what_is_offered_is_answered_once(move: HandoverMove) -> None:
    answered = after(HandoverState.OFFERED, move)
    assert answered is not HandoverState.OFFERED
    for present in (answered, HandoverState.LAPSED):
        with pytest.raises(Conflict):
            after(present, move)
