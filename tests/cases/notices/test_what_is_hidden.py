"""A notice of what somebody may not see, or not any more, is neither shown nor counted; and one of what was closed when
it happened does not appear when that is opened later.
"""

import asyncpg
import pytest

from services.cases.conversations.actions.messages import correct_message
from services.cases.coordination.actions.team import end_membership
from services.cases.notices.domain.notice import NoticeKind
from services.cases.notices.subscriptions import NOTICES
from services.cases.plans.actions.planned import change_action
from services.cases.plans.domain.goals import Owner, OwnerKind
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor, TaskActor
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.notices.noticing import Noticing

TABLES = ("notice", "notice_read", "notice_reader", "referral_hand")
FORGETFUL = {table: Statement(f"SELECT count(*) FROM {table}") for table in TABLES}
FORGED = Statement("""
    INSERT INTO notice (id, place, at, kind, about, for_agency_id, municipality_id, person_id, also_about, sensitivity,
        agency_id, item_id, urgent)
    VALUES (:id, 1, now(), 'case_closed', 'case', :agency_id, :id, :person_id, '{}', 'ordinary', :agency_id, :id, false)
""")
ASKED = Statement("""
    SELECT (SELECT count(*) FROM subject_of_notice('message', :id, NULL, NULL))
         + (SELECT count(*) FROM concerned_by_notice('team', 'case', :case_id, :case_id, NULL, now()))
""")
MOVED = Statement("UPDATE notice_order SET last = last")


async def test_what_ended_with_a_membership_is_not_shown_any_more(scene: Noticing) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    member_id = await scene.joins(case_id, scene.adviser)
    await scene.starts(scene.lead, case_id)
    await scene.is_heard()
    assert (await scene.page(scene.adviser)).unread == 2
    async with scene.work(scene.lead) as work:
        await end_membership(work, scene.lead, case_id, member_id)
    assert (await scene.page(scene.adviser)).unread == 1
    assert await scene.kinds(scene.adviser) == [NoticeKind.TEAM_INVITED], "that they were asked is theirs"


async def test_what_the_person_refused_is_not_shown_any_more(scene: Noticing) -> None:
    case_id = await scene.team(scene.adviser)
    await scene.starts(scene.lead, case_id, category=Category.HOUSING)
    await scene.is_heard()
    await scene.said(scene.adviser, Category.HOUSING, refusal=True)
    assert await scene.kinds(scene.adviser) == [NoticeKind.TEAM_INVITED]


@pytest.mark.parametrize(
    ("category", "sensitivity"), [(Category.HEALTH, Sensitivity.ORDINARY), (Category.SOCIAL, Sensitivity.SEALED)]
)
async def test_what_was_closed_when_it_happened_stays_hidden_when_it_is_opened(
    scene: Noticing, category: Category, sensitivity: Sensitivity
) -> None:
    case_id = await scene.team(scene.adviser)
    thread_id = await scene.starts(scene.lead, case_id)
    message_id = await scene.says(scene.lead, thread_id, "Closed", category=category, sensitivity=sensitivity)
    await scene.is_heard()
    before = await scene.kinds(scene.adviser)
    opened = {"category": Category.SOCIAL, "sensitivity": Sensitivity.ORDINARY}
    async with scene.work(scene.lead) as work:
        await correct_message(work, scene.lead, thread_id, message_id, 1, opened)
    assert await scene.hears(scene.adviser, thread_id) == ["The first", "Closed"]
    assert await scene.kinds(scene.adviser) == before == [NoticeKind.TEAM_INVITED, NoticeKind.MESSAGE_WRITTEN]


async def test_an_action_that_was_closed_when_it_was_given_is_not_told_of_later(scene: Noticing) -> None:
    case_id = await scene.team(scene.adviser)
    theirs = Owner(OwnerKind.WORKER, scene.adviser.agency_id, scene.adviser.subject)
    goal_id = await scene.goal(scene.lead, case_id)
    action_id = await scene.action(scene.lead, case_id, goal_id, category=Category.HEALTH, owner=theirs)
    await scene.is_heard()
    async with scene.work(scene.lead) as work:
        await change_action(work, scene.lead, case_id, action_id, 1, {"category": Category.SOCIAL})
    assert await scene.kinds(scene.adviser) == [NoticeKind.TEAM_INVITED]
    await scene.is_heard()
    assert await scene.kinds(scene.adviser) == [NoticeKind.TEAM_INVITED, NoticeKind.ACTION_CHANGED]


async def test_the_second_lock_shows_nobody_what_is_for_others(scene: Noticing) -> None:
    case_id = await scene.team(scene.adviser)
    await scene.starts(scene.lead, case_id)
    await scene.moves("sent", new_id(), scene.lead, scene.adviser, scene.lead)
    await scene.is_heard()
    [newest, *_] = await scene.notices(scene.adviser)
    await scene.reads(scene.adviser, newest["id"])
    await scene.reads(scene.adviser, newest["id"], all_up_to=True)
    assert (await seen(scene, scene.adviser))["notice"] == 3
    assert await seen(scene, scene.nurse) == dict.fromkeys(TABLES, 0)
    assert await seen(scene, scene.lead) == dict.fromkeys(TABLES, 0) | {"notice": 1}
    assert await seen(scene, scene.colleague(scene.adviser)) == dict.fromkeys(TABLES, 0) | {"notice": 1}


async def seen(scene: Noticing, who: Actor) -> dict[str, int]:
    async with scene.work(who) as work:
        return {table: await work.value(statement) for table, statement in FORGETFUL.items()}


async def test_nobody_but_the_subscription_makes_notices_or_asks_whom_things_concern(scene: Noticing) -> None:
    case_id = await scene.team(scene.adviser)
    thread_id = await scene.starts(scene.lead, case_id)
    message_id = await scene.says(scene.lead, thread_id, "A message")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scene.work(scene.lead) as work:
            await work.run(FORGED, id=new_id(), agency_id=scene.lead.agency_id, person_id=scene.person_id)
    async with scene.work(scene.lead) as work:
        assert await work.value(ASKED, id=message_id, case_id=case_id) == 0
        assert await work.run(MOVED) == 0
    async with scene.database.work(TaskActor(NOTICES.name)) as work:
        assert await work.value(ASKED, id=message_id, case_id=case_id) == 3
