"""A day is prepared months before, once, and follows what is known until it has come."""

import asyncio
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest

from services.cases.coordination.actions.cases import close_case, reopen_case
from services.cases.mandates.actions.deciding import review_mandate
from services.cases.people.domain.coming_of_age import of_age_at
from services.cases.transitions.actions.looking import AFTER_A_FAILURE, look_at_one
from services.cases.transitions.actions.reading import give_receipt
from services.cases.transitions.domain.rules import Told, TransitionKind
from services.cases.transitions.subscriptions import CHANGED_DATES
from shared.contracts.cases.coordination import ClosingReason, ReopeningReason
from shared.contracts.cases.duties import DutyKind
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Role
from shared.refusals import Unavailable
from tests.cases.plans.scenes import action_of_template, goal_of_template
from tests.cases.transitions.turning import BORN, INSTANT, MONTH, OF_AGE, PARIS, Turning

HALF_A_YEAR_BEFORE = OF_AGE - 6 * MONTH
_REFUSING = """
    CREATE FUNCTION cases.refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE division_by_zero; END $$;
    CREATE TRIGGER refuse_one BEFORE INSERT ON cases.transition
        FOR EACH ROW WHEN (new.person_id = '{person}') EXECUTE FUNCTION cases.refuse_one()
"""


async def waiting(scene: Turning) -> list[tuple[str, object, object]]:
    """What must be done about the person, for whom."""
    rows = await scene.owner.pool.fetch(
        "SELECT kind, for_agency_id, for_worker_id FROM cases.duty WHERE person_id = $1 AND kind = ANY ($2) ORDER BY 1",
        scene.person_id,
        [DutyKind.TRANSITION.value, DutyKind.RECEIPT.value],
    )
    return [tuple(row) for row in rows]


async def test_it_is_opened_months_before_once_with_a_plan_by_the_agency_that_leads(scene: Turning) -> None:
    template_id = await scene.template(
        scene.lead, goal_of_template("social", action_of_template("worker"), action_of_template("agency"))
    )
    await scene.rule(template_id=template_id, receipts_from=[scene.nurse.agency_id])
    await scene.begins()
    await scene.days_come(HALF_A_YEAR_BEFORE - MONTH)
    assert await scene.changes() == []
    for _ in range(2):
        await scene.days_come(scene.database.clock() + 2 * MONTH)
    (change,) = await scene.changes()
    assert (change["changes_at"], change["changes_on"], change["case_id"]) == (OF_AGE, date(2029, 6, 30), scene.case_id)
    assert (change["state"], change["plan"]) == ("open", "begun")
    (goal,) = await scene.goals(scene.lead, scene.case_id)
    assert (goal["wording"], goal["agency_id"]) == ("A goal about social", scene.lead.agency_id)
    assert goal["worker_id"] != scene.lead.subject, "nobody is said to have written what they did not"
    owners = sorted((one["owner_kind"], one["owner_id"]) for one in await scene.actions(scene.lead, scene.case_id))
    assert owners == [("agency", None), ("worker", scene.lead.subject)]
    assert await waiting(scene) == [
        ("receipt", scene.nurse.agency_id, None),
        ("transition", scene.lead.agency_id, scene.lead.subject),
    ]
    assert await scene.told_of("opened") == [change["id"]]


async def test_several_replicas_open_it_once(scene: Turning) -> None:
    await scene.rule(template_id=await scene.template(scene.lead))
    await scene.begins()
    scene.at(HALF_A_YEAR_BEFORE + MONTH)
    await scene.is_heard(CHANGED_DATES)
    await asyncio.gather(*(look_at_one(scene.database) for _ in range(4)))
    await asyncio.gather(*(scene.days_come() for _ in range(4)))
    (change,) = await scene.changes()
    assert await scene.told_of("opened") == [change["id"]]
    assert len(await scene.goals(scene.lead, scene.case_id)) == 1


async def test_whoever_cannot_be_looked_at_now_is_looked_at_later_and_nobody_waits_for_them(scene: Turning) -> None:
    await scene.rule()
    await scene.begins()
    scene.at(HALF_A_YEAR_BEFORE + MONTH)
    await scene.is_heard(CHANGED_DATES)
    await scene.owner.pool.execute(_REFUSING.format(person=scene.person_id))
    try:
        await scene.days_come()
        assert await scene.changes() == []
    finally:
        await scene.owner.pool.execute("DROP TRIGGER refuse_one ON cases.transition; DROP FUNCTION cases.refuse_one()")
    await scene.days_come(scene.database.clock() + AFTER_A_FAILURE)
    assert len(await scene.changes()) == 1


