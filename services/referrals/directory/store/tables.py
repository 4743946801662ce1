"""The tables of the directory."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from services.referrals.schema import metadata

listed_organization = sa.Table(
    "listed_organization",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="The published id where it was free, else UUIDv7."),
    sa.Column("publisher_id", sa.Uuid, nullable=False, comment="Agency that writes it or brings its feed."),
    sa.Column("feed", sa.Text, comment="The publisher's name for the feed; empty for the agency itself."),
    sa.Column("published_id", sa.Uuid, comment="The feed's own id."),
    sa.Column("name", sa.Text, nullable=False, comment="As published."),
    sa.Column("search_name", sa.Text, nullable=False, comment="The name in small letters without accents."),
    sa.Column(
        "document",
        JSONB,
        nullable=False,
        comment="HSDS 3.0 organization without its services; may name contact persons, personal data of workers.",
    ),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.UniqueConstraint("publisher_id", "feed", "published_id", name="uq_listed_organization_published"),
    sa.Index("ix_listed_organization_name", "search_name", "id"),
    comment="Who offers service listings.",
)

listing = sa.Table(
    "listing",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="The published id where it was free, else UUIDv7."),
    sa.Column("publisher_id", sa.Uuid, nullable=False, comment="Agency that writes it or brings its feed."),
    sa.Column("feed", sa.Text, comment="The publisher's name for the feed; empty for a listing written here."),
    sa.Column("published_id", sa.Uuid, comment="The feed's own id."),
    sa.Column("agency_id", sa.Uuid, comment="Agency that takes the referrals; empty when it is not on the platform."),
    sa.Column("municipality_ids", ARRAY(sa.Uuid), nullable=False, comment="For whose people it is meant."),
    sa.Column("organization_id", sa.Uuid, sa.ForeignKey("referrals.listed_organization.id"), comment="Who offers it."),
    sa.Column("takes_referrals", sa.Boolean, nullable=False, comment="Whether a referral may be sent to it here."),
    sa.Column("status", sa.Text, nullable=False, comment="HSDS: active, inactive, defunct, temporarily closed."),
    sa.Column("search_name", sa.Text, nullable=False, comment="The name in small letters without accents; sorts."),
    sa.Column("words", TSVECTOR, nullable=False, comment="A name, B needs, C who offers it and where, D the rest."),
    sa.Column("categories", ARRAY(sa.Text), nullable=False, comment="Categories of the record that it helps with."),
    sa.Column("needs", ARRAY(sa.Text), nullable=False, comment="Codes of needs it answers, in small letters."),
    sa.Column("term_ids", ARRAY(sa.Uuid), nullable=False, comment="HSDS ids of its taxonomy terms and taxonomies."),
    sa.Column("languages", ARRAY(sa.Text), nullable=False, comment="ISO 639 codes in small letters."),
    sa.Column("minimum_age", sa.Float, comment="Years; empty for no limit."),
    sa.Column("maximum_age", sa.Float, comment="Years; empty for no limit."),
    sa.Column("accessibility", TSVECTOR, nullable=False, comment="Words of what its places say of accessibility."),
    sa.Column("lowest_cost", sa.Float, comment="The least that anybody pays; 0 for free, empty where nothing is said."),
    sa.Column("cost_currency", sa.Text, comment="Of the lowest cost, ISO 4217; empty where none is named."),
    sa.Column("details", JSONB, nullable=False, comment="What it says, as `/v1/services` shows it."),
    sa.Column(
        "document",
        JSONB,
        nullable=False,
        comment="HSDS 3.0 service as published, without its organization; may name contact persons.",
    ),
    sa.Column("free_places", sa.Integer, comment="As the agency last said; empty when it does not count."),
    sa.Column("total_places", sa.Integer, comment="As the agency last said."),
    sa.Column("waiting_days", sa.Integer, comment="How long people wait at present, in days."),
    sa.Column("waiting_people", sa.Integer, comment="How many wait at present, as the agency counts them."),
    sa.Column("capacity_note", sa.Text, comment="What the agency says about its places; no personal data."),
    sa.Column("capacity_said_at", sa.DateTime(timezone=True), comment="When it said so, UTC."),
    sa.Column("service_level", JSONB, comment="How soon it promises to act, for each clock; empty for the usual."),
    sa.Column("intake", JSONB, comment="Whom it takes, as its agency says; empty for everybody."),
    sa.Column("seen_in_run", sa.Uuid, comment="The run of imports that last published it."),
    sa.Column("vanished_at", sa.DateTime(timezone=True), comment="When its feed stopped publishing it, UTC."),
    sa.Column("version", sa.Integer, nullable=False, comment="Counts changes; the ETag."),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("changed_by", sa.Uuid, nullable=False, comment="Worker or system that changed it last."),
    sa.UniqueConstraint("publisher_id", "feed", "published_id", name="uq_listing_published"),
    sa.Index("ix_listing_words", "words", postgresql_using="gin"),
    sa.Index("ix_listing_needs", "needs", postgresql_using="gin"),
    sa.Index("ix_listing_categories", "categories", postgresql_using="gin"),
    sa.Index("ix_listing_accessibility", "accessibility", postgresql_using="gin"),
    sa.Index("ix_listing_languages", "languages", postgresql_using="gin"),
    sa.Index("ix_listing_term_ids", "term_ids", postgresql_using="gin"),
    sa.Index("ix_listing_municipality_ids", "municipality_ids", postgresql_using="gin"),
    sa.Index("ix_listing_name", "search_name", "id"),
    sa.Index(
        "ix_listing_waiting", "waiting_days", "waiting_people", postgresql_where=sa.text("waiting_days IS NOT NULL")
    ),
    sa.Index("ix_listing_with_free_places", "search_name", "id", postgresql_where=sa.text("free_places > 0")),
    sa.Index("ix_listing_agency", "agency_id", "search_name", "id"),
    sa.Index("ix_listing_organization", "organization_id"),
    sa.Index("ix_listing_changed", "changed_at"),
    sa.Index("ix_listing_published", "id", postgresql_where=sa.text("vanished_at IS NULL")),
    comment="Service listings: what agencies offer.",
    # Rows of 400 bytes instead of 2 000: what is only shown is kept beside, so that a search reads little.
    postgresql_with={"toast_tuple_target": 256},
)

listing_place = sa.Table(
    "listing_place",
    metadata,
    sa.Column("listing_id", sa.Uuid, sa.ForeignKey("referrals.listing.id"), primary_key=True, comment="Which listing."),
    sa.Column("number", sa.SmallInteger, primary_key=True, comment="Which of its places, from 0."),
    sa.Column("latitude", sa.Float, nullable=False, comment="WGS 84, decimal degrees."),
    sa.Column("longitude", sa.Float, nullable=False, comment="WGS 84, decimal degrees."),
    sa.Index("ix_listing_place_position", "latitude", "longitude", postgresql_include=["listing_id"]),
    comment="Where listings that are offered now are on the map; other places are only in the details.",
)

listing_opening = sa.Table(
    "listing_opening",
    metadata,
    sa.Column("listing_id", sa.Uuid, sa.ForeignKey("referrals.listing.id"), primary_key=True, comment="Which listing."),
    sa.Column("number", sa.SmallInteger, primary_key=True, comment="Which of its hours, from 0."),
    sa.Column("day", sa.Text, nullable=False, comment="MO … SU, as in RFC 5545."),
    sa.Column("opens_at", sa.SmallInteger, nullable=False, comment="Minutes since midnight, by the clock there."),
    sa.Column("closes_at", sa.SmallInteger, nullable=False, comment="Minutes since midnight; 1440 for its end."),
    sa.Column("valid_from", sa.Date, comment="The first day on which this holds; empty for no limit."),
    sa.Column("valid_to", sa.Date, comment="The last day on which this holds; empty for no limit."),
    sa.Index(
        "ix_listing_opening_hours",
        "day",
        "closes_at",
        "opens_at",
        postgresql_include=["listing_id", "valid_from", "valid_to"],
    ),
    comment="When listings are open in a week, to be searched; in whatever words they say it, it is in the details.",
)

listing_timeliness = sa.Table(
    "listing_timeliness",
    metadata,
    sa.Column("listing_id", sa.Uuid, sa.ForeignKey("referrals.listing.id"), primary_key=True, comment="Which listing."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Whose figures they are: it took the referrals."),
    sa.Column("answer_median_days", sa.Integer, comment="Half were answered within; empty where too few were."),
    sa.Column("answer_most_days", sa.Integer, comment="Nine in ten were answered within; empty below ten."),
    sa.Column("start_median_days", sa.Integer, comment="For half help started within; empty where for too few it did."),
    sa.Column("start_most_days", sa.Integer, comment="For nine in ten help started within; likewise."),
    sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    comment="How long people waited after referrals of the last year, where there were enough to hide each of them.",
)

listing_version = sa.Table(
    "listing_version",
    metadata,
    sa.Column("listing_id", sa.Uuid, sa.ForeignKey("referrals.listing.id"), primary_key=True, comment="Of which."),
    sa.Column("version", sa.Integer, primary_key=True, comment="The version that this was."),
    sa.Column("publisher_id", sa.Uuid, nullable=False, comment="Agency that publishes the listing."),
    sa.Column("agency_id", sa.Uuid, comment="Agency that took the referrals."),
    sa.Column("municipality_ids", ARRAY(sa.Uuid), nullable=False, comment="For whose people it was meant."),
    sa.Column("takes_referrals", sa.Boolean, nullable=False, comment="Whether a referral could be sent to it."),
    sa.Column("document", JSONB, nullable=False, comment="What it said, as HSDS; may name contact persons."),
    sa.Column("vanished_at", sa.DateTime(timezone=True), comment="Whether its feed had stopped publishing it, UTC."),
    sa.Column("until", sa.DateTime(timezone=True), nullable=False, comment="Until when, UTC."),
    comment="What listings said before, so that a referral can be read beside what its sender saw.",
)

directory_import = sa.Table(
    "directory_import",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("publisher_id", sa.Uuid, nullable=False, comment="Agency whose feed it is."),
    sa.Column("feed", sa.Text, nullable=False, comment="The publisher's name for the feed."),
    sa.Column("run_id", sa.Uuid, nullable=False, comment="The first import of this run through the feed."),
    sa.Column("completes_run", sa.Boolean, nullable=False, comment="It was the last document of its run."),
    sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("imported_by", sa.Uuid, nullable=False, comment="Worker or system that brought it."),
    sa.Column("rows", JSONB, nullable=False, comment="What became of each entry: ids, outcomes, errors; no content."),
    sa.Column("passed_over", ARRAY(sa.Text), nullable=False, comment="Pointers to what listed nothing."),
    sa.Column("vanished", ARRAY(sa.Uuid), nullable=False, comment="Listings that the feed no longer publishes."),
    sa.Index("ix_directory_import_publisher", "publisher_id", "id"),
    sa.Index("ix_directory_import_run", "run_id"),
    comment="Documents that were imported into the directory, and what became of them.",
)
