"""A dated change shows to whoever may see what it arises from, and to nobody else: its list, lines, notices and log."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.cases.consents.actions.withdrawing import withdraw_consent
from services.cases.duties.actions import tell_all_overdue
from services.cases.people.actions.correct_person import Correction, correct_person
from services.cases.tasks.actions.listing import list_tasks
from services.cases.tasks.domain.listing import Wanted, Whose
from services.cases.timeline.actions import read_timeline
from services.cases.transitions.actions.reading import give_receipt
from services.cases.transitions.domain.rules import Told
from shared.contracts.cases.duties import DutyKind
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.statements import Statement
from shared.refusals import Conflict, NotAllowed, NotFound
from tests.cases.people.persons import identity
from tests.cases.transitions.turning import BORN, MONTH, OF_AGE, PARIS, Turning

_UNLOCKED = Statement("SELECT (SELECT count(*) FROM transition) + (SELECT count(*) FROM transition_receipt)")


@pytest.fixture
async def prepared(scene: Turning) -> Turning:
    """A birthday half a year away; the adviser is on the team and sees no identity, the nurse does."""
    everything = frozenset({Category.IDENTITY, Category.SOCIAL, Category.HOUSING})
    await scene.agreement(scene.lead, scene.nurse, categories=everything)
    await scene.agreement(scene.lead, scene.adviser, categories=everything - {Category.IDENTITY})
    await scene.rule(receipts_from=[scene.nurse.agency_id, scene.adviser.agency_id])
    await scene.begins(BORN, PARIS, scene.nurse, scene.adviser)
    await scene.days_come(OF_AGE - 5 * MONTH)
    return scene


async def change(scene: Turning) -> UUID:
    (one,) = await scene.changes()
    found: UUID = one["id"]
    return found


async def lines(scene: Turning, who: Actor) -> list[str]:
    async with scene.work(who) as work:
        rows = await read_timeline(work, scene.person_id, None, 50)
    return [row["kind"] for row in rows if row["kind"].startswith("transition")]


async def tasks(scene: Turning, who: Actor) -> bool:
    """Whether anything about the day stands on the list of somebody's agency."""
    wanted = Wanted(
        whose=Whose.AGENCY, kinds=(DutyKind.TRANSITION, DutyKind.RECEIPT), today=scene.database.clock().date()
    )
    async with scene.work(who) as work:
        return (await list_tasks(work, wanted, None, 50)).items != "[]"


async def sees(scene: Turning, who: Actor) -> list[bool]:
    """In the list, on the timeline, among the tasks of the agency, and opened."""
    try:
        await scene.opens(who, await change(scene))
    except NotFound:
        opened = False
    else:
        opened = True
    return [await scene.changes(who) != [], await lines(scene, who) != [], await tasks(scene, who), opened]


async def test_a_birthday_is_for_whoever_may_see_the_birth_date(prepared: Turning) -> None:
    assert await sees(prepared, prepared.nurse) == [True] * 4
    assert await sees(prepared, prepared.adviser) == [False] * 4
    with pytest.raises(NotFound):
        await prepared.changes(prepared.world.worker())


async def test_a_birth_date_that_is_closed_later_closes_its_day_too(prepared: Turning) -> None:
    consent_id = await prepared.said(prepared.nurse, Category.IDENTITY, Category.SOCIAL)
    async with prepared.work(prepared.lead) as work:
        closed = Correction(identity=lambda _: identity(birth_date=BORN), communication=None)
        await correct_person(work, prepared.lead, prepared.person_id, lambda _: True, closed)
    await prepared.owner.pool.execute(
        "UPDATE cases.person SET sensitivity = 'sensitive' WHERE person_id = $1", prepared.person_id
    )
    await prepared.days_come()
    assert await sees(prepared, prepared.nurse) == [True] * 4, "a consent shows what is sensitive"
    async with prepared.work(prepared.lead) as work:
        assert await work.value(_UNLOCKED) > 0
    async with prepared.work(prepared.lead) as work:
        await withdraw_consent(work, prepared.lead, prepared.person_id, consent_id)
    assert await sees(prepared, prepared.nurse) == [False] * 4, "the team does not"


