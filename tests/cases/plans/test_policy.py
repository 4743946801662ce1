"""Who may do what with goals, actions and plans, without a database."""

from dataclasses import replace

import pytest

from services.cases.access.domain import standing
from services.cases.accounts.domain import EVERYTHING, Speaker
from services.cases.accounts.policy import AboutMyself
from services.cases.coordination.policy.cases import AboutCase, AboutPeople
from services.cases.duties.policy import AboutDuty
from services.cases.items.policy import AboutItem
from services.cases.people.domain.parts import Power
from services.cases.plans.domain.goals import Owner, OwnerKind
from services.cases.plans.policy import (
    CASE_RULES,
    CORRECT_ACTION,
    CORRECT_GOAL,
    DUTY_RULES,
    GIVE_ACTION,
    ITEM_RULES,
    MARK_OWN,
    MARK_PROGRESS,
    MOVE_ACTION,
    MOVE_GOAL,
    MOVE_OWN,
    OWN_ACTION_RULES,
    OWN_RULES,
    OWNED_RULES,
    PEOPLE_RULES,
    PLAN_ACTION,
    PROPOSE,
    READ_OWN,
    RECORD_SIGNATURE,
    RETIRE_TEMPLATE,
    REVIEW,
    RULES,
    SET_GOAL,
    SIGN_AS_LEAD,
    SIGN_OWN,
    TEMPLATE_RULES,
    WRITE_TEMPLATE,
    AboutOwnAction,
    AboutOwned,
    AboutTemplate,
)
from shared.contracts.cases.vocabulary import Category, Operation
from shared.contracts.identity.actor import PersonActor
from shared.contracts.identity.vocabulary import AccountId, Role
from shared.identifiers import new_id
from shared.policy.grammar import decide, decide_for_a_person, permits
from shared.refusals import NotAllowed
from tests.cases.grounds import NOW, granted
from tests.cases.worlds import World

WORLD = World()
WORKER = WORLD.worker()
COLLEAGUE = WORLD.worker(*set(Role) - {Role.SUPERVISOR}, agency=WORKER.agency_id)
SUPERVISOR = WORLD.worker(Role.SUPERVISOR, agency=WORKER.agency_id)
STRANGER = WORLD.worker(*Role)
MINE = Owner(OwnerKind.WORKER, WORKER.agency_id, WORKER.subject)
OURS = Owner(OwnerKind.AGENCY, WORKER.agency_id)
THE_PERSONS = Owner(OwnerKind.PERSON, None, new_id())


ACCOUNT = PersonActor(AccountId(new_id()), frozenset(), new_id(), "a token")
PERSON = Speaker(ACCOUNT.account_id, new_id(), new_id(), None, EVERYTHING)


def standings(*operations: Operation) -> AboutPeople:
    """Somebody for each operation, about whom the worker may do that alone."""
    grants = [granted(WORKER, operation) for operation in operations]
    return AboutPeople(tuple(standing(WORKER, NOW, [grant], []) for grant in grants), Category.SOCIAL)


def owned(owner: Owner, *operations: Operation) -> AboutOwned:
    people = standings(*operations)
    return AboutOwned(people.standings, people.category, owner)


@pytest.mark.parametrize("action", [SET_GOAL, PLAN_ACTION, RECORD_SIGNATURE])
def test_whoever_may_contribute_about_everybody_writes_in_the_plan(action: str) -> None:
    both = standings(Operation.CONTRIBUTE, Operation.CONTRIBUTE)
    decide(PEOPLE_RULES, action, WORKER, both)
    assert not permits(PEOPLE_RULES, action, WORKER, standings(Operation.CONTRIBUTE, Operation.READ))
    assert not permits(PEOPLE_RULES, action, WORKER, replace(both, category=Category.HEALTH))


@pytest.mark.parametrize("action", [MOVE_GOAL, MARK_PROGRESS, MOVE_ACTION])
def test_whoever_may_contribute_moves_what_others_own(action: str) -> None:
    decide(OWNED_RULES, action, WORKER, owned(THE_PERSONS, Operation.CONTRIBUTE))
    assert not permits(OWNED_RULES, action, WORKER, owned(THE_PERSONS, Operation.CONTRIBUTE, Operation.READ))


@pytest.mark.parametrize("action", [MOVE_GOAL, MARK_PROGRESS, MOVE_ACTION])
def test_whoever_was_asked_to_do_it_moves_it_without_a_ground_to_write(action: str) -> None:
    decide(OWNED_RULES, action, WORKER, owned(MINE, Operation.READ))
    for actor in (COLLEAGUE, SUPERVISOR, STRANGER, replace(WORKER, agency_id=STRANGER.agency_id)):
        assert not permits(OWNED_RULES, action, actor, owned(MINE, Operation.READ))


@pytest.mark.parametrize("action", [MOVE_GOAL, MARK_PROGRESS, MOVE_ACTION])
def test_what_an_agency_was_asked_to_do_each_of_its_workers_moves(action: str) -> None:
    for actor in (WORKER, COLLEAGUE):
        decide(OWNED_RULES, action, actor, owned(OURS, Operation.READ))
    assert not permits(OWNED_RULES, action, STRANGER, owned(OURS, Operation.READ))


