"""What can happen to goals, actions and plans."""

from dataclasses import dataclass
from uuid import UUID

from services.cases.items.events import AboutItem
from shared.contracts.cases.plans import ActionState, GoalState, Party, SignedAs, VersionState, Voice
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutGoal(AboutItem):
    goal_id: UUID
    state: GoalState


class GoalSet(_AboutGoal):
    """Somebody wrote down what a person wants to reach."""

    TYPE = "parcours.goal.set.v1"


class GoalChanged(_AboutGoal):
    """A goal was corrected, or moved on."""

    TYPE = "parcours.goal.changed.v1"


@dataclass(frozen=True, kw_only=True)
class ProgressMarked(AboutItem):
    """Somebody said how far a goal has been reached; whether worker and person agree, the goal tells who may see it."""

    TYPE = "parcours.goal.progress_marked.v1"

    goal_id: UUID
    progress_id: UUID
    said_by: Voice


@dataclass(frozen=True, kw_only=True)
class _AboutAction(AboutItem):
    action_id: UUID
    state: ActionState


class ActionPlanned(_AboutAction):
    """Somebody is to do something by a date."""

    TYPE = "parcours.action.planned.v1"


class ActionChanged(_AboutAction):
    """An action was corrected, or moved on."""

    TYPE = "parcours.action.changed.v1"


@dataclass(frozen=True, kw_only=True)
class _AboutVersion(AboutItem):
    version_id: UUID
    state: VersionState


class PlanProposed(_AboutVersion):
    """The lead proposed a version of the plan, to be agreed on."""

    TYPE = "parcours.plan.proposed.v1"


@dataclass(frozen=True, kw_only=True)
class PlanSigned(_AboutVersion):
    """The lead, a person or a representative agreed or disagreed to a version of the plan."""

    TYPE = "parcours.plan.signed.v1"

    party: Party
    answer: SignedAs


@dataclass(frozen=True, kw_only=True)
class PlanReviewed(AboutItem):
    """The plan was looked at, and what had changed was written down."""

    TYPE = "parcours.plan.reviewed.v1"

    review_id: UUID


@dataclass(frozen=True, kw_only=True)
class _AboutTemplate(Event):
    ABOUT = "template_id"

    template_id: UUID
    municipality_id: UUID


class TemplateWritten(_AboutTemplate):
    """A municipality has another plan to begin with."""

    TYPE = "parcours.plan_template.written.v1"


class TemplateRetired(_AboutTemplate):
    """Nobody begins a plan with it any more."""

    TYPE = "parcours.plan_template.retired.v1"
