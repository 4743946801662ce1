"""Known or nothing: to those who may know, in one shape; and nobody begins a second record in silence (ADR 0010)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.cases.people.actions.known import (
    AlreadyKnown,
    ByIdentifier,
    ByName,
    TooManyQuestions,
    ask_whether_known,
    name_coordinator,
    tell_holders_of_second_records,
)
from services.cases.people.actions.register_person import NewPerson, register_person
from services.cases.people.actions.write_items import add_item, end_item
from services.cases.people.domain.parts import Part
from services.cases.people.store import known
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import Purpose, Role
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import NotAllowed
from tests.cases.coordination.scenes import Scene
from tests.cases.people.persons import SYSTEM, communication, identifier, identity, registered
from tests.cases.people.readers import Log

NOTHING = {"result": "nothing", "coordinator": None}


@pytest.fixture
def number() -> str:
    return str(new_id())


@pytest.fixture
async def person_id(scene: Scene, number: str) -> UUID:
    """Somebody registered by the lead's agency."""
    who = identity("Exemple", str(scene.world.municipality_id))
    return await registered(scene.database, scene.lead, who, identifiers=[identifier(number)])


async def asked(scene: Scene, actor: Actor, value: str) -> dict[str, Any]:
    async with scene.work(actor) as work:
        return await ask_whether_known(work, actor, ByIdentifier(system=SYSTEM, value=value))


def known_at(agency_id: UUID) -> dict[str, Any]:
    return {"result": "known", "coordinator": {"agency_id": str(agency_id)}}


@pytest.mark.usefixtures("person_id")
async def test_an_agency_with_a_ground_hears_whom_to_turn_to(scene: Scene, number: str) -> None:
    assert await asked(scene, scene.lead, number.upper().replace("-", " ")) == known_at(scene.lead.agency_id)
    assert await asked(scene, scene.lead, str(new_id())) == NOTHING


@pytest.mark.usefixtures("person_id")
async def test_an_agency_without_a_ground_or_agreement_hears_nothing(scene: Scene, number: str) -> None:
    assert await asked(scene, scene.nurse, number) == NOTHING


@pytest.mark.usefixtures("person_id")
async def test_an_agreement_in_force_lets_an_agency_know(scene: Scene, number: str) -> None:
    await scene.agreement(scene.lead, scene.nurse)
    assert await asked(scene, scene.nurse, number) == known_at(scene.lead.agency_id)
    assert await asked(scene, scene.adviser, number) == NOTHING


@pytest.mark.usefixtures("person_id")
async def test_an_agreement_without_identities_lets_nobody_know(scene: Scene, number: str) -> None:
    await scene.agreement(scene.lead, scene.nurse, categories=frozenset({Category.HOUSING}))
    assert await asked(scene, scene.nurse, number) == NOTHING


@pytest.mark.usefixtures("person_id")
async def test_an_agreement_for_another_purpose_lets_nobody_know(scene: Scene, number: str) -> None:
    await scene.agreement(scene.lead, scene.nurse)
    curious = scene.world.worker(agency=scene.nurse.agency_id, purpose=Purpose.QUALITY)
    assert await asked(scene, curious, number) == NOTHING


@pytest.mark.parametrize("to_whom", ["everybody", "nurse", "adviser"])
async def test_whom_the_person_refused_their_identity_hears_nothing_under_an_agreement(
    scene: Scene, person_id: UUID, number: str, to_whom: str
) -> None:
    await scene.agreement(scene.lead, scene.nurse)
    await scene.agreement(scene.lead, scene.adviser)
    if to_whom == "everybody":
        await scene.said(None, Category.IDENTITY, refusal=True, person_id=person_id)
    else:
        await scene.said(getattr(scene, to_whom), Category.IDENTITY, refusal=True, person_id=person_id)
    hears = {who: await asked(scene, getattr(scene, who), number) for who in ("nurse", "adviser")}
    refused = ("nurse", "adviser") if to_whom == "everybody" else (to_whom,)
    assert hears == {who: NOTHING if who in refused else known_at(scene.lead.agency_id) for who in hears}


