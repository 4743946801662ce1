"""What must be done: what is due comes first, each row shows what its reader may see, each look is logged."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.cases.coordination.actions.cases import close_case, reopen_case
from services.cases.coordination.actions.team import end_membership
from services.cases.coordination.domain.case import Risk
from services.cases.coordination.subscriptions import REVOKED_WORKERS
from services.cases.plans.actions.agreeing import NewSignature, propose_plan, sign_plan
from services.cases.plans.domain.agreeing import SignedHow
from services.cases.tasks.domain.listing import Whose
from shared.clock import system_clock
from shared.contracts.cases.coordination import ClosingReason, ReopeningReason
from shared.contracts.cases.duties import DutyKind
from shared.contracts.cases.plans import ActionState, Party, SignedAs
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.messaging.events import Told
from tests.cases.people.persons import registered
from tests.cases.tasks.scenes import TODAY, TOMORROW, TaskScene, of_agency, of_worker


async def test_a_row_shows_all_that_a_worker_needs_to_choose(scene: TaskScene) -> None:
    case_id = await scene.case(risk=Risk.HIGH)
    action_id = await scene.plans(scene.lead, case_id, due_on=date(2026, 3, 1), title="Call the landlord")
    [row] = await scene.rows(scene.lead)
    assert row.pop("since")
    assert row == {
        "id": str(action_id),
        "kind": "action",
        "title": "Call the landlord",
        "due_on": "2026-03-01",
        "is_overdue": True,
        "risk": "high",
        "category": "social",
        "case_id": str(case_id),
        "persons": [{"person_id": str(scene.person_id), "display_name": "Alix Exemple"}],
        "agency_id": str(scene.lead.agency_id),
        "worker_id": str(scene.lead.worker_id),
        "given": None,
        "opens_at": f"/v1/cases/{case_id}/actions/{action_id}",
    }


@pytest.mark.parametrize("of", list(Whose))
async def test_a_list_takes_one_statement_beside_those_of_the_transaction(scene: TaskScene, of: Whose) -> None:
    case_id = await scene.case(next_review_on=TODAY)
    for _ in range(3):
        await scene.plans(scene.lead, case_id, due_on=TODAY)
    sent: list[str] = []
    async with scene.work(scene.lead) as work:
        with work._connection.query_logger(lambda record: sent.append(record.query)):
            await scene.first_page(work, of, page_of=2)
    assert len(sent) == 1


async def test_what_is_due_comes_first_then_what_is_risky_and_what_has_no_date_comes_last(scene: TaskScene) -> None:
    calm, risky = await scene.case(risk=Risk.LOW), await scene.case(risk=Risk.HIGH)
    some_day = await scene.plans(scene.lead, risky)
    tomorrow = await scene.plans(scene.lead, calm, due_on=TOMORROW)
    tomorrow_and_risky = await scene.plans(scene.lead, risky, due_on=TOMORROW)
    today = await scene.plans(scene.lead, calm, due_on=TODAY)
    last_day_there_is = await scene.plans(scene.lead, calm, due_on=date.max)
    order = [today, tomorrow_and_risky, tomorrow, some_day, last_day_there_is]
    for of in Whose:
        assert await scene.listed(scene.lead, of) == order
        assert await scene.listed(scene.lead, of, page_of=2) == order


async def test_only_what_is_due_overdue_or_of_a_kind_is_listed_where_that_is_asked_for(scene: TaskScene) -> None:
    today = system_clock().date()
    tomorrow = today + timedelta(days=1)
    case_id = await scene.case(next_review_on=today)
    late = await scene.plans(scene.lead, case_id, due_on=date(2026, 2, 1))
    later = await scene.plans(scene.lead, case_id, due_on=tomorrow)
    await scene.plans(scene.lead, case_id)
    assert await scene.listed(scene.lead, due_until=tomorrow) == [late, case_id, later]
    assert await scene.listed(scene.lead, due_until=today) == [late, case_id]
    assert await scene.listed(scene.lead, only_overdue=True) == [late]
    assert await scene.listed(scene.lead, Whose.ME, DutyKind.REVIEW) == [case_id]
    assert await scene.listed(scene.lead, Whose.TEAM, DutyKind.REVIEW, DutyKind.ACTION, due_until=today) == [
        late,
        case_id,
    ]


async def test_whoever_is_asked_to_work_on_a_case_is_not_told_how_risky_it_is(scene: TaskScene) -> None:
    invitations = [await scene.asks(await scene.case(risk=risk), scene.nurse) for risk in (Risk.LOW, Risk.HIGH)]
    rows = await scene.rows(scene.nurse)
    assert [(row["id"], row["risk"]) for row in rows] == [(str(one), "not_assessed") for one in invitations]


async def test_a_change_of_risk_moves_what_must_be_done_in_the_lists_of_everybody(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    partner = await registered(scene.database, scene.lead)
    first, second = await scene.case(risk=Risk.MODERATE), await scene.case(partner, risk=Risk.LOW)
    for case_id in (first, second):
        await scene.joins(case_id, scene.adviser)
    of_first = await scene.plans(scene.adviser, first, due_on=TODAY)
    of_second = await scene.plans(scene.adviser, second, due_on=TODAY)
    assert await scene.listed(scene.adviser) == [of_first, of_second]
    await scene.changes_case(scene.lead, second, risk=Risk.HIGH)
    assert await scene.listed(scene.adviser) == [of_second, of_first]


async def test_an_action_leaves_the_list_when_it_is_over_and_returns_when_it_is_not(scene: TaskScene) -> None:
    case_id = await scene.case()
    action_id = await scene.plans(scene.lead, case_id)
    await scene.changes_action(scene.lead, case_id, action_id, 1, state=ActionState.DONE)
    assert await scene.listed(scene.lead) == []
    await scene.changes_action(scene.lead, case_id, action_id, 2, state=ActionState.PLANNED, due_on=TODAY)
    [row] = await scene.rows(scene.lead)
    assert (row["id"], row["due_on"]) == (str(action_id), TODAY.isoformat())


async def test_whose_it_is_says_in_which_lists_it_stands(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    mine = await scene.plans(scene.lead, case_id, due_on=TODAY)
    theirs = await scene.plans(scene.lead, case_id, owner=of_worker(scene.adviser), due_on=TODAY)
    agencys = await scene.plans(scene.lead, case_id, owner=of_agency(scene.adviser), due_on=TOMORROW)
    await scene.plans(scene.lead, case_id, owner=of_worker(scene.nurse), due_on=TOMORROW, category=Category.HEALTH)
    assert await scene.listed(scene.lead) == [mine]
    assert await scene.listed(scene.adviser) == [theirs]
    assert await scene.listed(scene.adviser, Whose.AGENCY) == [theirs, agencys]
    assert await scene.listed(scene.adviser, Whose.TEAM) == [mine, theirs, agencys]
    colleague = scene.colleague(scene.adviser)
    assert await scene.listed(colleague) == []
    assert await scene.listed(colleague, Whose.TEAM) == []
    assert await scene.listed(scene.nurse, Whose.AGENCY) == [], "whose it is opens nothing"


async def test_a_seat_for_everybody_puts_the_case_on_the_list_of_each_colleague_once(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser, whole_agency=True)
    await scene.joins(case_id, scene.adviser)
    action_id = await scene.plans(scene.lead, case_id)
    for who in (scene.adviser, scene.colleague(scene.adviser)):
        assert await scene.listed(who, Whose.TEAM) == [action_id]


async def test_a_review_is_the_leads_to_hold_whoever_leads(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case(next_review_on=TOMORROW)
    member_id = await scene.joins(case_id, scene.adviser)
    [row] = await scene.rows(scene.lead)
    assert (row["kind"], row["due_on"], row["title"]) == ("review", TOMORROW.isoformat(), None)
    assert row["opens_at"] == f"/v1/cases/{case_id}"
    await scene.gives_the_lead(case_id, member_id, scene.adviser)
    assert await scene.listed(scene.lead) == []
    assert await scene.listed(scene.adviser) == [case_id]
    await scene.changes_case(scene.adviser, case_id, next_review_on=TODAY)
    [row] = await scene.rows(scene.adviser)
    assert row["due_on"] == TODAY.isoformat()
    await scene.changes_case(scene.adviser, case_id, next_review_on=None)
    assert await scene.listed(scene.adviser) == []


async def test_a_proposed_plan_waits_for_its_signatures_until_everybody_agrees(scene: TaskScene) -> None:
    case_id = await scene.case()
    await scene.plans(scene.lead, case_id)
    async with scene.work(scene.lead) as work:
        await propose_plan(work, scene.lead, case_id)
    async with scene.work(scene.lead) as work:
        version_id = await propose_plan(work, scene.lead, case_id)
    assert await scene.listed(scene.lead, Whose.ME, DutyKind.SIGNATURE) == [version_id]
    for party, answer, is_left in (
        (Party.LEAD, SignedAs.AGREED, True),
        (Party.PERSON, SignedAs.AGREED, False),
        (Party.PERSON, SignedAs.DISAGREED, True),
    ):
        said = NewSignature(
            party=party, person_id=None, representative_id=None, answer=answer, words=None, signed_how=SignedHow.ORAL
        )
        async with scene.work(scene.lead) as work:
            await sign_plan(work, scene.lead, case_id, version_id, said)
        waiting = await scene.listed(scene.lead, Whose.ME, DutyKind.SIGNATURE)
        assert waiting == ([version_id] if is_left else [])


async def test_nothing_must_be_done_in_a_closed_case(scene: TaskScene) -> None:
    case_id = await scene.case(next_review_on=TODAY)
    action_id = await scene.plans(scene.lead, case_id)
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, case_id, ClosingReason.GOALS_REACHED)
    await scene.changes_action(scene.lead, case_id, action_id, 1, state=ActionState.UNDER_WAY)
    for of in Whose:
        assert await scene.listed(scene.lead, of) == []
    async with scene.work(scene.lead) as work:
        await reopen_case(work, scene.lead, case_id, ReopeningReason.NEED_RETURNED)
    for of in Whose:
        assert await scene.listed(scene.lead, of) == [case_id, action_id]


async def test_what_is_reclassified_leaves_the_lists_of_those_who_may_not_see_it_any_more(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    action_id = await scene.plans(scene.lead, case_id, owner=of_worker(scene.adviser))
    assert await scene.listed(scene.adviser) == [action_id]
    await scene.changes_action(scene.lead, case_id, action_id, 1, sensitivity=Sensitivity.SEALED)
    for of in Whose:
        assert await scene.listed(scene.adviser, of) == []
    await scene.changes_action(
        scene.lead, case_id, action_id, 2, sensitivity=Sensitivity.ORDINARY, category=Category.HEALTH
    )
    assert await scene.listed(scene.adviser) == []


async def test_who_left_the_team_no_longer_has_its_work_on_the_list(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    member_id = await scene.joins(case_id, scene.adviser)
    action_id = await scene.plans(scene.lead, case_id, owner=of_worker(scene.adviser))
    async with scene.work(scene.lead) as work:
        await end_membership(work, scene.lead, case_id, member_id)
    for of in Whose:
        assert await scene.listed(scene.adviser, of) == []
    assert await scene.listed(scene.lead, Whose.TEAM) == [action_id]


async def test_of_a_household_each_sees_the_people_they_may_know(scene: TaskScene) -> None:
    partner = await registered(scene.database, scene.lead)
    case_id = await scene.case(scene.person_id, partner, next_review_on=TODAY)
    await scene.agreement(scene.lead, scene.adviser)
    await scene.joins(case_id, scene.adviser)
    of_both = await scene.plans(scene.lead, case_id, scene.person_id, partner, due_on=TODAY)
    await scene.said(scene.adviser, Category.SOCIAL, refusal=True, person_id=partner)
    [row] = await scene.rows(scene.adviser, Whose.TEAM)
    assert row["id"] == str(case_id)
    assert [one["person_id"] for one in row["persons"]] == [str(scene.person_id)]
    assert set(await scene.listed(scene.lead, Whose.TEAM)) == {case_id, of_both}


async def test_each_person_of_the_page_has_a_line_in_the_access_log(scene: TaskScene, cases_owner: Database) -> None:
    await scene.agreement(scene.lead, scene.adviser, categories=frozenset({Category.SOCIAL, Category.HOUSING}))
    partner = await registered(scene.database, scene.lead)
    case_id = await scene.case(scene.person_id, partner, next_review_on=TOMORROW)
    await scene.joins(case_id, scene.adviser)
    await scene.plans(scene.lead, case_id, scene.person_id, category=Category.HOUSING, due_on=TODAY)
    for page_of, people in ((1, {scene.person_id}), (2, {scene.person_id, partner})):
        async with scene.work(scene.adviser) as work:
            decision_id = work.decision_id
            await scene.first_page(work, Whose.TEAM, page_of)
        looks = await cases_owner.pool.fetch("SELECT * FROM access_log WHERE decision_id = $1", decision_id)
        assert {look["person_id"] for look in looks} == people
        assert len(looks) == len(people)
        [look] = [look for look in looks if look["person_id"] == scene.person_id]
        assert (look["operation"], look["act"], look["grounds"]) == ("list-tasks", "search_hit", [f"team:{case_id}"])
        assert set(look["categories"]) == ({"housing"} if page_of == 1 else {"housing", "social"})
        assert look["municipality_id"] == scene.world.municipality_id


async def test_what_a_revoked_worker_led_waits_for_the_agency_and_stands_on_no_list_of_theirs(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case(next_review_on=TODAY)
    await scene.joins(case_id, scene.adviser)
    told = {"worker_id": str(scene.lead.subject), "agency_id": str(scene.lead.agency_id)}
    async with scene.database.work(TaskActor(REVOKED_WORKERS.name)) as work:
        await REVOKED_WORKERS.handle(
            work, Told(new_id(), "parcours.worker.revoked.v1", scene.lead.subject, datetime.now(UTC), told)
        )
    [row] = await scene.rows(scene.adviser, Whose.TEAM)
    assert (row["id"], row["agency_id"], row["worker_id"]) == (str(case_id), str(scene.lead.agency_id), None)
    assert await scene.listed(scene.lead, Whose.TEAM) == []
    assert await scene.listed(scene.colleague(scene.lead), Whose.AGENCY) == [case_id]
