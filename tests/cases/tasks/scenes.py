"""What must be done in a case, on the real database."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from services.cases.coordination.actions.cases import change_case
from services.cases.plans.actions.planned import NewAction, plan_action
from services.cases.plans.domain.goals import Owner, OwnerKind
from services.cases.tasks.actions.listing import list_tasks
from services.cases.tasks.domain import Wanted, Whose
from services.cases.timeline.subscriptions import REFERRAL_MOVES
from shared.contracts.cases.duties import DutyKind
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor, TaskActor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.messaging.events import Told
from tests.cases.plans.scenes import PlanScene

TODAY = date(2026, 3, 2)
TOMORROW = TODAY + timedelta(days=1)


def of_worker(who: Actor) -> Owner:
    """Theirs to do."""
    return Owner(OwnerKind.WORKER, who.agency_id, who.subject)


def of_agency(who: Actor) -> Owner:
    """For their agency to give to somebody."""
    return Owner(OwnerKind.AGENCY, who.agency_id)


class TaskScene(PlanScene):
    """The scene of plans, with what must be done."""

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

    async def changes_case(self, who: Actor, case_id: UUID, **changes: Any) -> None:
        """Risk or review date, whatever was changed before."""
        version = (await self.sees_case(who, case_id))["version"]
        async with self.work(who) as work:
            await change_case(work, who, case_id, version, changes)

    async def hears(
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
        wanted = Wanted(whose=of, kinds=kinds, due_until=due_until, only_overdue=only_overdue, today=TODAY)
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
