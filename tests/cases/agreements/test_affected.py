"""Whom a change concerns: said beforehand exactly as it happens, each agency its own, nobody whom one may not know."""

from uuid import UUID

import pytest

from services.cases.access.actions import grants_on
from services.cases.agreements.actions.affecting import count_affected, list_affected
from services.cases.agreements.actions.ending import end_agreement
from services.cases.agreements.domain.affected import Counts, told
from services.cases.conflicts.actions import declare_conflict
from services.cases.conflicts.domain import Relation
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.refusals import Conflict, NotAllowed
from tests.cases.agreements.sharing import Sharing
from tests.cases.coordination.scenes import SHARED
from tests.cases.people.readers import Log
from tests.cases.worlds import World

HOUSING = frozenset({Category.HOUSING})
Line = tuple[UUID, str, tuple[str, ...]]


class Affecting(Sharing):
    agreement_id: UUID
    people: list[UUID]

    async def affected(self, who: Actor, number: int | None = None) -> list[Line]:
        """What somebody is told, page by page."""
        found: list[Line] = []
        after = None
        while True:
            async with self.work(who) as work:
                rows = await list_affected(work, who, self.agreement_id, number, after, 2)
            found += [(row["person_id"], row["effect"], tuple(row["lost"])) for row in rows[:2]]
            if len(rows) < 3:
                return found
            after = rows[1]["id"]

    async def counted(self, who: Actor, number: int | None = None) -> Counts:
        async with self.work(who) as work:
            return await count_affected(work, who, self.agreement_id, number)

    async def held_under_it(self, who: Actor) -> set[UUID]:
        """People of whom somebody, opening one by one, finds a grant under the agreement."""
        held = set()
        for person_id in self.people:
            async with self.work(who) as work:
                rows = await grants_on(work, who, person_id)
            if any(row["agreement_id"] == self.agreement_id and row["agency_id"] == who.agency_id for row in rows):
                held.add(person_id)
        return held


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Affecting:
    """Three people who agreed to share with the adviser's agency, one of them with the nurse's too."""
    scene = Affecting(cases_database, world)
    scene.people = [await scene.known(scene.lead) for _ in range(3)]
    scene.agreement_id = await scene.agreement(scene.lead, scene.adviser, scene.nurse)
    for person_id in scene.people:
        await scene.said(scene.adviser, *SHARED, person_id=person_id)
    await scene.said(scene.nurse, Category.HOUSING, person_id=scene.people[0])
    return scene


async def test_before_and_after_a_narrower_version_each_agency_is_told_of_its_own(scene: Affecting) -> None:
    terms = scene.saying(scene.lead, scene.adviser, scene.nurse, categories=HOUSING)
    number = await scene.written(scene.agreement_id, scene.lead, terms)
    before = await scene.affected(scene.adviser, number)
    assert {line[0] for line in before} == set(scene.people) == await scene.held_under_it(scene.adviser)
    assert {line[1:] for line in before} == {("narrowed", tuple(sorted(SHARED - HOUSING)))}
    assert await scene.affected(scene.nurse, number) == [], "what they see stays"
    assert await scene.affected(scene.lead, number) == [], "they lose nothing, and whom others see is not theirs"
    await scene.signed(scene.agreement_id, number, scene.lead, scene.adviser, scene.nurse)
    assert await scene.affected(scene.adviser, number) == before
    assert await scene.affected(scene.nurse, number) == []


async def test_before_the_end_it_is_said_what_ends_and_afterwards_only_how_many(
    scene: Affecting, cases_owner: Database
) -> None:
    assert {line[0] for line in await scene.affected(scene.nurse)} == {scene.people[0]}
    assert {line[0] for line in await scene.affected(scene.adviser)} == set(scene.people)
    looks = [line for line in await Log(cases_owner).looks(scene.nurse) if line["operation"] == "list-affected"]
    assert [(line["act"], line["person_id"]) for line in looks] == [("search_hit", scene.people[0])]
    async with scene.work(scene.lead) as work:
        await end_agreement(work, scene.lead, scene.agreement_id)
    assert await scene.affected(scene.adviser) == [], "they may not know them any more"
    assert await scene.counted(scene.adviser) == Counts(None, 0), "there were some"
    assert await scene.counted(scene.lead) == Counts(0, 0)


async def test_nobody_is_shown_whom_they_may_not_know_or_counts_for_whom_they_are_kept_out(scene: Affecting) -> None:
    for person_id in [await scene.known(scene.lead) for _ in range(2)]:
        await scene.said(scene.adviser, *SHARED, person_id=person_id)
    assert await scene.counted(scene.adviser) == Counts(5, 0)
    async with scene.work(scene.adviser) as work:
        await declare_conflict(work, scene.adviser, scene.people[0], Relation.NEIGHBOUR)
    assert scene.people[0] not in {line[0] for line in await scene.affected(scene.adviser)}
    assert await scene.counted(scene.adviser) == Counts(None, 0)
    assert await scene.counted(scene.colleague(scene.adviser, Role.ADMINISTRATOR)) == Counts(5, 0)


async def test_being_on_a_team_is_no_way_to_count_whom_one_must_not_know(scene: Affecting) -> None:
    people = [*scene.people, *[await scene.known(scene.lead) for _ in range(2)]]
    await scene.joins(await scene.case(*people), scene.adviser, whole_agency=True)
    counting = scene.colleague(scene.adviser, Role.CASEWORKER, Role.ADMINISTRATOR)
    assert await scene.counted(counting) == Counts(5, None)
    async with scene.work(counting) as work:
        await declare_conflict(work, counting, people[4], Relation.NEIGHBOUR)
    assert await scene.counted(counting) == Counts(None, None)


async def test_only_who_is_bound_is_told_and_only_who_answers_for_an_agency_counts(scene: Affecting) -> None:
    stranger = scene.world.worker(Role.CASEWORKER, Role.ADMINISTRATOR)
    caseworker = scene.colleague(scene.adviser, Role.CASEWORKER)
    for act in (lambda: scene.affected(stranger), lambda: scene.counted(stranger), lambda: scene.counted(caseworker)):
        with pytest.raises(NotAllowed):
            await act()
    assert len(await scene.affected(caseworker)) == len(scene.people)
    first = await scene.written(scene.agreement_id, scene.lead, scene.saying(scene.lead, scene.nurse))
    await scene.written(scene.agreement_id, scene.lead, scene.saying(scene.lead, scene.adviser))
    with pytest.raises(Conflict):
        await scene.affected(scene.adviser, first)


def test_small_numbers_are_not_told() -> None:
    assert [told(people, 0).people for people in (0, 1, 4, 5, 60)] == [0, None, None, 5, 60]
    assert told(9, 3) == Counts(9, None)
