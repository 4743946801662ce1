"""What a message shows of the documents that it names is what opening each of them shows, in random small worlds."""

from pathlib import Path
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings

from services.cases.conversations.actions.messages import NewMessage, list_messages, read_message, write_message
from services.cases.documents.actions.receiving import Cabinet
from services.cases.documents.store.contents.disk import Disk
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound
from tests.cases.conversations.talks import Talk
from tests.cases.documents.test_lists_equal_items import Desk, Story, begin, go_on, permitted, stories
from tests.cases.worlds import World


async def name_them(talk: Talk, desk: Desk) -> tuple[UUID, dict[UUID, set[UUID]]]:
    """A thread in which everybody names what they sent; its messages, each with the documents that it names."""
    thread_id = await talk.starts(talk.lead, desk.case_id, desk.people[0])
    named: dict[UUID, set[UUID]] = {}
    for who in (talk.lead, talk.adviser, talk.nurse):
        theirs = {document_id for document_id, paper in desk.papers.items() if paper.by is who}
        said = NewMessage(
            text="See here",
            category=Category.SOCIAL,
            sensitivity=Sensitivity.ORDINARY,
            attachments=tuple(theirs),
        )
        try:
            async with talk.work(who) as work:
                named[await write_message(work, who, thread_id, said)] = theirs
        except NotFound:
            continue  # the thread is not theirs to see
    return thread_id, named


async def check(work: UnitOfWork, desk: Desk, thread_id: UUID, named: dict[UUID, set[UUID]]) -> None:
    try:
        rows = await list_messages(work, thread_id, None, 100)
    except NotFound:
        return
    for row in rows:
        assert dict(await read_message(work, thread_id, row["id"], "read-message")) == {
            name: value for name, value in row.items() if name != "n"
        }
        theirs = named.get(row["id"], set())
        may_see = [one for one in sorted(theirs) if await permitted(work, desk.papers[one].versions[-1])]
        assert [one["document_id"] for one in row["attachments"]] == [str(one) for one in may_see]


@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),  # making each world smaller takes minutes on a real database
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(story=stories)
async def test_a_message_shows_the_documents_that_its_reader_may_open(
    cases_database: Database, tmp_path: Path, story: Story
) -> None:
    talk = Talk(cases_database, World())
    await talk.known(talk.lead, talk.person_id)
    desk = await begin(talk, Cabinet(Disk(tmp_path), None, b"a secret for tests only, of forty letters"), story)
    thread_id, named = await name_them(talk, desk)
    await go_on(desk, story)
    workers: list[Actor] = [talk.lead, talk.adviser, talk.nurse]
    for actor in (*workers, *(talk.colleague(one) for one in workers)):
        async with talk.work(actor) as work:
            await check(work, desk, thread_id, named)
