"""Who may do what with tasks and absences, without a database."""

import pytest

from services.cases.access.domain import standing
from services.cases.coordination.policy.cases import AboutPeople
from services.cases.duties.policy import AboutDuty
from services.cases.items.policy import AboutItem
from services.cases.tasks.policy import (
    ABSENCE_RULES,
    CORRECT_TASK,
    DUTY_RULES,
    GIVE_MOVE,
    GIVE_TASK,
    ITEM_RULES,
    MOVE_TASK,
    PEOPLE_RULES,
    SAY_AWAY,
    WRITE_TASK,
    AboutAbsence,
)
from shared.contracts.cases.vocabulary import Category, Operation
from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from shared.policy.grammar import permits
from tests.cases.grounds import NOW, granted
from tests.cases.worlds import World

WORLD = World()
WORKER = WORLD.worker()
COLLEAGUE = WORLD.worker(agency=WORKER.agency_id)
SUPERVISOR = WORLD.worker(Role.SUPERVISOR, agency=WORKER.agency_id)
STRANGER = WORLD.worker(Role.SUPERVISOR)


@pytest.mark.parametrize("action", [WRITE_TASK, MOVE_TASK])
def test_who_may_contribute_about_everybody_writes_tasks_and_moves_them(action: str) -> None:
    grants = [granted(WORKER, Operation.CONTRIBUTE), granted(WORKER, Operation.CONTRIBUTE)]
    standings = tuple(standing(WORKER, NOW, [grant], ()) for grant in grants)
    assert permits(PEOPLE_RULES, action, WORKER, AboutPeople(standings, Category.SOCIAL))
    assert not permits(PEOPLE_RULES, action, WORKER, AboutPeople(standings, Category.HEALTH))
    reads = standing(WORKER, NOW, [granted(WORKER, Operation.READ)], ())
    assert not permits(PEOPLE_RULES, action, WORKER, AboutPeople((*standings, reads), Category.SOCIAL))


def test_who_must_do_it_says_that_it_is_done() -> None:
    named, anybody = AboutDuty(WORKER.agency_id, WORKER.subject), AboutDuty(WORKER.agency_id, None)
    assert permits(DUTY_RULES, MOVE_TASK, WORKER, named)
    assert not permits(DUTY_RULES, MOVE_TASK, COLLEAGUE, named)
    assert not permits(DUTY_RULES, MOVE_TASK, SUPERVISOR, named)
    assert permits(DUTY_RULES, MOVE_TASK, COLLEAGUE, anybody)
    assert not permits(DUTY_RULES, MOVE_TASK, STRANGER, anybody)


@pytest.mark.parametrize("action", [GIVE_TASK, GIVE_MOVE])
def test_it_is_given_away_by_whoever_must_do_it_or_supervises_there(action: str) -> None:
    named, anybody = AboutDuty(WORKER.agency_id, WORKER.subject), AboutDuty(WORKER.agency_id, None)
    assert permits(DUTY_RULES, action, WORKER, named)
    assert not permits(DUTY_RULES, action, COLLEAGUE, named)
    assert permits(DUTY_RULES, action, SUPERVISOR, named)
    assert permits(DUTY_RULES, action, COLLEAGUE, anybody)
    assert not permits(DUTY_RULES, action, STRANGER, named)
    assert not permits(DUTY_RULES, action, STRANGER, anybody)


def test_a_task_is_corrected_by_its_writer_or_a_supervisor_there() -> None:
    written = AboutItem(WORKER.agency_id, WORKER.subject)
    permitted = [
        one for one in (WORKER, COLLEAGUE, SUPERVISOR, STRANGER) if permits(ITEM_RULES, CORRECT_TASK, one, written)
    ]
    assert permitted == [WORKER, SUPERVISOR]


def test_who_is_away_says_so_themselves_or_a_supervisor_does() -> None:
    absence = AboutAbsence(WORKER.agency_id, WORKER.subject)
    permitted = [
        one for one in (WORKER, COLLEAGUE, SUPERVISOR, STRANGER) if permits(ABSENCE_RULES, SAY_AWAY, one, absence)
    ]
    assert permitted == [WORKER, SUPERVISOR]
    assert not permits(ABSENCE_RULES, SAY_AWAY, WORKER, AboutAbsence(new_id(), WORKER.subject))
