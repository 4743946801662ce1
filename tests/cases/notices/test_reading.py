"""Pages, what is unread, what is marked, what is logged and what is forgotten."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.cases.notices.actions.making import forget_notices
from services.cases.notices.domain.notice import KEPT
from services.cases.notices.store import reading
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.housekeeping import HOUSEKEEPING
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import NotFound
from tests.cases.notices.noticing import Noticing

LOOKS = Statement("""
    SELECT act, person_id, municipality_id, categories, grounds, operation FROM access_log
    WHERE subject_id = :subject AND operation LIKE '%notice%' ORDER BY id
""")
LEFT = Statement("SELECT count(*) FROM notice WHERE municipality_id = :municipality_id")


@pytest.fixture
async def told(scene: Noticing) -> list[UUID]:
    """Five messages of which the adviser was told, the newest first."""
    case_id = await scene.team(scene.adviser)
    await scene.is_heard()
    [joined] = await scene.notices(scene.adviser)
    await scene.reads(scene.adviser, joined["id"])
    thread_id = await scene.starts(scene.lead, case_id)
    for text in ("Two", "Thrice", "Four", "Five"):
        await scene.says(scene.lead, thread_id, text)
    await scene.is_heard()
    return [row["id"] for row in (await scene.page(scene.adviser, unread=True)).rows]


async def unread(scene: Noticing, who: Actor) -> int:
    return (await scene.page(who)).unread


async def test_pages_follow_each_other_and_nothing_new_moves_them(scene: Noticing, told: list[UUID]) -> None:
    first = (await scene.page(scene.adviser, limit=2)).rows
    await scene.moves("sent", new_id(), scene.lead, scene.adviser, scene.lead)
    second = (await scene.page(scene.adviser, before=first[1]["place"], limit=2)).rows
    assert [row["id"] for row in (*first[:2], *second[:2])] == told[:4]
    assert len(first) == len(second) == 3, "one more says that there is a next page"


async def test_what_was_read_is_not_counted_and_stays_read(scene: Noticing, told: list[UUID]) -> None:
    assert await unread(scene, scene.adviser) == 5
    await scene.reads(scene.adviser, told[1])
    await scene.reads(scene.adviser, told[1])
    assert await unread(scene, scene.adviser) == 4
    await scene.reads(scene.adviser, told[2], all_up_to=True)
    assert await unread(scene, scene.adviser) == 1
    await scene.reads(scene.adviser, told[4], all_up_to=True)
    assert await unread(scene, scene.adviser) == 1, "an older mark takes nothing back"
    assert {row["id"]: row["read"] for row in await scene.notices(scene.adviser)}[told[0]] is False
    assert [row["id"] for row in (await scene.page(scene.adviser, unread=True)).rows] == [told[0]]


async def test_reading_is_ones_own(scene: Noticing, told: list[UUID]) -> None:
    colleague = scene.colleague(scene.adviser)
    await scene.moves("sent", new_id(), scene.lead, scene.adviser, scene.lead)
    [shared] = await scene.notices(colleague)
    await scene.reads(scene.adviser, shared["id"], all_up_to=True)
    assert (await unread(scene, scene.adviser), await unread(scene, colleague)) == (0, 1)
    for mine in told:
        with pytest.raises(NotFound):
            await scene.reads(colleague, mine)


async def test_unread_notices_are_counted_up_to_a_number(
    scene: Noticing, told: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_ALL", reading._list(reading._BEFORE, reading._counted(looked_through=4, at_most=3)))
    assert await unread(scene, scene.adviser) == 3
    await scene.said(scene.adviser, Category.SOCIAL, refusal=True)
    assert await unread(scene, scene.adviser) == 0
    assert told


async def test_each_person_in_the_list_has_a_line_in_the_access_log(scene: Noticing, told: list[UUID]) -> None:
    await scene.moves("sent", new_id(), scene.lead, scene.adviser, scene.lead)
    reader = scene.colleague(scene.adviser)
    for who in (reader, scene.adviser):
        await scene.page(who, limit=2)
    async with scene.owner.work(reader) as work:
        [of_colleague] = await looks(work, reader)
        of_adviser = (await looks(work, scene.adviser))[-1]
    assert (of_colleague["act"], of_colleague["person_id"]) == ("search_hit", scene.person_id)
    assert of_colleague["municipality_id"] == scene.world.municipality_id
    assert [ground.split(":")[0] for ground in of_colleague["grounds"]] == ["referral"]
    assert of_adviser["categories"] == [Category.SOCIAL]
    assert sorted(ground.split(":")[0] for ground in of_adviser["grounds"]) == ["referral", "team"]
    assert told


async def looks(work: UnitOfWork, who: Actor) -> list[dict[str, Any]]:
    return [dict(row) for row in await work.rows(LOOKS, subject=who.subject)]


async def test_marking_what_is_not_ones_own_is_logged_as_denied(scene: Noticing, told: list[UUID]) -> None:
    stranger = scene.world.worker(Role.CASEWORKER)
    with pytest.raises(NotFound):
        await scene.reads(stranger, told[0])
    with pytest.raises(NotFound):
        await scene.reads(stranger, new_id(), all_up_to=True)
    async with scene.owner.work(stranger) as work:
        denied = await looks(work, stranger)
    assert [(one["act"], one["person_id"]) for one in denied] == [("denied", None)] * 2


async def test_old_notices_are_forgotten_with_what_was_read_of_them(scene: Noticing, told: list[UUID]) -> None:
    await scene.reads(scene.adviser, told[0])
    async with scene.database.work(HOUSEKEEPING) as work:
        work.now += KEPT - timedelta(minutes=5)
        await forget_notices(work)
    assert len(await scene.notices(scene.adviser)) == 6
    async with scene.database.work(HOUSEKEEPING) as work:
        work.now += KEPT + timedelta(minutes=5)
        await forget_notices(work)
    async with scene.owner.work(scene.adviser) as work:
        assert await work.value(LEFT, municipality_id=scene.world.municipality_id) == 0
    assert await unread(scene, scene.adviser) == 0
