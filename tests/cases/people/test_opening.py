"""What others see of a person: each part by its own ground, a protected address by nobody, another person by theirs."""

from typing import Any
from uuid import UUID

import pytest

from services.cases.access.actions import issue_grants
from services.cases.access.domain import Grant
from services.cases.consents.actions.withdrawing import withdraw_consent
from services.cases.people.actions.open_person import open_list
from services.cases.people.actions.write_items import add_item
from services.cases.people.domain.parts import Kept, Part, RelationshipKind
from shared.contracts.cases.vocabulary import Category, GroundKind, Level, Operation, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Role
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Invalid, NotAllowed, NotFound
from tests.cases.coordination.scenes import Scene
from tests.cases.people.persons import address, identifier, identity, opened, phone, registered, tie
from tests.cases.people.readers import Log

BOTH = frozenset({Category.IDENTITY, Category.CONTACT})


async def shared(
    scene: Scene,
    person_id: UUID,
    *categories: Category,
    level: Level = Level.FULL,
    to: Actor | None = None,
    sees_sensitive: bool = False,
) -> UUID:
    """A grant to the nurse's agency, as a consent issues it."""
    to = to or scene.nurse
    grant = Grant(
        person_id=person_id,
        municipality_id=scene.world.municipality_id,
        agency_id=to.agency_id,
        sector=to.sector,
        categories=frozenset(categories),
        level=level,
        operations=frozenset({Operation.READ}),
        purposes=frozenset({Purpose.CARE_COORDINATION}),
        sources=frozenset({scene.lead.agency_id}),
        shows_sensitive=sees_sensitive,
        ground_kind=GroundKind.CONSENT,
        ground_id=new_id(),
        agreement_id=new_id(),
        valid_from=scene.database.clock(),
    )
    async with scene.work(scene.lead) as work:
        await issue_grants(work, [grant])
    return grant.ground_id


async def add(scene: Scene, person_id: UUID, item: Kept, by: Actor | None = None) -> UUID:
    by = by or scene.lead
    async with scene.work(by) as work:
        return await add_item(work, by, person_id, item)


@pytest.fixture
async def person_id(scene: Scene) -> UUID:
    return await registered(
        scene.database,
        scene.lead,
        identifiers=[identifier(str(new_id())), identifier(str(new_id()), Sensitivity.SENSITIVE)],
        contact_points=[phone(), phone("+00 111", Sensitivity.SEALED)],
        addresses=[address(), address("2, rue Cachée", protected=True), address("3, rue Cachée", protected=True)],
    )


async def test_a_part_without_a_ground_is_withheld_and_the_rest_is_shown(scene: Scene, person_id: UUID) -> None:
    await shared(scene, person_id, Category.IDENTITY)
    shown = await opened(scene.database, scene.nurse, person_id)
    assert shown["identity"]["family_name"] == "Exemple"
    assert len(shown["identifiers"]) == 1, "the sensitive one needs a ground that shows it"
    assert (shown["communication"], shown["contact_points"], shown["addresses"]) == (None, [], [])


async def test_a_protected_address_is_only_said_to_exist(scene: Scene, person_id: UUID) -> None:
    await shared(scene, person_id, *Category, sees_sensitive=True)
    shown = await opened(scene.database, scene.nurse, person_id)
    assert [one.get("lines") for one in shown["addresses"]] == [["1, rue Imaginaire"], None]
    assert shown["addresses"][-1] == {"protected": True}
    async with scene.work(scene.nurse) as work:
        assert b"Cach" not in await open_list(work, scene.nurse, person_id, Part.ADDRESS)


async def test_each_agency_sees_the_protected_address_that_it_recorded(scene: Scene, person_id: UUID) -> None:
    await scene.agreement(scene.lead, scene.nurse, categories=BOTH)
    await scene.said(scene.nurse, Category.IDENTITY, Category.CONTACT, person_id=person_id)
    await add(scene, person_id, address("4, rue Secrète", protected=True), by=scene.nurse)
    shown = await opened(scene.database, scene.nurse, person_id)
    assert [one.get("lines") for one in shown["addresses"] if one["protected"]] == [["4, rue Secrète"], None]


async def test_a_refusal_stops_the_agency_that_recorded_a_protected_address(scene: Scene, person_id: UUID) -> None:
    await scene.said(scene.lead, Category.CONTACT, refusal=True, person_id=person_id)
    shown = await opened(scene.database, scene.lead, person_id)
    assert (shown["communication"], shown["contact_points"], shown["addresses"]) == (None, [], [])
    assert shown["identity"] is not None


async def test_a_sealed_item_is_for_the_worker_who_wrote_it(scene: Scene, person_id: UUID) -> None:
    mine = await opened(scene.database, scene.lead, person_id)
    theirs = await opened(scene.database, scene.colleague(scene.lead), person_id)
    assert (len(mine["contact_points"]), len(theirs["contact_points"])) == (2, 1)


