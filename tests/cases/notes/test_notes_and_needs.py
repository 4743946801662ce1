"""Who may contribute writes; who wrote sees it; what was written is corrected and never lost."""

from typing import Any
from uuid import UUID

import pytest

from services.cases.coordination.actions.cases import close_case
from services.cases.notes.actions.needs import change_need, list_need_versions, read_need
from services.cases.notes.actions.notes import correct_note, list_note_versions, read_note
from shared.contracts.cases.coordination import ClosingReason, NeedState
from shared.contracts.cases.vocabulary import Category, GroundKind, Level, Operation, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Role
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound, Stale
from tests.cases.coordination.scenes import Scene


async def may_only_contribute(owner: Database, scene: Scene, who: Actor, category: Category) -> None:
    """A ground to write without reading."""
    await owner.pool.execute(
        """INSERT INTO access_grant (id, person_id, municipality_id, agency_id, sector, categories, level, operations,
               purposes, shows_sensitive, overrides_refusal, ground_kind, ground_id, valid_from, issued_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, true, false, $10, $1, now(), now())""",
        new_id(),
        scene.person_id,
        scene.world.municipality_id,
        who.agency_id,
        who.sector,
        [category],
        Level.FULL,
        [Operation.CONTRIBUTE],
        [Purpose.CARE_COORDINATION],
        GroundKind.MANDATE,
    )


async def corrects(scene: Scene, by: Actor, case_id: UUID, note_id: UUID, version: int, **values: Any) -> None:
    async with scene.work(by) as work:
        await correct_note(work, by, case_id, note_id, version, values)


async def changes(scene: Scene, by: Actor, case_id: UUID, need_id: UUID, version: int, **values: Any) -> None:
    async with scene.work(by) as work:
        await change_need(work, by, case_id, need_id, version, values)


async def test_a_neighbours_nurse_leaves_a_note_without_reading_and_sees_what_she_wrote(
    scene: Scene, cases_owner: Database
) -> None:
    case_id = await scene.case()
    await scene.writes(scene.lead, case_id, "By the lead", category=Category.HEALTH)
    await may_only_contribute(cases_owner, scene, scene.nurse, Category.HEALTH)
    with pytest.raises(NotFound):
        await scene.texts(scene.nurse, case_id)
    await scene.writes(scene.nurse, case_id, "He fell on the stairs", category=Category.HEALTH)
    assert await scene.texts(scene.nurse, case_id) == ["He fell on the stairs"]
    assert await scene.texts(scene.lead, case_id) == ["By the lead"]


async def test_a_note_left_without_reading_opens_no_other_category(scene: Scene, cases_owner: Database) -> None:
    case_id = await scene.case()
    await may_only_contribute(cases_owner, scene, scene.nurse, Category.HEALTH)
    await scene.writes(scene.nurse, case_id, "He fell on the stairs", category=Category.HEALTH)
    with pytest.raises(NotFound):
        await scene.writes(scene.nurse, case_id, "About the rent", category=Category.HOUSING)
    with pytest.raises(NotAllowed):
        await scene.case(by=scene.nurse, category=Category.HOUSING)


async def test_who_may_not_contribute_is_told_nothing_of_a_case_they_do_not_see(
    scene: Scene, cases_owner: Database
) -> None:
    case_id = await scene.case()
    await may_only_contribute(cases_owner, scene, scene.nurse, Category.HEALTH)
    for sought in (case_id, new_id()):
        with pytest.raises(NotFound):
            await scene.writes(scene.nurse, sought, "Not mine to write", category=Category.JUSTICE)


async def test_who_sees_the_case_is_told_why_they_may_not_write(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    with pytest.raises(NotAllowed) as refused:
        await scene.writes(scene.adviser, case_id, "About health", category=Category.HEALTH)
    assert refused.value.extensions["reasons"]


async def test_nothing_is_written_into_a_closed_case(scene: Scene) -> None:
    case_id = await scene.case()
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, case_id, ClosingReason.GOALS_REACHED)
    with pytest.raises(Conflict):
        await scene.writes(scene.lead, case_id, "Too late")


async def test_an_item_is_about_people_of_the_case_only(scene: Scene) -> None:
    other = await scene.known(scene.lead)
    case_id = await scene.case()
    for stranger in (other, new_id()):
        with pytest.raises(Invalid) as refused:
            await scene.writes(scene.lead, case_id, "Somebody else", stranger)
        assert refused.value.errors[0].pointer == "#/person_ids"


async def test_in_a_household_the_writer_says_about_whom(scene: Scene) -> None:
    partner = await scene.known(scene.lead)
    case_id = await scene.case(scene.person_id, partner)
    with pytest.raises(Invalid):
        await scene.writes(scene.lead, case_id, "About whom?")
    await scene.writes(scene.lead, case_id, "About both", scene.person_id, partner)
    assert await scene.texts(scene.lead, case_id) == ["About both"]


