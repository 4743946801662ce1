"""Who may record what a person said about sharing, without a database."""

from dataclasses import replace

import pytest

from services.cases.access.domain import standing
from services.cases.consents.policy import (
    AGE_RULES,
    CONSENT_RULES,
    RECORD,
    RULES,
    SAY_AGE,
    WITHDRAW,
    AboutAge,
    AboutConsent,
)
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role, SystemId
from shared.identifiers import new_id
from shared.policy.grammar import decide, permits
from tests.cases.grounds import LATER, NOW, granted
from tests.cases.worlds import World

MEET_PEOPLE = {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.SYSTEM}


def about(actor: Actor) -> AboutConsent:
    return AboutConsent(standing(actor, NOW, [granted(actor)], []), widens_their_own=False)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", [RECORD, WITHDRAW])
def test_those_who_meet_people_write_down_what_a_person_said(role: Role, action: str) -> None:
    worker = World().worker(role)
    assert permits(CONSENT_RULES, action, worker, about(worker)) == (role in MEET_PEOPLE)


@pytest.mark.parametrize("action", [RECORD, WITHDRAW])
def test_an_agency_without_a_ground_writes_nothing_down(action: str) -> None:
    worker = World().worker()
    decide(CONSENT_RULES, action, worker, about(worker))
    for grants in ([], [granted(World().worker())], [replace(granted(worker), valid_from=LATER)]):
        unknown = replace(about(worker), standing=standing(worker, NOW, grants, []))
        assert not permits(CONSENT_RULES, action, worker, unknown)


@pytest.mark.parametrize("action", [RECORD, WITHDRAW])
def test_nobody_writes_down_what_would_let_their_own_agency_see_more(action: str) -> None:
    worker = World().worker()
    decide(CONSENT_RULES, action, worker, about(worker))
    assert not permits(CONSENT_RULES, action, worker, replace(about(worker), widens_their_own=True))


def test_a_refusal_to_all_is_taken_back_by_a_worker_of_the_agency_that_wrote_it_down_where_it_is_shown() -> None:
    worker = World().worker()
    theirs = replace(about(worker), widens_their_own=True, is_their_note_of_a_refusal_to_all=True, is_shown=True)
    decide(CONSENT_RULES, WITHDRAW, worker, theirs)
    assert not permits(CONSENT_RULES, RECORD, worker, theirs)
    assert not permits(CONSENT_RULES, WITHDRAW, worker, replace(theirs, is_shown=False))
    assert not permits(CONSENT_RULES, WITHDRAW, worker, replace(theirs, is_their_note_of_a_refusal_to_all=False))
    system = replace(worker, worker_id=None, system_id=SystemId(new_id()), roles=frozenset({Role.SYSTEM}))
    assert not permits(CONSENT_RULES, WITHDRAW, system, theirs)


@pytest.mark.parametrize("role", Role)
def test_supervisors_and_privacy_officers_say_from_which_age_people_consent(role: Role) -> None:
    world = World()
    worker = world.worker(role)
    here = permits(AGE_RULES, SAY_AGE, worker, AboutAge(world.municipality_id))
    assert here == (role in {Role.SUPERVISOR, Role.PRIVACY_OFFICER})
    assert not permits(AGE_RULES, SAY_AGE, worker, AboutAge(World().municipality_id))


def test_each_rule_is_tested_here() -> None:
    assert [rule.action for rule in RULES] == [RECORD, WITHDRAW, WITHDRAW, SAY_AGE]
