"""Who helps without being paid belongs to the team and reads nothing; what they say is theirs, in a worker's hand."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.cases.access.actions import grants_on
from services.cases.informal.actions import (
    NewInformalMember,
    add_informal_member,
    correct_informal_member,
    list_informal_members,
    read_informal_member,
)
from services.cases.informal.domain import Bond
from services.cases.notes.actions.notes import NewNote, add_note, read_note
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.refusals import Invalid, NotAllowed, NotFound
from tests.cases.coordination.scenes import Scene
from tests.cases.people.readers import Log

YESTERDAY = date(2020, 1, 1)


async def added(scene: Scene, case_id: UUID, *people: UUID, by: Actor | None = None, **more: Any) -> UUID:
    values = {
        "category": Category.HOUSING,
        "sensitivity": Sensitivity.ORDINARY,
        "helper_id": None,
        "name": "The neighbour",
        "bond": Bond.NEIGHBOUR,
        "helps_with": "Shops on Saturdays",
    }
    by = by or scene.lead
    async with scene.work(by) as work:
        return await add_informal_member(work, by, case_id, NewInformalMember(person_ids=people, **values | more))


async def says(scene: Scene, case_id: UUID, member_id: UUID, by: Actor, category: Category = Category.HOUSING) -> UUID:
    command = NewNote(
        person_ids=(), category=category, sensitivity=Sensitivity.ORDINARY, text="Hardly eats", said_by=member_id
    )
    async with scene.work(by) as work:
        return await add_note(work, by, case_id, command)


async def shown(scene: Scene, case_id: UUID, member_id: UUID, who: Actor) -> dict[str, Any]:
    async with scene.work(who) as work:
        return dict(await read_informal_member(work, case_id, member_id, "read-informal-member"))


async def words(scene: Scene, case_id: UUID, note_id: UUID, who: Actor) -> tuple[str, UUID | None]:
    async with scene.work(who) as work:
        note = await read_note(work, case_id, note_id)
    return note["text"], note["said_by"]


async def test_they_are_shown_as_every_item_and_are_granted_nothing(scene: Scene, cases_owner: Database) -> None:
    case_id = await scene.case()
    member_id = await added(scene, case_id)
    await scene.joins(case_id, scene.adviser)
    seen = await shown(scene, case_id, member_id, scene.adviser)
    assert (seen["name"], seen["bond"], seen["helps_with"]) == ("The neighbour", "neighbour", "Shops on Saturdays")
    hidden = await added(scene, case_id, category=Category.HEALTH)
    with pytest.raises(NotFound):
        await shown(scene, case_id, hidden, scene.adviser)
    async with scene.work(scene.adviser) as work:
        assert [row["id"] for row in await list_informal_members(work, case_id, None, 10)] == [member_id]
    async with scene.work(scene.lead) as work:
        granted = {row["agency_id"] for row in await grants_on(work, scene.lead, scene.person_id)}
    assert granted <= {scene.lead.agency_id, scene.adviser.agency_id}
    told = [
        (kind, data["informal_member_id"])
        for kind, data in await Log(cases_owner).told(scene.person_id)
        if "inf" in kind
    ]
    assert told[0] == ("parcours.informal_member.joined.v1", str(member_id))


async def test_who_is_a_person_here_is_named_to_those_who_may_know_of_them(scene: Scene) -> None:
    daughter = await scene.known(scene.lead)
    case_id = await scene.case()
    member_id = await added(scene, case_id, helper_id=daughter, name=None, bond=Bond.RELATIVE)
    await scene.joins(case_id, scene.adviser)
    assert (await shown(scene, case_id, member_id, scene.lead))["helper_id"] == daughter
    assert (await shown(scene, case_id, member_id, scene.adviser))["helper_id"] is None
    for unknown in (await scene.known(scene.nurse), new_id()):
        with pytest.raises(NotFound):
            await added(scene, case_id, helper_id=unknown, name=None)


async def test_what_they_say_is_theirs_in_the_hand_of_whoever_wrote_it_down(scene: Scene) -> None:
    case_id = await scene.case()
    member_id = await added(scene, case_id)
    await scene.joins(case_id, scene.adviser)
    note_id = await says(scene, case_id, member_id, scene.adviser)
    for reader in (scene.lead, scene.adviser):
        assert await words(scene, case_id, note_id, reader) == ("Hardly eats", member_id)


async def test_whose_words_they_are_is_told_to_those_who_may_see_them(scene: Scene) -> None:
    case_id = await scene.case()
    member_id = await added(scene, case_id, category=Category.HEALTH)
    note_id = await says(scene, case_id, member_id, scene.lead)
    await scene.joins(case_id, scene.adviser)
    assert await words(scene, case_id, note_id, scene.adviser) == ("Hardly eats", None)
    assert await words(scene, case_id, note_id, scene.lead) == ("Hardly eats", member_id)


async def test_nobody_speaks_for_somebody_unknown_of_another_case_or_gone(scene: Scene) -> None:
    case_id, other = await scene.case(), await scene.case()
    elsewhere, gone = await added(scene, other), await added(scene, case_id)
    hidden = await added(scene, case_id, category=Category.HEALTH)
    await scene.joins(case_id, scene.adviser)
    async with scene.work(scene.lead) as work:
        await correct_informal_member(work, scene.lead, case_id, gone, 1, {"ended_on": YESTERDAY})
    for by, member_id in ((scene.lead, elsewhere), (scene.lead, gone), (scene.lead, new_id()), (scene.adviser, hidden)):
        with pytest.raises(Invalid):
            await says(scene, case_id, member_id, by)


async def test_the_lead_says_that_they_no_longer_help_whoever_added_them(scene: Scene) -> None:
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    await scene.joins(case_id, scene.nurse)
    member_id = await added(scene, case_id, by=scene.adviser)
    await scene.writes(scene.adviser, case_id, "So that it flows", category=Category.HOUSING)
    async with scene.work(scene.nurse) as work:
        with pytest.raises(NotAllowed):
            await correct_informal_member(work, scene.nurse, case_id, member_id, 1, {"ended_on": YESTERDAY})
    async with scene.work(scene.lead) as work:
        await correct_informal_member(work, scene.lead, case_id, member_id, 1, {"ended_on": YESTERDAY})
    assert (await shown(scene, case_id, member_id, scene.adviser))["ended_on"] == YESTERDAY


async def test_who_does_not_see_the_person_who_helps_keeps_them_when_they_correct_the_rest(scene: Scene) -> None:
    daughter = await scene.known(scene.lead)
    case_id = await scene.case()
    member_id = await added(scene, case_id, helper_id=daughter, name=None)
    taker = await scene.joins(case_id, scene.adviser)
    await scene.gives_the_lead(case_id, taker, scene.adviser, stays=True)
    async with scene.work(scene.adviser) as work:
        await correct_informal_member(work, scene.adviser, case_id, member_id, 1, {"helps_with": "Cooks"})
    seen = await shown(scene, case_id, member_id, scene.lead)
    assert (seen["helper_id"], seen["helps_with"]) == (daughter, "Cooks")


async def test_who_may_not_know_of_a_person_cannot_tell_them_from_somebody_without_a_name(scene: Scene) -> None:
    daughter, case_id = await scene.known(scene.lead), await scene.case()
    members = [await added(scene, case_id, helper_id=helper, name=None) for helper in (daughter, None)]
    taker = await scene.joins(case_id, scene.adviser)
    await scene.gives_the_lead(case_id, taker, scene.adviser, stays=True)
    for member_id in members:
        seen = await shown(scene, case_id, member_id, scene.adviser)
        assert (seen["helper_id"], seen["name"], seen["bond"]) == (None, None, Bond.NEIGHBOUR)
        async with scene.work(scene.adviser) as work:
            await correct_informal_member(work, scene.adviser, case_id, member_id, 1, {"name": "Somebody"})
        named = await shown(scene, case_id, member_id, scene.lead)
        assert (named["helper_id"], named["name"]) == (None, "Somebody"), "a refusal would tell them apart"
