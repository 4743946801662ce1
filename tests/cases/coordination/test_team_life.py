"""Whatever the order of invitations, hand-overs, changes of lead, conflicts and endings: nobody sees more in any list
than item by item, and than the decision says; and an open case has a lead agency, or a supervisor who finds that it has
nobody to lead it.
"""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.cases.access.actions import standing_to
from services.cases.access.domain import Outline
from services.cases.conversations.actions.messages import list_messages, read_message
from services.cases.conversations.actions.threads import list_threads, read_thread
from services.cases.coordination.actions.cases import list_cases, list_leaderless, read_case
from services.cases.documents.actions.documents import list_documents, read_document
from services.cases.documents.actions.receiving import Cabinet
from services.cases.documents.store.contents.disk import Disk
from services.cases.informal.actions import list_informal_members, read_informal_member
from services.cases.notes.actions.needs import list_needs, read_need
from services.cases.notes.actions.notes import list_notes, read_note
from services.cases.plans.actions.goals import list_goals, read_goal
from services.cases.record.actions.list_work import list_work
from services.cases.record.actions.open_record import open_record
from shared.contracts.cases.vocabulary import Category, Operation, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound
from tests.cases.coordination.team_life import WORKERS, Life, Story, Written, begun

CATEGORIES = (Category.SOCIAL, Category.HOUSING)
SENSITIVITIES = (Sensitivity.ORDINARY, Sensitivity.ORDINARY, Sensitivity.SENSITIVE, Sensitivity.SEALED)
KINDS = ("note", "need", "goal", "thread", "document", "informal")

workers = st.sampled_from(WORKERS)
others = st.sampled_from(["adviser", "nurse"])
some = st.frozensets(st.sampled_from(CATEGORIES), min_size=1)
classed = st.tuples(st.sampled_from(CATEGORIES), st.sampled_from(SENSITIVITIES), st.booleans())


