"""The tables of rules, of the dated changes that they open, of receipts, and of whom the background work looks at."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.items.store.columns import id_column
from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)

transition_rule = sa.Table(
    "transition_rule",
    metadata,
    id_column(),
    sa.Column("rule_id", sa.Uuid, nullable=False, comment="The rule, the same for all its versions."),
    sa.Column("version", sa.Integer, nullable=False, comment="Which version of it."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant, whose rule it is."),
    sa.Column("kind", sa.Text, nullable=False, comment="of_age, adult_services, mandate_ends or consent_ends."),
    sa.Column("months_before", sa.SmallInteger, nullable=False, comment="How long before the day it is opened."),
    sa.Column("at_age", sa.SmallInteger, comment="Which birthday; empty where the kind says it, or is of none."),
    sa.Column("template_id", sa.Uuid, sa.ForeignKey("cases.plan_template.id"), comment="With what plan it begins."),
    sa.Column("receipts_from", ARRAY(sa.Uuid), nullable=False, comment="Agencies that are asked for a receipt."),
    sa.Column("leaving", ARRAY(sa.Uuid), nullable=False, comment="Agencies whose places on the team end with the day."),
    sa.Column("tells", sa.Text, nullable=False, comment="Who hears of it: lead or team."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that wrote it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that wrote it."),
    sa.Column("written_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("ended_at", _UTC, comment="From when another version or none is in force, UTC."),
    sa.CheckConstraint("months_before > 0", name="some_time_before"),
    sa.Index("uq_transition_rule_version", "rule_id", "version", unique=True),
    sa.Index(
        "uq_transition_rule_in_force",
        "municipality_id",
        "kind",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    comment="What a municipality wants prepared before a known day; a version never changes. About nobody.",
)
transition = sa.Table(
    "transition",
    metadata,
    id_column(),
    sa.Column(
        "rule_version_id",
        sa.Uuid,
        sa.ForeignKey("cases.transition_rule.id"),
        nullable=False,
        comment="The version of a rule that opened it.",
    ),
    sa.Column("kind", sa.Text, nullable=False, comment="The rule's."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("cases.support_case.id"), comment="In which case; of birthdays only."),
    sa.Column("subject_id", sa.Uuid, nullable=False, comment="The person, mandate or consent from which it arises."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that contributed that, or holds the mandate."),
    sa.Column("worker_id", sa.Uuid, comment="Worker or system that contributed it."),
    sa.Column("category", sa.Text, nullable=False, comment="Of what it arises from, as last looked at."),
    sa.Column("sensitivity", sa.Text, nullable=False, comment="Likewise: ordinary, sensitive or sealed."),
    sa.Column("changes_at", _UTC, nullable=False, comment="From when on, UTC; personal data."),
    sa.Column("changes_on", sa.Date, nullable=False, comment="The same as a local date; personal data."),
    sa.Column("state", sa.Text, nullable=False, comment="open, done or called_off."),
    sa.Column("opened_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("closed_at", _UTC, comment="When it was done or called off, UTC."),
    sa.Column("plan", sa.Text, nullable=False, comment="none, awaited, begun or left_to_lead."),
    sa.Column("application_id", sa.Uuid, comment="The application of a template with which its plan began."),
    sa.CheckConstraint("state IN ('open', 'done', 'called_off')", name="state"),
    sa.CheckConstraint("plan IN ('none', 'awaited', 'begun', 'left_to_lead')", name="plan"),
    sa.Index(
        "uq_transition_once",
        "kind",
        "subject_id",
        unique=True,
        postgresql_where=sa.text("state <> 'called_off'"),
    ),
    sa.Index("ix_transition_person", "person_id", "id"),
    sa.Index("ix_transition_due", "changes_at", "id", postgresql_where=sa.text("state = 'open'")),
    sa.Index("ix_transition_plan", "id", postgresql_where=sa.text("plan = 'awaited' AND state = 'open'")),
    comment="Changes around people on a known day, that are prepared, were done or were called off.",
)
transition_receipt = sa.Table(
    "transition_receipt",
    metadata,
    id_column(),
    sa.Column(
        "transition_id", sa.Uuid, sa.ForeignKey("cases.transition.id"), nullable=False, comment="The dated change."
    ),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that is asked to have received their affairs."),
    sa.Column("given_at", _UTC, comment="When it said so, UTC; empty while it is asked."),
    sa.Column("given_by_id", sa.Uuid, comment="Worker who said so."),
    sa.Index("uq_transition_receipt_agency", "transition_id", "agency_id", unique=True),
    comment="Which agencies are to receive somebody's affairs, and which have.",
)
transition_seat = sa.Table(
    "transition_seat",
    metadata,
    sa.Column(
        "transition_id", sa.Uuid, sa.ForeignKey("cases.transition.id"), primary_key=True, comment="The dated change."
    ),
    sa.Column(
        "member_id", sa.Uuid, sa.ForeignKey("cases.team_member.id"), primary_key=True, comment="Whose place ends so."
    ),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("ends_before", _UTC, comment="When it was to end before, UTC; empty for no planned end."),
    comment="Places on teams that end with a dated change, so that they end as before where it does not come.",
)
transition_watch = sa.Table(
    "transition_watch",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True, comment="Somebody for whom a day may come; personal data."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("due_at", _UTC, nullable=False, comment="When rules look at their dates next, UTC."),
    sa.Index("ix_transition_watch_due", "due_at", "person_id"),
    comment="At whose dates rules look, and when next.",
)
