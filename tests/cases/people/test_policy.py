"""Who may do what about people, rule by rule, without a database."""

from dataclasses import replace

import pytest

from services.cases.access.domain import standing
from services.cases.people.policy import (
    ASK_WHETHER_KNOWN,
    CORRECT,
    OPEN,
    RECLASSIFY,
    REGISTER,
    RULES,
    SEARCH,
    WRITE,
    AboutPeople,
    about_item,
)
from shared.contracts.cases.vocabulary import Category, Operation
from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from shared.policy.grammar import permits
from tests.cases.grounds import NOW, granted
from tests.cases.worlds import World

MEET_PEOPLE = {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.SYSTEM}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", [SEARCH, ASK_WHETHER_KNOWN, WRITE])
def test_those_who_meet_people_work_with_the_index(role: Role, action: str) -> None:
    assert permits(RULES, action, World().worker(role), AboutPeople()) == (role in MEET_PEOPLE)


@pytest.mark.parametrize("role", Role)
def test_whoever_may_read_the_record_may_open_the_person(role: Role) -> None:
    """The record view shows the same parts; two answers for one question would be a riddle."""
    worker = World().worker(role)
    assert permits(RULES, OPEN, worker, AboutPeople()) == (role in MEET_PEOPLE | {Role.PRIVACY_OFFICER})


@pytest.mark.parametrize("role", Role)
def test_those_who_meet_people_register_them_where_their_agency_works(role: Role) -> None:
    world = World()
    worker = world.worker(role)
    assert permits(RULES, REGISTER, worker, AboutPeople(world.municipality_id)) == (role in MEET_PEOPLE)
    assert not permits(RULES, REGISTER, worker, AboutPeople(new_id()))
    assert not permits(RULES, REGISTER, worker, AboutPeople())


@pytest.mark.parametrize("role", Role)
def test_how_sensitive_an_item_is_lies_with_the_agency_that_wrote_it(role: Role) -> None:
    worker = World().worker(role)
    own, foreign = AboutPeople(contributor_agency_id=worker.agency_id), AboutPeople(contributor_agency_id=new_id())
    assert permits(RULES, RECLASSIFY, worker, own) == (role in MEET_PEOPLE)
    assert not permits(RULES, RECLASSIFY, worker, foreign)


@pytest.mark.parametrize("role", Role)
def test_an_item_is_corrected_by_the_agency_that_wrote_it_or_by_whoever_coordinates(role: Role) -> None:
    worker = World().worker(role)
    own, foreign = AboutPeople(contributor_agency_id=worker.agency_id), AboutPeople(contributor_agency_id=new_id())
    assert permits(RULES, CORRECT, worker, own) == (role in MEET_PEOPLE)
    assert permits(RULES, CORRECT, worker, replace(foreign, may_coordinate=True)) == (role in MEET_PEOPLE)
    assert not permits(RULES, CORRECT, worker, foreign)


def test_whoever_coordinates_in_an_items_category_corrects_what_another_agency_wrote() -> None:
    worker = World().worker()
    coordinating = granted(worker, Operation.COORDINATE, category=Category.CONTACT)
    stands = standing(worker, NOW, [coordinating, granted(worker, category=Category.IDENTITY)], [])
    contact, name = (about_item(stands, one, new_id()) for one in (Category.CONTACT, Category.IDENTITY))
    assert permits(RULES, CORRECT, worker, contact)
    assert not permits(RULES, CORRECT, worker, name)
    assert not permits(RULES, RECLASSIFY, worker, contact)


def test_whoever_wrote_an_item_corrects_it_without_coordinating() -> None:
    worker = World().worker()
    nothing = standing(worker, NOW, [], [])
    assert permits(RULES, CORRECT, worker, about_item(nothing, Category.CONTACT, worker.agency_id))


def test_each_rule_is_tested_here() -> None:
    assert {rule.action for rule in RULES} == {REGISTER, SEARCH, ASK_WHETHER_KNOWN, OPEN, WRITE, CORRECT, RECLASSIFY}