async def test_what_changes_is_shown_of_all_agencies_to_who_coordinates_and_else_of_ones_own(
    prepared: Turning,
) -> None:
    await prepared.agreed(prepared.nurse, "representative", Category.HOUSING)
    await prepared.is_prepared()
    all_of_them = (await prepared.opens(prepared.lead, await change(prepared))).grants
    own = (await prepared.opens(prepared.nurse, await change(prepared))).grants
    assert {one["agency_id"] for one in own} == {prepared.nurse.agency_id}
    assert {one["agency_id"] for one in all_of_them} > {one["agency_id"] for one in own}
    assert [one["ground_kind"] for one in own if one["ends"]] == ["consent"]


async def test_a_guardian_is_shown_to_lose_the_power_to_whoever_may_see_who_they_are(prepared: Turning) -> None:
    guardian = await prepared.guardian()
    assert (await prepared.opens(prepared.lead, await change(prepared))).powers_ending == [guardian]
    assert (await prepared.opens(prepared.nurse, await change(prepared))).powers_ending == []


async def test_receipts_are_given_by_whom_was_asked_and_seen_by_who_leads(prepared: Turning) -> None:
    one = await change(prepared)
    prepared.at(OF_AGE - 4 * MONTH)

    async def gives(who: Actor) -> None:
        async with prepared.work(who) as work:
            await give_receipt(work, who, prepared.person_id, one)

    with pytest.raises(NotAllowed):
        await gives(prepared.lead)
    with pytest.raises(NotFound):
        await gives(prepared.adviser)
    with pytest.raises(NotAllowed) as refused:
        await gives(replace(prepared.nurse, roles=frozenset({Role.ADMINISTRATOR})))
    assert "casework" in str(refused.value.extensions["reasons"])
    await gives(prepared.nurse)
    with pytest.raises(Conflict):
        await gives(prepared.nurse)
    seen = {row["agency_id"]: row["given_at"] for row in (await prepared.opens(prepared.lead, one)).receipts}
    assert seen == {prepared.nurse.agency_id: prepared.database.clock(), prepared.adviser.agency_id: None}
    own = (await prepared.opens(prepared.nurse, one)).receipts
    assert [row["agency_id"] for row in own] == [prepared.nurse.agency_id]
    await prepared.is_heard()
    assert "receipt_given" in await prepared.kinds(prepared.lead)
    assert "receipt_asked" in await prepared.kinds(prepared.nurse)
    assert "receipt_asked" not in await prepared.kinds(prepared.adviser)
    await prepared.days_come(OF_AGE)
    left = await prepared.owner.pool.fetch(
        "SELECT kind, for_agency_id FROM cases.duty WHERE person_id = $1", prepared.person_id
    )
    assert [tuple(row) for row in left] == [("receipt", prepared.adviser.agency_id)], "it is still to be given"


async def test_a_receipt_not_given_by_the_day_is_told_to_whoever_was_asked_and_to_the_lead_alone(
    scene: Turning,
) -> None:
    everything = frozenset({Category.IDENTITY, Category.SOCIAL})
    await scene.agreement(scene.lead, scene.nurse, scene.adviser, categories=everything)
    await scene.rule(receipts_from=[scene.nurse.agency_id], tells=Told.TEAM)
    await scene.begins(BORN, PARIS, scene.nurse, scene.adviser)
    await scene.days_come(OF_AGE - 5 * MONTH)
    await scene.days_come(OF_AGE)
    for days, told in ((0, 0), (2, 1), (3, 1)):
        scene.at(OF_AGE + timedelta(days=days))
        await tell_all_overdue(scene.database)
        await scene.is_heard()
        for who, times in ((scene.nurse, told), (scene.lead, told), (scene.adviser, 0)):
            assert (await scene.kinds(who)).count("overdue") == times, (days, who)
    async with scene.work(scene.nurse) as work:
        await give_receipt(work, scene.nurse, scene.person_id, await change(scene))
    await scene.is_heard()
    assert "receipt_given" in await scene.kinds(scene.lead)
    assert "transition_done" in await scene.kinds(scene.adviser), "the day is theirs to know, and who received is not"
    assert "receipt_given" not in await scene.kinds(scene.adviser)


async def test_below_the_predicate_there_is_nothing_without_a_ground(prepared: Turning) -> None:
    async with prepared.work(prepared.world.worker()) as work:
        assert await work.value(_UNLOCKED) == 0
