"""What waits because of a referral: for whoever must move next, until they do."""

from datetime import UTC, datetime, timedelta

from services.cases.coordination.actions.cases import close_case
from services.cases.coordination.domain.case import Risk
from services.cases.tasks.domain.listing import Whose
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.identifiers import new_id
from tests.cases.tasks.scenes import TaskScene


async def kinds(scene: TaskScene, who: Actor) -> list[str]:
    return [row["kind"] for row in await scene.rows(who, Whose.AGENCY)]


async def test_a_referral_waits_for_whoever_must_move_next(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    await scene.said(scene.adviser, Category.HOUSING)
    referral_id = new_id()
    for past_tense, state, of_sender, of_receiver in (
        ("drafted", "draft", [], []),
        ("sent", "sent", [], ["referral"]),
        ("acknowledged", "received", [], ["referral"]),
        ("question_asked", "information_requested", ["question"], []),
        ("question_answered", "received", [], ["referral"]),
        ("alternative_offered", "alternative_offered", ["alternative"], []),
        ("alternative_rejected", "received", [], ["referral"]),
        ("waitlisted", "waitlisted", [], []),
        ("accepted", "accepted", [], ["start"]),
        ("started", "in_progress", [], []),
    ):
        await scene.referral_moves(past_tense, state, referral_id, sender=scene.lead, receiver=scene.adviser)
        assert (await kinds(scene, scene.lead), await kinds(scene, scene.adviser)) == (of_sender, of_receiver)


async def test_a_row_says_since_when_it_waits_and_where_it_opens(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    await scene.said(scene.adviser, Category.HOUSING)
    referral_id = new_id()
    await scene.referral_moves("sent", "sent", referral_id, sender=scene.lead, receiver=scene.adviser)
    [row] = await scene.rows(scene.adviser, Whose.AGENCY)
    assert (row["due_on"], row["is_overdue"], row["worker_id"], row["case_id"]) == (None, False, None, None)
    assert row["opens_at"] == f"/v1/referrals/{referral_id}"
    assert datetime.now(UTC) - datetime.fromisoformat(row["since"]) < timedelta(minutes=1)
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)  # somewhere it is that day already
    assert await scene.rows(scene.adviser, Whose.AGENCY, due_until=tomorrow) == [row]
    assert await scene.rows(scene.adviser, Whose.AGENCY, only_overdue=True) == []


async def test_a_move_that_arrives_after_a_later_one_does_not_wait_again(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    await scene.said(scene.adviser, Category.HOUSING)
    referral_id, sent_at = new_id(), datetime.now(UTC)
    for past_tense, state, later in (("sent", "sent", 0), ("started", "in_progress", 2), ("accepted", "accepted", 1)):
        await scene.referral_moves(
            past_tense,
            state,
            referral_id,
            sender=scene.lead,
            receiver=scene.adviser,
            moved_at=sent_at + timedelta(minutes=later),
        )
    assert await kinds(scene, scene.adviser) == []


async def test_without_a_ground_for_the_person_a_referral_is_on_no_list(scene: TaskScene) -> None:
    await scene.referral_moves("sent", "sent", new_id(), sender=scene.lead, receiver=scene.adviser)
    assert await kinds(scene, scene.adviser) == []


async def test_it_stands_by_the_risk_of_its_case_for_those_who_work_on_that_and_nobody_else(
    scene: TaskScene,
) -> None:
    """Neither the row nor the order of the list tells the receiver how risky the sender found the case."""
    await scene.agreement(scene.lead, scene.adviser)
    await scene.said(scene.adviser, Category.HOUSING)
    case_id = await scene.case(risk=Risk.LOW)
    calm, risky = sorted((new_id(), new_id()))
    for referral_id, of_case in ((calm, None), (risky, str(case_id))):
        await scene.referral_moves(
            "sent", "sent", referral_id, sender=scene.lead, receiver=scene.adviser, case_id=of_case
        )
    rows = await scene.rows(scene.adviser, Whose.AGENCY)
    assert [(row["id"], row["risk"]) for row in rows] == [(str(one), "not_assessed") for one in (calm, risky)]
    await scene.assesses(scene.lead, case_id, Risk.HIGH)
    assert await scene.rows(scene.adviser, Whose.AGENCY) == rows
    await scene.joins(case_id, scene.adviser)
    assert await scene.listed(scene.adviser, Whose.AGENCY) == [risky, calm]
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, case_id, ClosingReason.MOVED)
    rows = await scene.rows(scene.adviser, Whose.AGENCY)
    assert [(row["id"], row["risk"]) for row in rows] == [(str(risky), "high"), (str(calm), "not_assessed")]


async def test_others_than_the_two_agencies_see_it_by_its_category(scene: TaskScene, cases_owner: Database) -> None:
    await scene.agreement(scene.lead, scene.adviser, scene.nurse)
    await scene.said(scene.adviser, Category.HOUSING)
    case_id = await scene.case()
    await scene.joins(case_id, scene.nurse)
    await scene.writes(scene.lead, case_id, "A note")
    for category, is_seen in (("housing", True), ("health", False)):
        referral_id = new_id()
        await scene.referral_moves(
            "sent",
            "sent",
            referral_id,
            sender=scene.lead,
            receiver=scene.adviser,
            case_id=str(case_id),
            category=category,
        )
        assert (referral_id in await scene.listed(scene.nurse, Whose.TEAM)) is is_seen
    assert await cases_owner.pool.fetchval("SELECT count(*) FROM duty WHERE case_id = $1", case_id) == 2
