"""Who keeps and reads what the law asks for, without a database."""

import pytest

from services.cases.governance.policy import (
    INFORM,
    KEEP,
    KEEP_BREACH,
    READ,
    READ_REGISTER,
    RULES,
    SEE_AFFECTED,
    AboutAgency,
)
from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from shared.policy.grammar import permits
from tests.cases.worlds import World

WORLD = World()
ADMINISTRATOR = WORLD.worker(Role.ADMINISTRATOR)
OURS = AboutAgency(ADMINISTRATOR.agency_id, WORLD.municipality_id)
PRIVACY_OFFICER = WORLD.worker(Role.PRIVACY_OFFICER, agency=ADMINISTRATOR.agency_id)
OTHERS = WORLD.worker(*set(Role) - {Role.ADMINISTRATOR, Role.PRIVACY_OFFICER}, agency=ADMINISTRATOR.agency_id)


@pytest.mark.parametrize("action", [KEEP, READ, KEEP_BREACH])
def test_administrators_and_privacy_officers_answer_for_their_agency_where_it_operates(action: str) -> None:
    assert permits(RULES, action, ADMINISTRATOR, OURS)
    assert permits(RULES, action, PRIVACY_OFFICER, OURS)
    assert not permits(RULES, action, OTHERS, OURS)
    assert not permits(RULES, action, ADMINISTRATOR, AboutAgency(new_id(), WORLD.municipality_id))
    assert not permits(RULES, action, ADMINISTRATOR, AboutAgency(ADMINISTRATOR.agency_id, new_id()))


@pytest.mark.parametrize("action", [SEE_AFFECTED, INFORM])
def test_what_is_about_people_is_for_privacy_officers_alone(action: str) -> None:
    assert permits(RULES, action, PRIVACY_OFFICER, OURS)
    assert not permits(RULES, action, ADMINISTRATOR, OURS)
    assert not permits(RULES, action, PRIVACY_OFFICER, AboutAgency(new_id(), WORLD.municipality_id))


def test_each_rule_is_tested_here() -> None:
    assert [rule.action for rule in RULES] == [KEEP, READ, KEEP_BREACH, SEE_AFFECTED, INFORM, READ_REGISTER]
