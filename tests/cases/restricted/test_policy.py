"""Which two workers decide that somebody is known to few: without a database."""

from dataclasses import replace

import pytest

from services.cases.access.domain import standing
from services.cases.restricted.policy import DECIDE, PROPOSE, RULES, SEE, AboutRestriction
from shared.contracts.cases.vocabulary import Operation
from shared.contracts.identity.vocabulary import Role, SystemId
from shared.identifiers import new_id
from shared.policy.grammar import permits
from tests.cases.grounds import NOW, granted
from tests.cases.worlds import World

WORLD = World()
LEAD = WORLD.worker(Role.CASEWORKER)
OFFICER = WORLD.worker(Role.PRIVACY_OFFICER, agency=LEAD.agency_id)
READS = AboutRestriction(standing(LEAD, NOW, [granted(LEAD)], []), leads=False)
COORDINATES = replace(READS, stands=standing(LEAD, NOW, [granted(LEAD, Operation.COORDINATE)], []))
PROPOSED = replace(COORDINATES, proposed_by=LEAD.subject, proposed_for=LEAD.agency_id)


@pytest.mark.parametrize("action", [PROPOSE, SEE])
def test_who_only_reads_neither_proposes_nor_sees(action: str) -> None:
    assert not permits(RULES, action, LEAD, READS)
    assert not permits(RULES, action, OFFICER, READS)
    assert permits(RULES, action, LEAD, replace(READS, leads=True))
    assert permits(RULES, action, LEAD, COORDINATES)
    assert permits(RULES, action, OFFICER, COORDINATES)


def test_a_system_proposes_nothing() -> None:
    system = replace(LEAD, worker_id=None, system_id=SystemId(new_id()), roles=frozenset({Role.SYSTEM}))
    assert not permits(RULES, PROPOSE, system, COORDINATES)


def test_of_the_two_who_decide_one_answers_for_privacy_and_neither_is_the_other() -> None:
    other_lead = WORLD.worker(Role.SUPERVISOR, agency=LEAD.agency_id)
    assert permits(RULES, DECIDE, OFFICER, PROPOSED)
    assert not permits(RULES, DECIDE, other_lead, PROPOSED)
    by_officer = replace(PROPOSED, proposed_by=OFFICER.subject, a_privacy_officer_proposed=True)
    assert permits(RULES, DECIDE, other_lead, by_officer)
    assert not permits(RULES, DECIDE, OFFICER, by_officer)
    both = replace(LEAD, roles=frozenset(Role))
    assert not permits(RULES, DECIDE, both, PROPOSED)


def test_a_privacy_officer_of_the_same_agency_who_was_asked_decides_without_a_ground() -> None:
    asked = replace(PROPOSED, stands=None, asked=OFFICER.subject)
    assert permits(RULES, DECIDE, OFFICER, asked)
    assert not permits(RULES, DECIDE, OFFICER, replace(asked, asked=new_id()))
    assert not permits(RULES, DECIDE, OFFICER, replace(asked, proposed_for=new_id()))
    assert not permits(RULES, DECIDE, replace(OFFICER, roles=frozenset({Role.CASEWORKER})), asked)
