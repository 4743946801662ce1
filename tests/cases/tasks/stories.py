"""What may happen to what must be done, in any order; and what of it each list should hold."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.cases.coordination.actions.cases import close_case, read_case
from services.cases.coordination.actions.invitations import list_waiting
from services.cases.coordination.actions.team import end_membership, list_team
from services.cases.coordination.domain.case import Risk
from services.cases.coordination.subscriptions import REVOKED_WORKERS
from services.cases.handovers.actions import list_handovers
from services.cases.plans.actions.planned import read_action
from services.cases.tasks.actions.tasks import read_task
from services.cases.tasks.domain.listing import Whose
from services.cases.timeline.actions import person_of_referral
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.cases.duties import TaskState
from shared.contracts.cases.plans import ActionState
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor, TaskActor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.messaging.events import Told
from shared.refusals import NotFound
from tests.cases.tasks.scenes import TODAY, TaskScene, of_agency, of_worker

Owner = tuple[UUID, UUID | None]
"""Agency, and worker where one is named."""
OPEN = {TaskState.OPEN, ActionState.PLANNED, ActionState.UNDER_WAY}


@dataclass(frozen=True)
class Duty:
    """As it should stand in lists, and how what it arises from is opened."""

    case_id: UUID | None
    owner: Owner
    read: Callable[..., Awaitable[Any]]
    what: tuple[UUID, ...]


@dataclass
class Story:
    """What there is in a world, and how each step changes it. A step that is refused changes nothing."""

    scene: TaskScene
    people: tuple[UUID, ...]
    cases: list[UUID] = field(default_factory=list)
    leads: dict[UUID, tuple[Actor, bool]] = field(default_factory=dict)
    """Who leads, and whether nobody is named."""
    closed: set[UUID] = field(default_factory=set)
    reviews: set[UUID] = field(default_factory=set)
    seats: list[tuple[UUID, UUID, Actor, bool]] = field(default_factory=list)
    """Case, member, who, everybody of the agency."""
    items: dict[UUID, tuple[UUID, bool]] = field(default_factory=dict)
    """Tasks and actions: their case, and which of both."""
    referrals: dict[UUID, UUID] = field(default_factory=dict)
    """Which agency must move each on."""
    given: dict[UUID, UUID] = field(default_factory=dict)
    """Who was named to move a referral on."""
    away: list[tuple[Actor, Actor]] = field(default_factory=list)

    async def begins(self, risk: Risk) -> None:
        """With a case about everybody."""
        case_id = await self.scene.case(*self.people, risk=risk)
        self.cases.append(case_id)
        self.leads[case_id] = (self.scene.lead, False)
        async with self.scene.work(self.scene.lead) as work:
            [seat] = await list_team(work, case_id, None, 1)
        self.seats.append((case_id, seat["id"], self.scene.lead, False))

    def case(self, number: int) -> UUID:
        return self.cases[number % len(self.cases)]

    async def asks(
        self,
        number: int,
        is_task: bool,
        whose: str,
        by_name: bool,
        category: Category,
        sensitivity: Sensitivity,
        about_all: bool,
    ) -> None:
        case_id, owner, lead = self.case(number), getattr(self.scene, whose), self.scene.lead
        people = self.people if about_all else self.people[:1]
        how: dict[str, Any] = {"category": category, "sensitivity": sensitivity}
        if is_task:
            item_id = await self.scene.task(lead, case_id, *people, of=owner, by_name=by_name, **how)
        else:
            whom = of_worker(owner) if by_name else of_agency(owner)
            item_id = await self.scene.plans(lead, case_id, *people, owner=whom, **how)
        self.items[item_id] = (case_id, is_task)

    async def joins(self, number: int, whose: str, whole_agency: bool) -> None:
        case_id, who = self.case(number), getattr(self.scene, whose)
        member_id = await self.scene.joins(case_id, who, whole_agency=whole_agency, by=self.leads[case_id][0])
        self.seats.append((case_id, member_id, who, whole_agency))

    async def leaves(self, number: int) -> None:
        seat = self.seats[number % len(self.seats)]
        lead, _ = self.leads[seat[0]]
        async with self.scene.work(lead) as work:
            await end_membership(work, lead, seat[0], seat[1])
        self.seats.remove(seat)

    async def is_revoked(self, whose: str) -> None:
        who: Actor = getattr(self.scene, whose)
        data = {"worker_id": str(who.subject), "agency_id": str(who.agency_id)}
        told = Told(new_id(), "parcours.worker.revoked.v1", who.subject, datetime.now(UTC), data)
        async with self.scene.database.work(TaskActor(REVOKED_WORKERS.name)) as work:
            await REVOKED_WORKERS.handle(work, told)
        self.seats = [seat for seat in self.seats if seat[2] is not who or seat[3]]
        for case_id, (lead, names_nobody) in self.leads.items():
            if lead is who and not names_nobody:
                self.leads[case_id] = (who, True)

    async def says(self, whose: str, number: int, of: frozenset[Category], refusal: bool) -> None:
        person_id = self.people[number]
        await self.scene.said(getattr(self.scene, whose), *sorted(of), refusal=refusal, person_id=person_id)

    async def changes(self, number: int, **how: Any) -> None:
        """An item: its writer reclassifies it, or moves it on."""
        item_id = list(self.items)[number % len(self.items)]
        case_id, is_task = self.items[item_id]
        row = await self.row(item_id)
        change = self.scene.changes_task if is_task else self.scene.changes_action
        await change(self.scene.lead, case_id, item_id, row["version"], **how)

    async def moves(self, number: int, is_over: bool) -> None:
        _, is_task = self.items[list(self.items)[number % len(self.items)]]
        over, anew = (TaskState.DONE, TaskState.OPEN) if is_task else (ActionState.NOT_DONE, ActionState.PLANNED)
        await self.changes(number, state=over if is_over else anew)

    async def gives(self, number: int, to: str) -> None:
        """Whoever must do it, or their supervisor, names a colleague."""
        duties = [*self.items, *self.referrals]
        duty_id = duties[number % len(duties)]
        agency_id = self.referrals.get(duty_id) or (await self.owner(duty_id))[0]
        who = getattr(self.scene, to)
        by = next(one for one in self.workers() if one.agency_id == agency_id)
        await self.scene.gives(by, duty_id, who if who.agency_id == agency_id else None)
        if duty_id in self.referrals and who.agency_id == agency_id:
            self.given[duty_id] = who.subject
        elif duty_id in self.referrals:
            self.given.pop(duty_id, None)

    async def stands_in(self, whose: str) -> None:
        who = getattr(self.scene, whose)
        deputy = next(one for one in self.workers()[::-1] if one.agency_id == who.agency_id)
        await self.scene.is_away(who, deputy)
        self.away.append((who, deputy))

    async def is_reviewed(self, number: int, is_due: bool) -> None:
        case_id = self.case(number)
        await self.scene.changes_case(self.leads[case_id][0], case_id, next_review_on=TODAY if is_due else None)
        (self.reviews.add if is_due else self.reviews.discard)(case_id)

    async def refers(self, state: str, whose: str, category: Category) -> None:
        referral_id, receiver = new_id(), getattr(self.scene, whose)
        for past_tense, moved in (("sent", "sent"), ("resumed", state)):
            await self.scene.referral_moves(
                past_tense, moved, referral_id, sender=self.scene.lead, receiver=receiver, category=category
            )
        if state != "in_progress":
            self.referrals[referral_id] = receiver.agency_id

    async def is_led(self, number: int) -> None:
        case_id, member_id, who, whole_agency = self.seats[number % len(self.seats)]
        lead, _ = self.leads[case_id]
        await self.scene.gives_the_lead(case_id, member_id, who, by=lead, stays=True)
        self.leads[case_id] = (who, whole_agency)

    async def closes(self, number: int) -> None:
        case_id = self.case(number)
        lead, _ = self.leads[case_id]
        async with self.scene.work(lead) as work:
            await close_case(work, lead, case_id, ClosingReason.GOALS_REACHED)
        self.closed.add(case_id)

    def workers(self) -> list[Actor]:
        """Three, and a colleague of each who never did anything."""
        if not hasattr(self, "_workers"):
            known = [self.scene.lead, self.scene.adviser, self.scene.nurse]
            self._workers = [*known, *(self.scene.colleague(one) for one in known)]
        return self._workers

    async def row(self, item_id: UUID) -> dict[str, Any]:
        """As its writer reads it."""
        case_id, is_task = self.items[item_id]
        async with self.scene.work(self.scene.lead) as work:
            return dict(await (read_task if is_task else read_action)(work, case_id, item_id))

    async def owner(self, item_id: UUID) -> Owner:
        row = await self.row(item_id)
        return row["owner_agency_id"], row["owner_id"]

    async def duties(self) -> dict[UUID, Duty]:
        """All that must be done."""
        found: dict[UUID, Duty] = {}
        for item_id, (case_id, is_task) in self.items.items():
            row = await self.row(item_id)
            if row["state"] in OPEN and case_id not in self.closed:
                read = read_task if is_task else read_action
                found[item_id] = Duty(case_id, (row["owner_agency_id"], row["owner_id"]), read, (case_id, item_id))
        for case_id in self.reviews - self.closed:
            lead, names_nobody = self.leads[case_id]
            named = None if names_nobody else lead.subject
            found[case_id] = Duty(case_id, (lead.agency_id, named), read_case, (case_id,))
        for referral_id, agency_id in self.referrals.items():
            owner = (agency_id, self.given.get(referral_id))
            found[referral_id] = Duty(None, owner, person_of_referral, (referral_id,))
        return found

    async def visible_to(self, who: Actor) -> dict[UUID, tuple[UUID | None, Owner]]:
        """What of it somebody opens one by one, and the invitations and hand-overs that they are shown."""
        found = await self.duties()
        async with self.scene.work(who) as work:
            seen = {
                duty_id: (duty.case_id, duty.owner)
                for duty_id, duty in found.items()
                if await _opens(work, duty.read, *duty.what)
            }
            for one in await list_waiting(work, None, 50):
                if one["case_id"] not in self.closed:
                    seen[one["id"]] = (None, (one["agency_id"], one["worker_id"]))
            for case_id in self.cases:
                if await _opens(work, read_case, case_id):
                    seen |= await self._handovers(work, case_id)
        return seen

    async def _handovers(self, work: UnitOfWork, case_id: UUID) -> dict[UUID, tuple[UUID | None, Owner]]:
        """What is offered in a case to somebody who has not said a word."""
        takers = {member: (one.agency_id, None if whole else one.subject) for _, member, one, whole in self.seats}
        _, offers = await list_handovers(work, case_id, None, 50)
        return {one["id"]: (case_id, takers[one["taker_id"]]) for one in offers if one["state"] == "offered"}

    def is_on_list(self, who: Actor, of: Whose, case_id: UUID | None, owner: Owner) -> bool:
        """Whether it belongs into the list, whoever may see it."""
        if of is Whose.ME:
            stands_in_for = {absent.subject for absent, deputy in self.away if deputy is who}
            return owner[0] == who.agency_id and owner[1] in {who.subject, *stands_in_for}
        if of is Whose.AGENCY:
            return owner[0] == who.agency_id
        return any(
            case == case_id and one.agency_id == who.agency_id and (whole or one.subject == who.subject)
            for case, _, one, whole in self.seats
        )


async def _opens(work: UnitOfWork, read: Callable[..., Awaitable[Any]], *what: UUID) -> bool:
    try:
        return await read(work, *what) is not None
    except NotFound:
        return False
