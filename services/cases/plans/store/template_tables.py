"""The tables of templates, and of where they were applied."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)

plan_template = sa.Table(
    "plan_template",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant, whose template it is."),
    sa.Column("target_group", sa.Text, nullable=False, comment="Coded: for whom it is meant."),
    sa.Column("title", sa.Text, nullable=False, comment="As workers call it; about nobody."),
    sa.Column("language", sa.Text, nullable=False, comment="BCP 47: of title, goals and actions."),
    sa.Column("goals", JSONB, nullable=False, comment="Goals with their scales and actions; about nobody."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that wrote it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that wrote it."),
    sa.Column("written_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("retired_at", _UTC, comment="From when nobody begins a plan with it, UTC; empty while in use."),
    sa.Column("retired_by", sa.Uuid, comment="Worker or system that retired it."),
    sa.Index("ix_plan_template_municipality", "municipality_id", "id"),
    comment="Plans to begin with, for groups of people whom a municipality often helps; never changed.",
)
plan_application = sa.Table(
    "plan_application",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("cases.support_case.id"), nullable=False, comment="The case."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the first person."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="For whom; personal data (pseudonym)."),
    sa.Column("template_id", sa.Uuid, sa.ForeignKey("cases.plan_template.id"), nullable=False, comment="The template."),
    sa.Column("goal_ids", ARRAY(sa.Uuid), nullable=False, comment="Goals that were set from it."),
    sa.Column("action_ids", ARRAY(sa.Uuid), nullable=False, comment="Actions that were planned from it."),
    sa.Column("applied_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that applied it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that applied it."),
    sa.Index("ix_plan_application_case", "case_id", "id"),
    comment="Which goals and actions began as a template.",
)
