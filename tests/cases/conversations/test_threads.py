"""Threads and messages through their lives: closed, reopened, corrected, retracted, read."""

from uuid import UUID

import pytest

from services.cases.conversations.actions.messages import correct_message, list_earlier_messages, read_message
from services.cases.conversations.actions.threads import (
    change_thread,
    close_thread,
    list_earlier_threads,
    reopen_thread,
)
from services.cases.coordination.actions.cases import close_case
from services.cases.timeline.actions import read_timeline
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.refusals import Conflict, NotAllowed, NotFound, Stale
from tests.cases.conversations.talks import Talk

MANY_MORE = """
    INSERT INTO message (id, thread_id, municipality_id, person_id, also_about, category, sensitivity, agency_id,
        worker_id, version, written_at, changed_at, changed_by_agency_id, changed_by_id, place, urgent, text)
    SELECT gen_random_uuid(), thread_id, municipality_id, person_id, also_about, category, sensitivity, agency_id,
        worker_id, version, written_at, changed_at, changed_by_agency_id, changed_by_id, place + number, urgent, text
    FROM message, generate_series(1, 150) AS number WHERE thread_id = $1
"""


async def closes(talk: Talk, who: Actor, thread_id: UUID) -> None:
    async with talk.work(who) as work:
        await close_thread(work, who, thread_id)


async def reopens(talk: Talk, who: Actor, thread_id: UUID) -> None:
    async with talk.work(who) as work:
        await reopen_thread(work, who, thread_id)


async def test_a_closed_thread_is_read_and_not_written_in_until_it_is_reopened(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.adviser, case_id)
    await closes(talk, talk.adviser, thread_id)
    with pytest.raises(Conflict) as refused:
        await talk.says(talk.lead, thread_id, "Too late")
    assert refused.value.extensions["state"] == "closed"
    with pytest.raises(Conflict):
        await closes(talk, talk.adviser, thread_id)
    assert await talk.hears(talk.lead, thread_id) == ["The first"]
    await reopens(talk, talk.lead, thread_id)
    await talk.says(talk.lead, thread_id, "In time")
    with pytest.raises(Conflict):
        await reopens(talk, talk.lead, thread_id)


async def test_a_thread_is_closed_by_who_started_it_a_supervisor_there_or_the_lead(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser, talk.nurse)
    supervisor = talk.colleague(talk.adviser, Role.SUPERVISOR)
    await talk.joins(case_id, supervisor)
    for who in (talk.adviser, supervisor, talk.lead):
        await closes(talk, who, await talk.starts(talk.adviser, case_id))
    thread_id = await talk.starts(talk.adviser, case_id)
    with pytest.raises(NotAllowed):
        await closes(talk, talk.nurse, thread_id)


async def test_in_a_closed_case_nobody_writes_and_no_thread_is_reopened(talk: Talk) -> None:
    case_id = await talk.case()
    thread_id = await talk.starts(talk.lead, case_id)
    closed = await talk.starts(talk.lead, case_id)
    await closes(talk, talk.lead, closed)
    async with talk.work(talk.lead) as work:
        await close_case(work, talk.lead, case_id, ClosingReason.GOALS_REACHED)
    for refused in (
        talk.says(talk.lead, thread_id, "Too late"),
        talk.starts(talk.lead, case_id),
        reopens(talk, talk.lead, closed),
    ):
        with pytest.raises(Conflict):
            await refused


async def test_a_correction_keeps_what_was_said(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.lead, case_id)
    message_id = await talk.says(talk.adviser, thread_id, "Thursday")
    async with talk.work(talk.adviser) as work:
        await correct_message(work, talk.adviser, thread_id, message_id, 1, {"text": "Friday"})
    assert await talk.hears(talk.lead, thread_id) == ["The first", "Friday"]
    async with talk.work(talk.lead) as work:
        [earlier] = await list_earlier_messages(work, talk.lead, thread_id, message_id, None, 10)
    assert (earlier["version"], earlier["content"]) == (1, {"text": "Thursday", "urgent": False})
    with pytest.raises(Stale):
        async with talk.work(talk.adviser) as work:
            await correct_message(work, talk.adviser, thread_id, message_id, 1, {"text": "Saturday"})


async def test_nobody_puts_words_into_somebody_elses_mouth(talk: Talk) -> None:
    case_id = await talk.case()
    thread_id = await talk.starts(talk.lead, case_id)
    message_id = await talk.says(talk.lead, thread_id, "My words")
    supervisor = talk.colleague(talk.lead, Role.SUPERVISOR)
    with pytest.raises(NotAllowed):
        async with talk.work(supervisor) as work:
            await correct_message(work, supervisor, thread_id, message_id, 1, {"text": "Theirs"})


async def test_an_earlier_version_stays_as_closed_as_it_was(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.lead, case_id)
    message_id = await talk.says(talk.lead, thread_id, "A diagnosis", category=Category.HEALTH)
    async with talk.work(talk.lead) as work:
        changes = {"text": "Away until May", "category": Category.SOCIAL}
        await correct_message(work, talk.lead, thread_id, message_id, 1, changes)
    assert await talk.hears(talk.adviser, thread_id) == ["The first", "Away until May"]
    async with talk.work(talk.adviser) as work:
        assert await list_earlier_messages(work, talk.adviser, thread_id, message_id, None, 10) == []


