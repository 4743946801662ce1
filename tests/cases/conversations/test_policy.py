"""Who may do what with threads and messages, without a database."""

from dataclasses import replace

import pytest

from services.cases.access.domain import Grant, standing
from services.cases.accounts.domain import EVERYTHING, Speaker
from services.cases.accounts.policy import AboutMyself
from services.cases.conversations.domain import Audience
from services.cases.conversations.policy import (
    ATTACH_OWN,
    BEGIN_OWN,
    CHANGE_THREAD,
    CLOSE_THREAD,
    CORRECT_MESSAGE,
    CORRECT_OWN,
    MESSAGE_RULES,
    OWN_MESSAGE_RULES,
    OWN_RULES,
    PEOPLE_RULES,
    READ_OWN_RETRACTED,
    READ_RETRACTED,
    REOPEN_THREAD,
    RETRACT_MESSAGE,
    RULES,
    START_THREAD,
    TAKE_PART,
    THREAD_RULES,
    WRITE_MESSAGE,
    AboutOwnMessage,
    AboutThread,
)
from services.cases.coordination.policy.cases import AboutPeople
from services.cases.items.policy import AboutItem
from services.cases.people.domain.parts import Power
from shared.contracts.cases.vocabulary import Category, Operation, Sensitivity
from shared.contracts.identity.actor import PersonActor
from shared.contracts.identity.vocabulary import AccountId, Role
from shared.identifiers import new_id
from shared.policy.grammar import decide, decide_for_a_person, permits
from shared.refusals import Invalid, NotAllowed
from tests.cases.grounds import NOW, granted
from tests.cases.worlds import World

WORLD = World()
STARTER = WORLD.worker()
COLLEAGUE = WORLD.worker(*set(Role) - {Role.SUPERVISOR}, agency=STARTER.agency_id)
SUPERVISOR = WORLD.worker(Role.SUPERVISOR, agency=STARTER.agency_id)
LEAD = WORLD.worker()
LEADS_COLLEAGUE = WORLD.worker(Role.SUPERVISOR, agency=LEAD.agency_id)
STRANGER = WORLD.worker(*Role)
NAMESAKE = replace(STARTER, agency_id=STRANGER.agency_id)
"""The same worker, acting for another agency."""
THREAD = AboutThread(STARTER.agency_id, STARTER.subject, LEAD.agency_id, LEAD.subject)
MESSAGE = AboutItem(STARTER.agency_id, STARTER.subject)
ACCOUNT = PersonActor(AccountId(new_id()), frozenset(), new_id(), "a token")
PERSON = Speaker(ACCOUNT.account_id, new_id(), new_id(), None, EVERYTHING)


def about(*grants: Grant) -> AboutPeople:
    return AboutPeople(tuple(standing(STARTER, NOW, [grant], []) for grant in grants), Category.SOCIAL)


@pytest.mark.parametrize("action", [START_THREAD, WRITE_MESSAGE])
def test_whoever_may_contribute_about_everybody_in_it_writes(action: str) -> None:
    one, other = granted(STARTER, Operation.CONTRIBUTE), granted(STARTER, Operation.CONTRIBUTE)
    decide(PEOPLE_RULES, action, STARTER, about(one, other))
    assert not permits(PEOPLE_RULES, action, STARTER, about(one, granted(STARTER, Operation.READ)))
    health = granted(STARTER, Operation.CONTRIBUTE, category=Category.HEALTH)
    assert not permits(PEOPLE_RULES, action, STARTER, about(one, health))


def test_a_thread_is_renamed_by_who_started_it_or_their_supervisor_and_not_by_the_lead() -> None:
    for actor in (STARTER, SUPERVISOR):
        decide(THREAD_RULES, CHANGE_THREAD, actor, THREAD)
    for actor in (COLLEAGUE, LEAD, LEADS_COLLEAGUE, STRANGER, NAMESAKE):
        assert not permits(THREAD_RULES, CHANGE_THREAD, actor, THREAD)


@pytest.mark.parametrize("action", [CLOSE_THREAD, REOPEN_THREAD])
def test_a_thread_is_closed_and_reopened_by_who_started_it_their_supervisor_or_the_lead(action: str) -> None:
    for actor in (STARTER, SUPERVISOR, LEAD):
        decide(THREAD_RULES, action, actor, THREAD)
    for actor in (COLLEAGUE, LEADS_COLLEAGUE, STRANGER, NAMESAKE, replace(LEAD, agency_id=STRANGER.agency_id)):
        assert not permits(THREAD_RULES, action, actor, THREAD)


@pytest.mark.parametrize("action", [CLOSE_THREAD, REOPEN_THREAD])
def test_where_the_lead_agency_names_nobody_each_of_its_workers_leads(action: str) -> None:
    nobody = replace(THREAD, lead_worker_id=None)
    decide(THREAD_RULES, action, LEADS_COLLEAGUE, nobody)
    assert not permits(THREAD_RULES, action, STRANGER, nobody)


