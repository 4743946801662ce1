"""The tables of goals, their progress, actions, and the plans that they make."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.cases.items.store.columns import item_columns, item_indexes
from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)


def _own_voice(worker: str) -> tuple[sa.Column[object] | sa.CheckConstraint, ...]:
    """A worker's act, or that of the person or who represents them."""
    return (
        sa.Column("worker_id", sa.Uuid, comment=worker),
        sa.Column("account_id", sa.Uuid, comment="Account of the person, or of who represents them, who said it."),
        sa.Column("relationship_id", sa.Uuid, comment="By which they represent the person; empty for the person."),
        sa.CheckConstraint("num_nonnulls(worker_id, account_id) = 1", name="has_one_hand"),
        sa.CheckConstraint("account_id IS NOT NULL OR relationship_id IS NULL", name="represents_by_an_account"),
    )


def _owner_columns() -> tuple[sa.Column[object], ...]:
    """Whose it is."""
    return (
        sa.Column("owner_kind", sa.Text, nullable=False, comment="Who answers for it: agency, worker, person, carer."),
        sa.Column("owner_agency_id", sa.Uuid, comment="Agency of an owner who is one or works for one."),
        sa.Column("owner_id", sa.Uuid, comment="Owning worker, person or carer; of people personal data (pseudonym)."),
    )


