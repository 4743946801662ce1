"""What a summary shows is what opening one by one shows, and each look at it is in the access log."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.cases.notes.actions.needs import read_need
from services.cases.plans.actions.goals import read_goal
from services.cases.plans.actions.planned import read_action
from services.cases.summaries.actions import gather
from services.cases.summaries.domain.document import Language
from services.cases.summaries.domain.summary import Contents, summary_of
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotAllowed, NotFound
from tests.cases.plans.scenes import PlanScene
from tests.cases.worlds import World

LOOKS = Statement("SELECT person_id, categories FROM access_log WHERE subject_id = :subject AND act = 'opened'")
SHARED = (Category.IDENTITY, Category.SOCIAL, Category.HOUSING, Category.HEALTH)
some_categories = st.frozensets(st.sampled_from(SHARED), min_size=1)
others = st.sampled_from(["adviser", "nurse"])
written = st.tuples(
    st.sampled_from(["need", "goal", "action"]),
    st.sampled_from(SHARED[1:]),
    st.sampled_from(Sensitivity),
    st.booleans(),
)


async def _opens(read: Any, *what: Any) -> bool:
    try:
        await read(*what)
    except NotFound:
        return False
    return True


async def _gathered(work: UnitOfWork, actor: Any, case_id: UUID) -> Contents | None:
    try:
        return await gather(work, actor, case_id)
    except NotFound:
        return None


def _words(contents: Contents) -> str:
    return repr(summary_of(contents, Language.ENGLISH, {}))


@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    agreements=st.lists(st.tuples(others, some_categories), min_size=1, max_size=2),
    said=st.lists(st.tuples(others, st.integers(0, 1), st.booleans(), some_categories), max_size=3),
    seats=st.lists(others, max_size=2, unique=True),
    items=st.lists(written, min_size=2, max_size=5),
)
async def test_a_summary_shows_what_opening_one_by_one_shows(
    cases_database: Database,
    agreements: list[tuple[str, frozenset[Category]]],
    said: list[tuple[str, int, bool, frozenset[Category]]],
    seats: list[str],
    items: list[tuple[str, Category, Sensitivity, bool]],
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
    words = await _write(scene, case_id, people, items)
    for actor in (scene.lead, scene.adviser, scene.nurse, scene.colleague(scene.lead)):
        async with scene.work(actor) as work:
            contents = await _gathered(work, actor, case_id)
            if contents is None:
                continue
            shown = _words(contents)
            for item_id, (read, word) in words.items():
                assert (word in shown) == await _opens(read, work, case_id, item_id)


async def _write(
    scene: PlanScene,
    case_id: UUID,
    people: tuple[UUID, ...],
    items: list[tuple[str, Category, Sensitivity, bool]],
) -> dict[UUID, tuple[Any, str]]:
    """By item, how it is opened and a word that nothing else says."""
    goal_id = await scene.goal(scene.lead, case_id, *people, wording="The word of no. 0.")
    found: dict[UUID, tuple[Any, str]] = {goal_id: (read_goal, "The word of no. 0.")}
    for number, (kind, category, sensitivity, about_all) in enumerate(items, start=1):
        word = f"The word of no. {number}."
        about = people if about_all else people[1:]
        classified: dict[str, Any] = {"category": category, "sensitivity": sensitivity}
        if kind == "need":
            made = await scene.needs(scene.lead, case_id, word, *about, **classified)
            found[made] = (read_need, word)
        elif kind == "goal":
            made = await scene.goal(scene.lead, case_id, *about, wording=word, **classified)
            found[made] = (read_goal, word)
        else:
            made = await scene.action(scene.lead, case_id, goal_id, *about, title=word, **classified)
            found[made] = (read_action, word)
    return found


async def test_each_look_is_logged_of_each_person_with_its_categories(scene: PlanScene, cases_owner: Database) -> None:
    other = await scene.known(scene.lead)
    case_id = await scene.case(scene.person_id, other)
    await scene.needs(scene.lead, case_id, "stress", other, category=Category.HEALTH)
    await scene.goal(scene.lead, case_id, scene.person_id, category=Category.HOUSING)
    colleague = scene.colleague(scene.lead)
    async with scene.work(colleague) as work:
        await gather(work, colleague, case_id)
    async with cases_owner.work(colleague) as work:
        looks = await work.rows(LOOKS, subject=colleague.subject)
    seen = {
        person: {one for row in looks if row["person_id"] == person for one in row["categories"]}
        for person in (scene.person_id, other)
    }
    assert seen == {scene.person_id: {"social", "housing"}, other: {"social", "health"}}


async def test_a_stranger_finds_no_case_to_print(scene: PlanScene) -> None:
    case_id = await scene.case()
    async with scene.work(scene.nurse) as work:
        with pytest.raises(NotFound):
            await gather(work, scene.nurse, case_id)


async def test_it_is_for_roles_that_open_records(scene: PlanScene) -> None:
    case_id = await scene.case()
    administrator = scene.colleague(scene.lead, Role.ADMINISTRATOR)
    async with scene.work(administrator) as work:
        with pytest.raises(NotAllowed):
            await gather(work, administrator, case_id)
