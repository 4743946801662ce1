"""A case is closed with what it has come to, and with a word on what is still open."""

from uuid import UUID

import pytest

from services.cases.outcomes.domain.closing import ReferralsOpen
from services.cases.tasks.actions.tasks import list_tasks_of, read_task
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.cases.outcomes import Becomes, CaseOutcome, ReferralBecomes
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound
from tests.cases.outcomes.scenes import EndingScene

TOLD = Statement("""
    SELECT data ->> 'referral_id' AS referral_id, data ->> 'becomes' AS becomes FROM journal
    WHERE type = 'parcours.case.referral_outlived.v1' AND data ->> 'case_id' = :case_id ORDER BY id
""")


async def states(scene: EndingScene, case_id: UUID) -> tuple[set[str], set[str], set[str], str]:
    """Of actions, tasks and threads, and of the case."""
    actions = {row["state"] for row in await scene.actions(scene.lead, case_id)}
    threads = {row["state"] for row in await scene.sees_threads(scene.lead, case_id)}
    async with scene.work(scene.lead) as work:
        tasks = {row["state"] for row in await list_tasks_of(work, case_id, None, 50)}
    return actions, tasks, threads, (await scene.sees_case(scene.lead, case_id))["state"]


@pytest.fixture
async def case_id(scene: EndingScene) -> UUID:
    """With an action, a task and a thread that are open."""
    case_id = await scene.case()
    await scene.action(scene.lead, case_id, await scene.goal(scene.lead, case_id))
    await scene.task(scene.lead, case_id)
    await scene.starts(scene.lead, case_id)
    return case_id


async def test_what_continues_is_left_and_what_ends_ends_with_the_case(scene: EndingScene, case_id: UUID) -> None:
    await scene.closes(scene.lead, case_id)
    assert await states(scene, case_id) == ({"planned"}, {"open"}, {"open"}, "closed")
    await scene.reopens(scene.lead, case_id)
    await scene.closes(scene.lead, case_id, tasks=Becomes.ENDS)
    assert await states(scene, case_id) == ({"planned"}, {"dropped"}, {"open"}, "closed")
    await scene.reopens(scene.lead, case_id)
    await scene.closes(scene.lead, case_id, actions=Becomes.ENDS, threads=Becomes.ENDS)
    assert await states(scene, case_id) == ({"not_done"}, {"dropped"}, {"closed"}, "closed")


async def test_how_it_ended_is_kept_each_time(scene: EndingScene, case_id: UUID) -> None:
    agency_id = new_id()
    transferred = {"reason": ClosingReason.TRANSFERRED, "outcome": CaseOutcome.NOT_REACHED, "handed_over_to": agency_id}
    await scene.closes(scene.lead, case_id, **transferred)
    await scene.reopens(scene.lead, case_id)
    await scene.closes(scene.lead, case_id)
    last, first = await scene.closures(scene.lead, case_id)
    assert (first["outcome"], first["handed_over_to"], first["reopening_reason"]) == (
        "not_reached",
        agency_id,
        "need_returned",
    )
    assert (last["outcome"], last["reopened_at"], last["retention_from"]) == ("reached", None, last["closed_at"].date())


async def test_who_goes_on_is_told_to_those_who_may_see_everybody_in_the_case(scene: EndingScene) -> None:
    partner, shelter = await scene.known(scene.lead), scene.nurse
    case_id = await scene.case(scene.person_id, partner)
    await scene.agreement(scene.lead, scene.adviser, shelter)
    for who in (scene.adviser, shelter):
        await scene.said(who, Category.SOCIAL)
    transferred = {"reason": ClosingReason.TRANSFERRED, "outcome": CaseOutcome.NOT_REACHED}
    await scene.closes(scene.lead, case_id, **transferred, handed_over_to=shelter.agency_id)
    for who, told in ((scene.lead, shelter.agency_id), (shelter, shelter.agency_id), (scene.adviser, None)):
        [closure] = await scene.closures(who, case_id)
        assert closure["handed_over_to"] == told, "perhaps it is where somebody lives now"
    await scene.said(scene.adviser, Category.SOCIAL, person_id=partner)
    [closure] = await scene.closures(scene.adviser, case_id)
    assert closure["handed_over_to"] == shelter.agency_id


async def test_an_open_referral_holds_a_case_until_something_is_said_of_it(scene: EndingScene, case_id: UUID) -> None:
    waiting = await scene.refers(case_id, "waitlisted")
    over = await scene.refers(case_id, "completed")
    with pytest.raises(ReferralsOpen) as refused:
        await scene.closes(scene.lead, case_id, referrals={over: ReferralBecomes.CONTINUES})
    assert refused.value.extensions["referrals"] == [str(waiting)]
    assert (await states(scene, case_id))[3] == "open"
    await scene.closes(scene.lead, case_id, referrals={waiting: ReferralBecomes.TO_BE_WITHDRAWN})
    [closure] = await scene.closures(scene.lead, case_id)
    assert closure["referrals"] == [{"referral_id": str(waiting), "becomes": "to_be_withdrawn"}]
    async with scene.work(scene.lead) as work:
        told = [tuple(row) for row in await work.rows(TOLD, case_id=str(case_id))]
    assert told == [(str(waiting), "to_be_withdrawn")]


