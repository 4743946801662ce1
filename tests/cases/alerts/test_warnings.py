"""Who is warned, of what, and until when."""

from datetime import timedelta

import pytest

from services.cases.alerts.actions.warnings import list_warning_versions, list_warnings, read_warning
from services.cases.alerts.domain.warning_terms import Precaution, WarningKind
from services.cases.alerts.domain.warnings import Review, ReviewOutcome, Telling
from services.cases.coordination.actions.cases import close_case
from services.cases.timeline.actions import read_timeline
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.refusals import NotAllowed, NotFound, Stale
from tests.cases.alerts.warned import NOT_TOLD, Warned, today

ENDED = Review(outcome=ReviewOutcome.ENDED, review_on=None, telling=None)


async def lines(scene: Warned, who: Actor) -> list[tuple[str, str]]:
    async with scene.work(who) as work:
        rows = await read_timeline(work, scene.person_id, None, 50)
    return [(row["kind"], row["state"]) for row in rows if row["kind"].startswith("warning_")]


async def test_who_may_see_the_category_sees_the_warning_and_who_may_visit_only_what_to_do(scene: Warned) -> None:
    contact, health = frozenset({Category.SOCIAL, Category.CONTACT}), frozenset({Category.SOCIAL, Category.HEALTH})
    await scene.agreement(scene.lead, scene.adviser, categories=contact)
    await scene.agreement(scene.lead, scene.nurse, categories=health)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    await scene.joins(case_id, scene.nurse)
    await scene.warns(scene.lead, case_id)
    assert await scene.is_warned(scene.lead) == (["infection"], ["protective_equipment"])
    assert await scene.is_warned(scene.adviser) == ([], ["protective_equipment"])
    assert await scene.is_warned(scene.nurse) == (["infection"], [])


async def test_a_refusal_of_the_category_hides_the_warning_and_not_what_to_do(scene: Warned) -> None:
    both = frozenset({Category.SOCIAL, Category.HEALTH, Category.CONTACT})
    await scene.agreement(scene.lead, scene.adviser, categories=both)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    await scene.warns(scene.lead, case_id)
    assert await scene.is_warned(scene.adviser) == (["infection"], ["protective_equipment"])
    await scene.said(scene.adviser, Category.HEALTH, refusal=True)
    assert await scene.is_warned(scene.adviser) == ([], ["protective_equipment"])
    await scene.said(scene.adviser, Category.CONTACT, refusal=True)
    assert await scene.is_warned(scene.adviser) == ([], [])


async def test_what_is_sealed_tells_nobody_what_to_do(scene: Warned) -> None:
    case_id = await scene.case()
    await scene.warns(scene.lead, case_id, sensitivity=Sensitivity.SEALED)
    assert await scene.is_warned(scene.lead) == (["infection"], [])
    assert await scene.is_warned(scene.colleague(scene.lead)) == ([], [])


async def test_what_to_do_is_told_once_however_many_warnings_say_it(scene: Warned) -> None:
    case_id = await scene.case()
    pairs, phone = Precaution.VISIT_IN_PAIRS, Precaution.PHONE_BEFORE
    await scene.warns(scene.lead, case_id, kind=WarningKind.DOG, precautions=(pairs, phone))
    await scene.warns(scene.lead, case_id, kind=WarningKind.WEAPON, precautions=(pairs,))
    assert await scene.is_warned(scene.lead) == (["dog", "weapon"], ["phone_before", "visit_in_pairs"])


