"""What a list shows is what opening one by one shows, and what the decision says, in random small worlds."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.cases.access.actions import standing_to
from services.cases.access.domain import Item, Outline
from services.cases.coordination.actions.cases import close_case, list_cases, read_case
from services.cases.coordination.actions.team import end_membership
from services.cases.notes.actions.needs import list_needs, read_need
from services.cases.notes.actions.notes import list_notes, read_note
from services.cases.record.actions.list_work import list_work
from services.cases.timeline.actions import read_timeline
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import NotFound
from tests.cases.coordination.scenes import Scene
from tests.cases.worlds import World

CATEGORIES = (Category.SOCIAL, Category.HOUSING, Category.HEALTH)
categories = st.sampled_from(CATEGORIES)
some_categories = st.frozensets(categories, min_size=1)
others = st.sampled_from(["adviser", "nurse"])
peoples = st.sampled_from([(0,), (1,), (0, 1), (0, 1)])


@dataclass(frozen=True)
class Told:
    """Everything that happens in one world, but the writing."""

    agreements: list[tuple[str, frozenset[Category]]]
    cases: list[tuple[tuple[int, ...], Category]]
    seats: list[tuple[int, str, bool, bool]]
    """Case, who, everybody of the agency, has left."""
    said: list[tuple[str, int, frozenset[Category], frozenset[Category]]]
    """To whom, about whom, what was agreed to, what was refused after that."""
    written: list[tuple[int, bool, Category, Sensitivity, bool]]
    """In which case, a need and no note, category, sensitivity, about everybody in the case."""
    closed: frozenset[int]


stories = st.builds(
    Told,
    agreements=st.lists(st.tuples(others, some_categories | st.just(frozenset(CATEGORIES))), min_size=1, max_size=3),
    cases=st.lists(st.tuples(peoples, categories), min_size=1, max_size=3),
    seats=st.lists(st.tuples(st.integers(0, 2), others, st.booleans(), st.booleans()), min_size=1, max_size=4),
    said=st.lists(
        st.tuples(others, st.integers(0, 1), some_categories, st.just(frozenset()) | some_categories),
        min_size=2,
        max_size=4,
    ),
    written=st.lists(
        st.tuples(st.integers(0, 2), st.booleans(), categories, st.sampled_from(Sensitivity), st.booleans()),
        min_size=3,
        max_size=8,
    ),
    closed=st.frozensets(st.integers(0, 5), max_size=1),
)


@dataclass
class Happened:
    """What there is in a world: cases with their people and category, items with what a decision needs."""

    scene: Scene
    cases: dict[UUID, tuple[tuple[UUID, ...], Category]] = field(default_factory=dict)
    items: dict[UUID, tuple[UUID, bool, list[Item]]] = field(default_factory=dict)
    seats: dict[UUID, set[tuple[UUID, UUID | None]]] = field(default_factory=dict)
    agencies: dict[UUID, set[UUID]] = field(default_factory=dict)
    """On the team of a case, now or before."""
    closed: set[UUID] = field(default_factory=set)

    def actors(self) -> list[Actor]:
        workers = [self.scene.lead, self.scene.adviser, self.scene.nurse]
        return [*workers, *(self.scene.colleague(one) for one in workers)]


async def tell(scene: Scene, story: Told) -> Happened:
    """Make a world in which this happened."""
    happened = Happened(scene)
    persons = [scene.person_id, await scene.known(scene.lead)]
    for other, covered in story.agreements:
        await scene.agreement(scene.lead, getattr(scene, other), categories=covered)
    for numbers, category in story.cases:
        people = tuple(persons[number] for number in numbers)
        case_id = await scene.case(*people, category=category)
        happened.cases[case_id] = (people, category)
        happened.agencies[case_id] = {scene.lead.agency_id}
        happened.seats[case_id] = {(scene.lead.agency_id, scene.lead.worker_id)}
    for other, number, agreed, refused in story.said:
        await scene.said(getattr(scene, other), *sorted(agreed), person_id=persons[number])
        if refused:
            await scene.said(getattr(scene, other), *sorted(refused), refusal=True, person_id=persons[number])
    await _seat(scene, story, happened)
    await _write(scene, story, happened)
    for case_id in [case_id for number, case_id in enumerate(happened.cases) if number in story.closed]:
        async with scene.work(scene.lead) as work:
            await close_case(work, scene.lead, case_id, ClosingReason.GOALS_REACHED)
        happened.closed.add(case_id)
    return happened


async def _seat(scene: Scene, story: Told, happened: Happened) -> None:
    taken: set[tuple[UUID, str, bool]] = set()
    for number, other, whole_agency, left in story.seats:
        case_id, who = list(happened.cases)[number % len(happened.cases)], getattr(scene, other)
        if (case_id, other, whole_agency) in taken:
            continue
        member_id = await scene.joins(case_id, who, whole_agency=whole_agency)
        happened.agencies[case_id].add(who.agency_id)
        if left:
            async with scene.work(scene.lead) as work:
                await end_membership(work, scene.lead, case_id, member_id)
        else:
            taken.add((case_id, other, whole_agency))
            happened.seats[case_id].add((who.agency_id, None if whole_agency else who.worker_id))


async def _write(scene: Scene, story: Told, happened: Happened) -> None:
    for number, is_need, category, sensitivity, about_all in story.written:
        case_id = list(happened.cases)[number % len(happened.cases)]
        people = happened.cases[case_id][0]
        about = people if about_all else people[:1]
        if is_need:
            item_id = await scene.needs(
                scene.lead, case_id, "homelessness", *about, category=category, sensitivity=sensitivity
            )
        else:
            item_id = await scene.writes(
                scene.lead, case_id, "A note", *about, category=category, sensitivity=sensitivity
            )
        facts = [
            Item(
                id=new_id(),
                person_id=person_id,
                category=category,
                sensitivity=sensitivity,
                agency_id=scene.lead.agency_id,
                worker_id=scene.lead.worker_id,
            )
            for person_id in about
        ]
        happened.items[item_id] = (case_id, is_need, facts)


async def _opens(read: Any, *what: Any) -> bool:
    try:
        await read(*what)
    except NotFound:
        return False
    return True


async def _permitted(work: UnitOfWork, facts: list[Item]) -> bool:
    """What the decision says of an item: a ground for each person."""
    try:
        return all([(await standing_to(work, fact.person_id)).grounds_to_read(fact) for fact in facts])
    except NotFound:
        return False


async def _followed(work: UnitOfWork, outlines: list[Outline]) -> bool:
    """What the decision says of a case: a ground for one of its people."""
    for outline in outlines:
        try:
            if (await standing_to(work, outline.person_id)).grounds_to_follow(outline):
                return True
        except NotFound:
            continue
    return False


async def _listed(work: UnitOfWork, person_id: UUID | None) -> set[UUID]:
    rows = await list_cases(work, person_id=person_id, state=None, category=None, after=None, limit=100)
    return {row["id"] for row in rows}


async def _knows_in(work: UnitOfWork, case_id: UUID, person_id: UUID) -> bool:
    return str(person_id) in {one["person_id"] for one in (await read_case(work, case_id))["persons"]}


async def check_items(work: UnitOfWork, happened: Happened, needs: dict[UUID, int]) -> None:
    for case_id in happened.cases:
        for is_need, list_some, read in ((False, list_notes, read_note), (True, list_needs, read_need)):
            created = {
                item_id: facts
                for item_id, (of_case, kind, facts) in happened.items.items()
                if (of_case, kind) == (case_id, is_need)
            }
            opened = {item_id for item_id in created if await _opens(read, work, case_id, item_id)}
            permitted = {item_id for item_id, facts in created.items() if await _permitted(work, facts)}
            try:
                shown = {row["id"] for row in await list_some(work, case_id, None, 100)}
            except NotFound:
                shown = set()
            assert shown == opened == permitted
            needs[case_id] = len(shown)


async def check_cases(work: UnitOfWork, actor: Actor, happened: Happened, needs: dict[UUID, int]) -> None:
    lead_agency = frozenset({happened.scene.lead.agency_id})
    opened = {case_id for case_id in happened.cases if await _opens(read_case, work, case_id)}
    followed = {
        case_id
        for case_id, (people, category) in happened.cases.items()
        if await _followed(
            work,
            [Outline(case_id=case_id, person_id=one, category=category, agencies=lead_agency) for one in people],
        )
    }
    assert opened == followed
    for person_id in {one for people, _ in happened.cases.values() for one in people}:
        assert await _listed(work, person_id) == {
            case_id for case_id in opened if await _knows_in(work, case_id, person_id)
        }
    assert await _listed(work, None) == {case_id for case_id in opened if actor.agency_id in happened.agencies[case_id]}
    mine = {(actor.agency_id, actor.worker_id), (actor.agency_id, None)}
    seated = {case_id for case_id, seats in happened.seats.items() if seats & mine}
    rows = orjson.loads((await list_work(work, whole_agency=False, after=None, limit=100)).items)
    assert {UUID(row["case_id"]) for row in rows} == (opened & seated) - happened.closed
    for row in rows:
        case = await read_case(work, UUID(row["case_id"]))
        assert row["open_needs"] == needs[case["id"]]
        assert row["title"] == case["title"]
        assert [one["person_id"] for one in row["persons"]] == [one["person_id"] for one in case["persons"]]


async def check_timelines(work: UnitOfWork, happened: Happened) -> None:
    for person_id in {one for people, _ in happened.cases.values() for one in people}:
        try:
            lines = await read_timeline(work, person_id, None, 1000)
        except NotFound:
            continue
        permitted = {
            item_id
            for item_id, (_, _, facts) in happened.items.items()
            if person_id in {fact.person_id for fact in facts} and await _permitted(work, facts)
        }
        assert {row["item_id"] for row in lines if row["kind"] in {"note_added", "need_recorded"}} == permitted


@settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),  # making each world smaller takes minutes on a real database
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(story=stories)
async def test_lists_show_what_opening_one_by_one_shows_and_what_the_decision_says(
    cases_database: Database, story: Told
) -> None:
    scene = Scene(cases_database, World())
    await scene.known(scene.lead, scene.person_id)
    happened = await tell(scene, story)
    for actor in happened.actors():
        async with scene.work(actor) as work:
            needs: dict[UUID, int] = {}
            await check_items(work, happened, needs)
            await check_cases(work, actor, happened, needs)
            await check_timelines(work, happened)