@pytest.mark.usefixtures("person_id")
async def test_somebody_is_known_by_names_in_any_order_with_the_birth_date(scene: Scene) -> None:
    given = str(scene.world.municipality_id)
    for question, answer in (
        (ByName(family_name="EXEMPLE", given_name=given, birth_date="1998-04-12"), known_at(scene.lead.agency_id)),
        (ByName(family_name=given, given_name="exemple", birth_date="1998-04-12"), known_at(scene.lead.agency_id)),
        (ByName(family_name="Exemple", given_name=given, birth_date="1998-04"), NOTHING),
    ):
        async with scene.work(scene.lead) as work:
            assert await ask_whether_known(work, scene.lead, question) == answer


async def test_a_sensitive_or_sealed_identifier_is_no_way_to_know(scene: Scene) -> None:
    for sensitivity in (Sensitivity.SENSITIVE, Sensitivity.SEALED):
        value = str(new_id())
        await registered(scene.database, scene.lead, identifiers=[identifier(value, sensitivity)])
        assert await asked(scene, scene.lead, value) == NOTHING


async def test_an_identifier_that_has_ended_is_forgotten(scene: Scene, person_id: UUID) -> None:
    value = str(new_id())
    async with scene.work(scene.lead) as work:
        item_id = await add_item(work, scene.lead, person_id, identifier(value))
    assert await asked(scene, scene.lead, value) == known_at(scene.lead.agency_id)
    async with scene.work(scene.lead) as work:
        await end_item(work, scene.lead, person_id, Part.IDENTIFIER, item_id, 1)
    assert await asked(scene, scene.lead, value) == NOTHING


async def test_the_agency_to_turn_to_is_the_one_that_coordinates(scene: Scene, person_id: UUID, number: str) -> None:
    async def turns_to(agency_id: UUID | None) -> None:
        async with scene.database.work(TaskActor("coordinators")) as work:
            await name_coordinator(work, person_id, agency_id)

    await turns_to(scene.adviser.agency_id)
    assert await asked(scene, scene.lead, number) == known_at(scene.adviser.agency_id)
    async with scene.work(scene.lead) as work:
        await add_item(work, scene.lead, person_id, identifier(other := str(new_id())))
    assert await asked(scene, scene.lead, other) == known_at(scene.adviser.agency_id)
    await turns_to(None)
    assert await asked(scene, scene.lead, number) == known_at(scene.lead.agency_id)


async def test_every_question_leaves_one_line_in_the_access_log(
    scene: Scene, person_id: UUID, number: str, log: Log
) -> None:
    agreement_id = await scene.agreement(scene.lead, scene.nurse)
    for actor in (scene.lead, scene.nurse, scene.adviser):
        await asked(scene, actor, number)
    lines = [await log.looks(actor) for actor in (scene.lead, scene.nurse, scene.adviser)]
    told = [[(one["act"], one["person_id"], one["grounds"]) for one in line] for line in lines]
    assert told == [
        [("searched", None, []), ("search_hit", person_id, [f"authorship:{person_id}"])],
        [("search_hit", person_id, [f"agreement:{agreement_id}"])],
        [("searched", None, [])],
    ]


