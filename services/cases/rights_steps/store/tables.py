"""The tables of steps: what was done, who is told of it, and what the person says beside it."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.cases.schema import metadata

_UTC: Final = sa.DateTime(timezone=True)

rights_step = sa.Table(
    "rights_step",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column(
        "request_id",
        sa.Uuid,
        sa.ForeignKey("cases.rights_request.id"),
        nullable=False,
        comment="The request that it carries out.",
    ),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whose data; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that was asked, and did it."),
    sa.Column("kind", sa.Text, nullable=False, comment="shared.contracts.cases.rights.StepKind."),
    sa.Column("state", sa.Text, nullable=False, comment="waiting for acknowledgements, or done."),
    sa.Column(
        "proof", JSONB, nullable=False, comment="What shows that it was done: ids, versions and times, no words."
    ),
    sa.Column("taken_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("taken_by_id", sa.Uuid, nullable=False, comment="Worker who did it."),
    sa.Column("done_at", _UTC, comment="When nobody is waited for any more, UTC."),
    sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="is_done_at_a_moment"),
    sa.Index("ix_rights_step_request", "request_id", "id"),
    comment="What was done to carry out a request by a data-protection right; it stays.",
)
erasure = sa.Table(
    "erasure",
    metadata,
    sa.Column("id", sa.Uuid, sa.ForeignKey("cases.rights_step.id"), primary_key=True, comment="The step's."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that erases what it wrote."),
    sa.Column("is_whole", sa.Boolean, nullable=False, comment="All that it wrote about the person."),
    sa.Column("categories", ARRAY(sa.Text), nullable=False, comment="Else what it wrote in these."),
    sa.Column("item_ids", ARRAY(sa.Uuid), nullable=False, comment="And these items."),
    sa.Column("decided_at", _UTC, nullable=False, comment="From when nothing more is about it, UTC."),
    sa.Column("done_at", _UTC, comment="When all was looked at, UTC; empty until then."),
    sa.Index("ix_erasure_open", "decided_at", postgresql_where=sa.text("done_at IS NULL")),
    comment="What is erased for a request that was granted; which items it was stays with their tombstones.",
)
rights_notice = sa.Table(
    "rights_notice",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column(
        "step_id", sa.Uuid, sa.ForeignKey("cases.rights_step.id"), nullable=False, comment="Of what they are told."
    ),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("kind", sa.Text, nullable=False, comment="The step's: what was done elsewhere."),
    sa.Column("referral_id", sa.Uuid, nullable=False, comment="With which they had received it."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that received it, and is told."),
    sa.Column("told_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("acknowledged_at", _UTC, comment="When it said that it has dealt with it, UTC."),
    sa.Column("acknowledged_by_id", sa.Uuid, comment="Worker of it who said so."),
    sa.Column("answer", sa.Text, comment="shared.contracts.cases.rights.RecipientAnswer; empty: no more said."),
    sa.Column("article", sa.Text, comment="Law on which it keeps what it received."),
    sa.Column("kept_until", sa.Date, comment="Until when it keeps it; local date."),
    sa.CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name="is_acknowledged_by_somebody"),
    sa.CheckConstraint("answer IS NULL OR acknowledged_at IS NOT NULL", name="is_answered_when_acknowledged"),
    sa.CheckConstraint(
        "(coalesce(answer, '') = 'kept_on_own_ground') = (article IS NOT NULL)"
        " AND (article IS NULL) = (kept_until IS NULL)",
        name="is_kept_by_a_law_until_a_day",
    ),
    sa.UniqueConstraint("step_id", "referral_id", name="uq_rights_notice_step"),
    sa.Index("ix_rights_notice_agency", "agency_id", "id"),
    comment="Agencies that received with a referral what was changed since, and their acknowledgements.",
)
supplementary_statement = sa.Table(
    "supplementary_statement",
    metadata,
    sa.Column("id", sa.Uuid, sa.ForeignKey("cases.rights_step.id"), primary_key=True, comment="The step's."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Who says it; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency whose item it is, and that keeps it."),
    sa.Column("item_id", sa.Uuid, nullable=False, comment="Beside which item it stands."),
    sa.Column("category", sa.Text, nullable=False, comment="The item's, when it was made."),
    sa.Column("sensitivity", sa.Text, nullable=False, comment="The item's, when it was made."),
    sa.Column("words", sa.Text, nullable=False, comment="Personal data: what the person says, in their words."),
    sa.Column("stated_at", _UTC, nullable=False, comment="UTC."),
    sa.Index("ix_supplementary_statement_item", "item_id", "id"),
    comment="What people say to items that were not corrected (GDPR Art. 16); shown with the item.",
)
processing_restriction = sa.Table(
    "processing_restriction",
    metadata,
    sa.Column("id", sa.Uuid, sa.ForeignKey("cases.rights_step.id"), primary_key=True, comment="The step's."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency whose contributions are restricted."),
    sa.Column("request_id", sa.Uuid, nullable=False, comment="The request that asked for it."),
    sa.Column("of_case", sa.Text, nullable=False, comment="shared.contracts.cases.rights.RestrictionCase."),
    sa.Column(
        "marks", ARRAY(sa.Text), nullable=False, comment="agency:category, and ids of items: what is restricted."
    ),
    sa.Column("review_on", sa.Date, nullable=False, comment="When somebody looks at it again; local date."),
    sa.Column("began_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("lifted_at", _UTC, comment="When it was lifted, UTC."),
    sa.Column("lifted_by_id", sa.Uuid, comment="Worker who did."),
    sa.Column("told_on", sa.Date, comment="When the person had been told before; local date."),
    sa.CheckConstraint("(lifted_at IS NULL) = (told_on IS NULL)", name="is_lifted_when_they_were_told"),
    sa.Index("ix_processing_restriction_person", "person_id", postgresql_where=sa.text("lifted_at IS NULL")),
    sa.Index("ix_processing_restriction_agency", "agency_id", "review_on", "id"),
    comment="What is stored and not processed (GDPR Art. 18); its marks stand in every grant on the person.",
)
restriction_use = sa.Table(
    "restriction_use",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column(
        "restriction_id",
        sa.Uuid,
        sa.ForeignKey("cases.processing_restriction.id"),
        nullable=False,
        comment="Of what is restricted.",
    ),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency for which it is used."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Who uses it."),
    sa.Column("purpose", sa.Text, nullable=False, comment="shared.contracts.cases.rights.RestrictionUse."),
    sa.Column("reason", sa.Text, nullable=False, comment="Why, in words; personal data."),
    sa.Column("marks", ARRAY(sa.Text), nullable=False, comment="The restriction's."),
    sa.Column("permitted_by_id", sa.Uuid, nullable=False, comment="Worker who let them."),
    sa.Column("valid_from", _UTC, nullable=False, comment="UTC."),
    sa.Column("valid_until", _UTC, nullable=False, comment="UTC, exclusive."),
    sa.Index("ix_restriction_use_worker", "worker_id", "valid_until"),
    sa.Index("ix_restriction_use_restriction", "restriction_id"),
    comment="Uses of what is restricted that the law permits (GDPR Art. 18(2)); they stay.",
)
