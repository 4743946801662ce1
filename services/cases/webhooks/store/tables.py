"""The tables of webhooks."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.schema import metadata
from shared.encryption.columns import sealed_text

_UTC: Final = sa.DateTime(timezone=True)


def _of_webhook(*, is_key: bool = False) -> "sa.Column[object]":
    return sa.Column(
        "webhook_id",
        sa.Uuid,
        sa.ForeignKey("cases.webhook.id", ondelete="CASCADE"),
        primary_key=is_key,
        nullable=False,
        comment="To which webhook.",
    )


webhook = sa.Table(
    "webhook",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency whose system is told."),
    sa.Column("system_id", sa.Uuid, nullable=False, comment="System that set it up, and with whose rights it tells."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant: the one in which the system acts."),
    sa.Column("municipalities", ARRAY(sa.Uuid), nullable=False, comment="As the system's token said them."),
    sa.Column("sector", sa.Text, nullable=False, comment="The agency's, as the token said it."),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False, comment="With which of the token's scopes it tells."),
    sa.Column("purpose", sa.Text, nullable=False, comment="For which purpose it tells."),
    sa.Column("session_id", sa.Uuid, nullable=False, comment="The system's sign-in: when that ends, nothing is told."),
    sa.Column("silent_since", _UTC, comment="When that sign-in ended, UTC."),
    sa.Column("url", sa.Text, nullable=False, comment="Where it leads."),
    sa.Column("types", ARRAY(sa.Text), nullable=False, comment="Of which events it tells."),
    sa.Column("description", sa.Text, nullable=False, comment="What its administrators call it."),
    sealed_text("secret", nullable=False, comment="Signs what is sent; secret."),
    sealed_text("earlier_secret", comment="The one before, which signs too for a while; secret."),
    sa.Column("earlier_secret_until", _UTC, comment="For how long, UTC."),
    sa.Column("version", sa.Integer, nullable=False, comment="Counts changes; the ETag."),
    sa.Column("made_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("paused_because", sa.Text, comment="asked, failing or gone; empty while it tells."),
    sa.Column("paused_at", _UTC, comment="Since when, UTC."),
    sa.Column("place", sa.BigInteger, nullable=False, comment="Place in the feed up to which it was read."),
    sa.Column("replay_place", sa.BigInteger, comment="Place up to which it was read once more; empty for no replay."),
    sa.Column("replay_until", sa.BigInteger, comment="Where the replay ends."),
    sa.Column("failed_rounds", sa.Integer, nullable=False, comment="How often in a row the receiver was not there."),
    sa.Column("failing_since", _UTC, comment="Since when it took nothing, UTC."),
    sa.Column("next_at", _UTC, nullable=False, comment="Before this nothing is sent, UTC."),
    sa.Column("claim", sa.Uuid, comment="Under which a process delivers now."),
    sa.Column("claimed_until", _UTC, comment="After this it is somebody else's turn, UTC."),
    sa.CheckConstraint("(paused_because IS NULL) = (paused_at IS NULL)", name="is_paused_since"),
    sa.CheckConstraint("(replay_place IS NULL) = (replay_until IS NULL)", name="a_replay_ends"),
    sa.CheckConstraint("(earlier_secret IS NULL) = (earlier_secret_until IS NULL)", name="an_earlier_secret_ends"),
    sa.Index("ix_webhook_agency", "agency_id", "id"),
    sa.Index("ix_webhook_session", "session_id"),
    sa.Index("ix_webhook_next", "next_at", postgresql_where=sa.text("paused_because IS NULL AND silent_since IS NULL")),
    comment="Where agency systems have the feed brought to.",
)
ended_sign_in = sa.Table(
    "ended_sign_in",
    metadata,
    sa.Column("session_id", sa.Uuid, primary_key=True, comment="Sign-in that ended early, of whomever."),
    sa.Column("until", _UTC, nullable=False, comment="Deleted then, when nothing begun with it can be under way, UTC."),
    sa.Index("ix_ended_sign_in_until", "until"),
    comment="Sign-ins with whose rights no webhook is set up or resumed any more.",
)
webhook_waiting = sa.Table(
    "webhook_waiting",
    metadata,
    _of_webhook(is_key=True),
    sa.Column("event_id", sa.Uuid, primary_key=True, comment="Line of the timeline; an id of its own for a test."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency whose system is told."),
    sa.Column("system_id", sa.Uuid, nullable=False, comment="With whose rights."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the webhook."),
    sa.Column("person_id", sa.Uuid, comment="About whom; empty for a test; personal data (pseudonym)."),
    sa.Column("position", sa.BigInteger, nullable=False, comment="Order of writing of the line; 0 for a test."),
    sa.Column("attempts", sa.Integer, nullable=False, comment="How many were made."),
    sa.Column("first_at", _UTC, comment="When the first was made, UTC."),
    sa.Column("next_at", _UTC, nullable=False, comment="Before this it is not tried, UTC; the same for one person."),
    sa.Column("dead_at", _UTC, comment="From when it is tried no more, UTC."),
    sa.Index(
        "ix_webhook_waiting_next", "webhook_id", "next_at", "position", postgresql_where=sa.text("dead_at IS NULL")
    ),
    sa.Index("ix_webhook_waiting_person", "webhook_id", "person_id"),
    comment="Events that a receiver has not taken yet, or not within three days.",
)
webhook_attempt = sa.Table(
    "webhook_attempt",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    _of_webhook(),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency whose system was told."),
    sa.Column("system_id", sa.Uuid, nullable=False, comment="With whose rights."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the webhook."),
    sa.Column("event_id", sa.Uuid, nullable=False, comment="What was sent: the webhook-id."),
    sa.Column("at", _UTC, nullable=False, comment="When, UTC; kept for 30 days."),
    sa.Column("number", sa.Integer, nullable=False, comment="The how-manieth attempt, from 1."),
    sa.Column("outcome", sa.Text, nullable=False, comment="services.cases.webhooks.domain.attempts.Outcome."),
    sa.Column("status", sa.Integer, comment="Status of the answer, where there was one."),
    sa.Column("milliseconds", sa.Integer, nullable=False, comment="How long it took."),
    sa.Index("ix_webhook_attempt_webhook", "webhook_id", "id"),
    sa.Index("ix_webhook_attempt_at", "at"),
    comment="What was sent to receivers and what they answered, without a word of it.",
)