async def test_a_retraction_leaves_a_line_that_says_so(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.lead, case_id)
    message_id = await talk.says(talk.lead, thread_id, "About somebody else", urgent=True)
    await talk.takes_back(talk.lead, thread_id, message_id)
    assert await talk.hears(talk.adviser, thread_id) == ["The first", None]
    assert (await talk.sees_thread(talk.adviser, thread_id))["urgent"] is False
    async with talk.work(talk.adviser) as work:
        line = await read_message(work, thread_id, message_id, "read-message")
    assert (line["text"], line["retraction_reason"], line["version"]) == (None, "wrong_person", 2)
    with pytest.raises(NotAllowed):
        async with talk.work(talk.adviser) as work:
            await list_earlier_messages(work, talk.adviser, thread_id, message_id, None, 10)
    async with talk.work(talk.lead) as work:
        [earlier] = await list_earlier_messages(work, talk.lead, thread_id, message_id, None, 10)
    assert earlier["content"]["text"] == "About somebody else"


async def test_what_was_retracted_is_neither_corrected_nor_retracted_again(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.lead, case_id)
    message_id = await talk.says(talk.lead, thread_id, "Wrong")
    with pytest.raises(NotAllowed):
        await talk.takes_back(talk.adviser, thread_id, message_id)
    await talk.takes_back(talk.colleague(talk.lead, Role.SUPERVISOR), thread_id, message_id)
    with pytest.raises(Conflict):
        await talk.takes_back(talk.lead, thread_id, message_id)
    with pytest.raises(Conflict):
        async with talk.work(talk.lead) as work:
            await correct_message(work, talk.lead, thread_id, message_id, 2, {"text": "Right"})


async def test_each_worker_has_read_what_they_say(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.lead, case_id)
    second = await talk.says(talk.lead, thread_id, "Second", urgent=True)
    third = await talk.says(talk.lead, thread_id, "Third")
    colleague = talk.colleague(talk.lead)

    async def unread(who: Actor) -> tuple[int, bool]:
        row = await talk.sees_thread(who, thread_id)
        return row["unread"], row["urgent"]

    assert [await unread(who) for who in (talk.lead, colleague, talk.adviser)] == [(0, False), (3, True), (3, True)]
    await talk.reads_up_to(talk.adviser, thread_id, second)
    assert [await unread(who) for who in (colleague, talk.adviser)] == [(3, True), (1, False)]
    await talk.reads_up_to(talk.adviser, thread_id, third)
    await talk.reads_up_to(talk.adviser, thread_id, second)
    assert await unread(talk.adviser) == (0, False)
    await talk.takes_back(talk.lead, thread_id, second)
    assert await unread(colleague) == (2, False)


async def test_unread_messages_are_counted_up_to_a_hundred(talk: Talk, cases_owner: Database) -> None:
    """So that a thread that nobody ever opened costs what any other costs."""
    case_id = await talk.case()
    thread_id = await talk.starts(talk.lead, case_id)
    await cases_owner.pool.execute(MANY_MORE, thread_id)
    await cases_owner.pool.execute("UPDATE thread SET last_place = 151 WHERE id = $1", thread_id)
    last = await talk.says(talk.lead, thread_id, "The last", urgent=True)
    colleague = talk.colleague(talk.lead)
    row = await talk.sees_thread(colleague, thread_id)
    assert (row["unread"], row["urgent"]) == (100, True)
    await talk.reads_up_to(colleague, thread_id, last)
    row = await talk.sees_thread(colleague, thread_id)
    assert (row["unread"], row["urgent"]) == (0, False)


async def test_how_far_a_message_of_another_thread_was_read_is_not_found(talk: Talk) -> None:
    case_id = await talk.case()
    thread_id, other = await talk.starts(talk.lead, case_id), await talk.starts(talk.lead, case_id)
    message_id = await talk.says(talk.lead, other, "There")
    with pytest.raises(NotFound):
        await talk.reads_up_to(talk.lead, thread_id, message_id)


async def test_a_changed_subject_is_kept_in_its_earlier_version(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.lead, case_id, subject="Rent?")
    with pytest.raises(NotAllowed):
        async with talk.work(talk.adviser) as work:
            await change_thread(work, talk.adviser, thread_id, 1, {"subject": "Mine"})
    async with talk.work(talk.lead) as work:
        await change_thread(work, talk.lead, thread_id, 1, {"subject": "Rent, and heating"})
        [earlier] = await list_earlier_threads(work, thread_id, None, 10)
    assert earlier["content"]["subject"] == "Rent?"
    with pytest.raises(Stale):
        async with talk.work(talk.lead) as work:
            await change_thread(work, talk.lead, thread_id, 1, {"subject": "Heating"})


async def test_the_timeline_has_a_line_for_a_thread_and_none_for_a_message(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.lead, case_id)
    await talk.says(talk.lead, thread_id, "Second")

    async def lines(who: Actor) -> list[tuple[str, UUID]]:
        async with talk.work(who) as work:
            rows = await read_timeline(work, talk.person_id, None, 100)
        return [(row["kind"], row["item_id"]) for row in rows if row["item_id"] and row["kind"] != "member_joined"]

    assert await lines(talk.lead) == await lines(talk.adviser) == [("thread_started", thread_id)]
    async with talk.work(talk.lead) as work:
        await change_thread(work, talk.lead, thread_id, 1, {"sensitivity": Sensitivity.SEALED})
    assert (await lines(talk.lead), await lines(talk.adviser)) == ([("thread_started", thread_id)], [])