async def test_a_plan_that_the_agency_may_not_write_is_left_to_the_lead(scene: Turning) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    template_id = await scene.template(scene.lead, goal_of_template("social"), goal_of_template("housing"))
    await scene.rule(template_id=template_id)
    await scene.begins(BORN, PARIS, scene.adviser)
    await scene.said(scene.adviser, Category.IDENTITY)
    seats = {one["agency_id"]: one["id"] for one in await _team(scene)}
    await scene.gives_the_lead(scene.case_id, seats[scene.adviser.agency_id], scene.adviser)
    await scene.days_come(HALF_A_YEAR_BEFORE + MONTH)
    (change,) = await scene.changes()
    assert change["plan"] == "left_to_lead"
    assert await scene.goals(scene.lead, scene.case_id) == []
    assert await waiting(scene) == [("transition", scene.adviser.agency_id, scene.adviser.subject)]


async def test_a_plan_is_begun_later_where_the_database_is_too_busy(
    scene: Turning, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.rule(template_id=await scene.template(scene.lead, goal_of_template("social")))
    await scene.begins()

    async def too_busy(*_: object) -> None:
        raise Unavailable

    with monkeypatch.context() as crowded, suppress(Unavailable):
        crowded.setattr("services.cases.transitions.actions.planning.apply_template", too_busy)
        await scene.days_come(HALF_A_YEAR_BEFORE + MONTH)
    await scene.days_come()
    (change,) = await scene.changes()
    assert change["plan"] == "begun"


async def _team(scene: Turning) -> list[dict[str, Any]]:
    rows = await scene.owner.pool.fetch("SELECT * FROM cases.team_member WHERE case_id = $1", scene.case_id)
    return [dict(row) for row in rows]


async def test_a_corrected_birth_date_moves_it_and_one_taken_back_calls_it_off(scene: Turning) -> None:
    await scene.rule()
    await scene.begins()
    await scene.days_come(HALF_A_YEAR_BEFORE + MONTH)
    (first,) = await scene.changes()
    await scene.was_born("2011-07")
    await scene.days_come()
    (moved,) = await scene.changes()
    assert (moved["id"], moved["changes_at"]) == (first["id"], of_age_at("2011-07", PARIS))
    await scene.was_born(None)
    await scene.days_come()
    (gone,) = await scene.changes()
    assert (gone["id"], gone["state"], await waiting(scene)) == (first["id"], "called_off", [])
    await scene.was_born(BORN)
    await scene.days_come()
    assert [(one["id"], one["state"]) for one in await scene.changes()] == [(first["id"], "open")], "it goes on"
    assert [len(await scene.told_of(one)) for one in ("opened", "moved", "called_off")] == [2, 1, 1]


async def test_found_to_be_of_age_already_it_comes_at_once(scene: Turning) -> None:
    await scene.rule()
    await scene.begins()
    await scene.days_come(HALF_A_YEAR_BEFORE + MONTH)
    await scene.was_born("2010-06-30")
    await scene.days_come()
    await scene.days_come()
    assert [one["state"] for one in await scene.changes()] == ["done"]


async def test_without_a_case_or_when_the_day_is_over_nothing_is_opened(scene: Turning) -> None:
    await scene.rule()
    await scene.lies_in(PARIS)
    await scene.child(BORN)
    await scene.days_come(HALF_A_YEAR_BEFORE + MONTH)
    assert await scene.changes() == []
    scene.at(OF_AGE)
    await scene.case()
    await scene.days_come()
    assert await scene.changes() == []


@pytest.mark.parametrize(("tells", "hears"), [(Told.TEAM, ["transition_opened"]), (Told.LEAD, [])])
async def test_who_the_rule_names_hears_of_it_as_far_as_they_may_see_it(
    scene: Turning, tells: Told, hears: list[str]
) -> None:
    await scene.agreement(scene.lead, scene.nurse, scene.adviser)
    await scene.rule(tells=tells)
    await scene.begins(BORN, PARIS, scene.nurse)
    await scene.days_come(HALF_A_YEAR_BEFORE + MONTH)
    await scene.is_heard()
    assert [one for one in await scene.kinds(scene.lead) if one.startswith("transition")] == ["transition_opened"]
    assert [one for one in await scene.kinds(scene.nurse) if one.startswith("transition")] == hears
    assert "transition_opened" not in await scene.kinds(scene.adviser)


async def test_the_end_of_a_mandate_or_consent_is_prepared_by_whoever_holds_it(scene: Turning) -> None:
    await scene.rule(TransitionKind.MANDATE_ENDS, months_before=2)
    await scene.rule(TransitionKind.CONSENT_ENDS, months_before=1)
    await scene.agreement(scene.lead, scene.adviser)
    await scene.lies_in(PARIS)
    await scene.child(BORN)
    ends_at = scene.database.clock() + timedelta(days=100)
    mandate_id = await scene.mandated(scene.nurse, ends_at, Category.HEALTH)
    consent_id = await scene.agreed(scene.adviser, "person", until=ends_at)
    await scene.days_come(ends_at - timedelta(days=20))
    subjects = {one["subject_id"]: one["kind"] for one in await scene.changes(scene.nurse)}
    assert subjects == {mandate_id: "mandate_ends"}, "of their own, and of nobody else's"
    assert {one["subject_id"] for one in await scene.changes()} == {mandate_id, consent_id}, "who coordinates sees all"
    assert await scene.changes(scene.adviser) == []
    assert {one[1] for one in await waiting(scene)} == {scene.nurse.agency_id, scene.lead.agency_id}
    await scene.days_come(ends_at - INSTANT)
    assert {one["state"] for one in await scene.changes()} == {"open"}
    await scene.days_come(ends_at)
    assert {one["state"] for one in await scene.changes()} == {"done"}
    assert await waiting(scene) == []


async def test_whoever_holds_a_mandate_is_reminded_to_look_at_it_again_before_it_ends_so(scene: Turning) -> None:
    await scene.rule(TransitionKind.MANDATE_ENDS, months_before=2)
    await scene.lies_in(PARIS)
    await scene.child(BORN)
    now = scene.database.clock()
    review_at, later = now + timedelta(days=100), now + timedelta(days=200)
    mandate_id = await scene.mandated(scene.nurse, now + timedelta(days=300), Category.HEALTH)
    await scene.owner.pool.execute(
        "UPDATE cases.mandate SET ends_unless_reviewed = true, review_at = $2 WHERE id = $1", mandate_id, review_at
    )
    await scene.days_come(review_at - timedelta(days=20))
    assert [(one["subject_id"], one["state"]) for one in await scene.changes(scene.nurse)] == [(mandate_id, "open")]
    assert {one[1] for one in await waiting(scene)} == {scene.nurse.agency_id}
    second = scene.colleague(scene.nurse, Role.SUPERVISOR)
    async with scene.work(second) as work:
        await review_mandate(work, second, scene.person_id, mandate_id, later, None)
    await scene.days_come()
    assert [one["state"] for one in await scene.changes(scene.nurse)] == ["open"], "it moved with the review"
    await scene.days_come(review_at)
    assert [one["state"] for one in await scene.changes(scene.nurse)] == ["open"]
    assert (await scene.ends())[mandate_id] == later
    await scene.days_come(later)
    assert [one["state"] for one in await scene.changes()] == ["done"]


async def test_a_case_that_is_reopened_goes_on_with_the_plan_and_the_receipts_that_it_had(scene: Turning) -> None:
    template_id = await scene.template(scene.lead, goal_of_template("social"))
    asked = [scene.nurse.agency_id, scene.adviser.agency_id]
    await scene.rule(template_id=template_id, receipts_from=asked)
    everything = frozenset({Category.IDENTITY, Category.SOCIAL})
    await scene.agreement(scene.lead, scene.nurse, scene.adviser, categories=everything)
    await scene.begins(BORN, PARIS, scene.nurse, scene.adviser)
    await scene.days_come(HALF_A_YEAR_BEFORE + MONTH)
    (change,) = await scene.changes()
    async with scene.work(scene.nurse) as work:
        await give_receipt(work, scene.nurse, scene.person_id, change["id"])
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, scene.case_id, ClosingReason.GOALS_REACHED)
    await scene.days_come()
    assert [one["state"] for one in await scene.changes()] == ["called_off"]
    async with scene.work(scene.lead) as work:
        await reopen_case(work, scene.lead, scene.case_id, ReopeningReason.NEED_RETURNED)
    await scene.days_come()
    (again,) = await scene.changes()
    assert (again["id"], again["state"], again["plan"]) == (change["id"], "open", "begun")
    assert len(await scene.goals(scene.lead, scene.case_id)) == 1
    assert await waiting(scene) == [
        ("receipt", scene.adviser.agency_id, None),
        ("transition", scene.lead.agency_id, scene.lead.subject),
    ]
