"""The tables of what rules noticed, and of whom they look at next."""

import sqlalchemy as sa

from services.cases.items.store.columns import id_column
from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)

early_warning = sa.Table(
    "early_warning",
    metadata,
    id_column(),
    sa.Column(
        "rule_version_id",
        sa.Uuid,
        sa.ForeignKey("cases.early_warning_rule.id"),
        nullable=False,
        comment="The version of a rule that noticed it.",
    ),
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("cases.support_case.id"), nullable=False, comment="The case."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("occasion", sa.Text, nullable=False, comment="The last of its facts, by which it is noticed once."),
    sa.Column("facts", sa.SmallInteger, nullable=False, comment="On how many facts it rests."),
    sa.Column("noticed_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("verdict", sa.Text, comment="useful or false_alarm; empty until somebody has looked."),
    sa.Column("because", sa.Text, comment="Coded: why it was a false alarm."),
    sa.Column("answered_at", _UTC, comment="UTC."),
    sa.Column("answered_by_agency_id", sa.Uuid, comment="Agency that answered."),
    sa.Column("answered_by_id", sa.Uuid, comment="Worker or system that answered."),
    sa.CheckConstraint("facts > 0", name="rests_on_something"),
    sa.Index("uq_early_warning_occasion", "rule_version_id", "person_id", "occasion", unique=True),
    sa.Index("ix_early_warning_case", "case_id", "id"),
    comment="What rules noticed; shown to those who see every fact on which it rests.",
)
early_warning_fact = sa.Table(
    "early_warning_fact",
    metadata,
    sa.Column(
        "early_warning_id", sa.Uuid, sa.ForeignKey("cases.early_warning.id"), primary_key=True, comment="What rests."
    ),
    sa.Column("key", sa.Text, primary_key=True, comment="The fact; with its day where the day is the fact."),
    sa.Column("rule_version_id", sa.Uuid, nullable=False, comment="The version of a rule for which it counted."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column(
        "kind", sa.Text, nullable=False, comment="occurrence, referral, case_opened, case_review, warning_review."
    ),
    sa.Column("fact_id", sa.Uuid, nullable=False, comment="The occurrence, line of the timeline, case or warning."),
    sa.Column("happened_on", sa.Date, nullable=False, comment="When it happened or was due; local date."),
    sa.Column("category", sa.Text, nullable=False, comment="What the fact was about when it counted."),
    sa.Column("sensitivity", sa.Text, nullable=False, comment="Likewise: ordinary or sensitive."),
    sa.Index("ix_early_warning_fact_fact", "fact_id"),
    sa.Index("uq_early_warning_fact_counted", "person_id", "rule_version_id", "key", unique=True),
    comment="On which facts an early warning rests; each counts once for a version of a rule.",
)
watched_person = sa.Table(
    "watched_person",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True, comment="Somebody in an open case; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("due_at", _UTC, nullable=False, comment="When rules look at their facts next, UTC."),
    sa.Index("ix_watched_person_due", "due_at", "person_id"),
    comment="At whose facts rules look, and when next.",
)
