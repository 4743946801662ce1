"""What conversations leave behind: a line of the access log for each look, and events that say nothing of the words."""

from typing import Any
from uuid import UUID

import orjson
import pytest

from services.cases.conversations.actions.messages import correct_message
from services.cases.conversations.actions.threads import close_thread
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.refusals import NotAllowed, NotFound
from tests.cases.conversations.talks import Talk


async def looks(owner: Database, who: Actor) -> list[tuple[str, str, UUID | None, list[str], list[str]]]:
    """What this worker looked at, in no order: operation, act, person, categories, kinds of grounds."""
    rows = await owner.pool.fetch(
        "SELECT operation, act, person_id, categories, grounds FROM access_log WHERE subject_id = $1", who.subject
    )
    return [
        (
            row["operation"],
            row["act"],
            row["person_id"],
            row["categories"],
            sorted({one.split(":")[0] for one in row["grounds"]}),
        )
        for row in rows
    ]


async def test_each_look_is_logged_with_what_was_shown_and_on_which_ground(talk: Talk, cases_owner: Database) -> None:
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.lead, case_id)
    await talk.says(talk.lead, thread_id, "About housing", category=Category.HOUSING)
    await talk.says(talk.lead, thread_id, "About health", category=Category.HEALTH)
    await talk.sees_threads(talk.adviser, case_id)
    await talk.sees_thread(talk.adviser, thread_id)
    await talk.hears(talk.adviser, thread_id)
    person_id = talk.person_id
    assert sorted(await looks(cases_owner, talk.adviser)) == [
        ("list-messages", "opened", person_id, ["housing", "social"], ["team"]),
        ("list-threads", "opened", person_id, ["social"], ["team"]),
        ("read-thread", "opened", person_id, ["social"], ["team"]),
    ]


async def test_a_thread_about_two_people_is_a_look_at_each(talk: Talk, cases_owner: Database) -> None:
    child = await talk.known(talk.lead)
    case_id = await talk.case(talk.person_id, child)
    thread_id = await talk.starts(talk.lead, case_id, talk.person_id, child)
    await talk.sees_thread(talk.lead, thread_id)
    seen = {person for operation, _, person, _, _ in await looks(cases_owner, talk.lead) if operation == "read-thread"}
    assert seen == {talk.person_id, child}


async def test_only_the_page_that_is_shown_is_logged(talk: Talk, cases_owner: Database) -> None:
    case_id = await talk.case()
    thread_id = await talk.starts(talk.lead, case_id)
    await talk.says(talk.lead, thread_id, "Second")
    await talk.says(talk.lead, thread_id, "About health", category=Category.HEALTH)
    await talk.hears(talk.lead, thread_id)
    categories = [shown for operation, _, _, shown, _ in await looks(cases_owner, talk.lead)]
    assert sorted(categories) == [["health"], ["social"]]


async def test_a_no_stays_in_the_access_log(talk: Talk, cases_owner: Database) -> None:
    case_id = await talk.team(talk.adviser)
    thread_id = await talk.starts(talk.lead, case_id)
    with pytest.raises(NotFound):
        await talk.sees_thread(talk.nurse, thread_id)
    with pytest.raises(NotAllowed):
        async with talk.work(talk.adviser) as work:
            await close_thread(work, talk.adviser, thread_id)
    assert await looks(cases_owner, talk.nurse) == [("read-thread", "denied", None, [], [])]
    assert await looks(cases_owner, talk.adviser) == [("close-a-thread", "denied", talk.person_id, [], [])]


async def test_events_say_that_something_was_written_and_nothing_of_it(talk: Talk, cases_owner: Database) -> None:
    child = await talk.known(talk.lead)
    case_id = await talk.case(talk.person_id, child)
    thread_id = await talk.starts(talk.lead, case_id, talk.person_id, child, category=Category.HEALTH)
    message_id = await talk.says(talk.lead, thread_id, "Words", category=Category.HOUSING)
    async with talk.work(talk.lead) as work:
        await correct_message(work, talk.lead, thread_id, message_id, 1, {"text": "Other words"})
    await talk.takes_back(talk.lead, thread_id, message_id)
    async with talk.work(talk.lead) as work:
        await close_thread(work, talk.lead, thread_id)
    rows = await cases_owner.pool.fetch(
        "SELECT type, CAST(data AS text) AS data FROM journal WHERE about = $1 ORDER BY id", thread_id
    )
    told: list[dict[str, Any]] = [orjson.loads(row["data"]) for row in rows]
    assert {row["type"] for row in rows} == {
        "parcours.thread.started.v1",
        "parcours.thread.closed.v1",
        "parcours.message.written.v1",
        "parcours.message.corrected.v1",
        "parcours.message.retracted.v1",
    }
    assert {UUID(one["person_id"]) for one in told} == {talk.person_id, child}
    said = b" ".join(orjson.dumps(one) for one in told)
    assert not [word for word in (b"ords", b"What now", b"health", b"housing") if word in said]
