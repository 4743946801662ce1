"""The second lock: a statement that forgets the predicate still shows nothing of people without a ground."""

from uuid import UUID

import asyncpg
import pytest

from services.cases.conversations.actions.messages import correct_message
from shared.contracts.identity.actor import Actor
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.conversations.talks import Talk

TABLES = ("thread", "message", "earlier_version", "thread_read")
FORGETFUL = {table: Statement(f"SELECT count(*) FROM {table}") for table in TABLES}
CHANGING = {table: Statement(f"UPDATE {table} SET municipality_id = municipality_id") for table in TABLES}
FORGED = Statement("""
    INSERT INTO message (id, thread_id, municipality_id, person_id, also_about, category, sensitivity, agency_id,
        worker_id, version, written_at, changed_at, changed_by_agency_id, changed_by_id, place, urgent, text)
    VALUES (:id, :thread_id, :id, :person_id, '{}', 'social', 'ordinary', :agency_id, :worker_id, 1, now(), now(),
        :agency_id, :worker_id, 99, false, 'In the name of somebody else')
""")


@pytest.fixture
async def thread_id(talk: Talk) -> UUID:
    """A thread with a row in each table."""
    case_id = await talk.case()
    thread_id = await talk.starts(talk.lead, case_id)
    message_id = await talk.says(talk.lead, thread_id, "A message")
    await talk.reads_up_to(talk.lead, thread_id, message_id)
    async with talk.work(talk.lead) as work:
        await correct_message(work, talk.lead, thread_id, message_id, 1, {"text": "Another"})
    return thread_id


async def everything(talk: Talk, who: Actor) -> dict[str, int]:
    async with talk.work(who) as work:
        return {table: await work.value(statement) for table, statement in FORGETFUL.items()}


@pytest.mark.usefixtures("thread_id")
async def test_an_agency_sees_rows_of_its_own_people_in_each_table(talk: Talk) -> None:
    assert all(count >= 1 for count in (await everything(talk, talk.lead)).values())


@pytest.mark.usefixtures("thread_id")
async def test_an_agency_with_people_of_its_own_sees_and_changes_no_row_of_others(talk: Talk) -> None:
    await talk.known(talk.nurse)
    assert await everything(talk, talk.nurse) == dict.fromkeys(TABLES, 0)
    async with talk.work(talk.nurse) as work:
        assert {table: await work.run(statement) for table, statement in CHANGING.items()} == dict.fromkeys(TABLES, 0)


@pytest.mark.usefixtures("thread_id")
async def test_how_far_somebody_has_read_is_seen_by_nobody_else(talk: Talk) -> None:
    assert (await everything(talk, talk.colleague(talk.lead)))["thread_read"] == 0


async def test_nobody_writes_in_the_name_of_a_colleague(talk: Talk, thread_id: UUID) -> None:
    colleague = talk.colleague(talk.lead)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with talk.work(colleague) as work:
            await work.run(
                FORGED,
                id=new_id(),
                thread_id=thread_id,
                person_id=talk.person_id,
                agency_id=talk.lead.agency_id,
                worker_id=talk.lead.subject,
            )


async def test_nobody_writes_about_people_without_a_ground(talk: Talk, thread_id: UUID) -> None:
    await talk.known(talk.nurse)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with talk.work(talk.nurse) as work:
            await work.run(
                FORGED,
                id=new_id(),
                thread_id=thread_id,
                person_id=talk.person_id,
                agency_id=talk.nurse.agency_id,
                worker_id=talk.nurse.subject,
            )
