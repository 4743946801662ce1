"""A list of notices shows exactly what opening one by one would show, now and when each was made, whatever the order of
joining, leaving, agreeing, refusing and reclassifying: in random small worlds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.cases.access.actions import standing_to
from services.cases.access.domain import Item
from services.cases.agreements.actions.reading import open_agreement
from services.cases.conversations.actions.messages import correct_message, read_message
from services.cases.coordination.actions.cases import read_case
from services.cases.coordination.actions.invitations import read_invitation
from services.cases.coordination.actions.team import end_membership
from services.cases.duties.actions import tell_all_overdue
from services.cases.notices.domain.notice import About
from services.cases.plans.actions.planned import change_action, read_action
from services.cases.plans.domain.goals import Owner, OwnerKind
from services.cases.tasks.actions.tasks import change_task, read_task
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor, TaskActor
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound
from tests.cases.notices.noticing import Noticing
from tests.cases.tasks.scenes import TODAY, TaskScene
from tests.cases.worlds import World

CATEGORIES = (Category.SOCIAL, Category.HOUSING, Category.HEALTH)
workers = st.sampled_from(["lead", "adviser", "nurse"])
others = st.sampled_from(["adviser", "nurse"])
classes = st.tuples(
    st.sampled_from(CATEGORIES),
    st.sampled_from([Sensitivity.ORDINARY, Sensitivity.ORDINARY, Sensitivity.SENSITIVE, Sensitivity.SEALED]),
)
some = st.frozensets(st.sampled_from(CATEGORIES), min_size=1)
steps = st.one_of(
    st.tuples(st.just("joins"), others, st.booleans()),
    st.tuples(st.just("leaves"), others),
    st.tuples(st.just("consents"), others, some),
    st.tuples(st.just("refuses"), others, some),
    st.tuples(st.just("writes"), workers, classes),
    st.tuples(st.just("plans"), workers, others, classes),
    st.tuples(st.just("asks"), workers, others, classes),
    st.tuples(st.just("day_passes")),
    st.tuples(st.just("reclassifies"), st.integers(0, 5), classes),
    st.tuples(st.just("hears")),
)
ALL = Statement("SELECT * FROM notice WHERE municipality_id = :municipality_id ORDER BY place")
REFUSED = (NotAllowed, NotFound, Conflict, Invalid)


class Busy(Noticing, TaskScene):
    """A scene in which people are told what they must do."""


@dataclass
class Story:
    """A world in which steps happen, each as far as it is allowed."""

    scene: Busy
    case_id: UUID
    goal_id: UUID
    thread_id: UUID
    members: dict[str, UUID] = field(default_factory=dict)
    changeable: list[tuple[str, UUID, str]] = field(default_factory=list)
    """What was written, as what and by whom."""

    async def step(self, what: str, *particulars: Any) -> None:
        try:
            await getattr(self, what)(*particulars)
        except REFUSED:
            return

    def who(self, name: str) -> Actor:
        actor: Actor = getattr(self.scene, name)
        return actor

    async def joins(self, name: str, whole_agency: bool) -> None:
        self.members[name] = await self.scene.joins(self.case_id, self.who(name), whole_agency=whole_agency)

    async def leaves(self, name: str) -> None:
        if name in self.members:
            async with self.scene.work(self.scene.lead) as work:
                await end_membership(work, self.scene.lead, self.case_id, self.members.pop(name))

    async def consents(self, name: str, categories: frozenset[Category]) -> None:
        await self.scene.said(self.who(name), *sorted(categories))

    async def refuses(self, name: str, categories: frozenset[Category]) -> None:
        await self.scene.said(self.who(name), *sorted(categories), refusal=True)

    async def writes(self, name: str, classed: tuple[Category, Sensitivity]) -> None:
        category, sensitivity = classed
        message_id = await self.scene.says(
            self.who(name), self.thread_id, "A message", category=category, sensitivity=sensitivity
        )
        self.changeable.append(("message", message_id, name))

    async def plans(self, name: str, owner: str, classed: tuple[Category, Sensitivity]) -> None:
        category, sensitivity = classed
        whose = Owner(OwnerKind.WORKER, self.who(owner).agency_id, self.who(owner).subject)
        action_id = await self.scene.action(
            self.who(name), self.case_id, self.goal_id, category=category, sensitivity=sensitivity, owner=whose
        )
        self.changeable.append(("action", action_id, name))

    async def asks(self, name: str, owner: str, classed: tuple[Category, Sensitivity]) -> None:
        category, sensitivity = classed
        how: dict[str, Any] = {"of": self.who(owner), "category": category, "sensitivity": sensitivity}
        task_id = await self.scene.task(self.who(name), self.case_id, due_on=TODAY, **how)
        self.changeable.append(("task", task_id, name))

    async def day_passes(self) -> None:
        await tell_all_overdue(self.scene.database)

    async def reclassifies(self, number: int, classed: tuple[Category, Sensitivity]) -> None:
        if not self.changeable:
            return
        kind, item_id, name = self.changeable[number % len(self.changeable)]
        by, wanted = self.who(name), {"category": classed[0], "sensitivity": classed[1]}
        async with self.scene.work(by) as work:
            if kind == "message":
                row = await read_message(work, self.thread_id, item_id, "read-message")
                await correct_message(work, by, self.thread_id, item_id, row["version"], wanted)
            elif kind == "task":
                row = await read_task(work, self.case_id, item_id)
                await change_task(work, by, self.case_id, item_id, row["version"], wanted)
            else:
                row = await read_action(work, self.case_id, item_id)
                await change_action(work, by, self.case_id, item_id, row["version"], wanted)

    async def hears(self) -> None:
        await self.scene.is_heard()


async def begun(scene: Busy, shared: frozenset[Category]) -> Story:
    await scene.known(scene.lead, scene.person_id)
    await scene.agreement(scene.lead, scene.adviser, scene.nurse, categories=shared)
    case_id = await scene.case()
    goal_id = await scene.goal(scene.lead, case_id)
    return Story(scene, case_id, goal_id, await scene.starts(scene.lead, case_id))


def is_for(row: asyncpg.Record, actor: Actor, by_name: set[tuple[Any, ...]]) -> bool:
    """Whom it is for: by name, or all of the agency but who did it and who is told by name."""
    if row["for_agency_id"] != actor.agency_id:
        return False
    if row["for_worker_id"] is not None:
        return bool(row["for_worker_id"] == actor.subject)
    if row["for_role"] is not None and row["for_role"] not in actor.roles:
        return False
    named = (row["item_id"], row["at"], actor.agency_id, actor.subject) in by_name
    return row["by_id"] != actor.subject and not named


async def opens(work: UnitOfWork, row: asyncpg.Record) -> bool:
    """Whether what a notice is about can be opened."""
    try:
        if row["about"] == About.MESSAGE:
            await read_message(work, row["thread_id"], row["item_id"], "read-message")
        elif row["about"] == About.INVITATION:
            await read_invitation(work, row["item_id"])
        elif row["about"] == About.AGREEMENT:
            assert isinstance(work.actor, Actor)
            await open_agreement(work, work.actor, row["item_id"])
        elif row["about"] == About.ACTION:
            await read_action(work, row["case_id"], row["item_id"])
        elif row["about"] == About.TASK:
            await read_task(work, row["case_id"], row["item_id"])
        else:
            await read_case(work, row["case_id"])
    except NotFound:
        return False
    return True


async def was_open(work: UnitOfWork, row: Mapping[str, Any] | asyncpg.Record) -> bool:
    """Whether the decision permits what it was about, as that was classified when the notice was made."""
    if row["about"] in {About.CASE, About.INVITATION, About.AGREEMENT}:
        return True
    item = Item(
        id=new_id(),
        person_id=row["person_id"],
        category=Category(row["category"]),
        sensitivity=Sensitivity(row["sensitivity"]),
        agency_id=row["agency_id"],
        worker_id=row["worker_id"],
    )
    try:
        return bool((await standing_to(work, item.person_id)).grounds_to_read(item))
    except NotFound:
        return False


@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),  # making each world smaller takes minutes on a real database
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(shared=some | st.just(frozenset(CATEGORIES)), told=st.lists(steps, min_size=4, max_size=12))
async def test_what_is_listed_counted_and_opened_is_the_same(
    cases_database: Database, cases_owner: Database, shared: frozenset[Category], told: list[tuple[Any, ...]]
) -> None:
    scene = Busy(cases_database, cases_owner, World())
    story = await begun(scene, shared)
    for step in told:
        await story.step(*step)
    await scene.is_heard()
    async with cases_owner.work(TaskActor("tests")) as work:
        rows = await work.rows(ALL, municipality_id=scene.world.municipality_id)
    named = [scene.lead, scene.adviser, scene.nurse]
    for actor, colleague in ((one, scene.colleague(one)) for one in named):
        live = await scene.live(actor, colleague)
        await check(scene, actor, rows, [row["id"] for row in live[0].rows])
        await check(scene, colleague, rows, [row["id"] for row in live[1].rows])


async def check(scene: Noticing, actor: Actor, rows: list[asyncpg.Record], live: list[UUID]) -> None:
    """What one worker is shown in a list and live is what they may open and might have opened."""
    by_name = {(row["item_id"], row["at"], row["for_agency_id"], row["for_worker_id"]) for row in rows}
    listed = await scene.page(actor)
    async with scene.work(actor) as work:
        expected = [
            row["id"]
            for row in rows
            if is_for(row, actor, by_name) and await opens(work, row) and await was_open(work, row)
        ]
    assert [row["id"] for row in listed.rows] == expected[::-1]
    assert live == expected
    assert listed.unread == len(expected)
    about_them = [row for row in listed.rows if row["about"] not in {About.INVITATION, About.AGREEMENT}]
    assert all(set(row["people"]) == {scene.person_id} for row in about_them)
