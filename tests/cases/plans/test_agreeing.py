"""Versions of a plan, who agrees to them, and reviews."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.cases.coordination.actions.cases import close_case, read_case
from services.cases.people.domain.parts import Power
from services.cases.plans.actions.agreeing import (
    NewSignature,
    list_signatures,
    list_versions,
    propose_plan,
    read_version,
    sign_plan,
)
from services.cases.plans.actions.lines import list_lines
from services.cases.plans.actions.reviewing import NewReview, list_reviews, read_scores, review_plan
from services.cases.plans.domain.agreeing import SignedHow
from services.cases.timeline.actions import read_timeline
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.cases.plans import GoalState, Party, SignedAs, Voice
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound
from tests.cases.people.persons import represented
from tests.cases.plans.scenes import PlanScene


async def proposes(scene: PlanScene, who: Actor, case_id: UUID) -> UUID:
    async with scene.work(who) as work:
        return await propose_plan(work, who, case_id)


async def signs(
    scene: PlanScene,
    who: Actor,
    case_id: UUID,
    version_id: UUID,
    party: Party = Party.LEAD,
    *,
    answer: SignedAs = SignedAs.AGREED,
    person_id: UUID | None = None,
    representative_id: UUID | None = None,
) -> UUID:
    said = NewSignature(
        party=party,
        person_id=person_id,
        representative_id=representative_id,
        answer=answer,
        words=None,
        signed_how=SignedHow.ORAL,
    )
    async with scene.work(who) as work:
        return await sign_plan(work, who, case_id, version_id, said)


async def version(scene: PlanScene, who: Actor, case_id: UUID, version_id: UUID) -> dict[str, Any]:
    async with scene.work(who) as work:
        return dict(await read_version(work, case_id, version_id))


async def lines(scene: PlanScene, who: Actor, record_id: UUID) -> dict[UUID, Any]:
    async with scene.work(who) as work:
        return {row["item_id"]: row for row in await list_lines(work, record_id, None, 100, "list-changes")}


async def reviews(scene: PlanScene, who: Actor, case_id: UUID, next_review_on: date | None = None) -> UUID:
    command = NewReview(held_on=date(2026, 6, 1), next_review_on=next_review_on, summary="It goes well")
    async with scene.work(who) as work:
        return await review_plan(work, who, case_id, command)


@pytest.fixture
async def case_id(scene: PlanScene) -> UUID:
    """A case in which the adviser sits too, with a goal."""
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    await scene.goal(scene.lead, case_id)
    return case_id


async def test_a_plan_is_agreed_by_the_lead_and_by_the_person_before_any_worker(
    scene: PlanScene, case_id: UUID
) -> None:
    version_id = await proposes(scene, scene.lead, case_id)
    await signs(scene, scene.lead, case_id, version_id)
    assert (await version(scene, scene.lead, case_id, version_id))["agreed_at"] is None
    await signs(scene, scene.adviser, case_id, version_id, Party.PERSON)
    agreed = await version(scene, scene.lead, case_id, version_id)
    assert (agreed["agreed_at"] is not None, agreed["awaiting"], agreed["lead_agrees"]) == (True, [], True)
    await represented(scene.database, scene.lead, scene.person_id, Power.SIGN)
    await signs(scene, scene.lead, case_id, version_id, Party.REPRESENTATIVE, answer=SignedAs.DISAGREED)
    assert (await version(scene, scene.lead, case_id, version_id))["agreed_at"] is None
    async with scene.work(scene.adviser) as work:
        signatures = await list_signatures(work, await read_case(work, case_id), version_id, None, 10)
        kinds = [row["kind"] for row in await read_timeline(work, scene.person_id, None, 100)]
    assert [(row["party"], row["person_id"], row["worker_id"]) for row in signatures] == [
        ("lead", None, scene.lead.subject),
        ("person", scene.person_id, scene.adviser.subject),
        ("representative", scene.person_id, scene.lead.subject),
    ]
    assert (kinds.count("plan_proposed"), kinds.count("plan_signed")) == (1, 3)


async def test_nobody_signs_for_another_without_the_power_to(scene: PlanScene, case_id: UUID) -> None:
    version_id = await proposes(scene, scene.lead, case_id)
    await represented(scene.database, scene.lead, scene.person_id, Power.CONSENT)
    for who in (scene.lead, scene.adviser):
        with pytest.raises(Invalid) as refused:
            await signs(scene, who, case_id, version_id, Party.REPRESENTATIVE)
        assert refused.value.errors[0].code == "no_power"


async def test_only_the_lead_or_in_their_stead_a_supervisor_proposes_reviews_and_signs_as_lead(
    scene: PlanScene, case_id: UUID
) -> None:
    version_id = await proposes(scene, scene.colleague(scene.lead, Role.SUPERVISOR), case_id)
    for who in (scene.adviser, scene.colleague(scene.lead)):
        for refused in (proposes(scene, who, case_id), reviews(scene, who, case_id)):
            with pytest.raises(NotAllowed):
                await refused
        with pytest.raises(NotAllowed):
            await signs(scene, who, case_id, version_id)
    for act in (proposes(scene, scene.nurse, case_id), signs(scene, scene.nurse, case_id, version_id)):
        with pytest.raises(NotFound):
            await act


async def test_who_may_only_read_writes_down_no_answer_of_the_person(scene: PlanScene, cases_owner: Database) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.may_only_read(cases_owner, scene.adviser, Category.SOCIAL)
    await scene.goal(scene.lead, case_id)
    version_id = await proposes(scene, scene.lead, case_id)
    with pytest.raises(NotAllowed):
        await signs(scene, scene.adviser, case_id, version_id, Party.PERSON)


async def test_a_newer_version_takes_the_place_of_the_one_before(scene: PlanScene, case_id: UUID) -> None:
    first = await proposes(scene, scene.lead, case_id)
    second = await proposes(scene, scene.lead, case_id)
    async with scene.work(scene.adviser) as work:
        listed = await list_versions(work, case_id, None, 10)
    assert [(row["id"], row["number"], row["is_superseded"]) for row in listed] == [
        (second, 2, False),
        (first, 1, True),
    ]
    with pytest.raises(Conflict):
        await signs(scene, scene.lead, case_id, first)


async def test_an_empty_plan_is_not_proposed_and_a_closed_case_neither_proposes_nor_reviews(scene: PlanScene) -> None:
    case_id = await scene.case()
    with pytest.raises(Conflict):
        await proposes(scene, scene.lead, case_id)
    await scene.goal(scene.lead, case_id)
    version_id = await proposes(scene, scene.lead, case_id)
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, case_id, ClosingReason.GOALS_REACHED)
    for act in (
        proposes(scene, scene.lead, case_id),
        reviews(scene, scene.lead, case_id),
        signs(scene, scene.lead, case_id, version_id),
    ):
        with pytest.raises(Conflict):
            await act


async def test_each_person_of_a_household_is_asked_and_seen_by_those_who_know_them(
    scene: PlanScene, case_id: UUID
) -> None:
    partner = await scene.known(scene.lead)
    household = await scene.case(scene.person_id, partner)
    await scene.goal(scene.lead, household, scene.person_id)
    version_id = await proposes(scene, scene.lead, household)
    await signs(scene, scene.lead, household, version_id)
    with pytest.raises(Invalid) as refused:
        await signs(scene, scene.lead, household, version_id, Party.PERSON)
    assert refused.value.errors[0].pointer == "#/person_id"
    with pytest.raises(Invalid) as refused:
        await signs(
            scene,
            scene.lead,
            household,
            version_id,
            Party.REPRESENTATIVE,
            person_id=partner,
            representative_id=new_id(),
        )
    assert refused.value.errors[0].pointer == "#/representative_id"
    for person_id in (scene.person_id, partner):
        await signs(scene, scene.lead, household, version_id, Party.PERSON, person_id=person_id)
    assert (await version(scene, scene.lead, household, version_id))["agreed_at"] is not None
    await scene.said(scene.adviser, Category.SOCIAL)
    async with scene.work(scene.adviser) as work:
        case = await read_case(work, household)
        seen = await list_signatures(work, case, version_id, None, 10)
    assert [row["person_id"] for row in seen] == [None, scene.person_id]
    assert not case["words"]
    with pytest.raises(NotFound):
        await version(scene, scene.lead, case_id, version_id)


async def test_a_review_tells_what_changed_since_the_one_before(scene: PlanScene, case_id: UUID) -> None:
    (goal,) = await scene.goals(scene.lead, case_id)
    action_id = await scene.action(scene.lead, case_id, goal["id"])
    await scene.marks(scene.lead, case_id, goal["id"], -1)
    first = await reviews(scene, scene.lead, case_id)
    assert {row["change"] for row in (await lines(scene, scene.lead, first)).values()} == {"new"}
    await scene.marks(scene.lead, case_id, goal["id"], 1)
    await scene.marks(scene.adviser, case_id, goal["id"], 0, Voice.PERSON)
    second = await reviews(scene, scene.lead, case_id, date(2026, 9, 1))
    told = await lines(scene, scene.adviser, second)
    assert told[action_id]["change"] == "unchanged"
    line = told[goal["id"]]
    assert (line["change"], line["by_worker_before"], line["by_worker"]) == ("changed", -1, 1)
    assert (line["by_person_before"], line["by_person"]) == (None, 0)
    async with scene.work(scene.adviser) as work:
        assert [row["id"] for row in await list_reviews(work, case_id, None, 10)] == [second, first]
        assert (await read_case(work, case_id))["next_review_on"] == date(2026, 9, 1)


async def test_a_line_is_shown_as_its_goal_is_now_and_as_it_was_then(scene: PlanScene, case_id: UUID) -> None:
    (shown,) = await scene.goals(scene.lead, case_id)
    hidden = await scene.goal(scene.lead, case_id, category=Category.HEALTH)
    version_id = await proposes(scene, scene.lead, case_id)
    assert (await lines(scene, scene.lead, version_id)).keys() == {shown["id"], hidden}
    assert (await lines(scene, scene.adviser, version_id)).keys() == {shown["id"]}
    await scene.changes_goal(scene.lead, case_id, hidden, 1, category=Category.SOCIAL)
    assert (await lines(scene, scene.adviser, version_id)).keys() == {shown["id"]}
    await scene.changes_goal(scene.lead, case_id, shown["id"], 1, sensitivity=Sensitivity.SEALED)
    assert await lines(scene, scene.adviser, version_id) == {}
    assert await lines(scene, scene.nurse, version_id) == {}


async def test_a_line_tells_nothing_of_the_time_when_its_goal_was_classified_otherwise(
    scene: PlanScene, case_id: UUID
) -> None:
    goal_id = await scene.goal(scene.lead, case_id, category=Category.HEALTH)
    await scene.marks(scene.lead, case_id, goal_id, -2)
    await reviews(scene, scene.lead, case_id)
    await scene.changes_goal(scene.lead, case_id, goal_id, 1, category=Category.SOCIAL)
    review_id = await reviews(scene, scene.lead, case_id)
    for who in (scene.lead, scene.adviser):
        line = (await lines(scene, who, review_id))[goal_id]
        assert (line["change"], line["by_worker"], line["by_worker_before"]) == ("new", None, None)
        assert line["state_before"] is None


async def test_a_version_holds_what_its_proposer_may_see(scene: PlanScene, case_id: UUID) -> None:
    theirs = await scene.goal(scene.adviser, case_id, category=Category.HOUSING, sensitivity=Sensitivity.SENSITIVE)
    version_id = await proposes(scene, scene.lead, case_id)
    assert theirs not in await lines(scene, scene.lead, version_id)
    assert theirs not in await lines(scene, scene.adviser, version_id)


async def test_the_scores_are_over_the_goals_that_the_reader_sees(scene: PlanScene, case_id: UUID) -> None:
    (goal,) = await scene.goals(scene.lead, case_id)
    await scene.marks(scene.lead, case_id, goal["id"], 1)
    hidden = await scene.goal(scene.lead, case_id, category=Category.HEALTH, baseline=-2)
    await scene.marks(scene.lead, case_id, hidden, -2)
    dropped = await scene.goal(scene.lead, case_id, baseline=2)
    await scene.changes_goal(scene.lead, case_id, dropped, 1, state=GoalState.CANCELLED)
    async with scene.work(scene.adviser) as work:
        seen = await read_scores(work, case_id)
    assert (seen.at_first, seen.by_worker, seen.by_person) == (None, 60.0, None)
    async with scene.work(scene.lead) as work:
        whole = await read_scores(work, case_id)
    assert (whole.at_first, whole.by_worker, whole.by_person) == (30.0, 43.8, None)
