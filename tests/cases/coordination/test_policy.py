"""Who may do what with cases, by the rules alone."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.cases.access.domain import Grant, standing
from services.cases.coordination.policy import (
    CASE_RULES,
    CHANGE,
    CHANGE_TEAM,
    CLOSE,
    END_MEMBERSHIP,
    MEMBER_RULES,
    OPEN,
    PEOPLE_RULES,
    REOPEN,
    RULES,
    AboutCase,
    AboutMember,
    AboutPeople,
)
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Role
from shared.identifiers import new_id
from shared.policy.grammar import decide, permits, spoken
from tests.cases.worlds import World

WORLD = World()
LEAD = WORLD.worker(Role.CASEWORKER)
COLLEAGUE = WORLD.worker(Role.CASEWORKER, agency=LEAD.agency_id)
SUPERVISOR = WORLD.worker(Role.SUPERVISOR, agency=LEAD.agency_id)
STRANGER = WORLD.worker(Role.SUPERVISOR)
LED = AboutCase(LEAD.agency_id, LEAD.worker_id)


def grounds(actor: Actor, *operations: Operation, category: Category = Category.SOCIAL) -> AboutPeople:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    grant = Grant(
        person_id=new_id(),
        municipality_id=actor.municipality_id,
        agency_id=actor.agency_id,
        sector=actor.sector,
        categories=frozenset({category}),
        operations=frozenset(operations),
        purposes=frozenset(Purpose),
        ground_kind=GroundKind.CONSENT,
        ground_id=new_id(),
        valid_from=at,
    )
    return AboutPeople((standing(actor, at, [grant], []),), Category.SOCIAL)


@pytest.mark.parametrize("action", [CHANGE, CHANGE_TEAM, CLOSE, REOPEN])
def test_the_lead_and_a_supervisor_of_the_lead_agency_coordinate_and_nobody_else(action: str) -> None:
    assert permits(CASE_RULES, action, LEAD, LED)
    assert permits(CASE_RULES, action, SUPERVISOR, LED)
    assert not permits(CASE_RULES, action, COLLEAGUE, LED)
    assert not permits(CASE_RULES, action, STRANGER, LED)


def test_where_the_lead_agency_names_nobody_each_of_its_workers_leads() -> None:
    nobody = AboutCase(LEAD.agency_id, None)
    assert permits(CASE_RULES, CLOSE, COLLEAGUE, nobody)
    assert not permits(CASE_RULES, CLOSE, STRANGER, nobody)


def test_a_membership_is_ended_by_the_lead_the_member_or_a_supervisor_of_either() -> None:
    nurse = WORLD.worker(Role.CASEWORKER)
    head_nurse = WORLD.worker(Role.SUPERVISOR, agency=nurse.agency_id)
    other_nurse = WORLD.worker(Role.CASEWORKER, agency=nurse.agency_id)
    seat = AboutMember(LEAD.agency_id, LEAD.worker_id, nurse.agency_id, nurse.worker_id)
    for actor in (LEAD, SUPERVISOR, nurse, head_nurse):
        decide(MEMBER_RULES, END_MEMBERSHIP, actor, seat)
    for actor in (COLLEAGUE, STRANGER, other_nurse):
        assert not permits(MEMBER_RULES, END_MEMBERSHIP, actor, seat)


def test_a_case_is_opened_by_who_may_contribute_or_coordinate_for_everybody_in_it() -> None:
    assert permits(PEOPLE_RULES, OPEN, LEAD, grounds(LEAD, Operation.CONTRIBUTE))
    assert permits(PEOPLE_RULES, OPEN, LEAD, grounds(LEAD, Operation.COORDINATE))
    assert not permits(PEOPLE_RULES, OPEN, LEAD, grounds(LEAD, Operation.READ))
    assert not permits(PEOPLE_RULES, OPEN, LEAD, grounds(LEAD, Operation.CONTRIBUTE, category=Category.HEALTH))
    one, other = grounds(LEAD, Operation.CONTRIBUTE), grounds(LEAD, Operation.READ)
    assert not permits(PEOPLE_RULES, OPEN, LEAD, replace(one, standings=one.standings + other.standings))


def test_an_analyst_opens_no_case_whatever_the_ground() -> None:
    analyst = WORLD.worker(Role.ANALYST)
    assert not permits(PEOPLE_RULES, OPEN, analyst, grounds(analyst, Operation.CONTRIBUTE))


def test_each_rule_can_be_read_aloud() -> None:
    for rule in RULES:
        assert rule.when
        assert rule.because
        assert all(spoken(sentence) for sentence in rule.when)
