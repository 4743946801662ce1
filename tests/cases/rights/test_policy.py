"""Who takes a request down, and who answers it, without a database."""

from dataclasses import replace

import pytest

from services.cases.rights.policy import DECIDE, EXTEND, LIST, RECORD, REQUEST_RULES, WITHDRAW, AboutRequest
from shared.contracts.identity.vocabulary import Role, SystemId
from shared.identifiers import new_id
from shared.policy.grammar import permits
from tests.cases.worlds import World

WORLD = World()
OFFICER = WORLD.worker(Role.PRIVACY_OFFICER)
CASEWORKER = WORLD.worker(Role.CASEWORKER, agency=OFFICER.agency_id)
COLLEAGUE = WORLD.worker(*(set(Role) - {Role.PRIVACY_OFFICER}), agency=OFFICER.agency_id)
STRANGER = WORLD.worker(*Role)
ASKED = AboutRequest(OFFICER.agency_id, CASEWORKER.subject)


@pytest.mark.parametrize("action", [EXTEND, DECIDE])
def test_only_privacy_officers_of_the_agency_that_is_asked_answer(action: str) -> None:
    assert permits(REQUEST_RULES, action, OFFICER, ASKED)
    assert not any(permits(REQUEST_RULES, action, actor, ASKED) for actor in (CASEWORKER, COLLEAGUE, STRANGER))


def test_whoever_took_it_down_takes_it_back_too() -> None:
    who = [
        actor for actor in (OFFICER, CASEWORKER, COLLEAGUE, STRANGER) if permits(REQUEST_RULES, WITHDRAW, actor, ASKED)
    ]
    assert who == [OFFICER, CASEWORKER]


def test_a_worker_takes_it_down() -> None:
    assert permits(REQUEST_RULES, RECORD, COLLEAGUE, AboutRequest(COLLEAGUE.agency_id, COLLEAGUE.subject))


@pytest.mark.parametrize("action", [EXTEND, DECIDE, WITHDRAW])
def test_of_a_restricted_person_whoever_may_know_them_in_the_agency_that_is_asked_answers(action: str) -> None:
    restricted = AboutRequest(OFFICER.agency_id, None, is_about_a_restricted_person=True)
    assert permits(REQUEST_RULES, action, COLLEAGUE, restricted)
    assert not permits(REQUEST_RULES, action, STRANGER, restricted)


def test_an_agencys_system_lists_nothing() -> None:
    system = replace(OFFICER, worker_id=None, system_id=SystemId(new_id()))
    assert permits(REQUEST_RULES, LIST, COLLEAGUE, ASKED)
    assert not permits(REQUEST_RULES, LIST, system, ASKED)
