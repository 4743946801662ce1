"""The tables of conversations."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.items.store.columns import classified_columns, id_column, version_columns
from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)


thread = sa.Table(
    "thread",
    metadata,
    id_column(),
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("cases.support_case.id"), comment="The case, if it is on one."),
    sa.Column("referral_id", sa.Uuid, comment="The referral, if it is on one."),
    *classified_columns(may_be_a_persons=True),
    *version_columns(may_be_a_persons=True),
    sa.Column("account_id", sa.Uuid, comment="Account of the person, or of who represents them, who began it."),
    sa.Column("relationship_id", sa.Uuid, comment="By which they represent the person; empty for the person."),
    sa.Column("subject", sa.Text, nullable=False, comment="Personal data: free text."),
    sa.Column("state", sa.Text, nullable=False, comment="open or closed."),
    sa.Column("last_place", sa.Integer, nullable=False, comment="Place of its last message; never shown."),
    sa.Column("with_person", sa.Boolean, nullable=False, comment="The person takes part; said when it is started."),
    sa.Column(
        "with_relationship_ids",
        ARRAY(sa.Uuid),
        nullable=False,
        comment="Relationships by which somebody who represents the person takes part; said when it is started.",
    ),
    sa.CheckConstraint("num_nonnulls(case_id, referral_id) = 1", name="on_a_case_or_a_referral"),
    sa.CheckConstraint("num_nonnulls(worker_id, account_id) = 1", name="has_one_beginner"),
    sa.CheckConstraint("account_id IS NOT NULL OR relationship_id IS NULL", name="represents_by_an_account"),
    sa.CheckConstraint(
        "NOT with_person AND with_relationship_ids = '{}' OR also_about = '{}' AND category <> 'safeguarding' "
        "AND sensitivity <> 'sealed'",
        name="shown_to_whom_it_is_with",
    ),
    sa.Index("ix_thread_case", "case_id", postgresql_where=sa.text("case_id IS NOT NULL")),
    sa.Index("ix_thread_referral", "referral_id", postgresql_where=sa.text("referral_id IS NOT NULL")),
    sa.Index("ix_thread_person", "person_id"),
    comment="What workers write to each other, or with the person, about one matter.",
)
message = sa.Table(
    "message",
    metadata,
    id_column(),
    sa.Column("thread_id", sa.Uuid, sa.ForeignKey("cases.thread.id"), nullable=False, comment="The thread."),
    *classified_columns(may_be_a_persons=True),
    *version_columns(may_be_a_persons=True),
    sa.Column("account_id", sa.Uuid, comment="Account of the person, or of who represents them, who wrote it."),
    sa.Column("relationship_id", sa.Uuid, comment="By which they represent the person; empty for the person."),
    sa.Column("place", sa.Integer, nullable=False, comment="The order of messages in their thread; never shown."),
    sa.Column("urgent", sa.Boolean, nullable=False, comment="The writer asks to read it before others."),
    sa.Column("text", sa.Text, comment="Personal data: free text; empty once it was retracted."),
    sa.Column("retracted_at", _UTC, comment="When it was taken back, UTC; empty while it stands."),
    sa.Column("retraction_reason", sa.Text, comment="Coded: why; empty while it stands."),
    sa.CheckConstraint("num_nonnulls(worker_id, account_id) = 1", name="has_one_writer"),
    sa.CheckConstraint("account_id IS NOT NULL OR relationship_id IS NULL", name="represents_by_an_account"),
    sa.Index("uq_message_place", "thread_id", "place", unique=True),
    sa.Index("ix_message_person", "person_id"),
    comment="What somebody wrote in a thread.",
)
message_attachment = sa.Table(
    "message_attachment",
    metadata,
    id_column(),
    sa.Column("message_id", sa.Uuid, sa.ForeignKey("cases.message.id"), nullable=False, comment="The message."),
    sa.Column(
        "document_id",
        sa.Uuid,
        sa.ForeignKey("cases.document.id", ondelete="CASCADE"),
        nullable=False,
        comment="What it names.",
    ),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the message."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Whom the message is about; personal data (pseudonym)."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency of the message's writer."),
    sa.Column(
        "worker_id", sa.Uuid, comment="The message's writer, who alone names documents in it; empty for a person."
    ),
    sa.Column("attached_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("taken_off_at", _UTC, comment="From when it is not named any more, UTC."),
    sa.Index(
        "uq_message_attachment_live",
        "message_id",
        "document_id",
        unique=True,
        postgresql_where=sa.text("taken_off_at IS NULL"),
    ),
    sa.Index("ix_message_attachment_message", "message_id", "id"),
    sa.Index("ix_message_attachment_document", "document_id"),
    comment="Which documents messages name, and named.",
)
thread_read = sa.Table(
    "thread_read",
    metadata,
    sa.Column("thread_id", sa.Uuid, sa.ForeignKey("cases.thread.id"), primary_key=True, comment="The thread."),
    sa.Column("agency_id", sa.Uuid, primary_key=True, comment="Agency for which they read."),
    sa.Column("worker_id", sa.Uuid, primary_key=True, comment="Worker or system that read; nobody else sees this."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the thread."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Whom the thread is about; personal data (pseudonym)."),
    sa.Column("place", sa.Integer, nullable=False, comment="Up to which message; never shown."),
    sa.Column("read_at", _UTC, nullable=False, comment="When they said so, UTC."),
    comment="How far each worker has read.",
)
own_thread_read = sa.Table(
    "own_thread_read",
    metadata,
    sa.Column("thread_id", sa.Uuid, sa.ForeignKey("cases.thread.id"), nullable=False, comment="The thread."),
    sa.Column("relationship_id", sa.Uuid, comment="Of who represents the person; empty for the person."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the thread."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Whom the thread is about; personal data (pseudonym)."),
    sa.Column("place", sa.Integer, nullable=False, comment="Up to which message; never shown."),
    sa.Column("read_at", _UTC, nullable=False, comment="When they said so, UTC."),
    sa.Index("uq_own_thread_read", "thread_id", "relationship_id", unique=True, postgresql_nulls_not_distinct=True),
    comment="How far the person, and who represents them, has read; no worker sees it.",
)
