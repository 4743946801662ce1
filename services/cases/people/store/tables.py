"""The tables of people. Each part of a person is an item: category, sensitivity, contributor, time and version."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.schema import SchemaItem

from services.cases.schema import metadata
from shared.encryption.columns import sealed_members, sealed_text

KEY = sa.Text(collation="C")
"""Compared byte by byte, so that a prefix is a range and row security lets the index work below it."""


def _about(*, primary_key: bool = False) -> "sa.Column[Any]":
    comment = "About whom; personal data (pseudonym)."
    if primary_key:
        return sa.Column("person_id", sa.Uuid, primary_key=True, comment=comment)
    return sa.Column("person_id", sa.Uuid, sa.ForeignKey("cases.person.person_id"), nullable=False, comment=comment)


def _contribution() -> "list[sa.Column[Any]]":
    """What makes a row an item of the record."""
    return [
        sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
        sa.Column("category", sa.Text, nullable=False, comment="What it is about: identity, contact or household."),
        sa.Column("sensitivity", sa.Text, nullable=False, comment="ordinary, sensitive or sealed."),
        sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that contributed it."),
        sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that contributed it."),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="When it was contributed, UTC."),
        sa.Column("version", sa.Integer, nullable=False, comment="Counts corrections from 1."),
    ]


def _kept(name: str, *columns: SchemaItem, comment: str) -> sa.Table:
    """A part of which a person has any number; one that is over stays, with its end."""
    return sa.Table(
        name,
        metadata,
        sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
        _about(),
        *_contribution(),
        sa.Column("ended_at", sa.DateTime(timezone=True), comment="When it was taken out of use, UTC."),
        *columns,
        sa.Index(f"ix_{name}_person", "person_id", "id", postgresql_where=sa.text("ended_at IS NULL")),
        comment=comment,
    )


person = sa.Table(
    "person",
    metadata,
    _about(primary_key=True),
    *_contribution(),
    sa.Column("family_name", sa.Text, comment="Personal data."),
    sa.Column("given_name", sa.Text, comment="Personal data."),
    sa.Column("preferred_name", sa.Text, comment="How they want to be called; personal data."),
    sa.Column("previous_names", JSONB, nullable=False, comment="[{family_name, given_name}]; personal data."),
    sa.Column("birth_date", KEY, comment="1998, 1998-04 or 1998-04-12; personal data."),
    sa.Column("birth_date_estimated", sa.Boolean, nullable=False, comment="It was worked out; nobody knows it."),
    comment="Who somebody is: one row for each person, the identity item of their record.",
)
person_name = sa.Table(
    "person_name",
    metadata,
    sa.Column(
        "person_id",
        sa.Uuid,
        sa.ForeignKey("cases.person.person_id"),
        primary_key=True,
        comment="Whose; personal data (pseudonym).",
    ),
    sa.Column("position", sa.SmallInteger, primary_key=True, comment="0 the present name, then the others."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("family_key", KEY, nullable=False, comment="Family name as it is compared; personal data."),
    sa.Column("given_key", KEY, nullable=False, comment="Given name as it is compared; personal data."),
    sa.Column("birth_date", KEY, comment="person.birth_date, to be compared in the same probe; personal data."),
    sa.Index("ix_person_name_family", "family_key", "given_key", "person_id"),
    sa.Index("ix_person_name_birth_date", "birth_date", "family_key", "given_key", "person_id"),
    comment="Names as a search compares them; written from the identity, seen with it.",
)
person_communication = sa.Table(
    "person_communication",
    metadata,
    sa.Column(
        "person_id",
        sa.Uuid,
        sa.ForeignKey("cases.person.person_id"),
        primary_key=True,
        comment="With whom; personal data (pseudonym).",
    ),
    *_contribution(),
    sa.Column("languages", ARRAY(sa.Text), nullable=False, comment="BCP 47, best first; personal data."),
    sa.Column("interpreter", sa.Text, comment="BCP 47: language in which an interpreter is needed; personal data."),
    sa.Column("accessibility", ARRAY(sa.Text), nullable=False, comment="What is needed to take part; personal data."),
    sa.Column("do_not_contact", sa.Boolean, nullable=False, comment="Do not contact them directly."),
    comment="How to speak with somebody: one row for each person.",
)
person_identifier = _kept(
    "person_identifier",
    sa.Column("system", sa.Text, nullable=False, comment="Who gives it out: URI or short name."),
    sealed_text("value", nullable=False, comment="As it is written; personal data."),
    sa.Column("value_key", sa.LargeBinary, nullable=False, comment="HMAC-SHA-256 of system and value as compared."),
    sa.Index("ix_person_identifier_value", "value_key", postgresql_where=sa.text("ended_at IS NULL")),
    comment="Numbers and codes that stand for one person in some system.",
)
contact_point = _kept(
    "contact_point",
    sa.Column("kind", sa.Text, nullable=False, comment="phone, email, post, messaging, in_person or other."),
    sealed_text("value", nullable=False, comment="Number, address or handle; personal data."),
    sa.Column("safe", sa.Boolean, comment="Whether nobody else listens or reads; empty when nobody asked."),
    sa.Column("safe_channels", ARRAY(sa.Text), nullable=False, comment="In which ways it is safe; empty for all."),
    sealed_text("safe_times", comment="When it is safe, in words; personal data."),
    sealed_text("code_word", comment="By which they know who is calling; personal data."),
    sealed_text("note", comment="Personal data."),
    comment="Where somebody can be reached, and whether that is safe.",
)
address = _kept(
    "address",
    sa.Column("use", sa.Text, nullable=False, comment="home, temporary, postal or former."),
    sa.Column("protected", sa.Boolean, nullable=False, comment="Its place is for the recording agency only."),
    sa.Column("valid_from", sa.Date, comment="First day; personal data."),
    sa.Column("valid_until", sa.Date, comment="Last day; personal data."),
    sa.Index("ix_address_protected", "person_id", postgresql_where=sa.text("protected AND ended_at IS NULL")),
    comment="That somebody has an address. Where it is stands in address_place, under a lock of its own.",
)
address_place = sa.Table(
    "address_place",
    metadata,
    sa.Column("address_id", sa.Uuid, sa.ForeignKey("cases.address.id"), primary_key=True, comment="Which address."),
    _about(),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sealed_text("lines", row="address_id", nullable=False, comment="Street, number, floor …; personal data."),
    sealed_text("postcode", row="address_id", comment="Personal data."),
    sealed_text("locality", row="address_id", comment="Town or village; personal data."),
    sealed_text("country", row="address_id", comment="ISO 3166-1 alpha-2; personal data."),
    sa.Column("place_words", ARRAY(sa.Text), nullable=False, comment="HMAC-SHA-256 of the words of the lines, cut."),
    sa.Column("place_numbers", ARRAY(sa.Text), nullable=False, comment="HMAC-SHA-256 of their numbers, likewise."),
    sa.Column("place_town", sa.Text, comment="HMAC-SHA-256 of the postcode, or of the town without one, cut."),
    sa.Column(
        "place_words_anew", ARRAY(sa.Text), comment="The words by the next key; empty unless one replaces another."
    ),
    sa.Column("place_numbers_anew", ARRAY(sa.Text), comment="The numbers, likewise."),
    sa.Column("place_town_anew", sa.Text, comment="The postcode or town, likewise."),
    comment="Where an address is. A protected or sheltered one exists for its recording agency only.",
)
relationship = _kept(
    "relationship",
    sa.Column("kind", sa.Text, nullable=False, comment="What the other is to this person."),
    sa.Column("other_person_id", sa.Uuid, comment="The other, when registered; personal data (pseudonym)."),
    sa.Column("other_name", sa.Text, comment="The other, when not registered; personal data of a third person."),
    sa.Column("powers", ARRAY(sa.Text), nullable=False, comment="What a representative may do; empty for none."),
    sa.Column("valid_from", sa.Date, comment="First day."),
    sa.Column("valid_until", sa.Date, comment="Last day."),
    sa.CheckConstraint("(other_person_id IS NULL) <> (other_name IS NULL)", name="one_other"),
    sa.CheckConstraint("other_person_id <> person_id", name="not_oneself"),
    sa.Index("ix_relationship_other", "other_person_id", postgresql_where=sa.text("ended_at IS NULL")),
    comment="Ties to others; with powers, representatives.",
)
person_version = sa.Table(
    "person_version",
    metadata,
    sa.Column("item_id", sa.Uuid, primary_key=True, comment="The item: an id of its table, or the person's id."),
    sa.Column("part", sa.Text, primary_key=True, comment="Which part of the person it is."),
    sa.Column("version", sa.Integer, primary_key=True, comment="The version that was replaced."),
    _about(),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("category", sa.Text, nullable=False, comment="Of the item."),
    sa.Column("sensitivity", sa.Text, nullable=False, comment="Of the item."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that contributed the item."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that contributed the item."),
    sealed_members(
        "content",
        row="item_id",
        of="CASE part WHEN 'identifier' THEN 'person_identifier' WHEN 'address' THEN 'address_place' ELSE part END",
        comment="The columns as they were; personal data.",
    ),
    sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("replaced_by", sa.Uuid, nullable=False, comment="Worker or system that corrected it."),
    sa.Column("replaced_for", sa.Uuid, nullable=False, comment="Agency for which they acted."),
    sa.Index("ix_person_version_person", "person_id", "replaced_at"),
    comment="Earlier versions of every part: a correction destroys nothing.",
)
known_person = sa.Table(
    "known_person",
    metadata,
    sa.Column(
        "key", sa.LargeBinary, primary_key=True, comment="HMAC-SHA-256 of an identifier, or of names and birth date."
    ),
    sa.Column("person_id", sa.Uuid, primary_key=True, comment="Who is known by it; personal data (pseudonym)."),
    sa.Column("item_id", sa.Uuid, primary_key=True, comment="The identifier, or the person for a name."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that contributed it: the holder of agreements."),
    sa.Column("registered_by_agency_id", sa.Uuid, nullable=False, comment="Agency that registered the person."),
    sa.Column("coordinator_agency_id", sa.Uuid, comment="Agency of a case's lead; empty while nobody coordinates."),
    sa.Index("ix_known_person_person", "person_id"),
    comment="Whom one may know of: no name or number, only their digests. Neither sensitive nor sealed items.",
)
