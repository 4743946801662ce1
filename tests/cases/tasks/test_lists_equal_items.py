"""Whoever joins, leaves or refuses, whatever is reclassified, given away or ends, in whatever order: a list of what
must be done shows what opening one by one shows, and nothing more.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.cases.coordination.actions.cases import close_case, read_case
from services.cases.coordination.actions.team import change_lead, end_membership, list_team
from services.cases.coordination.domain.case import Risk
from services.cases.plans.actions.planned import read_action
from services.cases.tasks.domain import Whose
from services.cases.timeline.actions import person_of_referral
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.cases.duties import DutyKind
from shared.contracts.cases.plans import ActionState
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import NotFound, Refusal
from tests.cases.tasks.scenes import TODAY, TaskScene, of_agency, of_worker
from tests.cases.worlds import World

CATEGORIES = (Category.SOCIAL, Category.HOUSING, Category.HEALTH)
categories = st.sampled_from(CATEGORIES)
some_categories = st.frozensets(categories, min_size=1)
sensitivities = st.sampled_from([Sensitivity.ORDINARY, Sensitivity.ORDINARY, *Sensitivity])
others = st.sampled_from(["adviser", "nurse"])
everybody = st.sampled_from(["lead", "adviser", "nurse"])
which = st.integers(0, 3)
mostly = st.sampled_from([True, True, False])

steps = st.one_of(
    st.tuples(st.just("plans"), which, everybody, st.booleans(), categories, sensitivities, mostly),
    st.tuples(st.just("plans"), which, everybody, st.booleans(), categories, sensitivities, mostly),
    st.tuples(st.just("joins"), which, others, st.booleans()),
    st.tuples(st.just("leaves"), which),
    st.tuples(st.just("says"), st.just("adviser"), st.integers(0, 1), some_categories, mostly),
    st.tuples(st.just("says"), others, st.integers(0, 1), some_categories, mostly),
    st.tuples(st.just("reclassifies"), which, categories, sensitivities),
    st.tuples(st.just("gives"), which, everybody),
    st.tuples(st.just("moves"), which, st.sampled_from(ActionState)),
    st.tuples(st.just("is_reviewed"), which, st.booleans()),
    st.tuples(st.just("refers"), st.sampled_from(["sent", "accepted", "in_progress"]), others, categories),
    st.tuples(st.just("is_led"), which),
    st.tuples(st.just("closes"), which),
)


@dataclass
class Action:
    """As the story left it."""

    case_id: UUID
    owner: tuple[UUID, UUID | None]
    state: ActionState = ActionState.PLANNED
    version: int = 1


@dataclass
class Story:
    """What there is, and how each step changes it. A step that is refused changes nothing."""

    scene: TaskScene
    people: tuple[UUID, ...]
    cases: list[UUID] = field(default_factory=list)
    leads: dict[UUID, Actor] = field(default_factory=dict)
    names_nobody: dict[UUID, bool] = field(default_factory=dict)
    """Whether everybody of the lead's agency leads."""
    closed: set[UUID] = field(default_factory=set)
    reviews: set[UUID] = field(default_factory=set)
    seats: list[tuple[UUID, UUID, Actor, bool]] = field(default_factory=list)
    """Case, member, who, everybody of the agency."""
    actions: dict[UUID, Action] = field(default_factory=dict)
    referrals: dict[UUID, UUID] = field(default_factory=dict)
    """By whose next move each waits."""

    def _case(self, number: int) -> UUID:
        return self.cases[number % len(self.cases)]

    async def plans(
        self, number: int, whose: str, by_name: bool, category: Category, sensitivity: Sensitivity, about_all: bool
    ) -> None:
        case_id, owner = self._case(number), getattr(self.scene, whose)
        action_id = await self.scene.plans(
            self.scene.lead,
            case_id,
            *(self.people if about_all else self.people[:1]),
            owner=of_worker(owner) if by_name else of_agency(owner),
            category=category,
            sensitivity=sensitivity,
        )
        self.actions[action_id] = Action(case_id, (owner.agency_id, owner.subject if by_name else None))

    async def joins(self, number: int, whose: str, whole_agency: bool) -> None:
        case_id, who = self._case(number), getattr(self.scene, whose)
        member_id = await self.scene.joins(case_id, who, whole_agency=whole_agency, by=self.leads[case_id])
        self.seats.append((case_id, member_id, who, whole_agency))

    async def leaves(self, number: int) -> None:
        seat = self.seats[number % len(self.seats)]
        lead = self.leads[seat[0]]
        async with self.scene.work(lead) as work:
            await end_membership(work, lead, seat[0], seat[1])
        self.seats.remove(seat)

    async def says(self, whose: str, number: int, of: frozenset[Category], refusal: bool) -> None:
        person_id = self.people[number]
        await self.scene.said(getattr(self.scene, whose), *sorted(of), refusal=refusal, person_id=person_id)

    async def _changes(self, number: int, **changes: Any) -> None:
        if self.actions:
            action_id = list(self.actions)[number % len(self.actions)]
            action = self.actions[action_id]
            await self.scene.changes_action(self.scene.lead, action.case_id, action_id, action.version, **changes)
            async with self.scene.work(self.scene.lead) as work:
                row = await read_action(work, action.case_id, action_id)
            owner = (row["owner_agency_id"], row["owner_id"])
            self.actions[action_id] = Action(action.case_id, owner, ActionState(row["state"]), row["version"])

    async def reclassifies(self, number: int, category: Category, sensitivity: Sensitivity) -> None:
        await self._changes(number, category=category, sensitivity=sensitivity)

    async def gives(self, number: int, whose: str) -> None:
        await self._changes(number, owner=of_worker(getattr(self.scene, whose)))

    async def moves(self, number: int, state: ActionState) -> None:
        await self._changes(number, state=state)

    async def is_reviewed(self, number: int, is_due: bool) -> None:
        case_id = self._case(number)
        await self.scene.changes_case(self.leads[case_id], case_id, next_review_on=TODAY if is_due else None)
        (self.reviews.add if is_due else self.reviews.discard)(case_id)

    async def refers(self, state: str, whose: str, category: Category) -> None:
        referral_id, receiver = new_id(), getattr(self.scene, whose)
        for past_tense, moved in (("sent", "sent"), ("resumed", state)):
            await self.scene.hears(
                past_tense, moved, referral_id, sender=self.scene.lead, receiver=receiver, category=category
            )
        if state != "in_progress":
            self.referrals[referral_id] = receiver.agency_id

    async def is_led(self, number: int) -> None:
        case_id, member_id, who, whole_agency = self.seats[number % len(self.seats)]
        lead = self.leads[case_id]
        async with self.scene.work(lead) as work:
            await change_lead(work, lead, case_id, member_id)
        self.leads[case_id], self.names_nobody[case_id] = who, whole_agency

    async def closes(self, number: int) -> None:
        case_id = self._case(number)
        lead = self.leads[case_id]
        async with self.scene.work(lead) as work:
            await close_case(work, lead, case_id, ClosingReason.GOALS_REACHED)
        self.closed.add(case_id)

    def duties(self) -> dict[UUID, tuple[UUID | None, tuple[UUID, UUID | None], Any, tuple[Any, ...]]]:
        """All that must be done: its case, for whom, and how it is opened."""
        actions = {
            action_id: (action.case_id, action.owner, read_action, (action.case_id, action_id))
            for action_id, action in self.actions.items()
            if action.state in {ActionState.PLANNED, ActionState.UNDER_WAY} and action.case_id not in self.closed
        }
        reviews = {
            case_id: (
                case_id,
                (
                    self.leads[case_id].agency_id,
                    None if self.names_nobody.get(case_id) else self.leads[case_id].subject,
                ),
                read_case,
                (case_id,),
            )
            for case_id in self.reviews - self.closed
        }
        referrals = {
            referral_id: (None, (agency_id, None), person_of_referral, (referral_id,))
            for referral_id, agency_id in self.referrals.items()
        }
        return {**actions, **reviews, **referrals}

    def is_on_list(self, who: Actor, of: Whose, case_id: UUID | None, owner: tuple[UUID, UUID | None]) -> bool:
        """Whether it belongs into the list, whoever may see it."""
        if of is Whose.ME:
            return owner == (who.agency_id, who.subject)
        if of is Whose.AGENCY:
            return owner[0] == who.agency_id
        return any(
            case == case_id and one.agency_id == who.agency_id and (whole or one.subject == who.subject)
            for case, _, one, whole in self.seats
        )


