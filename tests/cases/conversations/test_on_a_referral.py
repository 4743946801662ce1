"""Threads on a referral, as far as the timeline knows of it."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.cases.timeline.actions import ReferralMove, add_move
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import TaskActor
from shared.identifiers import new_id
from shared.refusals import Invalid, NotAllowed, NotFound
from tests.cases.conversations.talks import Talk


async def referred(talk: Talk, category: Category) -> UUID:
    """A referral that the lead sent to the adviser."""
    move = ReferralMove(
        referral_id=new_id(),
        person_id=talk.person_id,
        case_id=None,
        sender_agency_id=talk.lead.agency_id,
        receiver_agency_id=talk.adviser.agency_id,
        kind=LineKind.REFERRAL_SENT,
        category=category,
        state="sent",
        moved_at=datetime.now(UTC),
        by_agency_id=talk.lead.agency_id,
        by_id=talk.lead.subject,
    )
    async with talk.database.work(TaskActor("referral_moves")) as work:
        await add_move(work, new_id(), move)
    return move.referral_id


async def test_sender_and_receiver_write_in_one_thread(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    referral_id = await referred(talk, Category.HOUSING)
    thread_id = await talk.starts(talk.lead, None, referral_id=referral_id)
    await talk.says(talk.adviser, thread_id, "Received")
    assert await talk.hears(talk.adviser, thread_id) == ["The first", "Received"]
    [row] = await talk.sees_threads(talk.adviser, None, referral_id)
    assert (row["id"], row["referral_id"], row["case_id"]) == (thread_id, referral_id, None)
    assert await talk.sees_threads(talk.lead, case_id) == []


async def test_an_answer_flows_back_only_on_a_ground(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.lead, None, referral_id=await referred(talk, Category.HOUSING))
    await talk.says(talk.adviser, thread_id, "Received")
    assert await talk.hears(talk.lead, thread_id) == ["The first"]
    await talk.writes(talk.adviser, case_id, "Takes part in the case from here on")
    assert await talk.hears(talk.lead, thread_id) == ["The first", "Received"]


async def test_who_does_not_see_a_referral_finds_no_threads_on_it(talk: Talk) -> None:
    await talk.team(talk.adviser)
    referral_id = await referred(talk, Category.HOUSING)
    await talk.starts(talk.lead, None, referral_id=referral_id)
    for sought in (referral_id, new_id()):
        with pytest.raises(NotFound):
            await talk.starts(talk.nurse, None, referral_id=sought)
        with pytest.raises(NotFound):
            await talk.sees_threads(talk.nurse, None, sought)


async def test_who_sees_the_thread_and_not_its_referral_is_not_told_that_there_is_one(talk: Talk) -> None:
    await talk.team(talk.adviser, talk.nurse)
    referral_id = await referred(talk, Category.HEALTH)
    thread_id = await talk.starts(talk.lead, None, referral_id=referral_id)
    assert (await talk.sees_thread(talk.adviser, thread_id))["referral_id"] == referral_id
    assert (await talk.sees_thread(talk.nurse, thread_id))["referral_id"] is None
    with pytest.raises(NotFound):
        await talk.sees_threads(talk.nurse, None, referral_id)


async def test_a_thread_on_a_referral_is_about_the_person_who_was_referred(talk: Talk) -> None:
    referral_id = await referred(talk, Category.HOUSING)
    with pytest.raises(Invalid):
        await talk.starts(talk.lead, None, await talk.known(talk.lead), referral_id=referral_id)


async def test_a_receiver_without_a_ground_to_contribute_does_not_write(talk: Talk) -> None:
    await talk.team(talk.adviser)
    referral_id = await referred(talk, Category.HEALTH)
    with pytest.raises(NotAllowed):
        await talk.starts(talk.adviser, None, category=Category.HEALTH, referral_id=referral_id)
