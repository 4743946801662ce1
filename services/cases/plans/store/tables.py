"""The tables of goals, their progress, and actions."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)


def _item_columns() -> tuple[sa.Column[object], ...]:
    """What the predicate needs of everything that a team writes, and whose it is."""
    return (
        sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("cases.support_case.id"), nullable=False, comment="The case."),
        sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the first person."),
        sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
        sa.Column("also_about", ARRAY(sa.Uuid), nullable=False, comment="Others whom it is about; personal data."),
        sa.Column("category", sa.Text, nullable=False, comment="What it is about."),
        sa.Column("sensitivity", sa.Text, nullable=False, comment="ordinary, sensitive or sealed."),
        sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that contributed it."),
        sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that contributed it."),
        sa.Column("version", sa.Integer, nullable=False, comment="Counts changes; the ETag."),
        sa.Column("written_at", _UTC, nullable=False, comment="UTC."),
        sa.Column("changed_at", _UTC, nullable=False, comment="When the present version was written, UTC."),
        sa.Column("changed_by_agency_id", sa.Uuid, nullable=False, comment="Agency that wrote the present version."),
        sa.Column("changed_by_id", sa.Uuid, nullable=False, comment="Worker or system that wrote it."),
        sa.Column("owner_kind", sa.Text, nullable=False, comment="Who answers for it: agency, worker, person, carer."),
        sa.Column("owner_agency_id", sa.Uuid, comment="Agency of an owner who is one or works for one."),
        sa.Column("owner_id", sa.Uuid, comment="Owning worker, person or carer; of people personal data (pseudonym)."),
    )


goal = sa.Table(
    "goal",
    metadata,
    *_item_columns(),
    sa.Column("state", sa.Text, nullable=False, comment="proposed, active, on_hold, completed or cancelled."),
    sa.Column("own_words", sa.Text, comment="Personal data: what the person wants, as they say it."),
    sa.Column("wording", sa.Text, nullable=False, comment="Personal data: the same as workers write it."),
    sa.Column("horizon", sa.Text, nullable=False, comment="weeks, months or years."),
    sa.Column("target_on", sa.Date, comment="By when; local date."),
    sa.Column("scale", JSONB, comment="Personal data: what each of five levels means, -2 to 2; empty until agreed."),
    sa.Column("weight", sa.SmallInteger, nullable=False, comment="Beside the other goals of the plan; 1 to 9."),
    sa.Column("baseline", sa.SmallInteger, comment="Level at the beginning, -2 to 2."),
    sa.Column("need_ids", ARRAY(sa.Uuid), nullable=False, comment="Needs of the case that it serves."),
    sa.Index("ix_goal_case", "case_id", "id"),
    sa.Index("ix_goal_person", "person_id", "id"),
    comment="What people want to reach.",
)
goal_progress = sa.Table(
    "goal_progress",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("goal_id", sa.Uuid, sa.ForeignKey("cases.goal.id"), nullable=False, comment="The goal."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the goal."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("level", sa.SmallInteger, nullable=False, comment="Personal data: -2 to 2 on the goal's scale."),
    sa.Column("said_by", sa.Text, nullable=False, comment="Whose word it is: person, representative, worker, carer."),
    sa.Column("words", sa.Text, comment="Personal data: free text."),
    sa.Column("marked_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that wrote it down."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that wrote it down."),
    sa.CheckConstraint("level BETWEEN -2 AND 2", name="level"),
    sa.Index("ix_goal_progress_goal", "goal_id", "id"),
    comment="How far goals were reached, each time somebody said so; shown with the goal.",
)
planned_action = sa.Table(
    "planned_action",
    metadata,
    *_item_columns(),
    sa.Column("goal_id", sa.Uuid, sa.ForeignKey("cases.goal.id"), nullable=False, comment="The goal it serves."),
    sa.Column("state", sa.Text, nullable=False, comment="planned, under_way, done or not_done."),
    sa.Column("title", sa.Text, nullable=False, comment="Personal data: what is to be done."),
    sa.Column("due_on", sa.Date, comment="By when; local date."),
    sa.Column("referral_id", sa.Uuid, comment="The referral by which it is done."),
    sa.Index("ix_planned_action_case", "case_id", "id"),
    sa.Index("ix_planned_action_goal", "goal_id", "id"),
    sa.Index("ix_planned_action_person", "person_id", "id"),
    comment="Who does what by when for a goal.",
)
