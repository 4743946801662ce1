"""What goes with a referral to another agency, and what a sender cannot let go, by mistake or on purpose."""

from typing import Any
from uuid import UUID

import pytest

from services.cases.consents.actions.recording import NewConsent, record_consent
from services.cases.people.actions.write_items import add_item
from services.cases.people.domain.parts import ContactKind, ContactPoint
from services.cases.record.actions.disclose import disclose
from shared.contracts.cases.disclosure import Disclosure, DisclosureQuestion
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Role
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


async def asked_about(scene: Scene, who: Actor, receiver: Actor, *categories: Category) -> tuple[list[str], set[str]]:
    """On which grounds what would travel, and why the rest would not."""
    question = DisclosureQuestion(receiver_agency_id=receiver.agency_id, categories=categories)
    async with scene.work(who) as work:
        answer = await disclose(work, who, scene.person_id, question)
    return [one.kind for one in answer.grounds], {one.because for one in answer.withheld}


async def test_to_ask_for_a_shelter_is_no_way_to_learn_that_somebody_is_there(scene: Scene) -> None:
    """A worker of the employment agency, who may refer, asks for one agency after the other."""
    shelter, unknown, seeker = scene.nurse, scene.world.worker(), scene.adviser
    await scene.agreement(scene.lead, seeker, shelter, categories=frozenset(Category))
    await scene.said(shelter, Category.HOUSING)
    waiting = scene.world.worker()
    await scene.said(waiting, Category.HOUSING)
    refused = scene.world.worker(Role.CASEWORKER, Role.ADMINISTRATOR)
    await scene.agreement(scene.lead, seeker, refused, categories=frozenset(Category))
    await scene.said(refused, Category.HOUSING)
    await scene.said(refused, Category.HOUSING, refusal=True)
    for receiver in (shelter, waiting, refused, unknown):
        assert await asked_about(scene, seeker, receiver, Category.HOUSING) == ([], {"no-consent"})
    for receiver, answer in ((shelter, ["consent"]), (waiting, []), (refused, []), (unknown, [])):
        assert (await asked_about(scene, scene.lead, receiver, Category.HOUSING))[0] == answer
    assert (await asked_about(scene, scene.lead, waiting, Category.HOUSING))[1] == {"no-agreement"}
    assert (await asked_about(scene, scene.lead, refused, Category.HOUSING))[1] == {"refused"}


async def test_what_the_person_told_ones_own_agency_is_what_one_may_refer_on(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser, scene.nurse, categories=frozenset(Category))
    async with scene.work(scene.adviser) as work:
        await record_consent(work, scene.adviser, scene.person_id, agreed_with(scene.nurse, Category.HOUSING))
    assert await asked_about(scene, scene.adviser, scene.nurse, Category.HOUSING) == (["consent"], set())
    answer = await asked_about(scene, scene.adviser, scene.nurse, Category.HOUSING, Category.HEALTH)
    assert answer == (["consent"], {"no-consent"})


def agreed_with(agency: Actor, *categories: Category) -> NewConsent:
    return NewConsent(
        is_refusal=False,
        agencies=(agency.agency_id,),
        sectors=(),
        categories=categories,
        purposes=(Purpose.CARE_COORDINATION,),
        valid_from=None,
        valid_until=None,
        circumstances={
            "given_by": "person", "representative_id": None, "given_how": "oral", "language": "fr", "evidence": None,
        },
    )  # fmt: skip
