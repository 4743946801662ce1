"""Many write at the same time: everybody reads them in one order, and no page passes one over."""

import asyncio
from uuid import UUID

from services.cases.conversations.actions.messages import correct_message
from shared.database.engine import Database
from shared.refusals import Refusal, Stale
from tests.cases.conversations.talks import Talk

MANY = 12


async def test_simultaneous_messages_have_one_order_for_everybody(talk: Talk) -> None:
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.lead, case_id)
    await talk.says(talk.adviser, thread_id, "Takes part")
    writers = [talk.lead, talk.adviser] * (MANY // 2)
    texts = [f"Number {number}" for number in range(MANY)]
    await asyncio.gather(*(talk.says(who, thread_id, text) for who, text in zip(writers, texts, strict=True)))
    heard = await talk.hears(talk.lead, thread_id)
    assert heard == await talk.hears(talk.adviser, thread_id)
    assert sorted(str(text) for text in heard[2:]) == sorted(texts)


async def test_the_order_is_that_of_writing_though_a_clock_is_behind(talk: Talk, cases_owner: Database) -> None:
    """An id that another machine made earlier does not take a message to an earlier place."""
    case_id = await talk.case()
    thread_id = await talk.starts(talk.lead, case_id)
    texts = ["Second", "Third", "Fourth", "Fifth"]
    written = [await talk.says(talk.lead, thread_id, text) for text in texts]
    for late in written[2:]:
        early = UUID("00000000-0000-7000-8000-" + late.hex[20:])
        await cases_owner.pool.execute("UPDATE message SET id = $1 WHERE id = $2", early, late)
    assert await talk.hears(talk.lead, thread_id) == ["The first", *texts]


async def test_of_many_who_correct_one_version_one_does(talk: Talk) -> None:
    case_id = await talk.case()
    thread_id = await talk.starts(talk.lead, case_id)
    message_id = await talk.says(talk.lead, thread_id, "As it was")

    async def corrects(number: int) -> type[Refusal] | None:
        try:
            async with talk.work(talk.lead) as work:
                await correct_message(work, talk.lead, thread_id, message_id, 1, {"text": f"Number {number}"})
        except Refusal as refusal:
            return type(refusal)
        return None

    answers = await asyncio.gather(*(corrects(number) for number in range(MANY)))
    assert (answers.count(None), answers.count(Stale)) == (1, MANY - 1)
