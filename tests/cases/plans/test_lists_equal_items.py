"""What a list of goals or actions shows is what opening one by one shows, and what the decision says."""

from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.cases.access.actions import standing_to
from services.cases.access.domain import Item
from services.cases.plans.actions.goals import list_goals, read_goal
from services.cases.plans.actions.planned import list_actions, read_action
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import NotFound
from tests.cases.plans.scenes import PlanScene
from tests.cases.worlds import World

CATEGORIES = (Category.SOCIAL, Category.HOUSING, Category.HEALTH)
categories = st.sampled_from(CATEGORIES)
some_categories = st.frozensets(categories, min_size=1)
others = st.sampled_from(["adviser", "nurse"])
written = st.tuples(st.booleans(), categories, st.sampled_from(Sensitivity), st.booleans())
"""An action and no goal, category, sensitivity, about everybody in the case."""


async def _opens(read: Any, *what: Any) -> bool:
    try:
        await read(*what)
    except NotFound:
        return False
    return True


async def _permitted(work: UnitOfWork, facts: list[Item]) -> bool:
    try:
        return all([(await standing_to(work, fact.person_id)).grounds_to_read(fact) for fact in facts])
    except NotFound:
        return False


async def _listed(list_some: Any, work: UnitOfWork, case_id: UUID) -> dict[UUID, Any]:
    try:
        return {row["id"]: row for row in await list_some(work, case_id, None, 100)}
    except NotFound:
        return {}


def _facts(writer: Actor, people: tuple[UUID, ...], category: Category, sensitivity: Sensitivity) -> list[Item]:
    assert writer.worker_id
    return [
        Item(
            id=new_id(),
            person_id=person_id,
            category=category,
            sensitivity=sensitivity,
            agency_id=writer.agency_id,
            worker_id=writer.worker_id,
        )
        for person_id in people
    ]


@settings(
    max_examples=30,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    agreements=st.lists(st.tuples(others, some_categories), min_size=1, max_size=3),
    said=st.lists(st.tuples(others, st.integers(0, 1), st.booleans(), some_categories), max_size=4),
    seats=st.lists(others, max_size=2, unique=True),
    items=st.lists(written, min_size=2, max_size=6),
)
async def test_lists_show_what_opening_one_by_one_shows_and_what_the_decision_says(
    cases_database: Database,
    agreements: list[tuple[str, frozenset[Category]]],
    said: list[tuple[str, int, bool, frozenset[Category]]],
    seats: list[str],
    items: list[tuple[bool, Category, Sensitivity, bool]],
) -> None:
    scene = PlanScene(cases_database, World())
    people = (await scene.known(scene.lead, scene.person_id), await scene.known(scene.lead))
    for other, covered in agreements:
        await scene.agreement(scene.lead, getattr(scene, other), categories=covered)
    case_id = await scene.case(*people)
    for other in seats:
        await scene.joins(case_id, getattr(scene, other))
    for other, number, refusal, of in said:
        await scene.said(getattr(scene, other), *sorted(of), refusal=refusal, person_id=people[number])
    goals, actions = await _write(scene, case_id, people, items)
    workers = [scene.lead, scene.adviser, scene.nurse]
    for actor in [*workers, *(scene.colleague(one) for one in workers)]:
        async with scene.work(actor) as work:
            shown: dict[UUID, Any] = {}
            for facts, list_some, read in ((goals, list_goals, read_goal), (actions, list_actions, read_action)):
                listed = await _listed(list_some, work, case_id)
                opened = {item_id for item_id in facts if await _opens(read, work, case_id, item_id)}
                assert listed.keys() == opened
                assert opened == {item_id for item_id, about in facts.items() if await _permitted(work, about)}
                shown |= listed
            for action_id in actions.keys() & shown.keys():
                assert shown[action_id]["goal_id"] in goals.keys() & shown.keys() | {None}


async def _write(
    scene: PlanScene,
    case_id: UUID,
    people: tuple[UUID, ...],
    items: list[tuple[bool, Category, Sensitivity, bool]],
) -> tuple[dict[UUID, list[Item]], dict[UUID, list[Item]]]:
    """Goals and actions with what a decision needs; the first is a goal."""
    goals: dict[UUID, list[Item]] = {}
    actions: dict[UUID, list[Item]] = {}
    for is_action, category, sensitivity, about_all in items:
        about = people if about_all else people[:1]
        facts = _facts(scene.lead, about, category, sensitivity)
        if is_action and goals:
            actions[
                await scene.action(
                    scene.lead, case_id, next(iter(goals)), *about, category=category, sensitivity=sensitivity
                )
            ] = facts
        else:
            goals[await scene.goal(scene.lead, case_id, *about, category=category, sensitivity=sensitivity)] = facts
    return goals, actions
