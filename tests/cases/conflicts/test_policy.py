"""Who declares a conflict of interest, finds those of an agency, and lifts one: without a database."""

from dataclasses import replace

import pytest

from services.cases.conflicts.policy import DECLARE, LIFT, RULES, SEE_OF_THE_AGENCY, AboutConflict
from shared.contracts.identity.vocabulary import Role, SystemId
from shared.identifiers import new_id
from shared.policy.grammar import decide, permits
from tests.cases.worlds import World

WORLD = World()
WORKER = WORLD.worker()
CONFLICT = AboutConflict(WORKER.agency_id, WORKER.subject)


@pytest.mark.parametrize("role", Role)
def test_every_worker_declares_of_themselves_and_nobody_of_another(role: Role) -> None:
    worker = replace(WORKER, roles=frozenset({role}))
    decide(RULES, DECLARE, worker, CONFLICT)
    assert not permits(RULES, DECLARE, WORLD.worker(role, agency=WORKER.agency_id), CONFLICT)


def test_a_system_is_close_to_nobody() -> None:
    system = replace(WORKER, worker_id=None, system_id=SystemId(new_id()), roles=frozenset({Role.SYSTEM}))
    assert not permits(RULES, DECLARE, system, AboutConflict(system.agency_id, system.subject))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", [LIFT, SEE_OF_THE_AGENCY])
def test_supervisors_of_the_agency_find_and_lift(role: Role, action: str) -> None:
    worker = WORLD.worker(role, agency=WORKER.agency_id)
    assert permits(RULES, action, worker, CONFLICT) == (role is Role.SUPERVISOR)
    assert not permits(RULES, action, WORLD.worker(role), CONFLICT)


def test_who_is_kept_out_does_not_let_themselves_in() -> None:
    assert not permits(RULES, LIFT, replace(WORKER, roles=frozenset(Role)), CONFLICT)
