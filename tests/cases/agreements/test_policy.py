"""Who may write, sign and end agreements, without a database."""

import pytest

from services.cases.agreements.policy import (
    CHANGE,
    COUNT_AFFECTED,
    END,
    REFUSE,
    RULES,
    SEE_AFFECTED,
    SIGN,
    WITHDRAW,
    WRITE,
    AboutAgreement,
)
from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from shared.policy.grammar import decide, permits
from tests.cases.grounds import agreed, party
from tests.cases.worlds import World

WORLD = World()
ADMINISTRATOR = WORLD.worker(Role.ADMINISTRATOR)
OTHERS = party(new_id())
OURS = AboutAgreement(agreed(OTHERS, party(ADMINISTRATOR.agency_id), municipality_id=WORLD.municipality_id))

ACTIONS = [WRITE, CHANGE, SIGN, REFUSE, WITHDRAW, END]


@pytest.mark.parametrize("action", ACTIONS)
def test_an_agency_is_bound_by_its_administrator(action: str) -> None:
    decide(RULES, action, ADMINISTRATOR, OURS)
    everything_else = WORLD.worker(*set(Role) - {Role.ADMINISTRATOR}, agency=ADMINISTRATOR.agency_id)
    assert not permits(RULES, action, everything_else, OURS)


@pytest.mark.parametrize("action", ACTIONS)
def test_an_agency_that_is_no_party_binds_nobody(action: str) -> None:
    for parties in ((OTHERS,), ()):
        theirs = AboutAgreement(agreed(*parties, municipality_id=WORLD.municipality_id))
        assert not permits(RULES, action, ADMINISTRATOR, theirs)


@pytest.mark.parametrize("action", ACTIONS)
def test_an_agency_binds_itself_only_where_it_operates(action: str) -> None:
    elsewhere = AboutAgreement(agreed(party(ADMINISTRATOR.agency_id), municipality_id=new_id()))
    assert not permits(RULES, action, ADMINISTRATOR, elsewhere)


def test_each_rule_is_tested_here() -> None:
    assert [rule.action for rule in RULES] == [*ACTIONS[:-1], SEE_AFFECTED, COUNT_AFFECTED, END]


def test_whom_a_version_binds_signs_it_though_they_are_no_party_yet() -> None:
    theirs = agreed(OTHERS, municipality_id=WORLD.municipality_id)
    decide(RULES, SIGN, ADMINISTRATOR, AboutAgreement(theirs, frozenset({ADMINISTRATOR.agency_id})))
    assert not permits(RULES, SIGN, ADMINISTRATOR, AboutAgreement(OURS.agreement, frozenset({OTHERS.agency_id})))


def test_whoever_works_for_an_agency_that_was_bound_is_told_and_who_answers_for_it_counts() -> None:
    bound = AboutAgreement(OURS.agreement, frozenset({ADMINISTRATOR.agency_id}))
    caseworker = WORLD.worker(agency=ADMINISTRATOR.agency_id)
    privacy_officer = WORLD.worker(Role.PRIVACY_OFFICER, agency=ADMINISTRATOR.agency_id)
    assert permits(RULES, SEE_AFFECTED, caseworker, bound)
    assert [permits(RULES, COUNT_AFFECTED, one, bound) for one in (ADMINISTRATOR, privacy_officer, caseworker)] == [
        True,
        True,
        False,
    ]
    assert not permits(RULES, SEE_AFFECTED, caseworker, AboutAgreement(OURS.agreement, frozenset({OTHERS.agency_id})))