async def test_a_warning_stands_past_its_day_and_until_a_review_ends_it(scene: Warned) -> None:
    case_id = await scene.case()
    warning_id = await scene.warns(scene.lead, case_id, telling=NOT_TOLD)
    later = today() + timedelta(days=200)
    told = Telling(on=today(), not_because=None)
    stands = Review(outcome=ReviewOutcome.STANDS, review_on=later, telling=told)
    await scene.reviews(scene.lead, case_id, warning_id, 1, stands)
    async with scene.work(scene.lead) as work:
        present = await read_warning(work, case_id, warning_id, "read-warning")
        [earlier] = await list_warning_versions(work, case_id, warning_id, None, 10)
    assert (present["review_on"], present["told_on"], present["not_told_because"]) == (later, today(), None)
    assert (earlier["content"]["not_told_because"], earlier["content"]["told_on"]) == (NOT_TOLD.not_because, None)
    with pytest.raises(Stale):
        await scene.reviews(scene.lead, case_id, warning_id, 1, ENDED)
    await scene.reviews(scene.colleague(scene.lead), case_id, warning_id, 2, ENDED)
    assert await scene.is_warned(scene.lead) == ([], [])
    async with scene.work(scene.lead) as work:
        [listed] = await list_warnings(work, case_id, None, 10)
    assert (listed["state"], listed["review_on"]) == ("ended", None)
    assert await lines(scene, scene.lead) == [
        ("warning_reviewed", "ended"),
        ("warning_reviewed", "standing"),
        ("warning_recorded", "standing"),
    ]


async def test_no_other_agency_takes_a_warning_away(scene: Warned) -> None:
    await scene.agreement(scene.lead, scene.nurse, categories=frozenset({Category.SOCIAL, Category.HEALTH}))
    case_id = await scene.case()
    await scene.joins(case_id, scene.nurse)
    warning_id = await scene.warns(scene.lead, case_id)
    for who in (scene.nurse, scene.colleague(scene.nurse, Role.SUPERVISOR)):
        with pytest.raises((NotAllowed, NotFound)):
            await scene.reviews(who, case_id, warning_id, 1, ENDED)
        with pytest.raises((NotAllowed, NotFound)):
            await scene.corrects(who, case_id, warning_id, 1, precautions=[])
    assert await scene.is_warned(scene.nurse) == (["infection"], [])


async def test_a_warning_outlives_its_case(scene: Warned) -> None:
    case_id = await scene.case()
    warning_id = await scene.warns(scene.lead, case_id)
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, case_id, ClosingReason.MOVED)
    assert await scene.is_warned(scene.lead) == (["infection"], ["protective_equipment"])
    await scene.reviews(scene.lead, case_id, warning_id, 1, ENDED)
    assert await scene.is_warned(scene.lead) == ([], [])


async def test_what_a_warning_was_while_it_was_closed_does_not_open_with_it(scene: Warned) -> None:
    await scene.agreement(scene.lead, scene.adviser, categories=frozenset({Category.SOCIAL, Category.HOUSING}))
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    warning_id = await scene.warns(scene.lead, case_id)
    stands = Review(outcome=ReviewOutcome.STANDS, review_on=today() + timedelta(days=9), telling=None)
    await scene.reviews(scene.lead, case_id, warning_id, 1, stands)
    changes = {"category": Category.HOUSING, "kind": WarningKind.UNSAFE_HOME, "text": "Loose stairs"}
    await scene.corrects(scene.lead, case_id, warning_id, 2, **changes)
    assert await scene.is_warned(scene.adviser) == (["unsafe_home"], [])
    async with scene.work(scene.adviser) as work:
        assert await list_warning_versions(work, case_id, warning_id, None, 10) == []
    assert await lines(scene, scene.adviser) == [("warning_recorded", "standing")]


async def test_a_warning_about_two_people_is_seen_with_a_ground_for_each(scene: Warned) -> None:
    partner = await scene.known(scene.lead)
    await scene.agreement(scene.lead, scene.adviser, categories=frozenset({Category.HEALTH, Category.CONTACT}))
    case_id = await scene.case(scene.person_id, partner)
    await scene.warns(scene.lead, case_id, scene.person_id, partner)
    await scene.said(scene.adviser, Category.HEALTH, Category.CONTACT)
    assert await scene.is_warned(scene.adviser) == ([], ["protective_equipment"])
    await scene.said(scene.adviser, Category.HEALTH, person_id=partner)
    assert await scene.is_warned(scene.adviser) == (["infection"], ["protective_equipment"])
