"""One record, read by three agencies: each sees what it may, and why."""

from typing import Any
from uuid import UUID

import orjson
import pytest

from services.cases.consents.actions.withdrawing import withdraw_consent
from services.cases.people.actions.write_items import add_item
from services.cases.record.actions.disclose import disclose
from services.cases.record.actions.open_record import open_record
from shared.contracts.cases.disclosure import DisclosureQuestion, WithheldBecause
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.refusals import NotFound
from tests.cases.coordination.scenes import Scene
from tests.cases.people.persons import registered, tie
from tests.cases.worlds import World

LOOKS = Statement("""
    SELECT act, categories, grounds FROM access_log WHERE person_id = :person_id AND subject_id = :subject
    ORDER BY at, id
""")

OPENED = Statement("""
    SELECT person_id, categories, grounds, decision_id FROM access_log
    WHERE subject_id = :subject AND operation = 'open-record'
""")


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Scene:
    """A registered person with a case, one need and two notes; known to the lead's agency only."""
    scene = Scene(cases_database, world)
    scene.person_id = await registered(cases_database, scene.lead)
    case_id = await scene.case()
    await scene.needs(scene.lead, case_id, "rent_arrears", category=Category.HOUSING)
    await scene.writes(scene.lead, case_id, "Lost the job in March.", category=Category.EMPLOYMENT)
    await scene.writes(
        scene.lead, case_id, "Not for others.", category=Category.HOUSING, sensitivity=Sensitivity.SEALED
    )
    return scene


async def record(scene: Scene, who: Actor) -> dict[str, Any]:
    async with scene.work(who) as work:
        found: dict[str, Any] = orjson.loads(await open_record(work, scene.person_id))
        return found


def shown(found: dict[str, Any]) -> set[str]:
    return {one["category"] for one in found["categories"] if one["shown"]}


async def test_who_wrote_it_all_sees_it_all_on_authorship(scene: Scene) -> None:
    found = await record(scene, scene.lead)
    assert shown(found) == {category.value for category in Category}
    assert found["person"]["identity"]["family_name"] == "Exemple"
    assert [need["term"] for need in found["needs"]] == ["rent_arrears"]
    assert [note["text"] for note in found["notes"]] == ["Not for others.", "Lost the job in March."]
    assert {ground["kind"] for one in found["categories"] for ground in one["because"]} >= {"authorship"}


