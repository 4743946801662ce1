"""Whatever the order of invitations, answers, matters, refusals, withdrawals and who is let in: of an agenda everybody
sees what they may open one by one, which is what the decision says; and nobody anything who takes no part. When it is
over nobody reads by having been let in; minutes, decisions and the register show nothing else to anybody.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.cases.access.actions import standing_to
from services.cases.access.domain import Grant, Item
from services.cases.conferences.actions.access import give_access
from services.cases.conferences.actions.agenda import change_matter, read_agenda, read_matter, take_off_agenda
from services.cases.conferences.actions.conferences import change_conference
from services.cases.conferences.actions.decisions import list_decisions
from services.cases.conferences.actions.disclosure import see_disclosure
from services.cases.conferences.actions.minutes import list_minutes
from services.cases.conferences.actions.participants import decline, withdraw_invitation
from services.cases.conferences.actions.register import TASK as REGISTER
from services.cases.conferences.actions.register import read_register, record_shares
from services.cases.conferences.domain.conference import STAYS
from services.cases.coordination.actions.team import end_membership
from shared.contracts.cases.conferences import AbsenceReason
from shared.contracts.cases.vocabulary import Category, GroundKind, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound
from tests.cases.conferences.meetings import AFTERWARDS, TOMORROW, Meetings
from tests.cases.worlds import World

CATEGORIES = (Category.SOCIAL, Category.HOUSING, Category.HEALTH)
WORKERS = ("lead", "adviser", "nurse")
others, everybody = st.sampled_from(WORKERS[1:]), st.sampled_from(WORKERS)
categories = st.sampled_from(CATEGORIES)
sensitivities = st.sampled_from([Sensitivity.ORDINARY, Sensitivity.ORDINARY, Sensitivity.SENSITIVE, Sensitivity.SEALED])
steps = st.one_of(
    st.tuples(st.just("invited"), others),
    st.tuples(st.just("declines"), others),
    st.tuples(st.just("withdrawn"), others),
    st.tuples(st.just("leaves"), others),
    st.tuples(st.just("refused"), others, categories),
    st.tuples(st.just("consented"), others, categories),
    st.tuples(st.just("puts"), everybody, categories, sensitivities, st.booleans()),
    st.tuples(st.just("puts"), everybody, categories, sensitivities, st.booleans()),
    st.tuples(st.just("reclassified"), st.integers(0, 5), categories),
    st.tuples(st.just("taken_off"), st.integers(0, 5)),
    st.tuples(st.just("let_in"), others, categories),
    st.tuples(st.just("let_in"), others, categories),
    st.tuples(st.just("moved"), st.integers(-4, 4)),
    st.tuples(st.just("written"), everybody, st.integers(0, 5), categories, st.sampled_from(["minutes", "decides"])),
    st.tuples(st.just("written"), everybody, st.integers(0, 5), categories, st.sampled_from(["minutes", "decides"])),
    st.tuples(st.just("heard")),
)
OVER = TOMORROW + timedelta(hours=5) + STAYS
"""When any conference of these has ended, wherever it was moved."""


@dataclass
class History:
    """What happened so far, with what a decision needs."""

    scene: Meetings
    conference_id: UUID
    case_id: UUID
    people: tuple[UUID, UUID]
    members: dict[str, UUID]
    asked: dict[str, UUID] = field(default_factory=dict)
    matters: dict[UUID, tuple[Actor, list[Item]]] = field(default_factory=dict)
    """Who wrote it, and its facts for each person."""
    said: dict[UUID, list[Item]] = field(default_factory=dict)
    """Minutes and decisions."""

    async def invited(self, name: str) -> None:
        who = getattr(self.scene, name)
        if name not in self.asked:
            self.asked[name] = await self.scene.invites(self.conference_id, who)
        await self.scene.accepts(who, self.conference_id, self.asked[name])

    async def declines(self, name: str) -> None:
        who = getattr(self.scene, name)
        async with self.scene.work(who) as work:
            await decline(work, who, self.conference_id, self.asked[name], AbsenceReason.NOT_FREE)

    async def withdrawn(self, name: str) -> None:
        async with self.scene.work(self.scene.lead) as work:
            await withdraw_invitation(work, self.scene.lead, self.conference_id, self.asked.pop(name))

    async def leaves(self, name: str) -> None:
        async with self.scene.work(self.scene.lead) as work:
            await end_membership(work, self.scene.lead, self.case_id, self.members.pop(name))

    async def refused(self, name: str, category: Category) -> None:
        await self.scene.said(getattr(self.scene, name), category, refusal=True)

    async def consented(self, name: str, category: Category) -> None:
        await self.scene.said(getattr(self.scene, name), category)

    async def puts(self, name: str, category: Category, sensitivity: Sensitivity, both: bool) -> None:
        who, about = getattr(self.scene, name), self.people if both else self.people[:1]
        matter = await self.scene.puts(
            who, self.case_id, self.conference_id, *about, category=category, sensitivity=sensitivity
        )
        self.matters[matter] = who, [facts(who, one, category, sensitivity) for one in about]

    async def reclassified(self, number: int, category: Category) -> None:
        matter = list(self.matters)[number]
        who, said = self.matters[matter]
        async with self.scene.work(who) as work:
            row = await read_matter(work, self.case_id, matter, "read-agenda-item")
            await change_matter(work, who, self.case_id, matter, row["version"], {"category": category})
        self.matters[matter] = who, [facts(who, one.person_id, category, one.sensitivity) for one in said]

    async def taken_off(self, number: int) -> None:
        matter = list(self.matters)[number]
        who, _ = self.matters[matter]
        async with self.scene.work(who) as work:
            await take_off_agenda(work, who, self.case_id, matter)

    async def let_in(self, name: str, category: Category) -> None:
        """Whoever comes to what is talked about, though nothing was until now."""
        if name not in self.asked:
            await self.invited(name)
        await self.puts("lead", category, Sensitivity.ORDINARY, both=False)
        async with self.scene.work(self.scene.lead) as work:
            await give_access(work, self.scene.lead, self.conference_id, self.asked[name], self.case_id)

    async def written(self, name: str, number: int, category: Category, how: str) -> None:
        who, matter = getattr(self.scene, name), list(self.matters)[number]
        item = await getattr(self.scene, how)(who, self.case_id, matter, category=category, about=self.people[:1])
        self.said[item] = [facts(who, self.people[0], category, Sensitivity.ORDINARY)]

    async def heard(self) -> None:
        """Whoever is asked was there, and what was shared is written down."""
        for name in ("lead", *self.asked):
            await self.scene.attended(self.conference_id, getattr(self.scene, name))
        async with self.scene.database.work(REGISTER) as work:
            work.now = AFTERWARDS
            await record_shares(work, self.conference_id)

    async def moved(self, hours: int) -> None:
        starts_at = TOMORROW + timedelta(hours=hours)
        version = (await self.scene.sees_conference(self.scene.lead, self.conference_id))["version"]
        async with self.scene.work(self.scene.lead) as work:
            times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
            await change_conference(work, self.scene.lead, self.conference_id, version, times)


def facts(who: Actor, person_id: UUID, category: Category, sensitivity: Sensitivity) -> Item:
    return Item(
        id=new_id(),
        person_id=person_id,
        category=category,
        sensitivity=sensitivity,
        agency_id=who.agency_id,
        worker_id=who.worker_id,
    )


async def permitted(work: UnitOfWork, said: list[Item]) -> bool:
    """What the decision says: a ground for each person."""
    try:
        return all([(await standing_to(work, fact.person_id)).grounds_to_read(fact) for fact in said])
    except NotFound:
        return False


async def opened(work: UnitOfWork, history: History, matter: UUID) -> bool:
    try:
        await read_matter(work, history.case_id, matter, "read-agenda-item")
    except NotFound:
        return False
    return True


async def check(work: UnitOfWork, name: str | None, history: History) -> None:
    """The agenda, the items and the decision agree for one worker; no name: they were not asked."""
    allowed = [matter for matter, (_, said) in history.matters.items() if await permitted(work, said)]
    assert [matter for matter in history.matters if await opened(work, history, matter)] == allowed
    said = [item for item, about in history.said.items() if await permitted(work, about)]
    assert await minutes_and_decisions(work, history.case_id) == set(said)
    try:
        seen = [row["id"] for row in await read_agenda(work, history.conference_id, None, 100)]
    except NotFound:
        assert name is None or (name != "lead" and name not in history.asked)
        return
    assert name == "lead" or name in history.asked
    assert seen == allowed
    assert {row["agenda_item_id"] for row in await read_register(work, history.conference_id, None, 100)} <= set(seen)
    if name == "lead":
        await check_disclosure(work, history, seen)


async def minutes_and_decisions(work: UnitOfWork, case_id: UUID) -> set[UUID]:
    """What of a case somebody reads that was said in conferences."""
    found: set[UUID] = set()
    for read in (list_minutes, list_decisions):
        with suppress(NotFound):
            found |= {row["id"] for row in await read(work, case_id, None, 100)}
    return found


async def check_disclosure(work: UnitOfWork, history: History, seen: list[UUID]) -> None:
    """What the lead, who coordinates, is told of each who comes is what the decision says when they ask then."""
    found = await see_disclosure(work, history.scene.lead, history.conference_id, None, 100)
    assert [one.matter["id"] for one in found.matters] == seen
    for one in found.matters:
        assert one.is_complete
        for told in one.told:
            who = next(actor for actor in everybody_of(history) if actor.subject == told.participant["worker_id"])
            async with history.scene.work(who) as theirs:
                theirs.now = found.at
                assert told.sees == await permitted(theirs, history.matters[one.matter["id"]][1])


async def reads_by_the_team(work: UnitOfWork, history: History) -> bool:
    """Whether somebody has a ground in the team of the case, as a member or a guest."""
    grants: list[Grant] = []
    for person_id in history.people:
        with suppress(NotFound):
            grants += (await standing_to(work, person_id)).grants
    return any(grant.ground_kind is GroundKind.TEAM for grant in grants)


def everybody_of(history: History) -> list[Actor]:
    return [getattr(history.scene, name) for name in WORKERS]


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),  # making each world smaller takes minutes on a real database
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(told=st.lists(steps, min_size=6, max_size=14))
async def test_an_agenda_shows_what_opening_one_by_one_shows(
    cases_database: Database, told: list[tuple[Any, ...]]
) -> None:
    scene = Meetings(cases_database, World())
    people = (await scene.known(scene.lead, scene.person_id), await scene.known(scene.lead))
    await scene.agreement(scene.lead, scene.adviser, scene.nurse, categories=frozenset(CATEGORIES[:2]))
    case_id = await scene.case(*people)
    members = {"adviser": await scene.joins(case_id, scene.adviser)}
    history = History(scene, await scene.convenes(scene.lead), case_id, people, members)
    for step, *said in told:
        await attempt(history, step, *said)
    await check_everybody(history)
    await attempt(history, "heard")
    for name in WORKERS[1:]:
        await scene.said(getattr(scene, name), *CATEGORIES, refusal=True)
    await check_everybody(history)


async def attempt(history: History, step: str, *said: Any) -> None:
    """What is refused changes nothing."""
    with suppress(Conflict, Invalid, NotAllowed, NotFound, KeyError, IndexError, ValueError):
        await getattr(history, step)(*said)


async def check_everybody(history: History) -> None:
    """Now, and when it is over."""
    for name in WORKERS:
        who = getattr(history.scene, name)
        async with history.scene.work(who) as work:
            await check(work, name, history)
            work.now = OVER
            await check(work, name, history)
            assert name == "lead" or name in history.members or not await reads_by_the_team(work, history)
        async with history.scene.work(history.scene.colleague(who)) as work:
            await check(work, None, history)
