"""The tables of notices: ids and kinds, never a name or a word of anybody."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)
_FOR_EVERYBODY = sa.text("for_worker_id IS NULL")

notice = sa.Table(
    "notice",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column(
        "place", sa.BigInteger, nullable=False, comment="Order of becoming visible: microseconds, never twice the same."
    ),
    sa.Column("at", _UTC, nullable=False, comment="When it happened, UTC."),
    sa.Column("kind", sa.Text, nullable=False, comment="What happened: services.cases.notices.domain.notice."),
    sa.Column("about", sa.Text, nullable=False, comment="Of what, and so by which rule it is shown; there too."),
    sa.Column("for_agency_id", sa.Uuid, nullable=False, comment="Agency that is told."),
    sa.Column("for_worker_id", sa.Uuid, comment="Its worker who is told; empty for everybody of the agency."),
    sa.Column("for_role", sa.Text, comment="Only those of them who have this role; empty for all."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the first person."),
    sa.Column("person_id", sa.Uuid, comment="About whom; personal data (pseudonym); empty where nobody is named."),
    sa.Column("also_about", ARRAY(sa.Uuid), nullable=False, comment="Others whom it is about; personal data."),
    sa.Column("category", sa.Text, comment="Of the item when the notice was made; empty where the rule needs none."),
    sa.Column("sensitivity", sa.Text, nullable=False, comment="Of the item when the notice was made."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that contributed what it is about."),
    sa.Column("worker_id", sa.Uuid, comment="Worker or system that contributed it."),
    sa.Column("case_id", sa.Uuid, comment="The case it belongs to."),
    sa.Column("thread_id", sa.Uuid, comment="The thread of a message."),
    sa.Column("item_id", sa.Uuid, nullable=False, comment="The case, referral, mandate, item or part of it."),
    sa.Column("by_agency_id", sa.Uuid, comment="Agency that did it; empty for background work."),
    sa.Column("by_id", sa.Uuid, comment="Worker or system that did it; empty for background work."),
    sa.Column("urgent", sa.Boolean, nullable=False, comment="The writer of a message asked to read it before others."),
    sa.Index(
        "uq_notice_once",
        "item_id",
        "at",
        "for_agency_id",
        "for_worker_id",
        "for_role",
        unique=True,
        postgresql_nulls_not_distinct=True,
    ),
    sa.Index("uq_notice_place", "place", unique=True),
    sa.Index("ix_notice_worker", "for_agency_id", "for_worker_id", "place"),
    sa.Index("ix_notice_agency", "for_agency_id", "place", postgresql_where=_FOR_EVERYBODY),
    comment="Who is told of what. Whether it is shown is decided each time it is read.",
)
notice_order = sa.Table(
    "notice_order",
    metadata,
    sa.Column("is_only", sa.Boolean, primary_key=True, comment="True: there is one row."),
    sa.Column("last", sa.BigInteger, nullable=False, comment="Place of the latest notice, of whomever."),
    sa.CheckConstraint("is_only", name="one_row"),
    comment="Its lock is held until a notice can be seen, so that none appears behind one that was seen before.",
)
notice_read = sa.Table(
    "notice_read",
    metadata,
    sa.Column(
        "notice_id",
        sa.Uuid,
        sa.ForeignKey("cases.notice.id", ondelete="CASCADE"),
        primary_key=True,
        comment="The notice.",
    ),
    sa.Column("agency_id", sa.Uuid, primary_key=True, comment="Agency for which they read."),
    sa.Column("worker_id", sa.Uuid, primary_key=True, comment="Worker or system that read; nobody else sees this."),
    sa.Column("read_at", _UTC, nullable=False, comment="When they said so, UTC."),
    comment="Notices that somebody has read, one by one.",
)
notice_reader = sa.Table(
    "notice_reader",
    metadata,
    sa.Column("agency_id", sa.Uuid, primary_key=True, comment="Agency for which they read."),
    sa.Column("worker_id", sa.Uuid, primary_key=True, comment="Worker or system that reads; nobody else sees this."),
    sa.Column("read_up_to", sa.BigInteger, nullable=False, comment="Everything up to this place is read."),
    sa.Column("read_at", _UTC, nullable=False, comment="When they said so, UTC."),
    comment="Up to where somebody has read all.",
)
referral_hand = sa.Table(
    "referral_hand",
    metadata,
    sa.Column("referral_id", sa.Uuid, primary_key=True, comment="The referral."),
    sa.Column("agency_id", sa.Uuid, primary_key=True, comment="Its sender, or its receiver once it was sent."),
    sa.Column("worker_id", sa.Uuid, comment="Worker or system there that has it in hand; empty while nobody has."),
    sa.Column("since", _UTC, nullable=False, comment="Since when, UTC."),
    sa.Index("ix_referral_hand_since", "since"),
    comment="Who hears of the moves of a referral, as its events say.",
)
