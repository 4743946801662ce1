"""What a list of threads and messages shows is what opening one by one shows, and what the decision says: with its
counts, its times and its order, in random small worlds.
"""

from dataclasses import dataclass, field
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.cases.access.actions import standing_to
from services.cases.access.domain import Item
from services.cases.conversations.actions.messages import list_messages, read_message
from services.cases.conversations.actions.threads import list_threads, read_thread
from services.cases.coordination.actions.team import end_membership
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import NotAllowed, NotFound
from tests.cases.conversations.talks import Talk
from tests.cases.worlds import World

CATEGORIES = (Category.SOCIAL, Category.HOUSING, Category.HEALTH)
WORKERS = ("lead", "adviser", "nurse")
categories = st.sampled_from(CATEGORIES)
some_categories = st.frozensets(categories, min_size=1)
sensitivities = st.sampled_from([Sensitivity.ORDINARY, Sensitivity.ORDINARY, Sensitivity.SENSITIVE, Sensitivity.SEALED])


@dataclass(frozen=True)
class Story:
    """Everything that happens in one world."""

    shared: frozenset[Category]
    threads: list[tuple[str, Category, Sensitivity, bool]]
    """Who starts it, about what, how sensitive, about both people."""
    messages: list[tuple[int, str, Category, Sensitivity, bool]]
    """In which thread, who writes, about what, how sensitive, urgent."""
    said: list[tuple[str, int, frozenset[Category], bool]]
    """To whom, about whom, which categories, a refusal."""
    retracted: frozenset[int]
    leaves: str | None


stories = st.builds(
    Story,
    shared=some_categories | st.just(frozenset(CATEGORIES)),
    threads=st.lists(
        st.tuples(st.sampled_from(WORKERS), categories, sensitivities, st.booleans()), min_size=2, max_size=4
    ),
    messages=st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(WORKERS), categories, sensitivities, st.booleans()),
        min_size=3,
        max_size=8,
    ),
    said=st.lists(
        st.tuples(st.sampled_from(["adviser", "nurse"]), st.integers(0, 1), some_categories, st.booleans()), max_size=3
    ),
    retracted=st.frozensets(st.integers(0, 7), max_size=1),
    leaves=st.none() | st.sampled_from(["adviser", "nurse"]),
)


@dataclass
class Happened:
    """What there is in a world: threads and messages with what a decision needs, in the order of writing."""

    case_id: UUID
    threads: dict[UUID, list[Item]] = field(default_factory=dict)
    messages: dict[UUID, tuple[UUID, list[Item], bool]] = field(default_factory=dict)
    """The thread, the facts, whether it stands."""


def facts_of(people: tuple[UUID, ...], category: Category, sensitivity: Sensitivity, by: Actor) -> list[Item]:
    return [
        Item(
            id=new_id(),
            person_id=person_id,
            category=category,
            sensitivity=sensitivity,
            agency_id=by.agency_id,
            worker_id=by.worker_id,
        )
        for person_id in people
    ]


async def tell(talk: Talk, story: Story) -> Happened:
    """Make a world in which this happened."""
    people = (talk.person_id, await talk.known(talk.lead))
    await talk.agreement(talk.lead, talk.adviser, talk.nurse, categories=story.shared)
    happened = Happened(await talk.case(*people))
    members = {name: await talk.joins(happened.case_id, getattr(talk, name)) for name in ("adviser", "nurse")}
    await _start(talk, story, happened, people)
    await _write(talk, story, happened)
    for name, number, said, refusal in story.said:
        await talk.said(getattr(talk, name), *sorted(said), refusal=refusal, person_id=people[number])
    if story.leaves:
        async with talk.work(talk.lead) as work:
            await end_membership(work, talk.lead, happened.case_id, members[story.leaves])
    return happened


async def _start(talk: Talk, story: Story, happened: Happened, people: tuple[UUID, ...]) -> None:
    for name, category, sensitivity, about_both in story.threads:
        who, about = getattr(talk, name), people if about_both else people[:1]
        try:
            thread_id = await talk.starts(who, happened.case_id, *about, category=category, sensitivity=sensitivity)
        except NotAllowed:
            continue
        happened.threads[thread_id] = facts_of(about, category, sensitivity, who)
        async with talk.work(who) as work:
            [first] = await list_messages(work, thread_id, None, 10)
        happened.messages[first["id"]] = (thread_id, happened.threads[thread_id], True)


