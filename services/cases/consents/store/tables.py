"""The table of consents and refusals."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.schema import metadata

consent = sa.Table(
    "consent",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Who spoke, or for whom; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("is_refusal", sa.Boolean, nullable=False, comment="The person refused; the rest says what."),
    sa.Column("coordination", sa.Boolean, nullable=False, comment="The agencies it names may also coordinate."),
    sa.Column("agencies", ARRAY(sa.Uuid), nullable=False, comment="Recipients by agency."),
    sa.Column("sectors", ARRAY(sa.Text), nullable=False, comment="Recipients by sector."),
    sa.Column("case_id", sa.Uuid, comment="Or the team of this case is the recipient, whoever is on it."),
    sa.Column("categories", ARRAY(sa.Text), nullable=False, comment="What is shared or refused."),
    sa.Column("item_id", sa.Uuid, comment="Of a refusal: this item alone, instead of categories."),
    sa.Column("purposes", ARRAY(sa.Text), nullable=False, comment="For which purposes of use."),
    sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("valid_until", sa.DateTime(timezone=True), comment="UTC, exclusive; empty until withdrawn."),
    sa.Column("given_by", sa.Text, nullable=False, comment="person or representative."),
    sa.Column("representative_id", sa.Uuid, comment="The relationship under which a representative spoke."),
    sa.Column("given_how", sa.Text, nullable=False, comment="written, oral, electronic or authenticated."),
    sa.Column("language", sa.Text, nullable=False, comment="BCP 47: in which language it was explained."),
    sa.Column("evidence", sa.Text, comment="Where the signed form or the recording is kept; may be personal data."),
    sa.Column("agency_id", sa.Uuid, comment="Agency that recorded it; empty where they said it themselves."),
    sa.Column("worker_id", sa.Uuid, comment="Worker or system that recorded it; likewise."),
    sa.Column("account_id", sa.Uuid, comment="Account with which they said it themselves; empty where a worker did."),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("withdrawn_at", sa.DateTime(timezone=True), comment="When it was taken back or replaced, UTC."),
    sa.Column("withdrawn_by", sa.Uuid, comment="Worker, system or account that withdrew it."),
    sa.Column("withdrawn_how", sa.Text, comment="As for given_how, as far as it was written down."),
    sa.Column("withdrawal_evidence", sa.Text, comment="Where the evidence of that is kept; may be personal data."),
    sa.Column("awaits", sa.Text, comment="Whose word it still takes: person or representative; empty when nobody's."),
    sa.Column("confirmed_by", sa.Text, comment="Who said yes to it beside: person or representative."),
    sa.Column("confirmed_relationship_id", sa.Uuid, comment="Under which a representative did."),
    sa.Column("confirmed_how", sa.Text, comment="As for given_how."),
    sa.Column("confirmed_by_id", sa.Uuid, comment="The account with which, or the worker or system who heard it."),
    sa.Column("confirmation_evidence", sa.Text, comment="Where the evidence of that is kept; may be personal data."),
    sa.Column("confirmed_at", sa.DateTime(timezone=True), comment="UTC."),
    sa.Column("superseded_by", sa.Uuid, comment="What the person said in its place; empty for a withdrawal."),
    sa.Column("majority_at", sa.DateTime(timezone=True), comment="When a child for whom it was given is of age, UTC."),
    sa.Column("lapsed_at", sa.DateTime(timezone=True), comment="When it was told that it ended with childhood, UTC."),
    sa.CheckConstraint(
        "case_id IS NULL OR NOT is_refusal AND agencies = '{}' AND sectors = '{}'", name="is_to_a_team_or_to_others"
    ),
    sa.CheckConstraint(
        "CASE WHEN account_id IS NULL THEN agency_id IS NOT NULL AND worker_id IS NOT NULL "
        "ELSE agency_id IS NULL AND worker_id IS NULL END",
        name="has_one_writer",
    ),
    sa.CheckConstraint("awaits IS NULL OR NOT is_refusal AND confirmed_at IS NULL", name="awaits_one_word"),
    sa.CheckConstraint("(given_how = 'authenticated') = (account_id IS NOT NULL)", name="is_by_an_account"),
    sa.CheckConstraint("item_id IS NULL OR is_refusal AND categories = '{}'", name="is_of_an_item_or_of_categories"),
    sa.Index("ix_consent_person", "person_id", "id"),
    sa.Index("ix_consent_team", "case_id", postgresql_where=sa.text("withdrawn_at IS NULL AND case_id IS NOT NULL")),
    sa.Index("ix_consent_majority", "majority_at", postgresql_where=sa.text("lapsed_at IS NULL")),
    comment="What people agreed to, refused and withdrew.",
)
