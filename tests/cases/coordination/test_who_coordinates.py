"""Everybody with a ground may open a case and lead it; who coordinates for a person is not theirs to say."""

from uuid import UUID

import pytest

from services.cases.access.actions import grants_on, standing_to
from services.cases.consents.actions.reading import list_consents
from services.cases.consents.actions.withdrawing import withdraw_consent
from services.cases.coordination.actions.people import add_person
from services.cases.coordination.domain.case import HouseholdRole
from shared.contracts.cases.vocabulary import Category, Operation
from shared.contracts.identity.actor import Actor
from tests.cases.coordination.scenes import SHARED, Scene


@pytest.fixture
async def scene(scene: Scene) -> Scene:
    """The lead began the record; the person agreed that adviser and nurse know of their housing."""
    await scene.agreement(scene.lead, scene.adviser, scene.nurse)
    await scene.said(scene.adviser, Category.HOUSING)
    await scene.said(scene.nurse, Category.HOUSING)
    return scene


async def coordinates(scene: Scene, who: Actor, person_id: UUID | None = None) -> bool:
    """As the decision says; and what it opens follows it: the grounds of the other agencies."""
    person_id = person_id or scene.person_id
    async with scene.work(who) as work:
        stands = await standing_to(work, person_id)
        agencies = {row["agency_id"] for row in await grants_on(work, who, person_id)}
        named = {agency for row in await list_consents(work, person_id, None, 50) for agency in row["agencies"]}
    may = any(Operation.COORDINATE in grant.operations for grant in stands.grants)
    assert (agencies != {who.agency_id}) == may
    assert (named - {who.agency_id} != set()) == may
    return may


async def test_who_opens_a_case_of_their_own_with_a_friendly_agency_sees_nobodys_grounds(scene: Scene) -> None:
    case_id = await scene.case(by=scene.adviser, category=Category.HOUSING)
    await scene.joins(case_id, scene.nurse, by=scene.adviser)
    await scene.writes(scene.nurse, case_id, "So that it flows", category=Category.HOUSING)
    assert await scene.texts(scene.adviser, case_id) == ["So that it flows"]
    assert not await coordinates(scene, scene.adviser)


async def test_nor_whoever_is_handed_the_lead_by_them(scene: Scene) -> None:
    case_id = await scene.case(by=scene.adviser, category=Category.HOUSING)
    member_id = await scene.joins(case_id, scene.nurse, by=scene.adviser)
    await scene.gives_the_lead(case_id, member_id, scene.nurse, by=scene.adviser)
    assert not await coordinates(scene, scene.nurse)


async def test_the_agency_that_began_the_record_coordinates_and_hands_it_on_with_the_lead(scene: Scene) -> None:
    assert await coordinates(scene, scene.lead)
    case_id = await scene.case()
    adviser, nurse = await scene.joins(case_id, scene.adviser), await scene.joins(case_id, scene.nurse)
    assert not await coordinates(scene, scene.adviser)
    await scene.gives_the_lead(case_id, adviser, scene.adviser)
    assert await coordinates(scene, scene.adviser)
    await scene.gives_the_lead(case_id, nurse, scene.nurse, by=scene.adviser)
    assert await coordinates(scene, scene.nurse)
    assert not await coordinates(scene, scene.adviser)


async def test_a_lead_in_one_case_hands_on_nothing_in_another(scene: Scene) -> None:
    trusted = await scene.case()
    await scene.gives_the_lead(trusted, await scene.joins(trusted, scene.adviser), scene.adviser)
    own = await scene.case(by=scene.adviser, category=Category.HOUSING)
    member_id = await scene.joins(own, scene.nurse, by=scene.adviser)
    await scene.gives_the_lead(own, member_id, scene.nurse, by=scene.adviser)
    assert not await coordinates(scene, scene.nurse)


async def test_who_coordinates_for_one_of_a_household_does_not_for_whom_they_add(scene: Scene) -> None:
    other = await scene.known(scene.lead)
    await scene.said(scene.adviser, Category.HOUSING, person_id=other)
    await scene.said(scene.nurse, Category.HOUSING, person_id=other)
    case_id = await scene.case(category=Category.HOUSING)
    await scene.gives_the_lead(case_id, await scene.joins(case_id, scene.adviser), scene.adviser)
    async with scene.work(scene.adviser) as work:
        await add_person(work, scene.adviser, case_id, other, HouseholdRole.CHILD)
    assert await coordinates(scene, scene.adviser)
    assert not await coordinates(scene, scene.adviser, other)


async def test_the_person_lets_an_agency_coordinate_until_they_withdraw_it(scene: Scene) -> None:
    consent_id = await scene.said(scene.adviser, *SHARED, coordination=True)
    assert await coordinates(scene, scene.adviser)
    async with scene.work(scene.lead) as work:
        await withdraw_consent(work, scene.lead, scene.person_id, consent_id)
    assert not await coordinates(scene, scene.adviser)


async def test_what_the_person_agreed_to_with_one_agency_is_not_handed_on(scene: Scene) -> None:
    await scene.said(scene.adviser, *SHARED, coordination=True)
    case_id = await scene.case(by=scene.adviser, category=Category.HOUSING)
    member_id = await scene.joins(case_id, scene.nurse, by=scene.adviser)
    await scene.gives_the_lead(case_id, member_id, scene.nurse, by=scene.adviser)
    assert await coordinates(scene, scene.adviser)
    assert not await coordinates(scene, scene.nurse)