async def test_an_item_about_two_people_is_seen_by_those_who_may_see_it_for_each(scene: Scene) -> None:
    partner = await scene.known(scene.lead)
    case_id = await scene.case(scene.person_id, partner)
    await scene.agreement(scene.lead, scene.adviser)
    await scene.said(scene.adviser, Category.SOCIAL)
    await scene.writes(scene.lead, case_id, "About one", scene.person_id)
    await scene.writes(scene.lead, case_id, "About both", scene.person_id, partner)
    await scene.writes(scene.lead, case_id, "About the other", partner)
    assert await scene.texts(scene.adviser, case_id) == ["About one"]
    await scene.said(scene.adviser, Category.SOCIAL, person_id=partner)
    assert await scene.texts(scene.adviser, case_id) == ["About one", "About both", "About the other"]


async def test_a_note_is_corrected_by_its_writer_and_its_earlier_version_kept(scene: Scene) -> None:
    case_id = await scene.case()
    note_id = await scene.writes(scene.lead, case_id, "Lives at number 7")
    await corrects(scene, scene.lead, case_id, note_id, 1, text="Lives at number 9")
    async with scene.work(scene.lead) as work:
        present = await read_note(work, case_id, note_id)
        earlier = await list_note_versions(work, case_id, note_id, None, 10)
    assert (present["text"], present["version"]) == ("Lives at number 9", 2)
    assert [(row["version"], row["content"]) for row in earlier] == [(1, {"text": "Lives at number 7"})]
    with pytest.raises(Stale):
        await corrects(scene, scene.lead, case_id, note_id, 1, text="Lives at number 11")


async def test_a_colleague_reads_a_note_and_does_not_correct_it(scene: Scene) -> None:
    case_id = await scene.case()
    note_id = await scene.writes(scene.lead, case_id, "Lives at number 7")
    with pytest.raises(NotAllowed):
        await corrects(scene, scene.colleague(scene.lead), case_id, note_id, 1, text="No")
    await corrects(scene, scene.colleague(scene.lead, Role.SUPERVISOR), case_id, note_id, 1, text="Yes")


async def test_who_may_not_see_what_a_note_said_before_sees_only_what_it_says_now(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    note_id = await scene.writes(scene.lead, case_id, "Owes three rents; HIV", category=Category.HEALTH)
    await corrects(scene, scene.lead, case_id, note_id, 1, text="Owes three rents", category=Category.HOUSING)
    await scene.joins(case_id, scene.adviser)
    assert await scene.texts(scene.adviser, case_id) == ["Owes three rents"]
    async with scene.work(scene.adviser) as work:
        assert await list_note_versions(work, case_id, note_id, None, 10) == []


async def test_a_note_that_is_sealed_by_its_writer_is_hidden_at_once(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    note_id = await scene.writes(scene.lead, case_id, "Plain")
    assert await scene.texts(scene.adviser, case_id) == ["Plain"]
    await corrects(scene, scene.lead, case_id, note_id, 1, sensitivity=Sensitivity.SEALED)
    assert await scene.texts(scene.adviser, case_id) == []
    with pytest.raises(NotFound):
        await corrects(scene, scene.colleague(scene.lead, Role.SUPERVISOR), case_id, note_id, 2, text="Not theirs")


async def test_a_need_goes_from_open_to_met_and_its_past_is_kept(scene: Scene) -> None:
    case_id = await scene.case()
    need_id = await scene.needs(scene.lead, case_id, "housing-instability")
    await changes(scene, scene.lead, case_id, need_id, 1, state=NeedState.BEING_MET)
    await changes(scene, scene.lead, case_id, need_id, 2, state=NeedState.MET)
    with pytest.raises(Conflict):
        await changes(scene, scene.lead, case_id, need_id, 3, state=NeedState.BEING_MET)
    async with scene.work(scene.lead) as work:
        present = await read_need(work, case_id, need_id)
        earlier = await list_need_versions(work, case_id, need_id, None, 10)
    assert (present["state"], present["version"]) == (NeedState.MET, 3)
    assert [row["content"]["state"] for row in earlier] == [NeedState.OPEN, NeedState.BEING_MET]


async def test_a_member_moves_a_need_and_does_not_correct_it(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    need_id = await scene.needs(scene.lead, case_id, "housing-instability")
    await changes(scene, scene.adviser, case_id, need_id, 1, state=NeedState.BEING_MET)
    with pytest.raises(NotAllowed):
        await changes(scene, scene.adviser, case_id, need_id, 2, term="homelessness")


async def test_a_need_in_another_case_is_not_found_in_this_one(scene: Scene) -> None:
    first, second = await scene.case(), await scene.case()
    need_id = await scene.needs(scene.lead, first, "homelessness")
    with pytest.raises(NotFound):
        async with scene.work(scene.lead) as work:
            await read_need(work, second, need_id)