@pytest.mark.usefixtures("person_id")
async def test_known_unknown_and_not_entitled_run_the_same_statements(
    scene: Scene, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run: list[str] = []
    row = UnitOfWork.row

    async def counted(work: UnitOfWork, statement: Any, **values: Any) -> Any:
        if work.actor in {scene.lead, scene.nurse}:  # services that other tests started work beside us
            run.append(statement.sql)
        return await row(work, statement, **values)

    monkeypatch.setattr(UnitOfWork, "row", counted)
    for actor, value in ((scene.lead, number), (scene.lead, str(new_id())), (scene.nurse, number)):
        await asked(scene, actor, value)
    assert run == [known._COUNT_QUESTION.sql, known._LOOK_UP.sql] * 3


async def test_those_who_do_not_meet_people_may_not_ask(scene: Scene) -> None:
    analyst = scene.world.worker(Role.ANALYST, agency=scene.lead.agency_id)
    with pytest.raises(NotAllowed):
        await asked(scene, analyst, "1")


async def test_registering_somebody_whom_the_agency_may_know_is_refused_with_the_same_answer(
    scene: Scene, person_id: UUID, number: str, log: Log
) -> None:
    await scene.agreement(scene.lead, scene.nurse)
    with pytest.raises(AlreadyKnown) as refusal:
        await registered(scene.database, scene.nurse, identifiers=[identifier(str(new_id())), identifier(number)])
    assert refusal.value.extensions == {"known": await asked(scene, scene.nurse, number)}
    looks = [(one["operation"], one["act"], one["person_id"]) for one in await log.looks(scene.nurse)]
    assert ("register-person", "search_hit", person_id) in looks, "the refusal must not take the line back"


async def test_adding_an_identifier_of_somebody_else_is_refused_and_of_the_same_person_is_not(
    scene: Scene, person_id: UUID, number: str
) -> None:
    other = await registered(scene.database, scene.lead)
    with pytest.raises(AlreadyKnown):
        async with scene.work(scene.lead) as work:
            await add_item(work, scene.lead, other, identifier(number))
    async with scene.work(scene.lead) as work:
        assert await add_item(work, scene.lead, person_id, identifier(number)) != person_id


async def test_where_the_agency_may_not_even_know_the_record_is_made_and_the_holder_is_told(
    scene: Scene, person_id: UUID, number: str, log: Log
) -> None:
    second = await registered(scene.database, scene.nurse, identifiers=[identifier(number)])
    told = dict(await log.told(second))
    async with scene.database.work(TaskActor("second_records")) as work:
        await tell_holders_of_second_records(
            work, UUID(told["parcours.person.identifier_recorded.v1"]["identifier_id"])
        )
    assert (await log.told(person_id))[-1] == (
        "parcours.person.perhaps_known_elsewhere.v1",
        {"person_id": str(person_id), "coordinator_agency_id": str(scene.lead.agency_id)},
    )
    assert [kind for kind, _ in await log.told(second)] == list(told), "the second agency hears nothing"
    assert str(second) not in str(await log.told(person_id))


async def test_who_began_first_and_came_second_sees_the_other(scene: Scene, number: str) -> None:
    async with scene.work(scene.lead) as began_first:
        await registered(scene.database, scene.lead, identifiers=[identifier(number)])
        command = NewPerson(
            municipality_id=scene.lead.municipality_id,
            identity=identity(),
            communication=communication(),
            identifiers=[identifier(number)],
        )
        with pytest.raises(AlreadyKnown):
            await register_person(began_first, scene.lead, command)


async def test_of_two_registrations_at_once_the_second_sees_the_first(scene: Scene, number: str) -> None:
    async def register() -> str:
        try:
            await registered(scene.database, scene.lead, identifiers=[identifier(number)])
        except AlreadyKnown:
            return "known"
        return "registered"

    assert sorted(await asyncio.gather(*(register() for _ in range(6)))) == ["known"] * 5 + ["registered"]


async def test_one_worker_asks_only_so_often_within_an_hour(scene: Scene, number: str) -> None:
    colleague = scene.colleague(scene.lead)
    question = ByIdentifier(system=SYSTEM, value=number)

    async def asks(actor: Actor, later: timedelta = timedelta()) -> dict[str, Any]:
        async with scene.work(actor) as work:
            work.now += later
            return await ask_whether_known(work, actor, question, 2)

    for _ in range(2):
        assert await asks(scene.lead) == NOTHING
    with pytest.raises(TooManyQuestions) as refused:
        await asks(scene.lead)
    assert 3500 < refused.value.retry_after_seconds <= 3600
    assert await asks(colleague) == NOTHING
    assert await asks(scene.lead, timedelta(hours=1, seconds=1)) == NOTHING
