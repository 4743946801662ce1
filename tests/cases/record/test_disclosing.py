"""What goes with a referral to another agency, and what a sender cannot let go, by mistake or on purpose."""

from typing import Any
from uuid import UUID

import pytest

from services.cases.people.actions.write_items import add_item
from services.cases.people.domain.parts import ContactKind, ContactPoint
from services.cases.record.actions.disclose import disclose
from shared.contracts.cases.disclosure import Disclosure, DisclosureQuestion
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.identifiers import new_id
from tests.cases.coordination.scenes import Scene
from tests.cases.people.persons import registered
from tests.cases.worlds import World

ASKED = (Category.CONTACT, Category.HOUSING, Category.HEALTH)


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Scene:
    """A registered person who agreed that the adviser may get anything; the lead and the adviser have an agreement."""
    scene = Scene(cases_database, world)
    scene.person_id = await registered(cases_database, scene.lead)
    await scene.agreement(scene.lead, scene.adviser, categories=frozenset(Category))
    await scene.said(scene.adviser, *Category)
    return scene


@pytest.fixture
async def case_id(scene: Scene) -> UUID:
    return await scene.case()


async def asked_by(scene: Scene, who: Actor) -> Disclosure:
    question = DisclosureQuestion(receiver_agency_id=scene.adviser.agency_id, categories=ASKED)
    async with scene.work(who) as work:
        return await disclose(work, who, scene.person_id, question)


async def test_a_case_is_known_as_the_persons_to_those_who_may_see_it(scene: Scene, case_id: UUID) -> None:
    of_somebody_else = await scene.case(await scene.known(scene.lead))
    foreign = await scene.case(await scene.known(scene.nurse), by=scene.nurse)
    for asked, expected in ((case_id, True), (of_somebody_else, False), (foreign, False), (new_id(), False)):
        question = DisclosureQuestion(receiver_agency_id=scene.adviser.agency_id, categories=(), case_id=asked)
        async with scene.work(scene.lead) as work:
            assert (await disclose(work, scene.lead, scene.person_id, question)).is_about_case is expected
    assert (await asked_by(scene, scene.lead)).is_about_case is None


async def add_phone(scene: Scene, value: str, sensitivity: Sensitivity) -> None:
    point = ContactPoint(
        sensitivity=sensitivity,
        kind=ContactKind.PHONE,
        value=value,
        safe=True,
        safe_channels=(),
        safe_times=None,
        code_word=f"word of {value}",
        note=None,
    )
    async with scene.work(scene.lead) as work:
        await add_item(work, scene.lead, scene.person_id, point)


def numbers(answer: Disclosure) -> list[Any]:
    return [one["value"] for one in answer.snapshot[Category.CONTACT]["contact_points"]]


async def test_what_a_worker_sealed_goes_to_nobody_not_even_by_their_own_hand(scene: Scene, case_id: UUID) -> None:
    await scene.needs(scene.lead, case_id, "homelessness", category=Category.HOUSING, sensitivity=Sensitivity.SEALED)
    await scene.needs(scene.lead, case_id, "housing-instability", category=Category.HOUSING)
    await add_phone(scene, "+00 1", Sensitivity.SEALED)
    await add_phone(scene, "+00 2", Sensitivity.SENSITIVE)
    answer = await asked_by(scene, scene.lead)
    assert [one["term"] for one in answer.snapshot[Category.HOUSING]["needs"]] == ["housing-instability"]
    assert numbers(answer) == ["+00 2"]
    assert answer.flags is not None
    assert answer.flags.safe_contact is not None
    assert answer.flags.safe_contact["code_word"] == "word of +00 2"


async def test_what_a_third_agency_wrote_goes_only_where_its_own_agreement_lets_it_flow(
    scene: Scene, case_id: UUID
) -> None:
    await scene.agreement(scene.lead, scene.nurse, categories=frozenset(Category))
    await scene.said(scene.nurse, Category.SOCIAL, Category.HEALTH)
    await scene.needs(scene.nurse, case_id, "mental-health", category=Category.HEALTH)
    await scene.said(scene.lead, Category.HEALTH)
    assert await scene.terms(scene.lead, case_id) == ["mental-health"]
    assert (await asked_by(scene, scene.lead)).snapshot[Category.HEALTH] == {"needs": []}
    await scene.agreement(scene.nurse, scene.adviser, categories=frozenset(Category))
    await scene.said(scene.adviser, Category.HEALTH)
    answer = await asked_by(scene, scene.lead)
    assert [one["term"] for one in answer.snapshot[Category.HEALTH]["needs"]] == ["mental-health"]
