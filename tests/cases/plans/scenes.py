"""Goals and actions in a case, on the real database."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.cases.plans.actions.goals import (
    NewGoal,
    Progress,
    change_goal,
    list_goals,
    mark_progress,
    set_goal,
)
from services.cases.plans.actions.planned import NewAction, change_action, list_actions, plan_action
from services.cases.plans.actions.templates import Application, NewTemplate, apply_template, write_template
from services.cases.plans.domain.attainment import Attainment
from services.cases.plans.domain.goals import Horizon, Owner, OwnerKind
from services.cases.plans.domain.templates import TargetGroup
from shared.contracts.cases.plans import Voice
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.database.statements import Statement
from tests.cases.coordination.scenes import Scene

ONLY_READING = Statement("""
    UPDATE access_grant SET operations = '{read}' WHERE person_id = :person_id AND agency_id = :agency_id
""")
SCALE = {level: f"Level {level.value}" for level in Attainment}


def goal_of_template(category: str = "social", *actions: dict[str, Any], owner: str = "person") -> dict[str, Any]:
    """As it comes through the door."""
    return {
        "category": category,
        "wording": f"A goal about {category}",
        "owner": owner,
        "horizon": "months",
        "target_in_days": 90,
        "scale": {level.name.lower(): level.name for level in Attainment},
        "weight": 2,
        "actions": list(actions),
    }


def action_of_template(owner: str, category: str = "social", due_in_days: int | None = 14) -> dict[str, Any]:
    """Likewise."""
    return {"category": category, "title": f"Done by a {owner}", "owner": owner, "due_in_days": due_in_days}


class PlanScene(Scene):
    """The scene of coordination, with a plan."""

    async def may_only_read(self, owner: Database, who: Actor, *categories: Category) -> None:
        """A consent, of which somebody who may do more than reading is left with reading."""
        await self.said(who, *categories)
        async with owner.work(who) as work:
            await work.run(ONLY_READING, person_id=self.person_id, agency_id=who.agency_id)

    async def goal(
        self,
        who: Actor,
        case_id: UUID,
        *person_ids: UUID,
        category: Category = Category.SOCIAL,
        sensitivity: Sensitivity = Sensitivity.ORDINARY,
        **more: Any,
    ) -> UUID:
        """Set by somebody; theirs to reach."""
        command: dict[str, Any] = {
            "own_words": "I want to get out again",
            "wording": "Leaves the flat weekly",
            "owner": Owner(OwnerKind.WORKER, who.agency_id, who.subject),
            "horizon": Horizon.MONTHS,
            "target_on": None,
            "scale": SCALE,
            "weight": 1,
            "baseline": None,
            "need_ids": (),
        }
        new = NewGoal(person_ids=person_ids, category=category, sensitivity=sensitivity, **(command | more))
        async with self.work(who) as work:
            return await set_goal(work, who, case_id, new)

    async def action(
        self,
        who: Actor,
        case_id: UUID,
        goal_id: UUID,
        *person_ids: UUID,
        category: Category = Category.SOCIAL,
        sensitivity: Sensitivity = Sensitivity.ORDINARY,
        owner: Owner | None = None,
        title: str = "Go along",
    ) -> UUID:
        """Planned by somebody; theirs to do unless said otherwise."""
        command = NewAction(
            person_ids=person_ids,
            category=category,
            sensitivity=sensitivity,
            goal_id=goal_id,
            title=title,
            owner=owner or Owner(OwnerKind.WORKER, who.agency_id, who.subject),
            due_on=None,
            referral_id=None,
        )
        async with self.work(who) as work:
            return await plan_action(work, who, case_id, command)

    async def template(self, who: Actor, *goals: dict[str, Any], municipality_id: UUID | None = None) -> UUID:
        """Against debts, of one goal unless said otherwise."""
        command = NewTemplate(
            municipality_id=municipality_id or self.world.municipality_id,
            target_group=TargetGroup.DEBT,
            title="Out of debt",
            language="en",
            goals=goals or (goal_of_template(),),
        )
        async with self.work(who) as work:
            return await write_template(work, who, command)

    async def applies(self, who: Actor, case_id: UUID, template_id: UUID, *person_ids: UUID) -> UUID:
        """A template, from shortly before a leap day on."""
        command = Application(
            template_id=template_id,
            person_ids=person_ids,
            begins_on=date(2028, 2, 20),
            sensitivity=Sensitivity.ORDINARY,
        )
        async with self.work(who) as work:
            return await apply_template(work, who, case_id, command)

    async def changes_goal(self, who: Actor, case_id: UUID, goal_id: UUID, version: int, **changes: Any) -> None:
        async with self.work(who) as work:
            await change_goal(work, who, case_id, goal_id, version, changes)

    async def changes_action(self, who: Actor, case_id: UUID, action_id: UUID, version: int, **changes: Any) -> None:
        async with self.work(who) as work:
            await change_action(work, who, case_id, action_id, version, changes)

    async def marks(self, who: Actor, case_id: UUID, goal_id: UUID, level: int, said_by: Voice = Voice.WORKER) -> UUID:
        async with self.work(who) as work:
            said = Progress(level=Attainment(level), said_by=said_by, words=None)
            return await mark_progress(work, who, case_id, goal_id, said)

    async def goals(self, who: Actor, case_id: UUID) -> Sequence[dict[str, Any]]:
        """What somebody sees.

        Raises:
            NotFound: neither these nor the case.
        """
        async with self.work(who) as work:
            return [dict(row) for row in await list_goals(work, case_id, None, 100)]

    async def actions(self, who: Actor, case_id: UUID) -> Sequence[dict[str, Any]]:
        """Likewise."""
        async with self.work(who) as work:
            return [dict(row) for row in await list_actions(work, case_id, None, 100)]
