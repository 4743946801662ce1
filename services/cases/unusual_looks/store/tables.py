"""The tables of unusual looks."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)

unusual_look_rule = sa.Table(
    "unusual_look_rule",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7; of this version."),
    sa.Column("rule_id", sa.Uuid, nullable=False, comment="The rule, the same for all its versions."),
    sa.Column("version", sa.Integer, nullable=False, comment="Which version of it."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant, whose rule it is."),
    sa.Column("kind", sa.Text, nullable=False, comment="Coded: what is unusual."),
    sa.Column("at_least", sa.SmallInteger, comment="How many; empty where it is not about how many."),
    sa.Column("within_hours", sa.SmallInteger, comment="Within which time, hours; empty likewise."),
    sa.Column("from_hour", sa.SmallInteger, comment="When work begins, local hour; empty where it is not about hours."),
    sa.Column("until_hour", sa.SmallInteger, comment="When work ends, local hour, exclusive; empty likewise."),
    sa.Column("weekends", sa.Boolean, comment="Whether Saturdays and Sundays are working days; empty likewise."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that wrote it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that wrote it."),
    sa.Column("written_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("ended_at", _UTC, comment="From when another version or none is in force, UTC."),
    sa.Index("uq_unusual_look_rule_version", "rule_id", "version", unique=True),
    sa.Index("uq_unusual_look_rule_in_force", "rule_id", unique=True, postgresql_where=sa.text("ended_at IS NULL")),
    sa.Index("ix_unusual_look_rule_municipality", "municipality_id", "rule_id"),
    comment="Which looks a municipality calls unusual; a version never changes.",
)
unusual_look = sa.Table(
    "unusual_look",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column(
        "rule_version_id",
        sa.Uuid,
        sa.ForeignKey("cases.unusual_look_rule.id"),
        nullable=False,
        comment="The version of a rule that noticed it.",
    ),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency for which the worker looked."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker who looked; personal data of the worker."),
    sa.Column("person_id", sa.Uuid, comment="At whom; empty where it is about how many; personal data (pseudonym)."),
    sa.Column("on_day", sa.Date, nullable=False, comment="Local date; a rule notices the same once a day."),
    sa.Column("looked_at", _UTC, nullable=False, comment="When they looked, UTC."),
    sa.Column("look_id", sa.Uuid, comment="The line of the access log; empty where names were compared later."),
    sa.Column("many", sa.Integer, comment="How many, where it is about that."),
    sa.Column("by_officer", sa.Boolean, nullable=False, comment="Whether whoever looked was privacy officer then."),
    sa.Column("noticed_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("outcome", sa.Text, comment="justified, not_justified or false_alarm; empty until somebody decided."),
    sa.Column("reason", sa.Text, comment="Why, in words; personal data of the worker."),
    sa.Column("decided_at", _UTC, comment="UTC."),
    sa.Column("decided_by", sa.Uuid, comment="Whoever decided."),
    sa.CheckConstraint("decided_by <> worker_id", name="second_person"),
    sa.CheckConstraint("num_nulls(outcome, reason, decided_at, decided_by) IN (0, 4)", name="is_decided_with_a_reason"),
    sa.Index(
        "uq_unusual_look_once_a_day",
        "rule_version_id",
        "agency_id",
        "worker_id",
        "person_id",
        "on_day",
        unique=True,
        postgresql_nulls_not_distinct=True,
    ),
    sa.Index("ix_unusual_look_agency", "agency_id", "id"),
    comment="Looks that a rule noticed, for the privacy officers of the agency of whoever looked.",
)
worker_trace = sa.Table(
    "worker_trace",
    metadata,
    sa.Column("agency_id", sa.Uuid, primary_key=True, comment="Agency for which they looked."),
    sa.Column("worker_id", sa.Uuid, primary_key=True, comment="Worker who looked; personal data of the worker."),
    sa.Column("person_id", sa.Uuid, primary_key=True, comment="At whom; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("opened_at", _UTC, comment="When they last opened something of the person, UTC; empty for never."),
    sa.Column("hits", ARRAY(_UTC), nullable=False, comment="When searches found the person since, UTC."),
    sa.Column("last_at", _UTC, nullable=False, comment="The latest of these, UTC; kept for 31 days."),
    sa.Column("names_compared_at", _UTC, comment="When the names were compared, UTC."),
    sa.Index("ix_worker_trace_last", "last_at"),
    sa.Index(
        "ix_worker_trace_to_compare",
        "agency_id",
        "worker_id",
        postgresql_where=sa.text("names_compared_at IS NULL AND opened_at IS NOT NULL"),
    ),
    comment="What the rules about looks count, where there are any: the last month of the access log, by worker.",
)
look_review = sa.Table(
    "look_review",
    metadata,
    sa.Column("is_only", sa.Boolean, primary_key=True, comment="True."),
    sa.Column("tx", sa.BigInteger, nullable=False, comment="Up to which transaction the access log was looked at."),
    sa.Column("look_id", sa.Uuid, nullable=False, comment="And up to which line of it."),
    sa.CheckConstraint("is_only", name="is_only"),
    comment="How far rules have looked at the access log.",
)
