"""Nobody is added to a thread: whoever has a ground that shows it takes part, and learns nothing of what is closed."""

import pytest

from services.cases.conversations.actions.messages import read_message
from services.cases.conversations.actions.threads import change_thread
from services.cases.coordination.actions.team import end_membership
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.identifiers import new_id
from shared.refusals import NotAllowed, NotFound
from tests.cases.conversations.talks import Talk


async def test_a_team_writes_in_one_thread(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser, talk.nurse)
    thread_id = await talk.starts(talk.lead, case_id, text="Who calls?")
    await talk.says(talk.adviser, thread_id, "I do.")
    await talk.says(talk.nurse, thread_id, "Thank you.")
    for who in (talk.lead, talk.adviser, talk.nurse):
        assert await talk.hears(who, thread_id) == ["Who calls?", "I do.", "Thank you."]


async def test_who_has_no_ground_for_the_category_of_a_thread_does_not_know_of_it(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.lead, case_id, category=Category.HEALTH)
    message_id = await talk.says(talk.lead, thread_id, "About housing after all", category=Category.HOUSING)
    assert await talk.sees_threads(talk.adviser, case_id) == []
    for refused in (
        talk.sees_thread(talk.adviser, thread_id),
        talk.hears(talk.adviser, thread_id),
        talk.says(talk.adviser, thread_id, "Hello?"),
        talk.reads_up_to(talk.adviser, thread_id, message_id),
        talk.takes_back(talk.adviser, thread_id, message_id),
    ):
        with pytest.raises(NotFound):
            await refused
    with pytest.raises(NotFound):
        async with talk.work(talk.adviser) as work:
            await read_message(work, thread_id, message_id, "read-message")


async def test_a_stranger_finds_neither_case_nor_threads(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    await talk.starts(talk.lead, case_id)
    for sought in (case_id, new_id()):
        with pytest.raises(NotFound):
            await talk.sees_threads(talk.nurse, sought)


async def test_a_message_more_closed_than_its_thread_leaves_no_trace(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    older = await talk.starts(talk.lead, case_id, subject="Older")
    newer = await talk.starts(talk.lead, case_id, subject="Newer")
    before = await talk.sees_threads(talk.adviser, case_id)
    hidden = await talk.says(talk.lead, older, "A diagnosis", category=Category.HEALTH, urgent=True)
    await talk.says(talk.lead, older, "For me", sensitivity=Sensitivity.SEALED)
    assert await talk.sees_threads(talk.adviser, case_id) == before
    assert [one["id"] for one in before] == [newer, older]
    assert [one["id"] for one in await talk.sees_threads(talk.lead, case_id)] == [older, newer]
    assert await talk.hears(talk.adviser, older) == ["The first"]
    with pytest.raises(NotFound):
        await talk.reads_up_to(talk.adviser, older, hidden)


async def test_a_sealed_message_is_for_its_writer_alone(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.lead, case_id)
    await talk.says(talk.lead, thread_id, "For me", sensitivity=Sensitivity.SEALED)
    assert await talk.hears(talk.lead, thread_id) == ["The first", "For me"]
    assert await talk.hears(talk.colleague(talk.lead), thread_id) == ["The first"]


async def test_a_refusal_takes_effect_in_a_thread_at_once(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.lead, case_id)
    assert await talk.hears(talk.adviser, thread_id) == ["The first"]
    await talk.said(talk.adviser, Category.SOCIAL, refusal=True)
    with pytest.raises(NotFound):
        await talk.sees_thread(talk.adviser, thread_id)


async def test_who_leaves_the_team_leaves_its_threads(talk: Talk) -> None:
    await talk.agreement(talk.lead, talk.adviser)
    case_id = await talk.case()
    member_id = await talk.joins(case_id, talk.adviser)
    thread_id = await talk.starts(talk.lead, case_id)
    await talk.says(talk.adviser, thread_id, "I was here")
    async with talk.work(talk.lead) as work:
        await end_membership(work, talk.lead, case_id, member_id)
    with pytest.raises(NotFound):
        await talk.hears(talk.adviser, thread_id)
    assert await talk.hears(talk.lead, thread_id) == ["The first", "I was here"]


async def test_a_thread_that_is_classified_anew_is_closed_to_others_with_all_its_messages(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.lead, case_id)
    async with talk.work(talk.lead) as work:
        await change_thread(work, talk.lead, thread_id, 1, {"category": Category.HEALTH})
    assert await talk.sees_threads(talk.adviser, case_id) == []
    with pytest.raises(NotFound):
        await talk.hears(talk.adviser, thread_id)


async def test_a_thread_about_two_people_needs_a_ground_for_each(talk: Talk) -> None:
    child = await talk.known(talk.lead)
    await talk.agreement(talk.lead, talk.adviser)
    case_id = await talk.case(talk.person_id, child)
    await talk.joins(case_id, talk.adviser)
    both = await talk.starts(talk.lead, case_id, talk.person_id, child)
    one = await talk.starts(talk.lead, case_id, child)
    await talk.said(talk.adviser, Category.SOCIAL, refusal=True)
    assert [row["id"] for row in await talk.sees_threads(talk.adviser, case_id)] == [one]
    with pytest.raises(NotFound):
        await talk.sees_thread(talk.adviser, both)


async def test_who_may_not_contribute_in_a_category_does_not_write_in_it(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.lead, case_id)
    with pytest.raises(NotAllowed):
        await talk.says(talk.adviser, thread_id, "About health", category=Category.HEALTH)
    with pytest.raises(NotAllowed):
        await talk.starts(talk.adviser, case_id, category=Category.HEALTH)


async def test_with_its_first_words_an_agency_takes_part_in_the_case(talk: Talk) -> None:
    """What it contributed flows to the team from then on, as with a note."""
    case_id = await talk.team(talk.adviser, talk.nurse)
    thread_id = await talk.starts(talk.lead, case_id)
    await talk.says(talk.nurse, thread_id, "By the nurse")
    assert await talk.hears(talk.adviser, thread_id) == ["The first", "By the nurse"]
    own = await talk.starts(talk.adviser, case_id, subject="By the adviser")
    assert await talk.hears(talk.nurse, own) == ["The first"]
