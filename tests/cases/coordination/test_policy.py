"""Who may do what with cases, by the rules alone."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.cases.access.domain import Grant, standing
from services.cases.coordination.domain.team import Capacity, Member, Seat
from services.cases.coordination.policy.cases import (
    CASE_RULES,
    CHANGE,
    CHANGE_LEAD,
    CHANGE_TEAM,
    CLOSE,
    END_MEMBERSHIP,
    FORMER_LEAD_RULES,
    INVITE,
    MEMBER_RULES,
    OPEN,
    PEOPLE_RULES,
    READ_ON,
    REOPEN,
    RULES,
    SEE_INVITATIONS,
    WITHDRAW_INVITATION,
    AboutCase,
    AboutFormerLead,
    AboutMember,
    AboutPeople,
)
from services.cases.coordination.policy.invitations import (
    ACCEPT_INVITATION,
    DECLINE_INVITATION,
    INVITATION_RULES,
    AboutInvitation,
)
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Role, SystemId
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


@pytest.mark.parametrize(
    "action", [CHANGE, CHANGE_TEAM, CHANGE_LEAD, CLOSE, REOPEN, INVITE, SEE_INVITATIONS, WITHDRAW_INVITATION]
)
def test_the_lead_and_a_supervisor_of_the_lead_agency_coordinate_and_nobody_else(action: str) -> None:
    assert permits(CASE_RULES, action, LEAD, LED)
    assert permits(CASE_RULES, action, SUPERVISOR, LED)
    assert not permits(CASE_RULES, action, COLLEAGUE, LED)
    assert not permits(CASE_RULES, action, STRANGER, LED)


def test_where_the_lead_agency_names_nobody_each_of_its_workers_leads() -> None:
    nobody = AboutCase(LEAD.agency_id, None)
    assert permits(CASE_RULES, CLOSE, COLLEAGUE, nobody)
    assert not permits(CASE_RULES, CLOSE, STRANGER, nobody)


def test_where_the_lead_fell_vacant_a_supervisor_acts_and_nobody_else() -> None:
    vacant = AboutCase(LEAD.agency_id, None, is_vacant=True)
    assert permits(CASE_RULES, CHANGE_TEAM, SUPERVISOR, vacant)
    assert not permits(CASE_RULES, CHANGE_TEAM, COLLEAGUE, vacant)


@pytest.mark.parametrize("role", Role)
def test_an_invitation_by_name_is_answered_by_whom_it_names_or_a_supervisor(role: Role) -> None:
    invited = WORLD.worker(role)
    colleague = WORLD.worker(role, agency=invited.agency_id)
    themselves = AboutInvitation(invited.agency_id, invited.worker_id, invited.worker_id)
    assert permits(INVITATION_RULES, ACCEPT_INVITATION, invited, themselves)
    assert permits(INVITATION_RULES, DECLINE_INVITATION, invited, themselves)
    for action in (ACCEPT_INVITATION, DECLINE_INVITATION):
        assert permits(INVITATION_RULES, action, colleague, themselves) == (role is Role.SUPERVISOR)
        assert not permits(INVITATION_RULES, action, WORLD.worker(role), themselves)


@pytest.mark.parametrize("role", Role)
def test_an_invitation_that_names_nobody_is_taken_up_by_who_meets_people_and_goes_themselves(role: Role) -> None:
    worker = WORLD.worker(role)
    nobody = AboutInvitation(worker.agency_id, None, worker.worker_id)
    meets_people = role in {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.SYSTEM}
    assert permits(INVITATION_RULES, ACCEPT_INVITATION, worker, nobody) == meets_people
    assert permits(INVITATION_RULES, DECLINE_INVITATION, worker, nobody) == meets_people
    for sends in (new_id(), None):
        others = replace(nobody, sends=sends)
        assert permits(INVITATION_RULES, ACCEPT_INVITATION, worker, others) == (role is Role.SUPERVISOR)


def test_an_agencys_system_goes_nowhere_itself() -> None:
    system = replace(WORLD.worker(Role.SYSTEM), worker_id=None, system_id=SystemId(new_id()))
    assert not permits(INVITATION_RULES, ACCEPT_INVITATION, system, AboutInvitation(system.agency_id, None, None))


def test_who_led_by_name_and_leaves_reads_on() -> None:
    led = Member(
        id=new_id(),
        agency_id=LEAD.agency_id,
        sector=LEAD.sector,
        worker_id=LEAD.worker_id,
        capacity=Capacity.COORDINATOR,
        is_lead=True,
        starts_at=datetime(2026, 3, 2, tzinfo=UTC),
    )
    assert permits(FORMER_LEAD_RULES, READ_ON, COLLEAGUE, AboutFormerLead(led, leaves=True))
    for other in (
        AboutFormerLead(led, leaves=False),
        AboutFormerLead(replace(led, worker_id=None), leaves=True),
        AboutFormerLead(replace(led, seat=Seat.VACANT), leaves=True),
    ):
        assert not permits(FORMER_LEAD_RULES, READ_ON, COLLEAGUE, other)


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