@pytest.mark.parametrize("action", [CLOSE_THREAD, REOPEN_THREAD])
def test_the_thread_of_a_referral_without_a_case_has_no_lead(action: str) -> None:
    without_case = replace(THREAD, lead_agency_id=None, lead_worker_id=None)
    decide(THREAD_RULES, action, STARTER, without_case)
    for actor in (COLLEAGUE, LEAD, STRANGER):
        assert not permits(THREAD_RULES, action, actor, without_case)


def test_what_a_person_began_is_renamed_by_nobody_and_closed_by_whom_they_wrote_to_or_the_lead() -> None:
    of_a_person = replace(THREAD, worker_id=None)
    everybody = (STARTER, SUPERVISOR, COLLEAGUE, LEAD, LEADS_COLLEAGUE, STRANGER, NAMESAKE)
    assert not any(permits(THREAD_RULES, CHANGE_THREAD, actor, of_a_person) for actor in everybody)
    for action in (CLOSE_THREAD, REOPEN_THREAD):
        those = [actor for actor in everybody if permits(THREAD_RULES, action, actor, of_a_person)]
        assert those == [STARTER, SUPERVISOR, COLLEAGUE, LEAD]


def test_a_message_is_corrected_by_its_writer_and_by_no_supervisor() -> None:
    decide(MESSAGE_RULES, CORRECT_MESSAGE, STARTER, MESSAGE)
    for actor in (SUPERVISOR, COLLEAGUE, STRANGER, NAMESAKE):
        assert not permits(MESSAGE_RULES, CORRECT_MESSAGE, actor, MESSAGE)


@pytest.mark.parametrize("action", [RETRACT_MESSAGE, READ_RETRACTED])
def test_a_message_is_retracted_and_read_afterwards_by_its_writer_or_their_supervisor(action: str) -> None:
    for actor in (STARTER, SUPERVISOR):
        decide(MESSAGE_RULES, action, actor, MESSAGE)
    for actor in (COLLEAGUE, STRANGER, NAMESAKE):
        assert not permits(MESSAGE_RULES, action, actor, MESSAGE)
    assert not permits(MESSAGE_RULES, action, COLLEAGUE, replace(MESSAGE, worker_id=new_id()))


@pytest.mark.parametrize("action", [CORRECT_MESSAGE, RETRACT_MESSAGE, READ_RETRACTED])
def test_what_a_person_wrote_is_in_the_hand_of_no_worker_of_the_agency_that_holds_it(action: str) -> None:
    of_a_person = AboutItem(STARTER.agency_id, None)
    assert not any(permits(MESSAGE_RULES, action, actor, of_a_person) for actor in (STARTER, SUPERVISOR, STRANGER))


@pytest.mark.parametrize("action", [TAKE_PART, BEGIN_OWN])
def test_the_person_and_whoever_may_be_informed_take_part(action: str) -> None:
    decide_for_a_person(OWN_RULES, action, ACCOUNT, AboutMyself(PERSON))
    tie = replace(PERSON, relationship_id=new_id(), powers=frozenset({Power.BE_INFORMED}))
    decide_for_a_person(OWN_RULES, action, ACCOUNT, AboutMyself(tie))
    with pytest.raises(NotAllowed):
        decide_for_a_person(OWN_RULES, action, ACCOUNT, AboutMyself(replace(tie, powers=frozenset({Power.SIGN}))))


@pytest.mark.parametrize("action", [CORRECT_OWN, ATTACH_OWN, READ_OWN_RETRACTED])
def test_ones_own_word_is_in_ones_own_hand(action: str) -> None:
    decide_for_a_person(OWN_MESSAGE_RULES, action, ACCOUNT, AboutOwnMessage(is_theirs=True))
    with pytest.raises(NotAllowed):
        decide_for_a_person(OWN_MESSAGE_RULES, action, ACCOUNT, AboutOwnMessage(is_theirs=False))


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("sensitivity", Sensitivity)
def test_what_would_be_withheld_from_somebody_is_not_written_to_them(
    category: Category, sensitivity: Sensitivity
) -> None:
    withheld = category is Category.SAFEGUARDING or sensitivity is Sensitivity.SEALED
    for audience, refuses in (
        (Audience(), False),
        (Audience(person=True), withheld),
        (Audience(person=True, relationship_ids=frozenset({new_id()})), withheld or sensitivity != "ordinary"),
    ):
        try:
            audience.must_be_shown(category, sensitivity)
        except Invalid:
            assert refuses
        else:
            assert not refuses


def test_each_rule_is_tested_here() -> None:
    assert {rule.action for rule in RULES} == {
        START_THREAD,
        TAKE_PART,
        BEGIN_OWN,
        CORRECT_OWN,
        ATTACH_OWN,
        READ_OWN_RETRACTED,
        WRITE_MESSAGE,
        CHANGE_THREAD,
        CLOSE_THREAD,
        REOPEN_THREAD,
        CORRECT_MESSAGE,
        RETRACT_MESSAGE,
        READ_RETRACTED,
    }
