"""The tables of outcomes and endings."""

import sqlalchemy as sa

from services.cases.items.store.columns import id_column, item_columns, item_indexes
from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)

observation = sa.Table(
    "observation",
    metadata,
    *item_columns(),
    sa.Column("measure", sa.Text, nullable=False, comment="Coded: what of a service."),
    sa.Column("effect", sa.Text, nullable=False, comment="used or avoided."),
    sa.Column("basis", sa.Text, comment="Coded: against what it was avoided; empty for what was used."),
    sa.Column("amount", sa.Integer, nullable=False, comment="How many, of all people it is about together."),
    sa.Column("began_on", sa.Date, nullable=False, comment="First day of the period; local date."),
    sa.Column("ended_on", sa.Date, nullable=False, comment="Last day of the period, included; local date."),
    sa.Column("source", sa.Text, nullable=False, comment="Coded: from where the number is."),
    sa.CheckConstraint("amount >= 0 AND began_on <= ended_on", name="possible"),
    *item_indexes("observation"),
    comment="How much of a service people used or avoided, and who says so.",
)
need_outcome = sa.Table(
    "need_outcome",
    metadata,
    id_column(),
    sa.Column("need_id", sa.Uuid, sa.ForeignKey("cases.need.id"), nullable=False, comment="The need."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the need."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("category", sa.Text, nullable=False, comment="The need's when it was said."),
    sa.Column("sensitivity", sa.Text, nullable=False, comment="Likewise."),
    sa.Column("outcome", sa.Text, nullable=False, comment="Coded: what became of it."),
    sa.Column("said_by", sa.Text, nullable=False, comment="Whose word it is: person, representative, worker, carer."),
    sa.Column("said_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that wrote it down."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that wrote it down."),
    sa.Index("ix_need_outcome_need", "need_id", "id"),
    comment="What became of needs, each time somebody said so; shown with the need, as both were classified.",
)
case_closure = sa.Table(
    "case_closure",
    metadata,
    id_column(),
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("cases.support_case.id"), nullable=False, comment="The case."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the case."),
    sa.Column("reason", sa.Text, nullable=False, comment="Coded: why the coordination ended."),
    sa.Column("outcome", sa.Text, nullable=False, comment="Coded: what the case has come to."),
    sa.Column("actions", sa.Text, nullable=False, comment="What became of actions that were open."),
    sa.Column("tasks", sa.Text, nullable=False, comment="What became of tasks that were open."),
    sa.Column("threads", sa.Text, nullable=False, comment="What became of threads that were open."),
    sa.Column("handed_over_to", sa.Uuid, comment="Agency that goes on, outside the case."),
    sa.Column("retention_from", sa.Date, nullable=False, comment="From when the record is kept; local date."),
    sa.Column("closed_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that closed it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that closed it."),
    sa.Column("reopened_at", _UTC, comment="UTC; empty while it stays closed."),
    sa.Column("reopening_reason", sa.Text, comment="Coded: why it goes on."),
    sa.Column("reopened_by_agency_id", sa.Uuid, comment="Agency that reopened it."),
    sa.Column("reopened_by_id", sa.Uuid, comment="Worker or system that reopened it."),
    sa.Index("ix_case_closure_case", "case_id", "id"),
    comment="How cases ended, each time.",
)
closure_referral = sa.Table(
    "closure_referral",
    metadata,
    sa.Column("closure_id", sa.Uuid, sa.ForeignKey("cases.case_closure.id"), primary_key=True, comment="The ending."),
    sa.Column("referral_id", sa.Uuid, primary_key=True, comment="A referral that was open."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("becomes", sa.Text, nullable=False, comment="continues or to_be_withdrawn."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that said so."),
    comment="What becomes of referrals that were open when a case was closed; shown to whoever sees the referral.",
)
