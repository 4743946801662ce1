"""Who may see grants and looks, rule by rule, without a database."""

from dataclasses import replace

import pytest

from services.cases.access.domain import Grant, standing
from services.cases.access.policy import (
    RULES,
    SEE_ALL_GRANTS,
    SEE_ALL_LOOKS,
    SEE_OWN_GRANTS,
    SEE_OWN_LOOKS,
    AboutPerson,
)
from shared.contracts.cases.vocabulary import Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from shared.policy.grammar import decide, permits
from tests.cases.grounds import LATER, NOW, granted
from tests.cases.worlds import World

CASEWORKER, PRIVACY_OFFICER = World().worker(), World().worker(Role.PRIVACY_OFFICER)
NOT_PRIVACY = set(Role) - {Role.PRIVACY_OFFICER}


def about(actor: Actor, *grants: Grant, agency_grants: tuple[Grant, ...] = ()) -> AboutPerson:
    return AboutPerson(standing(actor, NOW, grants, []), agency_grants)


@pytest.mark.parametrize("role", Role)
def test_whoever_has_a_ground_sees_the_grants_of_their_agency(role: Role) -> None:
    worker = World().worker(role)
    decide(RULES, SEE_OWN_GRANTS, worker, about(worker, granted(worker)))
    assert not permits(RULES, SEE_OWN_GRANTS, worker, about(worker))
    assert not permits(RULES, SEE_OWN_GRANTS, worker, about(worker, granted(World().worker())))
    assert not permits(RULES, SEE_OWN_GRANTS, worker, about(worker, replace(granted(worker), valid_from=LATER)))


def test_whoever_coordinates_sees_the_grants_of_all_agencies() -> None:
    coordinating, reading = granted(CASEWORKER, Operation.COORDINATE), granted(CASEWORKER, Operation.READ)
    decide(RULES, SEE_ALL_GRANTS, CASEWORKER, about(CASEWORKER, reading, coordinating))
    assert not permits(RULES, SEE_ALL_GRANTS, CASEWORKER, about(CASEWORKER, reading))
    assert not permits(RULES, SEE_ALL_GRANTS, CASEWORKER, about(CASEWORKER))


def test_who_coordinates_in_place_of_a_worker_does_not_coordinate_for_them() -> None:
    """A grant for a colleague alone opens nothing to others of the agency."""
    of_a_colleague = replace(granted(CASEWORKER, Operation.COORDINATE), worker_id=new_id())
    facts = about(CASEWORKER, granted(CASEWORKER), of_a_colleague, agency_grants=(of_a_colleague,))
    assert not permits(RULES, SEE_ALL_GRANTS, CASEWORKER, facts)


@pytest.mark.parametrize("action", [SEE_ALL_GRANTS, SEE_OWN_LOOKS])
def test_a_privacy_officer_with_a_ground_sees_all_grants_and_who_of_their_agency_looked(action: str) -> None:
    decide(RULES, action, PRIVACY_OFFICER, about(PRIVACY_OFFICER, granted(PRIVACY_OFFICER)))
    assert not permits(RULES, action, PRIVACY_OFFICER, about(PRIVACY_OFFICER))
    others = World().worker(*NOT_PRIVACY)
    assert not permits(RULES, action, others, about(others, granted(others)))


def test_who_of_any_agency_looked_is_seen_by_the_privacy_officer_of_the_agency_that_coordinates() -> None:
    reading, coordinating = granted(PRIVACY_OFFICER), granted(PRIVACY_OFFICER, Operation.COORDINATE)
    whole = about(PRIVACY_OFFICER, reading, agency_grants=(reading, coordinating))
    decide(RULES, SEE_ALL_LOOKS, PRIVACY_OFFICER, whole)
    assert not permits(RULES, SEE_ALL_LOOKS, PRIVACY_OFFICER, replace(whole, agency_grants=(reading,)))
    assert not permits(RULES, SEE_ALL_LOOKS, PRIVACY_OFFICER, about(PRIVACY_OFFICER, agency_grants=(coordinating,)))


def test_whoever_coordinates_and_is_no_privacy_officer_sees_nobodys_looks() -> None:
    others = World().worker(*NOT_PRIVACY)
    coordinating = granted(others, Operation.COORDINATE)
    facts = about(others, coordinating, agency_grants=(coordinating,))
    assert not permits(RULES, SEE_OWN_LOOKS, others, facts)
    assert not permits(RULES, SEE_ALL_LOOKS, others, facts)


def test_each_rule_is_tested_here() -> None:
    assert {rule.action for rule in RULES} == {SEE_OWN_GRANTS, SEE_ALL_GRANTS, SEE_OWN_LOOKS, SEE_ALL_LOOKS}