@pytest.mark.parametrize("kind", [OwnerKind.PERSON, OwnerKind.CARER])
def test_what_people_do_themselves_is_no_workers_to_do(kind: OwnerKind) -> None:
    """Whatever stands beside the kind: it is the kind that says whose it is."""
    facts = owned(replace(MINE, kind=kind), Operation.READ)
    assert not permits(OWNED_RULES, MOVE_ACTION, WORKER, facts)


@pytest.mark.parametrize("action", [PROPOSE, SIGN_AS_LEAD, REVIEW])
def test_a_plan_is_proposed_signed_and_reviewed_by_the_lead_or_their_supervisor(action: str) -> None:
    led = AboutCase(WORKER.agency_id, WORKER.subject)
    for actor in (WORKER, SUPERVISOR):
        decide(CASE_RULES, action, actor, led)
    for actor in (COLLEAGUE, STRANGER, replace(WORKER, agency_id=STRANGER.agency_id)):
        assert not permits(CASE_RULES, action, actor, led)
    decide(CASE_RULES, action, COLLEAGUE, AboutCase(WORKER.agency_id, None))
    assert not permits(CASE_RULES, action, STRANGER, AboutCase(WORKER.agency_id, None))


@pytest.mark.parametrize("action", [CORRECT_GOAL, CORRECT_ACTION])
def test_what_was_written_is_corrected_by_its_writer_or_their_supervisor(action: str) -> None:
    written = AboutItem(WORKER.agency_id, WORKER.subject)
    for actor in (WORKER, SUPERVISOR):
        decide(ITEM_RULES, action, actor, written)
    for actor in (COLLEAGUE, STRANGER, replace(WORKER, agency_id=STRANGER.agency_id)):
        assert not permits(ITEM_RULES, action, actor, written)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", [WRITE_TEMPLATE, RETIRE_TEMPLATE])
def test_administrators_and_supervisors_write_and_retire_templates_where_they_work(role: Role, action: str) -> None:
    worker = WORLD.worker(role)
    own = AboutTemplate(WORLD.municipality_id, worker.agency_id)
    assert permits(TEMPLATE_RULES, action, worker, own) == (role in {Role.ADMINISTRATOR, Role.SUPERVISOR})
    assert not permits(TEMPLATE_RULES, action, worker, replace(own, municipality_id=new_id()))


def test_a_template_is_retired_by_the_agency_that_wrote_it_alone() -> None:
    ours = AboutTemplate(WORLD.municipality_id, SUPERVISOR.agency_id)
    decide(TEMPLATE_RULES, RETIRE_TEMPLATE, SUPERVISOR, ours)
    assert not permits(TEMPLATE_RULES, RETIRE_TEMPLATE, STRANGER, ours)


def test_an_action_is_given_away_by_whoever_must_do_it_or_supervises_there() -> None:
    duty = AboutDuty(WORKER.agency_id, WORKER.subject)
    assert permits(DUTY_RULES, GIVE_ACTION, WORKER, duty)
    assert permits(DUTY_RULES, GIVE_ACTION, SUPERVISOR, duty)
    assert not permits(DUTY_RULES, GIVE_ACTION, COLLEAGUE, duty)
    assert not permits(DUTY_RULES, GIVE_ACTION, STRANGER, duty)


@pytest.mark.parametrize(
    ("action", "power"), [(READ_OWN, Power.BE_INFORMED), (MARK_OWN, Power.BE_INFORMED), (SIGN_OWN, Power.SIGN)]
)
def test_the_person_has_a_hand_in_their_plan_and_so_has_who_represents_them_with_the_power(
    action: str, power: Power
) -> None:
    decide_for_a_person(OWN_RULES, action, ACCOUNT, AboutMyself(PERSON))
    tie = replace(PERSON, relationship_id=new_id(), powers=frozenset({power}))
    decide_for_a_person(OWN_RULES, action, ACCOUNT, AboutMyself(tie))
    with pytest.raises(NotAllowed):
        decide_for_a_person(OWN_RULES, action, ACCOUNT, AboutMyself(replace(tie, powers=EVERYTHING - {power})))


def test_what_is_for_the_person_to_do_is_ticked_off_by_themselves_alone() -> None:
    decide_for_a_person(OWN_ACTION_RULES, MOVE_OWN, ACCOUNT, AboutOwnAction(PERSON, is_theirs=True))
    represents = replace(PERSON, relationship_id=new_id())
    for facts in (AboutOwnAction(PERSON, is_theirs=False), AboutOwnAction(represents, is_theirs=True)):
        with pytest.raises(NotAllowed):
            decide_for_a_person(OWN_ACTION_RULES, MOVE_OWN, ACCOUNT, facts)


def test_each_rule_is_tested_here() -> None:
    assert {rule.action for rule in RULES} == {
        READ_OWN,
        MARK_OWN,
        MOVE_OWN,
        SIGN_OWN,
        SET_GOAL,
        PLAN_ACTION,
        RECORD_SIGNATURE,
        PROPOSE,
        SIGN_AS_LEAD,
        REVIEW,
        MOVE_GOAL,
        MARK_PROGRESS,
        MOVE_ACTION,
        CORRECT_GOAL,
        CORRECT_ACTION,
        GIVE_ACTION,
        WRITE_TEMPLATE,
        RETIRE_TEMPLATE,
    }
