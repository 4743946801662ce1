"""A correction is found by everybody at once, loses nothing that was there before, and nobody else's change."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.cases.people.actions.correct_person import Correction, correct_person
from services.cases.people.actions.known import AlreadyKnown
from services.cases.people.actions.write_items import add_item, correct_item, end_item
from services.cases.people.domain.criteria import Criteria
from services.cases.people.domain.parts import Address, Identity, Kept, Part, RelationshipKind
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.identifiers import new_id
from shared.refusals import Invalid, NotAllowed, NotFound, Stale
from tests.cases.coordination.scenes import Scene
from tests.cases.people.persons import (
    SYSTEM,
    address,
    communication,
    found,
    identifier,
    identity,
    opened,
    phone,
    registered,
    tie,
)
from tests.cases.people.readers import Log


@pytest.fixture
async def person_id(scene: Scene) -> UUID:
    return await registered(scene.database, scene.lead)


async def add(scene: Scene, person_id: UUID, item: Kept, by: Actor | None = None) -> UUID:
    by = by or scene.lead
    async with scene.work(by) as work:
        return await add_item(work, by, person_id, item)


async def correct(
    scene: Scene, person_id: UUID, part: Part, item_id: UUID, to: Kept, *, version: int = 1, by: Actor | None = None
) -> None:
    by = by or scene.lead
    async with scene.work(by) as work:
        await correct_item(work, by, person_id, part, item_id, version, lambda _said: to)


async def end(scene: Scene, person_id: UUID, part: Part, item_id: UUID, version: int = 1) -> None:
    async with scene.work(scene.lead) as work:
        await end_item(work, scene.lead, person_id, part, item_id, version)


async def renamed(
    scene: Scene,
    person_id: UUID,
    to: Identity,
    *,
    by: Actor | None = None,
    is_what_they_read: bool = True,
) -> None:
    by = by or scene.lead
    correction = Correction(identity=lambda _said: to, communication=None)
    async with scene.work(by) as work:
        await correct_person(work, by, person_id, lambda _shown: is_what_they_read, correction)


async def shared_with_nurse(scene: Scene, person_id: UUID, *categories: Category) -> None:
    await scene.agreement(scene.lead, scene.nurse, categories=frozenset(categories))
    await scene.said(scene.nurse, *categories, person_id=person_id)


async def test_a_corrected_name_is_found_and_the_former_one_is_not(scene: Scene, person_id: UUID, log: Log) -> None:
    await renamed(scene, person_id, identity("Nouvel", "Alix", "1998"))
    assert await found(scene.database, scene.lead, Criteria(family_name="Nouvel", birth_date="1998")) == [person_id]
    assert await found(scene.database, scene.lead, Criteria(family_name="Exemple")) == []
    before = await log.versions(person_id)
    assert [(one["part"], one["version"], one["content"]["family_name"]) for one in before] == [
        ("identity", 1, "Exemple")
    ]
    assert (before[0]["replaced_by"], before[0]["replaced_for"]) == (scene.lead.subject, scene.lead.agency_id)
    assert (await log.told(person_id))[-1][1] == {
        "person_id": str(person_id),
        "municipality_id": str(scene.world.municipality_id),
        "category": "identity",
    }


async def test_how_to_speak_with_somebody_is_corrected_apart_from_who_they_are(
    scene: Scene, person_id: UUID, log: Log
) -> None:
    correction = Correction(identity=None, communication=lambda _said: communication(do_not_contact=True))
    async with scene.work(scene.lead) as work:
        await correct_person(work, scene.lead, person_id, lambda _shown: True, correction)
    assert (await opened(scene.database, scene.lead, person_id))["communication"]["do_not_contact"] is True
    assert [(one["part"], one["content"]["do_not_contact"]) for one in await log.versions(person_id)] == [
        ("communication", False)
    ]


async def test_a_correction_of_something_else_than_was_read_is_stale(scene: Scene, person_id: UUID) -> None:
    with pytest.raises(Stale):
        await renamed(scene, person_id, identity("Nouvel"), is_what_they_read=False)
    assert (await opened(scene.database, scene.lead, person_id))["identity"]["family_name"] == "Exemple"


async def test_what_one_read_does_not_change_with_what_one_may_not_see(scene: Scene, person_id: UUID) -> None:
    await shared_with_nurse(scene, person_id, Category.IDENTITY)
    before = await opened(scene.database, scene.nurse, person_id)
    await add(scene, person_id, phone())
    await add(scene, person_id, address(protected=True))
    assert await opened(scene.database, scene.nurse, person_id) == before


async def test_an_agency_with_a_ground_corrects_who_somebody_is_and_both_see_it(scene: Scene, person_id: UUID) -> None:
    await shared_with_nurse(scene, person_id, Category.IDENTITY, Category.CONTACT)
    await renamed(scene, person_id, identity("Nouvel"), by=scene.nurse)
    for actor in (scene.lead, scene.nurse):
        assert (await opened(scene.database, actor, person_id))["identity"]["family_name"] == "Nouvel"


async def test_what_one_may_not_see_one_may_not_correct(scene: Scene, person_id: UUID) -> None:
    await shared_with_nurse(scene, person_id, Category.IDENTITY)
    hidden = await add(scene, person_id, phone())
    sealed = await add(scene, person_id, phone(sensitivity=Sensitivity.SEALED))
    protected = await add(scene, person_id, address(protected=True))
    with pytest.raises(NotFound):
        await correct(scene, person_id, Part.CONTACT_POINT, hidden, phone("+00 1"), by=scene.nurse)
    colleague = scene.colleague(scene.lead)
    with pytest.raises(NotFound):
        await correct(scene, person_id, Part.CONTACT_POINT, sealed, phone("+00 1"), by=colleague)
    await scene.agreement(scene.lead, scene.nurse, categories=frozenset({Category.CONTACT}))
    await scene.said(scene.nurse, Category.CONTACT, person_id=person_id)
    with pytest.raises(NotFound):
        await correct(scene, person_id, Part.ADDRESS, protected, address(), by=scene.nurse)
    with pytest.raises(NotAllowed):
        await add(scene, person_id, tie(name="Somebody"), by=scene.nurse)


async def test_a_correction_of_an_item_keeps_its_earlier_version(scene: Scene, person_id: UUID, log: Log) -> None:
    item_id = await add(scene, person_id, phone("+00 1"))
    await correct(scene, person_id, Part.CONTACT_POINT, item_id, phone("+00 2"))
    with pytest.raises(Stale):
        await correct(scene, person_id, Part.CONTACT_POINT, item_id, phone("+00 3"))
    await correct(scene, person_id, Part.CONTACT_POINT, item_id, phone("+00 3"), version=2)
    (shown,) = (await opened(scene.database, scene.lead, person_id))["contact_points"]
    assert (shown["id"], shown["version"], shown["value"]) == (str(item_id), 3, "+00 3")
    kept = [(one["version"], one["content"]["value"]) for one in await log.versions(item_id)]
    assert kept == [(1, "+00 1"), (2, "+00 2")]
    assert "agency_id" not in (await log.versions(item_id))[0]["content"]


async def test_an_item_that_has_ended_is_gone_and_kept(scene: Scene, person_id: UUID, log: Log) -> None:
    item_id = await add(scene, person_id, tie(name="Somebody"))
    await end(scene, person_id, Part.RELATIONSHIP, item_id)
    assert (await opened(scene.database, scene.lead, person_id))["relationships"] == []
    assert [one["content"]["other_name"] for one in await log.versions(item_id)] == ["Somebody"]
    with pytest.raises(NotFound):
        await end(scene, person_id, Part.RELATIONSHIP, item_id, version=2)


async def test_an_address_moves_with_its_place(scene: Scene, person_id: UUID, log: Log) -> None:
    item_id = await add(scene, person_id, address("1, rue Imaginaire"))
    moved: Address = replace(address("9, rue Nouvelle", protected=True), valid_from=date(2026, 1, 2))
    await correct(scene, person_id, Part.ADDRESS, item_id, moved)
    (shown,) = (await opened(scene.database, scene.lead, person_id))["addresses"]
    assert (shown["lines"], shown["protected"], shown["valid_from"]) == (["9, rue Nouvelle"], True, "2026-01-02")
    assert [one["content"]["lines"] for one in await log.versions(item_id)] == [["1, rue Imaginaire"]]


async def test_a_corrected_identifier_is_found_by_its_new_value_only(scene: Scene, person_id: UUID) -> None:
    first, second, taken = (str(new_id()) for _ in range(3))
    await registered(scene.database, scene.lead, identity("Autre"), identifiers=[identifier(taken)])
    item_id = await add(scene, person_id, identifier(first))
    with pytest.raises(AlreadyKnown):
        await correct(scene, person_id, Part.IDENTIFIER, item_id, identifier(taken))
    await correct(scene, person_id, Part.IDENTIFIER, item_id, identifier(second))
    assert await found(scene.database, scene.lead, Criteria(system=SYSTEM, value=second)) == [person_id]
    assert await found(scene.database, scene.lead, Criteria(system=SYSTEM, value=first)) == []


async def test_only_the_agency_that_wrote_an_item_changes_how_sensitive_it_is(scene: Scene, person_id: UUID) -> None:
    await shared_with_nurse(scene, person_id, Category.CONTACT)
    item_id = await add(scene, person_id, phone(sensitivity=Sensitivity.SENSITIVE))
    with pytest.raises(NotAllowed) as refusal:
        await correct(scene, person_id, Part.CONTACT_POINT, item_id, phone(), by=scene.nurse)
    assert refusal.value.extensions["reasons"] == ["The worker's agency contributed the item"]
    await correct(scene, person_id, Part.CONTACT_POINT, item_id, phone())
    theirs = await add(scene, person_id, phone(sensitivity=Sensitivity.SENSITIVE), by=scene.nurse)
    await scene.said(scene.lead, Category.CONTACT, person_id=person_id)
    await correct(scene, person_id, Part.CONTACT_POINT, theirs, phone("+00 9", sensitivity=Sensitivity.SENSITIVE))
    with pytest.raises(NotAllowed):
        await correct(scene, person_id, Part.CONTACT_POINT, theirs, phone(), version=2)


async def test_a_relationship_is_corrected_to_somebody_of_whom_one_knows(scene: Scene, person_id: UUID) -> None:
    item_id = await add(scene, person_id, tie(name="Somebody"))
    with pytest.raises(Invalid):
        await correct(scene, person_id, Part.RELATIONSHIP, item_id, tie(new_id()))
    other = await registered(scene.database, scene.lead, identity("Autre"))
    await correct(scene, person_id, Part.RELATIONSHIP, item_id, tie(other, kind=RelationshipKind.CARER))
    (shown,) = (await opened(scene.database, scene.lead, person_id))["relationships"]
    assert (shown["kind"], shown["other"]["person_id"]) == ("carer", str(other))


async def test_an_item_belongs_to_the_person_in_the_address(scene: Scene, person_id: UUID) -> None:
    item_id = await add(scene, person_id, phone())
    other = await registered(scene.database, scene.lead, identity("Autre"))
    with pytest.raises(NotFound):
        await correct(scene, other, Part.CONTACT_POINT, item_id, phone("+00 1"))


async def test_what_an_item_says_now_is_given_to_whoever_corrects_it(scene: Scene, person_id: UUID) -> None:
    item_id = await add(scene, person_id, address())
    seen: list[Mapping[str, Any]] = []

    def revise(said: Mapping[str, Any]) -> Address:
        seen.append(said)
        return address()

    async with scene.work(scene.lead) as work:
        await correct_item(work, scene.lead, person_id, Part.ADDRESS, item_id, 1, revise)
    assert seen == [
        {
            "sensitivity": "ordinary",
            "use": "home",
            "protected": False,
            "valid_from": None,
            "valid_until": None,
            "lines": ["1, rue Imaginaire"],
            "postcode": "00000",
            "locality": "Nulleville",
            "country": "FR",
        }
    ]
