"""What became of needs, what was used or avoided, and what a case has come to; each as far as somebody may see it."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.cases.notes.actions.needs import change_need
from services.cases.outcomes.actions.need_outcomes import list_need_outcomes
from services.cases.outcomes.actions.observations import (
    correct_observation,
    list_observation_versions,
    list_observations,
    read_observation,
)
from services.cases.outcomes.domain.observations import Basis, totals
from shared.contracts.cases.outcomes import Effect, Measure, NeedOutcome
from shared.contracts.cases.plans import Voice
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.refusals import Invalid, NotAllowed, NotFound, Stale
from tests.cases.outcomes.scenes import EndingScene
from tests.cases.worlds import World

HOSPITAL = Measure.HOSPITAL_DAYS


async def said_of(scene: EndingScene, who: Actor, case_id: UUID, need_id: UUID) -> list[str]:
    async with scene.work(who) as work:
        return [row["outcome"] for row in await list_need_outcomes(work, case_id, need_id, None, 50)]


async def test_worker_and_person_may_see_a_need_differently_and_the_last_word_of_each_counts(
    scene: EndingScene,
) -> None:
    case_id = await scene.case()
    need_id = await scene.needs(scene.lead, case_id, "stress")
    for outcome, said_by in (
        (NeedOutcome.NOT_MET, Voice.WORKER),
        (NeedOutcome.PARTLY_MET, Voice.PERSON),
        (NeedOutcome.MET, Voice.WORKER),
        (NeedOutcome.WORSE, Voice.CARER),
        (NeedOutcome.NOT_MET, Voice.REPRESENTATIVE),
    ):
        await scene.became(scene.lead, case_id, need_id, outcome, said_by)
    [result] = (await scene.results(scene.lead, case_id)).needs
    assert (result.by_worker, result.by_person) == (NeedOutcome.MET, NeedOutcome.NOT_MET)
    assert await said_of(scene, scene.lead, case_id, need_id) == ["not_met", "partly_met", "met", "worse", "not_met"]


async def test_what_became_of_a_need_is_said_after_the_case_was_closed_too(scene: EndingScene) -> None:
    case_id = await scene.case()
    need_id = await scene.needs(scene.lead, case_id, "stress")
    await scene.closes(scene.lead, case_id)
    await scene.became(scene.lead, case_id, need_id, NeedOutcome.NO_LONGER_THERE)
    [result] = (await scene.results(scene.lead, case_id)).needs
    assert result.by_worker is NeedOutcome.NO_LONGER_THERE


async def test_a_need_that_opens_later_does_not_open_what_was_said_of_it(scene: EndingScene) -> None:
    await scene.agreement(scene.lead, scene.adviser, categories=frozenset({Category.SOCIAL}))
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    need_id = await scene.needs(scene.lead, case_id, "stress", category=Category.HEALTH)
    await scene.became(scene.lead, case_id, need_id, NeedOutcome.WORSE)
    async with scene.work(scene.lead) as work:
        await change_need(work, scene.lead, case_id, need_id, 1, {"category": Category.SOCIAL})
    assert await said_of(scene, scene.adviser, case_id, need_id) == []
    [result] = (await scene.results(scene.adviser, case_id)).needs
    assert result.by_worker is None
    await scene.became(scene.lead, case_id, need_id, NeedOutcome.MET)
    assert await said_of(scene, scene.adviser, case_id, need_id) == ["met"]


async def test_who_may_only_read_says_nothing_of_a_need(scene: EndingScene, cases_owner: Database) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    need_id = await scene.needs(scene.lead, case_id, "stress", category=Category.SOCIAL)
    await scene.may_only_read(cases_owner, scene.adviser, Category.SOCIAL)
    with pytest.raises(NotAllowed):
        await scene.became(scene.adviser, case_id, need_id, NeedOutcome.MET)
    with pytest.raises(NotFound):
        await scene.became(scene.nurse, case_id, need_id, NeedOutcome.MET)


async def test_an_observation_is_corrected_by_its_writer_and_keeps_what_it_said(scene: EndingScene) -> None:
    case_id = await scene.case()
    observation_id = await scene.observes(scene.lead, case_id, amount=3)
    colleague = scene.colleague(scene.lead)
    async with scene.work(colleague) as work:
        with pytest.raises(NotAllowed):
            await correct_observation(work, colleague, case_id, observation_id, 1, {"amount": 4})
    supervisor = scene.colleague(scene.lead, Role.SUPERVISOR)
    async with scene.work(supervisor) as work:
        await correct_observation(work, supervisor, case_id, observation_id, 1, {"amount": 4})
        [earlier] = await list_observation_versions(work, case_id, observation_id, None, 50)
    assert earlier["content"]["amount"] == 3
    async with scene.work(scene.lead) as work:
        with pytest.raises(Stale):
            await correct_observation(work, scene.lead, case_id, observation_id, 1, {"amount": 5})
    async with scene.work(scene.lead) as work:
        with pytest.raises(Invalid):
            await correct_observation(work, scene.lead, case_id, observation_id, 2, {"ended_on": date(2026, 1, 2)})


async def test_used_and_avoided_are_counted_apart(scene: EndingScene) -> None:
    case_id = await scene.case()
    for amount in (3, 4):
        await scene.observes(scene.lead, case_id, amount=amount)
    basis = Basis.SAME_PERSON_BEFORE
    await scene.observes(scene.lead, case_id, amount=11, effect=Effect.AVOIDED, basis=basis)
    observed = (await scene.results(scene.lead, case_id)).observed
    assert observed == {(HOSPITAL, Effect.USED): 7, (HOSPITAL, Effect.AVOIDED): 11}


async def _opens(scene: EndingScene, who: Actor, case_id: UUID, observation_id: UUID) -> dict[str, Any] | None:
    async with scene.work(who) as work:
        try:
            return dict(await read_observation(work, case_id, observation_id))
        except NotFound:
            return None


@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    shared=st.frozensets(st.sampled_from([Category.SOCIAL, Category.HEALTH]), min_size=1),
    refused=st.booleans(),
    written=st.lists(
        st.tuples(
            st.integers(0, 20),
            st.sampled_from([Category.SOCIAL, Category.HEALTH, Category.HOUSING]),
            st.sampled_from(Sensitivity),
            st.booleans(),
        ),
        min_size=1,
        max_size=5,
    ),
)
async def test_sums_are_those_of_the_lines_that_somebody_opens_one_by_one(
    cases_database: Database,
    shared: frozenset[Category],
    refused: bool,
    written: list[tuple[int, Category, Sensitivity, bool]],
) -> None:
    scene = EndingScene(cases_database, World())
    people = (await scene.known(scene.lead, scene.person_id), await scene.known(scene.lead))
    await scene.agreement(scene.lead, scene.adviser, categories=shared | {Category.SOCIAL})
    case_id = await scene.case(*people)
    await scene.joins(case_id, scene.adviser)
    if refused:
        await scene.said(scene.adviser, Category.HEALTH, refusal=True, person_id=people[1])
    made = [
        await scene.observes(
            scene.lead, case_id, *people[: 2 if both else 1], amount=amount, category=category, sensitivity=sensitivity
        )
        for amount, category, sensitivity, both in written
    ]
    for who in (scene.lead, scene.adviser, scene.colleague(scene.lead)):
        opened = [row for one in made if (row := await _opens(scene, who, case_id, one))]
        results = await scene.results(who, case_id)
        assert {row["id"] for row in results.observations} == {row["id"] for row in opened}
        assert results.observed == totals((HOSPITAL, Effect.USED, row["amount"]) for row in opened)
        async with scene.work(who) as work:
            assert len(await list_observations(work, case_id, None, 50)) == len(opened)