def step(what: str, *particulars: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(st.just(what), *particulars)


changes = st.one_of(
    step("asks", st.sampled_from(["adviser", "head", "nurse"]), st.booleans()),
    step("accepts", workers),
    step("declines", workers),
    step("is_added", workers),
    step("leaves", workers),
    step("offers", workers, workers, st.booleans()),
    step("offers", st.just("lead"), others, st.booleans()),
    step("is_received", st.sampled_from([True, True, False])),
    step("is_named_lead", workers, st.booleans()),
    step("declares", workers, st.integers(0, 1)),
    step("is_let_in"),
    step("is_revoked", workers),
    step("closes"),
    step("reopens"),
    step("says", others, st.integers(0, 1), some, st.booleans()),
)
writing = step("writes", st.sampled_from(KINDS), workers, classed)
BEGINNING: list[tuple[Any, ...]] = [
    ("asks", "adviser", True),
    ("accepts", "adviser"),
    ("asks", "nurse", False),
    ("accepts", "nurse"),
    ("is_added", "boss"),
    ("offers", "lead", "adviser", False),
    ("is_received", True),
]
"""Most stories begin with a team, some with one whose lead has passed, or little would come of them."""

Reading = Callable[..., Awaitable[Any]]


def rows_of(story: Story) -> Mapping[str, tuple[Reading, Reading]]:
    """How each kind is listed and opened in the case."""
    case_id = story.case_id
    return {
        "note": (lambda work: list_notes(work, case_id, None, 100), lambda work, one: read_note(work, case_id, one)),
        "need": (lambda work: list_needs(work, case_id, None, 100), lambda work, one: read_need(work, case_id, one)),
        "goal": (lambda work: list_goals(work, case_id, None, 100), lambda work, one: read_goal(work, case_id, one)),
        "informal": (
            lambda work: list_informal_members(work, case_id, None, 100),
            lambda work, one: read_informal_member(work, case_id, one, "read-informal-member"),
        ),
        "document": (
            lambda work: list_documents(work, case_id, None, 100),
            lambda work, one: read_document(work, case_id, one, "read-document"),
        ),
        "thread": (
            lambda work: list_threads(work, case_id=case_id, referral_id=None, state=None, after=None, limit=100),
            lambda work, one: read_thread(work, one, "read-thread"),
        ),
    }


async def found(asked: Awaitable[Any]) -> Any:
    """What was asked for, or None where it is not there."""
    try:
        return await asked
    except NotFound:
        return None


async def permitted(work: UnitOfWork, story: Story, written: Written) -> bool:
    """What the decision says: a ground for each person; for a message, for its thread too."""
    for fact in written.facts:
        stands = await found(standing_to(work, fact.person_id))
        if stands is None or not stands.grounds_to_read(fact):
            return False
    return written.thread_id is None or await permitted(work, story, story.written[written.thread_id])


async def check_items(work: UnitOfWork, story: Story) -> dict[str, set[UUID]]:
    """Each list is what opens one by one, and what the decision permits; what is shown, by kind."""
    shown: dict[str, set[UUID]] = {}
    for kind, (list_some, read) in rows_of(story).items():
        there = {one for one, written in story.written.items() if written.kind == kind}
        listed = {row["id"] for row in await found(list_some(work)) or ()}
        assert listed == {one for one in there if await found(read(work, one)) is not None}
        assert listed == {one for one in there if await permitted(work, story, story.written[one])}
        shown[kind] = listed
    for thread_id in shown["thread"]:
        messages = {one for one, written in story.written.items() if written.thread_id == thread_id}
        listed = {row["id"] for row in await list_messages(work, thread_id, None, 100)}
        assert listed == {
            one for one in messages if await found(read_message(work, thread_id, one, "read-message")) is not None
        }
        assert listed == {one for one in messages if await permitted(work, story, story.written[one])}
    return shown


async def check_case(work: UnitOfWork, story: Story, actor: Actor) -> None:
    """The case opens where the decision lets somebody follow it for one of its people; and so it is listed."""
    [case] = await story.life.owner.pool.fetch("SELECT * FROM support_case WHERE id = $1", story.case_id)
    stands = {one: await found(standing_to(work, one)) for one in story.people}
    outlines = {
        one: Outline(
            case_id=story.case_id,
            person_id=one,
            category=Category(case["category"]),
            agencies=frozenset(case["agencies"]),
        )
        for one in story.people
    }
    knows = {one for one, how in stands.items() if how is not None and how.grounds_to_follow(outlines[one])}
    opened = await found(read_case(work, story.case_id))
    assert {UUID(one["person_id"]) for one in opened["persons"]} == knows if opened else not knows
    for one in story.people:
        rows = await list_cases(work, person_id=one, state=None, category=None, after=None, limit=10)
        assert [row["id"] for row in rows] == ([story.case_id] if one in knows else [])
    seated = await story.life.owner.pool.fetchval(
        "SELECT EXISTS (SELECT FROM team_member WHERE case_id = $1 AND agency_id = $2 AND ended_at IS NULL "
        "AND seat = 'member' AND (worker_id IS NULL OR worker_id = $3))",
        story.case_id,
        actor.agency_id,
        actor.subject,
    )
    listed = orjson.loads((await list_work(work, whole_agency=False, after=None, limit=10)).items)
    assert bool(listed) == (bool(knows) and seated and case["state"] == "open")


async def check_record(work: UnitOfWork, story: Story, shown: Mapping[str, set[UUID]]) -> None:
    """The record of each person shows their notes and needs, as the lists of the case do, or is not there."""
    for person_id in story.people:
        record = await found(open_record(work, person_id))
        assert (record is None) == (await found(standing_to(work, person_id)) is None)
        for kind in ("note", "need") if record else ():
            about = {one for one in shown[kind] if person_id in {fact.person_id for fact in story.written[one].facts}}
            assert {UUID(row["id"]) for row in orjson.loads(record)[f"{kind}s"]} == about


async def check_leads(story: Story) -> None:
    """Somebody who works for the agency and may know the people, or a seat that its supervisors find vacant."""
    [lead] = await story.life.owner.pool.fetch(
        "SELECT * FROM team_member WHERE case_id = $1 AND is_lead AND ended_at IS NULL", story.case_id
    )
    state = await story.life.owner.pool.fetchval("SELECT state FROM support_case WHERE id = $1", story.case_id)
    gone = {story.life.who(name).subject for name in story.revoked}
    gone |= {story.life.who(name).subject for name, _ in story.conflicts}
    assert lead["worker_id"] not in gone
    assert (lead["seat"] == "vacant") == (lead["worker_id"] is None)
    supervisor = story.life.world.worker(Role.SUPERVISOR, agency=lead["agency_id"])
    async with story.life.work(supervisor) as work:
        leaderless = [row["id"] for row in await list_leaderless(work, None, 10)]
    assert leaderless == ([story.case_id] if lead["seat"] == "vacant" and state == "open" else [])


async def check_grounds(story: Story) -> None:
    """What rests on the team is for agencies that said yes themselves; a former lead reads and does nothing else."""
    rows = await story.life.owner.pool.fetch(
        "SELECT g.agency_id, g.worker_id, g.operations, m.seat FROM access_grant g LEFT JOIN team_member m "
        "ON m.case_id = g.ground_id AND m.agency_id = g.agency_id AND m.worker_id IS NOT DISTINCT FROM g.worker_id "
        "AND m.ended_at IS NULL WHERE g.ground_kind = 'team' AND g.ground_id = $1 AND g.ended_at IS NULL",
        story.case_id,
    )
    assert {row["agency_id"] for row in rows} <= story.joined
    assert all(row["seat"] in {"member", "tail"} for row in rows)
    assert all(row["operations"] == [Operation.READ] for row in rows if row["seat"] == "tail")


@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),  # making each world smaller takes minutes on a real database
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    shared=some | st.just(frozenset(CATEGORIES)),
    begins_with=st.sampled_from([0, 2, 4, 5, 5, 7, 7]),
    told=st.lists(st.one_of(changes, writing), min_size=8, max_size=16),
)
async def test_nobody_sees_more_in_a_list_than_item_by_item_however_the_team_changes(
    cases_database: Database,
    cases_owner: Database,
    tmp_path: Path,
    shared: frozenset[Category],
    begins_with: int,
    told: list[tuple[Any, ...]],
) -> None:
    cabinet = Cabinet(Disk(tmp_path), None, b"a secret for tests only, of forty letters")
    story = await begun(Life(cases_database, cases_owner, cabinet), shared)
    for what in (*BEGINNING[:begins_with], *told):
        await story.step(*what)
        await check_leads(story)
        await check_grounds(story)
    for name in WORKERS:
        actor = story.life.who(name)
        async with story.life.work(actor) as work:
            shown = await check_items(work, story)
            await check_case(work, story, actor)
            await check_record(work, story, shown)
            for of, person_id in story.conflicts:
                assert of != name or await found(standing_to(work, person_id)) is None