async def opens(work: UnitOfWork, read: Any, *what: Any) -> bool:
    try:
        return await read(work, *what) is not None
    except NotFound:
        return False


@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    agreements=st.lists(st.tuples(others, some_categories | st.just(frozenset(CATEGORIES))), min_size=1, max_size=3),
    told=st.lists(steps, min_size=8, max_size=20),
)
async def test_a_list_shows_what_opening_one_by_one_shows(
    cases_database: Database, agreements: list[tuple[str, frozenset[Category]]], told: list[tuple[Any, ...]]
) -> None:
    scene = TaskScene(cases_database, World())
    people = (await scene.known(scene.lead, scene.person_id), await scene.known(scene.lead))
    for other, covered in agreements:
        await scene.agreement(scene.lead, getattr(scene, other), categories=covered)
    story = Story(scene, people)
    for risk in (Risk.HIGH, Risk.LOW):
        case_id = await scene.case(*people, risk=risk)
        story.cases.append(case_id)
        story.leads[case_id] = scene.lead
        async with scene.work(scene.lead) as work:
            [seat] = await list_team(work, case_id, None, 1)
        story.seats.append((case_id, seat["id"], scene.lead, False))
    await story.joins(0, "adviser", whole_agency=False)
    for category in CATEGORIES:
        await story.plans(0, "adviser", True, category, Sensitivity.ORDINARY, True)
    for name, *how in told:
        with suppress(Refusal):
            await getattr(story, name)(*how)
    workers = [scene.lead, scene.adviser, scene.nurse]
    for who in [*workers, *(scene.colleague(one) for one in workers)]:
        async with scene.work(who) as work:
            opened = {duty_id: duty for duty_id, duty in story.duties().items() if await opens(work, duty[2], *duty[3])}
        for of in Whose:
            listed = await scene.listed(who, of, page_of=3)
            assert len(set(listed)) == len(listed)
            assert set(listed) == {
                duty_id for duty_id, (case, owner, *_) in opened.items() if story.is_on_list(who, of, case, owner)
            }
            for kind in (DutyKind.ACTION, DutyKind.REFERRAL):
                assert set(await scene.listed(who, of, kind)) <= set(listed)