async def test_a_grant_of_the_outline_shows_identity_and_contact(scene: Scene, person_id: UUID) -> None:
    await add(scene, person_id, tie(name="Somebody"))
    await shared(scene, person_id, *Category, level=Level.SUMMARY)
    shown = await opened(scene.database, scene.nurse, person_id)
    assert shown["identity"]["family_name"] == "Exemple"
    assert len(shown["contact_points"]) == 1
    assert shown["relationships"] == []


async def test_a_grant_to_know_of_somebody_shows_nothing_of_them(scene: Scene, person_id: UUID) -> None:
    await shared(scene, person_id, *Category, level=Level.KNOW_OF)
    shown = await opened(scene.database, scene.nurse, person_id)
    assert shown.pop("id") == str(person_id)
    assert shown.pop("municipality_id") == str(scene.world.municipality_id)
    assert not any(shown.values())


async def test_an_agency_sees_what_it_added_when_the_other_ground_has_gone(scene: Scene, person_id: UUID) -> None:
    await scene.agreement(scene.lead, scene.nurse, categories=BOTH)
    consent_id = await scene.said(scene.nurse, Category.IDENTITY, Category.CONTACT, person_id=person_id)
    await add(scene, person_id, phone("+00 222"), by=scene.nurse)
    async with scene.work(scene.lead) as work:
        await withdraw_consent(work, scene.lead, person_id, consent_id)
    shown = await opened(scene.database, scene.nurse, person_id)
    assert (shown["identity"], [one["value"] for one in shown["contact_points"]]) == (None, ["+00 222"])


async def test_another_person_of_a_relationship_appears_to_those_with_a_ground_for_them_too(
    scene: Scene, person_id: UUID, log: Log
) -> None:
    other = await registered(scene.database, scene.lead, identity("Autre", "Camille"))
    await add(scene, person_id, tie(other, kind=RelationshipKind.GUARDIAN))
    await shared(scene, person_id, Category.HOUSEHOLD)
    seen = (await opened(scene.database, scene.lead, person_id))["relationships"][0]["other"]
    assert (seen["person_id"], seen["family_name"]) == (str(other), "Autre")
    assert (await opened(scene.database, scene.nurse, person_id))["relationships"][0]["other"] is None
    await shared(scene, other, Category.IDENTITY)
    assert (await opened(scene.database, scene.nurse, person_id))["relationships"][0]["other"] == seen
    looked = [(one["person_id"], one["categories"]) for one in await log.looks(scene.nurse)]
    assert looked[0] == (person_id, ["household"])
    assert sorted(looked[1:]) == sorted([(person_id, ["household"]), (other, ["identity"])])


async def test_a_relationship_names_nobody_of_whom_the_agency_does_not_know(scene: Scene, person_id: UUID) -> None:
    foreign = await registered(scene.database, scene.adviser)
    refusals = []
    for other in (foreign, new_id()):
        with pytest.raises(Invalid) as refusal:
            await add(scene, person_id, tie(other))
        refusals.append([(one.pointer, one.code, one.message) for one in refusal.value.errors])
    assert refusals[0] == refusals[1]
    with pytest.raises(Invalid):
        await add(scene, person_id, tie(person_id))


async def test_opening_leaves_a_line_with_categories_and_grounds(scene: Scene, person_id: UUID, log: Log) -> None:
    consent_id = await shared(scene, person_id, Category.IDENTITY)
    await opened(scene.database, scene.nurse, person_id)
    async with scene.work(scene.nurse) as work:
        await open_list(work, scene.nurse, person_id, Part.CONTACT_POINT)
    assert [
        (one["act"], one["operation"], one["person_id"], one["categories"], one["grounds"], one["purpose"])
        for one in await log.looks(scene.nurse)
    ] == [
        ("opened", "open-person", person_id, ["identity"], [f"consent:{consent_id}"], "care-coordination"),
        ("opened", "list-contact_point", person_id, [], [f"consent:{consent_id}"], "care-coordination"),
    ]


async def test_a_foreign_and_an_invented_person_are_not_found_by_the_same_statements(
    scene: Scene, person_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    run: list[str] = []
    value = UnitOfWork.value

    async def counted(work: UnitOfWork, statement: Statement, **values: Any) -> Any:
        if work.actor == scene.nurse:  # services that other tests started work beside us
            run.append(statement.sql)
        return await value(work, statement, **values)

    monkeypatch.setattr(UnitOfWork, "value", counted)
    for stranger in (person_id, new_id()):
        with pytest.raises(NotFound):
            await opened(scene.database, scene.nurse, stranger)
    assert len(run) == 2
    assert run[0] == run[1]


async def test_those_who_do_not_meet_people_open_nobody(scene: Scene, person_id: UUID) -> None:
    analyst = scene.world.worker(Role.ANALYST, agency=scene.lead.agency_id)
    for whoever in (person_id, new_id()):
        with pytest.raises(NotAllowed):
            await opened(scene.database, analyst, whoever)