async def test_referrals_that_somebody_does_not_see_neither_hold_a_case_nor_are_told_of(scene: EndingScene) -> None:
    await scene.agreement(scene.lead, scene.adviser, categories=frozenset({Category.SOCIAL}))
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    hidden = await scene.refers(case_id, by=scene.adviser, category=Category.HEALTH)
    assert not (await scene.still_open(scene.lead, case_id)).referrals
    with pytest.raises(Invalid):
        await scene.closes(scene.lead, case_id, referrals={hidden: ReferralBecomes.CONTINUES})
    mine = await scene.refers(case_id, category=Category.HEALTH)
    await scene.closes(scene.lead, case_id, referrals={mine: ReferralBecomes.CONTINUES})
    assert len((await scene.closures(scene.lead, case_id))[0]["referrals"]) == 1


async def test_a_word_on_a_referral_is_for_those_who_see_the_referral(scene: EndingScene) -> None:
    await scene.agreement(scene.lead, scene.adviser, categories=frozenset({Category.SOCIAL}))
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    await scene.writes(scene.adviser, case_id, "Takes part")
    referral_id = await scene.refers(case_id, category=Category.HEALTH)
    await scene.closes(scene.lead, case_id, referrals={referral_id: ReferralBecomes.CONTINUES})
    await scene.reopens(scene.lead, case_id)
    for who, seen in ((scene.lead, 1), (scene.adviser, 0)):
        [closure] = await scene.closures(who, case_id)
        assert len(closure["referrals"]) == seen


async def test_what_somebody_may_not_end_stops_the_whole_act(scene: EndingScene, cases_owner: Database) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    await scene.said(scene.adviser, Category.SOCIAL)
    case_id = await scene.case(by=scene.adviser)
    await scene.joins(case_id, scene.lead, by=scene.adviser)
    await scene.action(scene.lead, case_id, await scene.goal(scene.lead, case_id))
    await scene.may_only_read(cases_owner, scene.adviser, Category.SOCIAL)
    with pytest.raises(NotAllowed):
        await scene.closes(scene.adviser, case_id, actions=Becomes.ENDS)
    assert (await scene.sees_case(scene.lead, case_id))["state"] == "open"
    assert not await scene.closures(scene.lead, case_id)
    await scene.closes(scene.adviser, case_id)
    assert [row["state"] for row in await scene.actions(scene.lead, case_id)] == ["planned"]


async def test_what_is_sealed_by_others_is_neither_asked_about_nor_ended(scene: EndingScene, case_id: UUID) -> None:
    colleague = scene.colleague(scene.lead)
    goal_id = await scene.goal(colleague, case_id)
    sealed = await scene.action(colleague, case_id, goal_id, sensitivity=Sensitivity.SEALED)
    sealed_task = await scene.task(colleague, case_id, sensitivity=Sensitivity.SEALED)
    still = await scene.still_open(scene.lead, case_id)
    assert {sealed, sealed_task}.isdisjoint(row["id"] for row in (*still.actions, *still.tasks))
    await scene.closes(scene.lead, case_id, actions=Becomes.ENDS, tasks=Becomes.ENDS)
    found = {row["id"]: row["state"] for row in await scene.actions(colleague, case_id)}
    assert found[sealed] == "planned"
    async with scene.work(colleague) as work:
        assert (await read_task(work, case_id, sealed_task))["state"] == "open"


async def test_a_closed_case_is_closed_and_a_stranger_finds_none(scene: EndingScene, case_id: UUID) -> None:
    for act in (scene.still_open, scene.closures, scene.results):
        with pytest.raises(NotFound):
            await act(scene.nurse, case_id)
    with pytest.raises(NotFound):
        await scene.closes(scene.nurse, case_id)
    await scene.closes(scene.lead, case_id)
    with pytest.raises(Conflict):
        await scene.closes(scene.lead, case_id)


async def test_being_named_as_who_goes_on_opens_nothing(scene: EndingScene, case_id: UUID) -> None:
    await scene.closes(scene.lead, case_id, reason=ClosingReason.TRANSFERRED, handed_over_to=scene.nurse.agency_id)
    await _sees_nothing(scene, scene.nurse, case_id)


async def _sees_nothing(scene: EndingScene, who: Actor, case_id: UUID) -> None:
    with pytest.raises(NotFound):
        await scene.sees_case(who, case_id)
    with pytest.raises(NotFound):
        await scene.closures(who, case_id)
