"""Whoever asks whether somebody is known is sent to the agency that leads their latest open case."""

from uuid import UUID

import pytest

from services.cases.coordination.actions.cases import close_case, reopen_case
from services.cases.coordination.actions.coordinators import point_to_lead
from services.cases.coordination.store.team import lead_agency_of
from services.cases.people.actions.known import ByIdentifier, ask_whether_known
from shared.contracts.cases.coordination import ClosingReason, ReopeningReason
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import TaskActor
from shared.identifiers import new_id
from tests.cases.coordination.scenes import Scene
from tests.cases.people.persons import SYSTEM, identifier, registered


@pytest.fixture
async def number(scene: Scene) -> str:
    """An identifier of the person of this scene."""
    number = str(new_id())
    scene.person_id = await registered(scene.database, scene.lead, identifiers=[identifier(number)])
    return number


async def turned_to(scene: Scene, number: str) -> UUID:
    """After background work has followed what happened."""
    async with scene.database.work(TaskActor("coordinators")) as work:
        await point_to_lead(work, scene.person_id)
    async with scene.work(scene.lead) as work:
        answer = await ask_whether_known(work, scene.lead, ByIdentifier(system=SYSTEM, value=number))
    return UUID(answer["coordinator"]["agency_id"])


async def test_it_is_the_lead_of_the_latest_open_case_and_else_who_registered_them(scene: Scene, number: str) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    await scene.said(scene.adviser, Category.IDENTITY, Category.HOUSING, person_id=scene.person_id)
    assert await turned_to(scene, number) == scene.lead.agency_id
    case_id = await scene.case(by=scene.adviser, category=Category.HOUSING)
    assert await turned_to(scene, number) == scene.adviser.agency_id
    async with scene.work(scene.adviser) as work:
        await close_case(work, scene.adviser, case_id, ClosingReason.GOALS_REACHED)
    assert await turned_to(scene, number) == scene.lead.agency_id
    async with scene.work(scene.adviser) as work:
        await reopen_case(work, scene.adviser, case_id, ReopeningReason.NEED_RETURNED)
    assert await turned_to(scene, number) == scene.adviser.agency_id
    await scene.case()
    assert await turned_to(scene, number) == scene.lead.agency_id


async def test_it_follows_a_change_of_the_lead(scene: Scene, number: str) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    member_id = await scene.joins(case_id, scene.adviser)
    await scene.gives_the_lead(case_id, member_id, scene.adviser)
    assert await turned_to(scene, number) == scene.adviser.agency_id


async def test_who_leads_is_told_to_the_background_work_only(scene: Scene, number: str) -> None:
    assert number
    await scene.case()
    async with scene.work(scene.lead) as work:
        assert await lead_agency_of(work, scene.person_id) is None