async def _write(talk: Talk, story: Story, happened: Happened) -> None:
    for index, (number, name, category, sensitivity, urgent) in enumerate(story.messages):
        if not happened.threads:
            return
        thread_id, who = list(happened.threads)[number % len(happened.threads)], getattr(talk, name)
        try:
            message_id = await talk.says(
                who, thread_id, "A message", category=category, sensitivity=sensitivity, urgent=urgent
            )
        except (NotAllowed, NotFound):
            continue
        people = tuple(fact.person_id for fact in happened.threads[thread_id])
        stands = index not in story.retracted
        if not stands:
            await talk.takes_back(who, thread_id, message_id)
        happened.messages[message_id] = (thread_id, facts_of(people, category, sensitivity, who), stands)


async def permitted(work: UnitOfWork, facts: list[Item]) -> bool:
    """What the decision says: a ground for each person."""
    try:
        return all([(await standing_to(work, fact.person_id)).grounds_to_read(fact) for fact in facts])
    except NotFound:
        return False


async def check(work: UnitOfWork, actor: Actor, happened: Happened) -> None:
    """Lists, items and decisions agree, and what a row counts are the messages that can be opened."""
    threads = [thread_id for thread_id, facts in happened.threads.items() if await permitted(work, facts)]
    try:
        rows = await list_threads(work, case_id=happened.case_id, referral_id=None, state=None, after=None, limit=100)
    except NotFound:
        rows = []
    assert {row["id"] for row in rows} == set(threads)
    assert [row["active_at"] for row in rows] == sorted((row["active_at"] for row in rows), reverse=True)
    for row in rows:
        opened = dict(await read_thread(work, row["id"], "read-thread"))
        assert all(row[name] == value for name, value in opened.items() if name != "n")
        await check_messages(work, actor, happened, opened)
    for thread_id in set(happened.threads) - set(threads):
        await check_hidden(work, thread_id, happened)


async def check_messages(work: UnitOfWork, actor: Actor, happened: Happened, thread: dict[str, object]) -> None:
    written = {
        message_id: (facts, stands)
        for message_id, (thread_id, facts, stands) in happened.messages.items()
        if thread_id == thread["id"]
    }
    allowed = [message_id for message_id, (facts, _) in written.items() if await permitted(work, facts)]
    assert isinstance(thread["id"], UUID)
    rows = await list_messages(work, thread["id"], None, 100)
    assert [row["id"] for row in rows] == allowed
    for row in rows:
        assert (await read_message(work, thread["id"], row["id"], "read-message"))["text"] == row["text"]
    new = [row for row in rows if row["worker_id"] != actor.worker_id and row["retracted_at"] is None]
    assert thread["unread"] == len(new)
    assert thread["urgent"] == any(row["urgent"] for row in new)
    assert thread["last_message_at"] == (rows[-1]["written_at"] if rows else None)
    backwards = await list_messages(work, thread["id"], None, 100, newest_first=True)
    assert [row["id"] for row in backwards] == allowed[::-1]


async def check_hidden(work: UnitOfWork, thread_id: UUID, happened: Happened) -> None:
    """A thread that is not shown shows none of its messages either."""
    for message_id, (of_thread, _, _) in happened.messages.items():
        if of_thread == thread_id:
            try:
                await read_message(work, thread_id, message_id, "read-message")
            except NotFound:
                continue
            raise AssertionError("a message of a thread that is not shown was opened")


@settings(
    max_examples=30,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),  # making each world smaller takes minutes on a real database
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(story=stories)
async def test_threads_and_messages_are_listed_as_they_are_opened_and_decided_on(
    cases_database: Database, story: Story
) -> None:
    talk = Talk(cases_database, World())
    await talk.known(talk.lead, talk.person_id)
    happened = await tell(talk, story)
    workers = [talk.lead, talk.adviser, talk.nurse]
    for actor in (*workers, *(talk.colleague(one) for one in workers)):
        async with talk.work(actor) as work:
            await check(work, actor, happened)
