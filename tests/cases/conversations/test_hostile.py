"""What somebody tries who wants to know more than they may, or to stay when their ground is gone."""

from typing import Any
from uuid import UUID

import pytest

from services.cases.consents.actions.withdrawing import withdraw_consent
from services.cases.conversations.actions.messages import list_messages
from services.cases.conversations.actions.threads import change_thread, list_earlier_threads
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.identifiers import new_id
from shared.refusals import Invalid, NotFound
from tests.cases.conversations.talks import Talk
from tests.cases.conversations.test_on_a_referral import referred


async def page_after(talk: Talk, who: Actor, thread_id: UUID, after: UUID, *, newest_first: bool) -> list[Any]:
    """What a cursor leads to that names this message."""
    async with talk.work(who) as work:
        rows = await list_messages(work, thread_id, after, 10, newest_first=newest_first)
        return [row["text"] for row in rows]


@pytest.mark.parametrize("newest_first", [False, True])
async def test_a_cursor_that_names_a_hidden_message_is_as_one_that_names_none(talk: Talk, newest_first: bool) -> None:
    """Else it would tell that there is such a message, and between which others it stands."""
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.lead, case_id)
    hidden = await talk.says(talk.lead, thread_id, "A diagnosis", category=Category.HEALTH)
    last = await talk.says(talk.lead, thread_id, "The last")
    elsewhere = await talk.says(talk.lead, await talk.starts(talk.lead, case_id), "In another thread")
    refused = []
    for after in (hidden, elsewhere, new_id()):
        with pytest.raises(Invalid) as refusal:
            await page_after(talk, talk.adviser, thread_id, after, newest_first=newest_first)
        refused.append([(one.pointer, one.code) for one in refusal.value.errors])
    assert refused == [[("#/query/after", "cursor")]] * 3
    assert await page_after(talk, talk.adviser, thread_id, last, newest_first=newest_first) == (
        ["The first"] if newest_first else []
    )
    assert "The last" in await page_after(talk, talk.lead, thread_id, hidden, newest_first=False)


async def test_a_thread_that_was_opened_wider_says_nothing_of_what_was_written_before(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    other = await talk.starts(talk.lead, case_id, subject="Other")
    thread_id = await talk.starts(talk.lead, case_id, category=Category.HEALTH, text="A diagnosis", urgent=True)
    await talk.says(talk.lead, thread_id, "More of it", urgent=True)
    async with talk.work(talk.lead) as work:
        await change_thread(work, talk.lead, thread_id, 1, {"category": Category.SOCIAL, "subject": "What now?"})
    seen = await talk.sees_thread(talk.adviser, thread_id)
    assert (seen["unread"], seen["urgent"], seen["last_message_at"]) == (0, False, None)
    assert await talk.hears(talk.adviser, thread_id) == []
    listed = [row["id"] for row in await talk.sees_threads(talk.adviser, case_id)]
    await talk.says(talk.lead, thread_id, "And more", category=Category.HEALTH)
    await talk.says(talk.lead, thread_id, "For me", sensitivity=Sensitivity.SEALED)
    assert [row["id"] for row in await talk.sees_threads(talk.adviser, case_id)] == listed
    assert set(listed) == {other, thread_id}
    async with talk.work(talk.adviser) as work:
        assert await list_earlier_threads(work, thread_id, None, 10) == []


async def test_a_referral_thread_ends_for_the_receiver_with_the_consent_that_carried_it(talk: Talk) -> None:
    await talk.agreement(talk.lead, talk.adviser)
    consent_id = await talk.said(talk.adviser, Category.IDENTITY, Category.SOCIAL, Category.HOUSING)
    referral_id = await referred(talk, Category.HOUSING)
    thread_id = await talk.starts(talk.lead, None, referral_id=referral_id)
    own = await talk.says(talk.adviser, thread_id, "Received")
    assert await talk.hears(talk.adviser, thread_id) == ["The first", "Received"]
    async with talk.work(talk.lead) as work:
        await withdraw_consent(work, talk.lead, talk.person_id, consent_id)
    for refused in (
        talk.sees_thread(talk.adviser, thread_id),
        talk.hears(talk.adviser, thread_id),
        talk.says(talk.adviser, thread_id, "Hello?"),
        talk.takes_back(talk.adviser, thread_id, own),
        talk.reads_up_to(talk.adviser, thread_id, own),
    ):
        with pytest.raises(NotFound):
            await refused
    assert await talk.hears(talk.lead, thread_id) == ["The first"]
