"""Who may warn, review and correct, without a database."""

from dataclasses import replace

import pytest

from services.cases.access.domain import Grant, standing
from services.cases.alerts.policy import (
    ASSESS_RISK,
    CASE_RULES,
    CORRECT_WARNING,
    GIVE_REASON,
    ITEM_RULES,
    PEOPLE_RULES,
    RECORD_WARNING,
    REVIEW_WARNING,
)
from services.cases.coordination.policy.cases import AboutCase, AboutPeople
from services.cases.items.policy import AboutItem
from shared.contracts.cases.vocabulary import Category, Operation
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import permits
from tests.cases.grounds import NOW, granted
from tests.cases.worlds import World

WORLD = World()
WRITER = WORLD.worker(Role.CASEWORKER)
COLLEAGUE = WORLD.worker(Role.CASEWORKER, agency=WRITER.agency_id)
RECEPTION = WORLD.worker(Role.INTAKE, agency=WRITER.agency_id)
SUPERVISOR = WORLD.worker(Role.SUPERVISOR, agency=WRITER.agency_id)
STRANGER = WORLD.worker(*Role)
WARNING = AboutItem(WRITER.agency_id, WRITER.subject)


def about(*grants: Grant) -> AboutPeople:
    return AboutPeople(tuple(standing(WRITER, NOW, [grant], []) for grant in grants), Category.SOCIAL)


def test_whoever_may_contribute_about_everybody_concerned_warns_of_them() -> None:
    one, other = granted(WRITER, Operation.CONTRIBUTE), granted(WRITER, Operation.CONTRIBUTE)
    assert permits(PEOPLE_RULES, RECORD_WARNING, WRITER, about(one, other))
    assert not permits(PEOPLE_RULES, RECORD_WARNING, WRITER, about(one, granted(WRITER, Operation.READ)))


def test_a_warning_is_reviewed_by_caseworkers_and_supervisors_of_the_agency_that_wrote_it() -> None:
    for actor in (WRITER, COLLEAGUE, SUPERVISOR):
        assert permits(ITEM_RULES, REVIEW_WARNING, actor, WARNING)
    for actor in (RECEPTION, STRANGER, replace(WRITER, agency_id=STRANGER.agency_id)):
        assert not permits(ITEM_RULES, REVIEW_WARNING, actor, WARNING)


@pytest.mark.parametrize(("actor", "may"), [(WRITER, True), (SUPERVISOR, True), (COLLEAGUE, False), (STRANGER, False)])
def test_a_warning_is_corrected_by_its_writer_or_their_supervisor(actor: object, may: bool) -> None:
    assert permits(ITEM_RULES, CORRECT_WARNING, actor, WARNING) is may  # type: ignore[arg-type]


def test_how_risky_a_case_is_says_its_lead_or_a_supervisor_there_and_no_machine() -> None:
    case = AboutCase(WRITER.agency_id, WRITER.subject)
    for actor in (WRITER, SUPERVISOR):
        assert permits(CASE_RULES, ASSESS_RISK, actor, case)
    for actor in (COLLEAGUE, STRANGER):
        assert not permits(CASE_RULES, ASSESS_RISK, actor, case)


def test_a_reason_is_given_with_a_ground_to_contribute_in_its_category() -> None:
    assert permits(PEOPLE_RULES, GIVE_REASON, WRITER, about(granted(WRITER, Operation.CONTRIBUTE)))
    assert not permits(PEOPLE_RULES, GIVE_REASON, WRITER, about(granted(WRITER, Operation.READ)))
