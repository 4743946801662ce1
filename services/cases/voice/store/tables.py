"""The tables of what people say."""

import sqlalchemy as sa

from services.cases.items.store.columns import classified_columns, id_column
from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)
_ADDRESS = "addressed_to IN ('team', 'supervisors') AND sensitivity <> 'sealed' AND also_about = '{}'"
_UNANSWERED = sa.text("state <> 'answered'")


def _said_columns() -> tuple[sa.Column[object] | sa.CheckConstraint, ...]:
    return (
        sa.CheckConstraint("num_nonnulls(worker_id, account_id) = 1", name="has_one_hand"),
        id_column(),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("cases.support_case.id"), nullable=False, comment="The case."),
        *classified_columns(may_be_a_persons=True),
        sa.Column("account_id", sa.Uuid, comment="Account of the person who said it themselves."),
        sa.Column("about_agency_id", sa.Uuid, nullable=False, comment="The agency that it is about."),
        sa.Column("addressed_to", sa.Text, nullable=False, comment="team, or only supervisors of that agency."),
        sa.Column("spoken_by", sa.Text, nullable=False, comment="Whose word it is: person, representative, carer."),
        sa.Column("said_at", _UTC, nullable=False, comment="When it was taken down, UTC."),
    )


rating = sa.Table(
    "rating",
    metadata,
    *_said_columns(),
    sa.Column("aspect", sa.Text, nullable=False, comment="Coded: what they were asked about."),
    sa.Column("score", sa.SmallInteger, nullable=False, comment="1, not at all, to 5, entirely."),
    sa.Column("began_on", sa.Date, nullable=False, comment="First day of the period; local date."),
    sa.Column("ended_on", sa.Date, nullable=False, comment="Last day of the period, included; local date."),
    sa.Column("comment", sa.Text, comment="Personal data: free text, in their own words."),
    sa.CheckConstraint("score BETWEEN 1 AND 5 AND began_on <= ended_on", name="possible"),
    sa.CheckConstraint(_ADDRESS, name="heard_by_somebody"),
    sa.Index("ix_rating_case", "case_id", "id"),
    sa.Index("ix_rating_about", "about_agency_id", "said_at"),
    comment="How people found the help of an agency, each time they were asked. Never changed.",
)
complaint = sa.Table(
    "complaint",
    metadata,
    *_said_columns(),
    sa.Column("text", sa.Text, nullable=False, comment="Personal data: free text, in their own words."),
    sa.Column("answer_due_on", sa.Date, nullable=False, comment="By when the agency answers; local date."),
    sa.Column("state", sa.Text, nullable=False, comment="recorded, acknowledged or answered."),
    sa.Column("acknowledged_at", _UTC, comment="When a supervisor took it up, UTC."),
    sa.Column("answered_at", _UTC, comment="UTC."),
    sa.Column("answered_by_id", sa.Uuid, comment="Supervisor of the agency that it is about, who answered."),
    sa.Column("outcome", sa.Text, comment="Coded: what the agency found."),
    sa.Column("answer", sa.Text, comment="Personal data: free text."),
    sa.CheckConstraint(_ADDRESS, name="heard_by_somebody"),
    sa.CheckConstraint(
        "(state = 'answered') = (answered_at IS NOT NULL AND answered_by_id IS NOT NULL AND outcome IS NOT NULL "
        "AND answer IS NOT NULL)",
        name="answered_whole",
    ),
    sa.Index("ix_complaint_case", "case_id", "id"),
    sa.Index("ix_complaint_about", "about_agency_id", "said_at"),
    sa.Index("ix_complaint_due", "about_agency_id", "answer_due_on", "id", postgresql_where=_UNANSWERED),
    comment="What people complained about, and what the agency answered.",
)
