"""The tables of what was disclosed, and of grounds that ended."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.referrals.schema import metadata
from shared.encryption.columns import sealed_text

_TIME = sa.DateTime(timezone=True)

disclosed = sa.Table(
    "disclosed",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column(
        "referral_id", sa.Uuid, sa.ForeignKey("referrals.referral.id"), nullable=False, comment="With which referral."
    ),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("sender_agency_id", sa.Uuid, nullable=False, comment="Agency that disclosed it."),
    sa.Column("receiver_agency_id", sa.Uuid, nullable=False, comment="Agency to which it was disclosed."),
    sa.Column(
        "receiver_sector", sa.Text, nullable=False, comment="That agency's sector when the referral was drafted."
    ),
    sa.Column("category", sa.Text, nullable=False, comment="Category of the record."),
    sa.Column("ground_kind", sa.Text, nullable=False, comment="consent or mandate."),
    sa.Column("ground_id", sa.Uuid, nullable=False, comment="That consent or mandate, in cases."),
    sa.Column("agreement_id", sa.Uuid, comment="The agreement it fits; empty for a mandate."),
    sa.Column("overrides_refusal", sa.Boolean, nullable=False, comment="Mandate that a refusal does not stop."),
    sa.Column("valid_until", _TIME, comment="When the ground ends by itself, UTC, exclusive."),
    sa.Column("purpose", sa.Text, nullable=False, comment="Purpose of use; it serves no other."),
    sa.Column("taken_at", _TIME, nullable=False, comment="UTC."),
    sealed_text("content", comment="As the sender saw it; personal data; empty once it was taken back."),
    sa.Column(
        "item_ids",
        ARRAY(sa.Uuid),
        nullable=False,
        server_default="{}",
        comment="The items, in cases, of which the content is made, needs in its order; none that was erased there.",
    ),
    sa.Column("hidden_at", _TIME, comment="When it was taken back, UTC."),
    sa.Column(
        "hidden",
        sa.Text,
        comment="consent_withdrawn, sharing_refused, ground_ended, entered_in_error, erased or replaced.",
    ),
    sa.Column("known_to", ARRAY(sa.Uuid), comment="Of a restricted person the workers who may know; else empty."),
    sa.CheckConstraint("(hidden IS NULL) = (content IS NOT NULL)", "taken_back_is_empty"),
    sa.Index("ix_disclosed_referral", "referral_id"),
    sa.Index("ix_disclosed_person", "person_id", "taken_at"),
    sa.Index("ix_disclosed_ground", "ground_id", postgresql_where=sa.text("hidden IS NULL")),
    sa.Index("ix_disclosed_agreement", "agreement_id", postgresql_where=sa.text("hidden IS NULL")),
    comment="What travelled with a referral, by category and ground.",
)
announced_refusal = sa.Table(
    "announced_refusal",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="The consent record in which it was said, in cases."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Who refused; personal data (pseudonym)."),
    sa.Column("categories", ARRAY(sa.Text), nullable=False, comment="Which categories."),
    sa.Column("agencies", ARRAY(sa.Uuid), nullable=False, comment="To which agencies."),
    sa.Column("sectors", ARRAY(sa.Text), nullable=False, comment="To which sectors; to everybody when both are empty."),
    sa.Column("starts_at", _TIME, nullable=False, comment="From when, UTC; what it covers is hidden from then on."),
    sa.Index("ix_announced_refusal_person", "person_id"),
    comment="Refusals that were heard before they begin.",
)
restricted_content = sa.Table(
    "restricted_content",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="The restriction, in cases."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("categories", ARRAY(sa.Text), nullable=False, comment="In which something is restricted."),
    sa.Column("since", _TIME, nullable=False, comment="What was taken before is hidden, UTC."),
    sa.Index("ix_restricted_content_person", "person_id"),
    comment="What is stored and not processed where it comes from; what travelled of it is hidden so long.",
)
ended_ground = sa.Table(
    "ended_ground",
    metadata,
    sa.Column(
        "id", sa.Uuid, primary_key=True, comment="Consent, mandate or agreement; or a person who refused something."
    ),
    sa.Column("heard_at", _TIME, nullable=False, comment="When this service last heard that it ended, UTC."),
    comment="Grounds that ended, so that a disclosure under way at that moment is not kept.",
)
