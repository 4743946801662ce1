"""Who may do what with conferences, without a database."""

from dataclasses import replace

import pytest

from services.cases.conferences import policy
from services.cases.conferences.policy import AboutAnswer, AboutConference, AboutConvening, AboutSigning
from services.cases.items.policy import AboutItem
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import permits
from tests.cases.worlds import World

WORLD = World()
CONVENER = WORLD.worker(Role.CASEWORKER)
OTHER = WORLD.worker(Role.CASEWORKER)
COLLEAGUE, SUPERVISOR, CLERK = (
    WORLD.worker(role, agency=CONVENER.agency_id) for role in (Role.CASEWORKER, Role.SUPERVISOR, Role.ADMINISTRATOR)
)


def test_whoever_meets_people_there_convenes() -> None:
    here, elsewhere = AboutConvening(WORLD.municipality_id), AboutConvening(World().municipality_id)
    may = {
        (who, where)
        for who in (CONVENER, SUPERVISOR, CLERK)
        for where in (here, elsewhere)
        if permits(policy.CONVENING_RULES, policy.CONVENE, who, where)
    }
    assert may == {(CONVENER, here), (SUPERVISOR, here)}


@pytest.mark.parametrize(
    "action",
    [policy.CHANGE_CONFERENCE, policy.CANCEL_CONFERENCE, policy.INVITE, policy.WITHDRAW, policy.RECORD_ATTENDANCE],
)
def test_whoever_convenes_or_stands_in_for_them_answers_for_a_conference(action: str) -> None:
    facts = AboutConference(CONVENER.agency_id, CONVENER.subject)
    everybody = (CONVENER, COLLEAGUE, SUPERVISOR, CLERK, OTHER, WORLD.worker(Role.SUPERVISOR))
    assert [who for who in everybody if permits(policy.CONFERENCE_RULES, action, who, facts)] == [CONVENER, SUPERVISOR]


@pytest.mark.parametrize("action", [policy.ACCEPT, policy.DECLINE])
def test_an_agency_comes_by_its_own_word(action: str) -> None:
    everybody = (CONVENER, COLLEAGUE, SUPERVISOR, CLERK, OTHER, WORLD.worker(Role.SUPERVISOR))

    def may(facts: AboutAnswer) -> list[object]:
        return [who for who in everybody if permits(policy.ANSWER_RULES, action, who, facts)]

    assert may(AboutAnswer(CONVENER.agency_id, CONVENER.subject)) == [CONVENER, SUPERVISOR]
    assert may(AboutAnswer(CONVENER.agency_id, None)) == [CONVENER, COLLEAGUE, SUPERVISOR]


@pytest.mark.parametrize(
    "action", [policy.CHANGE_MATTER, policy.TAKE_OFF_AGENDA, policy.CORRECT_MINUTES, policy.CHANGE_DECISION]
)
def test_whoever_wrote_a_matter_answers_for_it(action: str) -> None:
    facts = AboutItem(CONVENER.agency_id, CONVENER.subject)
    everybody = (CONVENER, COLLEAGUE, SUPERVISOR, OTHER, replace(CONVENER, agency_id=OTHER.agency_id))
    assert [who for who in everybody if permits(policy.ITEM_RULES, action, who, facts)] == [CONVENER, SUPERVISOR]


def test_whoever_was_there_signs() -> None:
    assert permits(policy.SIGNING_RULES, policy.SIGN_MINUTES, OTHER, AboutSigning(attended=True))
    assert not permits(policy.SIGNING_RULES, policy.SIGN_MINUTES, CONVENER, AboutSigning(attended=False))