goal = sa.Table(
    "goal",
    metadata,
    *item_columns(),
    *_owner_columns(),
    sa.Column("state", sa.Text, nullable=False, comment="proposed, active, on_hold, completed or cancelled."),
    sa.Column("own_words", sa.Text, comment="Personal data: what the person wants, as they say it."),
    sa.Column("wording", sa.Text, nullable=False, comment="Personal data: the same as workers write it."),
    sa.Column("horizon", sa.Text, nullable=False, comment="weeks, months or years."),
    sa.Column("target_on", sa.Date, comment="By when; local date."),
    sa.Column("scale", JSONB, comment="Personal data: what each of five levels means, -2 to 2; empty until agreed."),
    sa.Column("weight", sa.SmallInteger, nullable=False, comment="Beside the other goals of the plan; 1 to 9."),
    sa.Column("baseline", sa.SmallInteger, comment="Level at the beginning, -2 to 2."),
    sa.Column("need_ids", ARRAY(sa.Uuid), nullable=False, comment="Needs of the case that it serves."),
    *item_indexes("goal"),
    comment="What people want to reach.",
)
goal_progress = sa.Table(
    "goal_progress",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("goal_id", sa.Uuid, sa.ForeignKey("cases.goal.id"), nullable=False, comment="The goal."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the goal."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("category", sa.Text, nullable=False, comment="The goal's when it was said."),
    sa.Column("sensitivity", sa.Text, nullable=False, comment="Likewise."),
    sa.Column("level", sa.SmallInteger, nullable=False, comment="Personal data: -2 to 2 on the goal's scale."),
    sa.Column("said_by", sa.Text, nullable=False, comment="Whose word it is: person, representative, worker, carer."),
    sa.Column("words", sa.Text, comment="Personal data: free text."),
    sa.Column("marked_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that wrote it down, or that holds their own word."),
    *_own_voice("Worker or system that wrote it down; empty for their own word."),
    sa.CheckConstraint("level BETWEEN -2 AND 2", name="level"),
    sa.Index("ix_goal_progress_goal", "goal_id", "id"),
    comment="How far goals were reached, each time somebody said so; shown with the goal, as both were classified.",
)
planned_action = sa.Table(
    "planned_action",
    metadata,
    *item_columns(may_be_moved_by_people=True),
    *_owner_columns(),
    sa.Column("goal_id", sa.Uuid, sa.ForeignKey("cases.goal.id"), nullable=False, comment="The goal it serves."),
    sa.Column("state", sa.Text, nullable=False, comment="planned, under_way, done or not_done."),
    sa.Column("title", sa.Text, nullable=False, comment="Personal data: what is to be done."),
    sa.Column("due_on", sa.Date, comment="By when; local date."),
    sa.Column("referral_id", sa.Uuid, comment="The referral by which it is done."),
    *item_indexes("planned_action"),
    sa.Index("ix_planned_action_goal", "goal_id", "id"),
    comment="Who does what by when for a goal.",
)
plan_version = sa.Table(
    "plan_version",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("cases.support_case.id"), nullable=False, comment="The case."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the case."),
    sa.Column("number", sa.Integer, nullable=False, comment="Counts the versions of this case's plan from 1."),
    sa.Column("proposed_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that proposed it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that proposed it."),
    sa.Column("awaiting", ARRAY(sa.Uuid), nullable=False, comment="Who does not agree at present; personal data."),
    sa.Column("lead_agrees", sa.Boolean, nullable=False, comment="The lead's last word."),
    sa.Column("agreed_at", _UTC, comment="When the last who was missing agreed, UTC; empty until then."),
    sa.Index("uq_plan_version_number", "case_id", "number", unique=True),
    comment="Plans as they were proposed, to be agreed on by the people and the lead.",
)
plan_review = sa.Table(
    "plan_review",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("cases.support_case.id"), nullable=False, comment="The case."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the case."),
    sa.Column("held_on", sa.Date, nullable=False, comment="When the plan was looked at; local date."),
    sa.Column("next_review_on", sa.Date, comment="When it is looked at again; local date."),
    sa.Column("summary", sa.Text, comment="Personal data: free text, for those who may see everybody in the case."),
    sa.Column("recorded_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that recorded it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that recorded it."),
    sa.Index("ix_plan_review_case", "case_id", "id"),
    comment="When plans were looked at, and what had changed.",
)
plan_line = sa.Table(
    "plan_line",
    metadata,
    sa.Column("record_id", sa.Uuid, primary_key=True, comment="The version or review."),
    sa.Column("item_id", sa.Uuid, primary_key=True, comment="The goal or action."),
    sa.Column("kind", sa.Text, nullable=False, comment="goal or action."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the item."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("also_about", ARRAY(sa.Uuid), nullable=False, comment="Others whom it was about; personal data."),
    sa.Column("category", sa.Text, nullable=False, comment="What it was about."),
    sa.Column("sensitivity", sa.Text, nullable=False, comment="ordinary, sensitive or sealed."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that contributed the item."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that contributed the item."),
    sa.Column("change", sa.Text, nullable=False, comment="new, changed or unchanged since the one before."),
    sa.Column("version", sa.Integer, nullable=False, comment="Which version of the item."),
    sa.Column("version_before", sa.Integer, comment="Which one in the version or review before."),
    sa.Column("state", sa.Text, nullable=False, comment="Its state."),
    sa.Column("state_before", sa.Text, comment="Its state in the one before."),
    sa.Column("by_worker", sa.SmallInteger, comment="Level of a goal as a worker said last, -2 to 2."),
    sa.Column("by_worker_before", sa.SmallInteger, comment="The same in the one before."),
    sa.Column("by_person", sa.SmallInteger, comment="Level as the person or a representative said last, -2 to 2."),
    sa.Column("by_person_before", sa.SmallInteger, comment="The same in the one before."),
    sa.Index("ix_plan_line_item", "item_id"),
    comment="What stood in a version or review of a plan, as far as whoever made it may see; never changed.",
)
plan_signature = sa.Table(
    "plan_signature",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("version_id", sa.Uuid, sa.ForeignKey("cases.plan_version.id"), nullable=False, comment="Of what."),
    sa.Column("case_id", sa.Uuid, nullable=False, comment="The case."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the case."),
    sa.Column("party", sa.Text, nullable=False, comment="lead, person or representative."),
    sa.Column("person_id", sa.Uuid, comment="For whom; empty for the lead; personal data (pseudonym)."),
    sa.Column("representative_id", sa.Uuid, comment="Who spoke for them, where known here; personal data (pseudonym)."),
    sa.Column("answer", sa.Text, nullable=False, comment="agreed or disagreed."),
    sa.Column("words", sa.Text, comment="Personal data: free text."),
    sa.Column("signed_how", sa.Text, nullable=False, comment="written, oral or electronic."),
    sa.Column("signed_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency of that worker, or that proposed the version."),
    *_own_voice("Who signed as lead, or wrote down what the person said; empty where they signed themselves."),
    sa.Column("decision_id", sa.Uuid, nullable=False, comment="The access decision under which it was done."),
    sa.Column("session_id", sa.Uuid, comment="The sign-in by which they were known; empty for a system without one."),
    sa.Index("ix_plan_signature_version", "version_id", "id"),
    comment="Who agreed or disagreed to a version of a plan, when, and before whom; never changed.",
)
