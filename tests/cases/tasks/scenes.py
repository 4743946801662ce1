"""What must be done in a case, on the real database."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from services.cases.coordination.actions.cases import change_case
from services.cases.plans.actions.planned import NewAction, plan_action
from services.cases.plans.domain.goals import Owner, OwnerKind
from services.cases.tasks.actions.absences import NewAbsence, say_away
from services.cases.tasks.actions.giving import give
from services.cases.tasks.actions.listing import list_tasks
from services.cases.tasks.actions.tasks import NewTask, change_task, write_task
from services.cases.tasks.domain.listing import Wanted, Whose
from services.cases.timeline.subscriptions import REFERRAL_MOVES
from shared.clock import system_clock
from shared.contracts.cases.duties import DutyKind, GivenBecause
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor, TaskActor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.messaging.events import Told
from tests.cases.conferences.meetings import Meetings
from tests.cases.plans.scenes import PlanScene

TODAY = date(2026, 3, 2)
TOMORROW = TODAY + timedelta(days=1)


def of_worker(who: Actor) -> Owner:
    """Theirs to do."""
    return Owner(OwnerKind.WORKER, who.agency_id, who.subject)


def of_agency(who: Actor) -> Owner:
    """For their agency to give to somebody."""
    return Owner(OwnerKind.AGENCY, who.agency_id)


class TaskScene(Meetings, PlanScene):
    """The scene of plans, conversations and conferences, with what must be done."""

    async def plans(
        self,
        who: Actor,
        case_id: UUID,
        *person_ids: UUID,
        owner: Owner | None = None,
        due_on: date | None = None,
        category: Category = Category.SOCIAL,
        sensitivity: Sensitivity = Sensitivity.ORDINARY,
        title: str = "Go along",
    ) -> UUID:
        """An action with a goal of its own; theirs to do unless said otherwise."""
        goal_id = await self.goal(who, case_id, *person_ids, category=category, sensitivity=sensitivity)
        command = NewAction(
            person_ids=person_ids,
            category=category,
            sensitivity=sensitivity,
            goal_id=goal_id,
            title=title,
            owner=owner or of_worker(who),
            due_on=due_on,
            referral_id=None,
        )
        async with self.work(who) as work:
            return await plan_action(work, who, case_id, command)

    async def task(
        self,
        who: Actor,
        case_id: UUID,
        *person_ids: UUID,
        of: Actor | None = None,
        by_name: bool = True,
        due_on: date | None = None,
        category: Category = Category.SOCIAL,
        sensitivity: Sensitivity = Sensitivity.ORDINARY,
        title: str = "Ask for the papers",
    ) -> UUID:
        """A task; for themselves unless said otherwise."""
        owner = of or who
        command = NewTask(
            person_ids=person_ids,
            category=category,
            sensitivity=sensitivity,
            title=title,
            due_on=due_on,
            owner_agency_id=owner.agency_id,
            owner_id=owner.subject if by_name else None,
        )
        async with self.work(who) as work:
            return await write_task(work, who, case_id, command)

    async def changes_task(self, who: Actor, case_id: UUID, task_id: UUID, version: int, **changes: Any) -> None:
        async with self.work(who) as work:
            await change_task(work, who, case_id, task_id, version, changes)

    async def gives(
        self, who: Actor, duty_id: UUID, to: Actor | None, because: GivenBecause = GivenBecause.WORKLOAD
    ) -> None:
        """To a colleague, or back to the agency."""
        async with self.work(who) as work:
            await give(work, who, duty_id, to.subject if to else None, because)

    async def is_away(self, who: Actor, deputy: Actor, *, by: Actor | None = None, **when: datetime) -> UUID:
        """From now on for a week, unless said otherwise."""
        command = NewAbsence(
            worker_id=who.subject,
            deputy_id=deputy.subject,
            starts_at=when.get("starts_at"),
            ends_at=when.get("ends_at", system_clock() + timedelta(days=7)),
        )
        async with self.work(by or who) as work:
            return await say_away(work, by or who, command)

    async def changes_case(self, who: Actor, case_id: UUID, **changes: Any) -> None:
        """Risk or review date, whatever was changed before."""
        version = (await self.sees_case(who, case_id))["version"]
        async with self.work(who) as work:
            await change_case(work, who, case_id, version, changes)

    async def referral_moves(
        self,
        past_tense: str,
        state: str,
        referral_id: UUID,
        *,
        sender: Actor,
        receiver: Actor,
        moved_at: datetime | None = None,
        **more: str | None,
    ) -> None:
        """Referrals tells a move about the person of this scene."""
        data = {
            "referral_id": str(referral_id),
            "person_id": str(self.person_id),
            "case_id": None,
            "sender_agency_id": str(sender.agency_id),
            "receiver_agency_id": str(receiver.agency_id),
            "listing_id": str(new_id()),
            "category": "housing",
            "state": state,
            "moved_at": (moved_at or datetime.now(UTC)).isoformat(),
            "by_agency_id": str(sender.agency_id),
            "by_id": str(sender.subject),
            **more,
        }
        told = Told(new_id(), f"parcours.referral.{past_tense}.v1", referral_id, datetime.now(UTC), data)
        async with self.database.work(TaskActor(REFERRAL_MOVES.name)) as work:
            await REFERRAL_MOVES.handle(work, told)

    async def rows(
        self,
        who: Actor,
        of: Whose = Whose.ME,
        *kinds: DutyKind,
        due_until: date | None = None,
        only_overdue: bool = False,
        page_of: int = 50,
    ) -> list[dict[str, Any]]:
        """All pages of a list, as it is on the day of this scene."""
        wanted = Wanted(
            whose=of, kinds=kinds, due_until=due_until, only_overdue=only_overdue, today=system_clock().date()
        )
        found: list[dict[str, Any]] = []
        after = None
        while True:
            async with self.work(who) as work:
                listed = await list_tasks(work, wanted, after, page_of)
            page = orjson.loads(listed.items)
            assert len(page) <= page_of
            found += page
            if listed.last is None:
                return found
            after = listed.last

    async def first_page(self, work: UnitOfWork, of: Whose, page_of: int) -> None:
        """Somebody reads it and no more."""
        await list_tasks(work, Wanted(whose=of, today=TODAY), None, page_of)

    async def listed(self, who: Actor, of: Whose = Whose.ME, *kinds: DutyKind, **more: Any) -> Sequence[UUID]:
        """The ids of a list, in its order."""
        return [UUID(row["id"]) for row in await self.rows(who, of, *kinds, **more)]
