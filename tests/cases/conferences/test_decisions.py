"""What was decided becomes something that somebody does by a day; each of both is seen by its own category."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from services.cases.conferences.actions.decisions import (
    Entrusted,
    change_decision,
    list_decision_versions,
    read_decision,
)
from services.cases.tasks.actions.tasks import change_task
from services.cases.timeline.actions import read_timeline
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound
from tests.cases.conferences.meetings import TOMORROW, Meetings

JUNE = date(2030, 6, 1)


@pytest.fixture
async def case_id(scene: Meetings) -> UUID:
    """With the adviser on its team: social matters and housing flow between them, health does not."""
    return await scene.team(scene.adviser)


@pytest.fixture
async def conference_id(scene: Meetings) -> UUID:
    conference_id = await scene.convenes(scene.lead)
    await scene.comes(conference_id, scene.adviser)
    return conference_id


@pytest.fixture
async def matter(scene: Meetings, case_id: UUID, conference_id: UUID) -> UUID:
    return await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)


def by_june(who: Actor, title: str = "Keep the flat") -> Entrusted:
    return Entrusted(title=title, due_on=JUNE, owner_agency_id=who.agency_id, owner_id=who.subject)


async def test_a_decision_becomes_a_task_with_who_does_it_by_when(scene: Meetings, case_id: UUID, matter: UUID) -> None:
    entrusted = by_june(scene.adviser)
    decided = await scene.decides(scene.lead, case_id, matter, category=Category.HOUSING, entrusted=entrusted)
    [became] = (await scene.sees_decision(scene.adviser, case_id, decided))["became"]
    assert (became["kind"], became["state"]) == ("task", "open")
    assert (became["owner_agency_id"], became["owner_worker_id"]) == (
        str(scene.adviser.agency_id),
        str(scene.adviser.subject),
    )
    assert became["due_on"] == JUNE.isoformat()
    async with scene.work(scene.adviser) as work:
        await change_task(work, scene.adviser, case_id, UUID(became["id"]), 1, {"state": "done"})
        lines = await read_timeline(work, scene.person_id, None, 20)
    assert [line["item_id"] for line in lines if line["kind"] == "decision_taken"] == [decided]
    [became] = (await scene.sees_decision(scene.lead, case_id, decided))["became"]
    assert became["state"] == "done"


async def test_whoever_must_do_it_sees_it_only_where_a_ground_shows_it(
    scene: Meetings, case_id: UUID, conference_id: UUID
) -> None:
    closed = await scene.puts(scene.lead, case_id, conference_id, category=Category.HEALTH)
    entrusted = by_june(scene.adviser)
    health = await scene.decides(scene.lead, case_id, closed, category=Category.HEALTH, entrusted=entrusted)
    with pytest.raises(NotFound):
        await scene.sees_decision(scene.adviser, case_id, health)
    task_id = (await scene.sees_decision(scene.lead, case_id, health))["task_id"]
    home = await scene.decides(scene.lead, case_id, closed, category=Category.HOUSING, became={"task_id": task_id})
    seen = await scene.sees_decision(scene.adviser, case_id, home)
    assert (seen["agenda_item_id"], seen["task_id"], seen["became"]) == (None, None, [])


async def test_what_it_became_is_of_the_same_case_and_person(scene: Meetings, case_id: UUID, matter: UUID) -> None:
    for became in ({"action_id": new_id()}, {"task_id": new_id()}, {"referral_id": new_id()}):
        with pytest.raises(Invalid):
            await scene.decides(scene.lead, case_id, matter, became=became)
    first = await scene.decides(scene.lead, case_id, matter, entrusted=by_june(scene.lead))
    task_id = (await scene.sees_decision(scene.lead, case_id, first))["task_id"]
    with pytest.raises(Invalid):
        await scene.decides(scene.lead, case_id, matter, became={"task_id": task_id}, entrusted=by_june(scene.lead))
    other_case = await scene.case()
    conference_id = await scene.convenes(scene.lead)
    elsewhere = await scene.puts(scene.lead, other_case, conference_id)
    with pytest.raises(Invalid):
        await scene.decides(scene.lead, other_case, elsewhere, became={"task_id": task_id})


async def test_what_is_opened_does_not_open_what_was_decided_before(
    scene: Meetings, case_id: UUID, matter: UUID
) -> None:
    decided = await scene.decides(scene.lead, case_id, matter, category=Category.HEALTH, entrusted=by_june(scene.lead))
    async with scene.work(scene.lead) as work:
        changed = {"category": Category.HOUSING, "text": "What may be told."}
        await change_decision(work, scene.lead, case_id, decided, 1, changed)
        assert len(await list_decision_versions(work, case_id, decided, None, 10)) == 1
    seen = await scene.sees_decision(scene.adviser, case_id, decided)
    assert (seen["text"], seen["task_id"], seen["became"]) == (changed["text"], None, [])
    async with scene.work(scene.adviser) as work:
        assert await list_decision_versions(work, case_id, decided, None, 10) == []
        with pytest.raises(NotAllowed):
            await change_decision(work, scene.adviser, case_id, decided, 2, {"text": "Another"})


async def test_who_sees_the_matter_and_comes_decides_once_it_has_begun(
    scene: Meetings, case_id: UUID, matter: UUID
) -> None:
    await scene.decides(scene.adviser, case_id, matter, category=Category.HOUSING, at=TOMORROW)
    with pytest.raises(NotAllowed):
        await scene.decides(scene.adviser, case_id, matter, category=Category.HEALTH)
    for who in (scene.nurse, scene.colleague(scene.adviser)):
        with pytest.raises(NotFound):
            await scene.decides(who, case_id, matter, category=Category.HOUSING)
    with pytest.raises(Conflict):
        await scene.decides(scene.lead, case_id, matter, at=TOMORROW - timedelta(minutes=1))


async def test_a_decision_of_another_case_is_not_there(scene: Meetings, case_id: UUID, matter: UUID) -> None:
    decided = await scene.decides(scene.lead, case_id, matter)
    other_case = await scene.case()
    async with scene.work(scene.lead) as work:
        with pytest.raises(NotFound):
            await read_decision(work, other_case, decided, "read-decision")
