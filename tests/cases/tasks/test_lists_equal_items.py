"""Whoever joins, leaves or refuses, whatever is reclassified, given away or ends, in whatever order: a list of what
must be done shows what opening one by one shows, and nothing more.
"""

from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.cases.coordination.domain.case import Risk
from services.cases.tasks.domain.listing import Whose
from shared.contracts.cases.duties import DutyKind
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.database.engine import Database
from shared.refusals import Refusal
from tests.cases.tasks.scenes import TaskScene
from tests.cases.tasks.stories import Story
from tests.cases.worlds import World

CATEGORIES = (Category.SOCIAL, Category.HOUSING, Category.HEALTH)
categories = st.sampled_from(CATEGORIES)
some_categories = st.frozensets(categories, min_size=1)
sensitivities = st.sampled_from([Sensitivity.ORDINARY, Sensitivity.ORDINARY, *Sensitivity])
others = st.sampled_from(["adviser", "nurse"])
everybody = st.sampled_from(["lead", "adviser", "nurse"])
which = st.integers(0, 5)
mostly = st.sampled_from([True, True, False])

steps = st.one_of(
    *[st.tuples(st.just("asks"), which, st.booleans(), everybody, mostly, categories, sensitivities, mostly)] * 2,
    st.tuples(st.just("joins"), which, others, st.booleans()),
    st.tuples(st.just("leaves"), which),
    st.tuples(st.just("is_revoked"), others),
    st.tuples(st.just("says"), st.just("adviser"), st.integers(0, 1), some_categories, mostly),
    st.tuples(st.just("says"), others, st.integers(0, 1), some_categories, mostly),
    st.tuples(st.just("reclassifies"), which, categories, sensitivities),
    st.tuples(st.just("gives"), which, everybody),
    st.tuples(st.just("stands_in"), everybody),
    st.tuples(st.just("moves"), which, mostly),
    st.tuples(st.just("is_reviewed"), which, mostly),
    st.tuples(st.just("refers"), st.sampled_from(["sent", "accepted", "in_progress"]), others, categories),
    st.tuples(st.just("is_led"), which),
    st.tuples(st.just("closes"), which),
)


@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    agreements=st.lists(st.tuples(others, some_categories | st.just(frozenset(CATEGORIES))), min_size=1, max_size=3),
    told=st.lists(steps, min_size=8, max_size=20),
)
async def test_a_list_shows_what_opening_one_by_one_shows(
    cases_database: Database, agreements: list[tuple[str, frozenset[Category]]], told: list[tuple[Any, ...]]
) -> None:
    scene = TaskScene(cases_database, World())
    story = Story(scene, (await scene.known(scene.lead, scene.person_id), await scene.known(scene.lead)))
    for other, covered in agreements:
        await scene.agreement(scene.lead, getattr(scene, other), categories=covered)
    await story.begins(Risk.HIGH)
    await story.begins(Risk.LOW)
    await story.joins(0, "adviser", whole_agency=False)
    for number, category in enumerate(CATEGORIES):
        await story.asks(0, number % 2 == 0, "adviser", True, category, Sensitivity.ORDINARY, True)
    for name, *how in told:
        with suppress(Refusal):
            if name == "reclassifies":
                await story.changes(how[0], category=how[1], sensitivity=how[2])
            else:
                await getattr(story, name)(*how)
    for who in story.workers():
        visible = await story.visible_to(who)
        for of in Whose:
            listed = await scene.listed(who, of, page_of=3)
            assert len(set(listed)) == len(listed)
            assert set(listed) == {
                duty_id for duty_id, (case_id, owner) in visible.items() if story.is_on_list(who, of, case_id, owner)
            }
        assert set(await scene.listed(who, Whose.ME, DutyKind.TASK)) <= set(await scene.listed(who))
