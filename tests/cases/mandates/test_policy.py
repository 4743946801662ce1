"""Who may record, confirm, reject, end and find mandates, without a database."""

from dataclasses import replace

import pytest

from services.cases.legal_grounds.domain import Confirmer
from services.cases.mandates.policy import (
    CONFIRM,
    END,
    RECORD,
    REJECT,
    RELEASE,
    REVIEW,
    RULES,
    SEE_PROPOSED,
    AboutMandate,
)
from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from shared.policy.grammar import decide, permits
from tests.cases.worlds import World

WORLD = World()
OFFICER = WORLD.worker(Role.PRIVACY_OFFICER)
MANDATE = AboutMandate(WORLD.municipality_id, OFFICER.agency_id, recorded_by=new_id())
ANSWERABLE = {Role.SUPERVISOR, Role.PRIVACY_OFFICER}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", [RECORD, END, REVIEW, SEE_PROPOSED])
def test_supervisors_and_privacy_officers_record_end_and_find_mandates(role: Role, action: str) -> None:
    worker = WORLD.worker(role, agency=OFFICER.agency_id)
    assert permits(RULES, action, worker, MANDATE) == (role in ANSWERABLE)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", [CONFIRM, REJECT, RELEASE])
def test_privacy_officers_alone_confirm_reject_and_release(role: Role, action: str) -> None:
    worker = WORLD.worker(role, agency=OFFICER.agency_id)
    assert permits(RULES, action, worker, MANDATE) == (role is Role.PRIVACY_OFFICER)


@pytest.mark.parametrize("action", [RECORD, CONFIRM, REJECT, REVIEW, RELEASE, END, SEE_PROPOSED])
def test_a_mandate_of_another_agency_is_not_theirs(action: str) -> None:
    decide(RULES, action, OFFICER, MANDATE)
    assert not permits(RULES, action, OFFICER, replace(MANDATE, agency_id=new_id()))


@pytest.mark.parametrize("action", [RECORD, CONFIRM, REJECT, REVIEW, RELEASE, END])
def test_a_mandate_is_decided_on_where_the_agency_operates(action: str) -> None:
    decide(RULES, action, OFFICER, MANDATE)
    assert not permits(RULES, action, OFFICER, replace(MANDATE, municipality_id=new_id()))


@pytest.mark.parametrize("action", [CONFIRM, REJECT, REVIEW])
def test_nobody_is_the_second_person_for_what_they_recorded(action: str) -> None:
    decide(RULES, action, OFFICER, MANDATE)
    assert not permits(RULES, action, OFFICER, replace(MANDATE, recorded_by=OFFICER.subject))


def test_where_the_catalogue_says_so_a_supervisor_confirms() -> None:
    named = replace(MANDATE, confirmed_by=Confirmer.SUPERVISOR)
    supervisor = WORLD.worker(Role.SUPERVISOR, agency=OFFICER.agency_id)
    assert permits(RULES, CONFIRM, supervisor, named)
    assert not permits(RULES, CONFIRM, OFFICER, named)


def test_whoever_recorded_it_may_end_it() -> None:
    decide(RULES, END, OFFICER, replace(MANDATE, recorded_by=OFFICER.subject))


def test_each_rule_is_tested_here() -> None:
    assert {rule.action for rule in RULES} == {
        RECORD,
        CONFIRM,
        REJECT,
        REVIEW,
        RELEASE,
        END,
        SEE_PROPOSED,
    }
