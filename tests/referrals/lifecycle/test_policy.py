"""Who may do what with a referral."""

from dataclasses import replace

import pytest

from services.referrals.lifecycle.domain.table import TABLE
from services.referrals.lifecycle.policy import EDIT, MAY, READ, RULES
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId, Role, SystemId
from shared.contracts.referrals.vocabulary import Move, Party, State
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import NotAllowed
from tests.cases.worlds import World
from tests.referrals.lifecycle.referrals import RECEIVER, SENDER, referral_in

HANDLING = {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR}
DECIDING = {Role.CASEWORKER, Role.SUPERVISOR}
DECISIONS = {
    Move.ACCEPT,
    Move.WAITLIST,
    Move.OFFER_ALTERNATIVE,
    Move.DECLINE,
    Move.COMPLETE,
    Move.STOP,
    Move.MARK_IN_ERROR,
    Move.REOPEN,
}
OF = {Party.SENDER: SENDER, Party.RECEIVER: RECEIVER}


def may(actor: Actor, action: str, state: State = State.RECEIVED) -> bool:
    try:
        decide(RULES, action, actor, referral_in(state))
    except NotAllowed:
        return False
    return True


def of(agency: AgencyId, *roles: Role) -> Actor:
    return World().worker(*roles, agency=agency)


def system_of(agency: AgencyId) -> Actor:
    worker = of(agency)
    return replace(worker, worker_id=None, system_id=SystemId(new_id()), roles=frozenset({Role.SYSTEM}))


@pytest.mark.parametrize("move", set(Move) - {Move.EXPIRE})
def test_a_move_is_for_the_right_agency_and_the_right_roles(move: Move) -> None:
    makers = {OF[step.by] for step in TABLE if step.move is move and step.by in OF}
    able = DECIDING if move in DECISIONS else HANDLING
    for agency in (SENDER, RECEIVER, AgencyId(new_id())):
        for role in set(Role) - {Role.SYSTEM}:
            assert may(of(agency, role), MAY[move]) == (agency in makers and role in able), (agency, role)


def test_software_acts_for_its_agency_but_is_not_a_pair_of_eyes() -> None:
    assert may(system_of(RECEIVER), MAY[Move.ACCEPT])
    assert may(system_of(SENDER), MAY[Move.SEND])
    assert not may(system_of(SENDER), MAY[Move.MARK_IN_ERROR])


def test_nobody_makes_the_clock_run_out() -> None:
    assert not any(may(of(agency, role), MAY[Move.EXPIRE]) for agency in (SENDER, RECEIVER) for role in Role)


@pytest.mark.parametrize("role", set(Role) - {Role.SYSTEM})
def test_reading_is_for_those_who_handle_referrals_and_the_privacy_officer_of_both_agencies(role: Role) -> None:
    reads = role in HANDLING | {Role.PRIVACY_OFFICER}
    assert may(of(SENDER, role), READ) == reads
    assert may(of(RECEIVER, role), READ) == reads
    assert not may(of(AgencyId(new_id()), role), READ)


def test_the_receiver_knows_nothing_of_a_draft() -> None:
    assert may(of(SENDER), READ, State.DRAFT)
    assert not may(of(RECEIVER), READ, State.DRAFT)
    assert not may(of(RECEIVER), EDIT, State.DRAFT)
    assert may(of(SENDER), EDIT, State.DRAFT)