async def test_a_receiver_of_a_consent_sees_its_categories_and_why(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    consent_id = await scene.said(scene.adviser, Category.IDENTITY, Category.HOUSING)
    found = await record(scene, scene.adviser)
    assert shown(found) == {"identity", "housing"}
    housing = next(one for one in found["categories"] if one["category"] == "housing")
    assert [(ground["kind"], ground["id"]) for ground in housing["because"]] == [("consent", str(consent_id))]
    assert [need["term"] for need in found["needs"]] == ["rent_arrears"]
    assert found["notes"] == []
    assert found["person"]["contact_points"] == []


async def test_all_categories_are_always_listed_so_that_withheld_reveals_nothing(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    await scene.said(scene.adviser, Category.HOUSING)
    found = await record(scene, scene.adviser)
    assert [one["category"] for one in found["categories"]] == [category.value for category in Category]
    assert {one["withheld_because"] for one in found["categories"] if not one["shown"]} == {"no-ground"}


async def test_a_refusal_is_named_as_the_reason(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    await scene.said(scene.adviser, Category.IDENTITY, Category.HOUSING)
    await scene.said(scene.adviser, Category.HOUSING, refusal=True)
    found = await record(scene, scene.adviser)
    housing = next(one for one in found["categories"] if one["category"] == "housing")
    assert (housing["shown"], housing["withheld_because"], housing["because"]) == (False, "refused", [])
    assert found["needs"] == []


async def test_a_sealed_note_is_for_its_writer_alone(scene: Scene) -> None:
    found = await record(scene, scene.colleague(scene.lead))
    assert [note["text"] for note in found["notes"]] == ["Lost the job in March."]


async def test_somebody_without_a_ground_gets_nothing_and_is_logged(scene: Scene, cases_owner: Database) -> None:
    with pytest.raises(NotFound):
        await record(scene, scene.nurse)
    assert await looks(cases_owner, scene, scene.nurse) == [("denied", [], [])]


async def test_a_look_is_logged_with_what_was_shown_and_on_which_ground(scene: Scene, cases_owner: Database) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    consent_id = await scene.said(scene.adviser, Category.IDENTITY, Category.HOUSING)
    await record(scene, scene.adviser)
    assert await looks(cases_owner, scene, scene.adviser) == [
        ("opened", ["identity", "housing"], [f"consent:{consent_id}"])
    ]


async def test_another_person_who_is_named_was_looked_at_too(scene: Scene, cases_owner: Database) -> None:
    sibling_id = await registered(scene.database, scene.lead)
    async with scene.work(scene.lead) as work:
        await add_item(work, scene.lead, scene.person_id, tie(sibling_id))
    named = [one["other"]["person_id"] for one in (await record(scene, scene.lead))["person"]["relationships"]]
    assert named == [str(sibling_id)]
    async with cases_owner.work(scene.lead) as work:
        lines = await work.rows(OPENED, subject=scene.lead.subject)
    grounds = {row["person_id"]: row["grounds"] for row in lines}
    assert grounds == {one: [f"authorship:{one}"] for one in (scene.person_id, sibling_id)}
    assert {row["person_id"]: row["categories"] for row in lines}[sibling_id] == ["identity"]
    assert len({row["decision_id"] for row in lines}) == 1


async def test_what_may_travel_is_what_the_person_agreed_to_and_the_sender_may_see(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    consent_id = await scene.said(scene.adviser, Category.IDENTITY, Category.HOUSING)
    question = DisclosureQuestion(
        receiver_agency_id=scene.adviser.agency_id,
        categories=(Category.IDENTITY, Category.HOUSING, Category.HEALTH),
    )
    async with scene.work(scene.lead) as work:
        answer = await disclose(work, scene.lead, scene.person_id, question)
    assert {ground.category for ground in answer.grounds} == {Category.IDENTITY, Category.HOUSING}
    assert {ground.id for ground in answer.grounds} == {consent_id}
    assert [(one.category, one.because) for one in answer.withheld] == [(Category.HEALTH, WithheldBecause.NO_CONSENT)]
    assert answer.snapshot[Category.HOUSING] == {"needs": [{"term": "rent_arrears", "state": "open"}]}
    assert answer.snapshot[Category.IDENTITY]["family_name"] == "Exemple"


async def test_a_consent_without_an_agreement_carries_nothing_and_says_so(scene: Scene) -> None:
    await scene.said(scene.adviser, Category.HOUSING)
    question = DisclosureQuestion(receiver_agency_id=scene.adviser.agency_id, categories=(Category.HOUSING,))
    async with scene.work(scene.lead) as work:
        answer = await disclose(work, scene.lead, scene.person_id, question)
    assert [one.because for one in answer.withheld] == [WithheldBecause.NO_AGREEMENT]
    assert answer.snapshot == {}


async def test_after_a_withdrawal_nothing_travels(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    consent_id = await scene.said(scene.adviser, Category.HOUSING)
    async with scene.work(scene.lead) as work:
        await withdraw_consent(work, scene.lead, scene.person_id, consent_id)
    question = DisclosureQuestion(receiver_agency_id=scene.adviser.agency_id, categories=(Category.HOUSING,))
    async with scene.work(scene.lead) as work:
        answer = await disclose(work, scene.lead, scene.person_id, question)
    assert answer.grounds == ()


async def looks(owner: Database, scene: Scene, who: Actor) -> list[tuple[str, list[str], list[str]]]:
    async with owner.work(who) as work:
        rows = await work.rows(LOOKS, person_id=scene.person_id, subject=_subject(who))
    return [(row["act"], row["categories"], row["grounds"]) for row in rows]


def _subject(who: Actor) -> UUID:
    return who.subject
