"""The tables of cases, teams, and what everything in a case said before."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)
_WORKING = sa.text("ended_at IS NULL AND seat = 'member'")
_VACANT = sa.text("ended_at IS NULL AND seat = 'vacant'")
_LISTED = sa.text("ended_at IS NULL AND place IS NOT NULL")
_LISTED_FOR_EVERYBODY = sa.text("ended_at IS NULL AND place IS NOT NULL AND worker_id IS NULL")

support_case = sa.Table(
    "support_case",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the first person."),
    sa.Column("person_ids", ARRAY(sa.Uuid), nullable=False, comment="Whom it is about now; as case_person says."),
    sa.Column("category", sa.Text, nullable=False, comment="What it is mainly about; never changes."),
    sa.Column("title", sa.Text, comment="Personal data: free text, for those who may see everybody in the case."),
    sa.Column("summary", sa.Text, comment="Personal data: free text, likewise."),
    sa.Column("state", sa.Text, nullable=False, comment="open or closed."),
    sa.Column("risk", sa.SmallInteger, nullable=False, comment="0 not assessed, 1 low, 2 moderate, 3 high."),
    sa.Column("next_review_on", sa.Date, comment="When the team looks at it again; local date."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that opened it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that opened it."),
    sa.Column("agencies", ARRAY(sa.Uuid), nullable=False, comment="Agencies that opened or led it."),
    sa.Column("opened_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("changed_at", _UTC, nullable=False, comment="Last change of the case itself, not of its items, UTC."),
    sa.Column("closed_at", _UTC, comment="UTC; empty while open."),
    sa.Column("closing_reason", sa.Text, comment="Coded; empty while open."),
    sa.Column("version", sa.Integer, nullable=False, comment="Counts changes of the case itself; the ETag."),
    comment="One coordinated episode of support for a person or household.",
)
case_person = sa.Table(
    "case_person",
    metadata,
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("cases.support_case.id"), primary_key=True, comment="The case."),
    sa.Column("person_id", sa.Uuid, primary_key=True, comment="Whom it is about; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("role", sa.Text, nullable=False, comment="Role in the household; personal data."),
    sa.Column("category", sa.Text, nullable=False, comment="The case's category."),
    sa.Column("agencies", ARRAY(sa.Uuid), nullable=False, comment="Agencies that opened or led the case."),
    sa.Column("joined_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("left_at", _UTC, comment="UTC; empty for whom the case is about now."),
    sa.Column(
        "entrusted_to",
        sa.Uuid,
        comment="Agency to which whoever coordinated for the person handed the lead; it coordinates while it leads.",
    ),
    sa.Index("ix_case_person_person", "person_id", "case_id"),
    comment="Whom a case is about.",
)
team_member = sa.Table(
    "team_member",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("cases.support_case.id"), nullable=False, comment="The case."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the case."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency on the team."),
    sa.Column("sector", sa.Text, nullable=False, comment="That agency's sector when it joined."),
    sa.Column("worker_id", sa.Uuid, comment="The worker it sends; empty for everybody of the agency."),
    sa.Column("capacity", sa.Text, nullable=False, comment="Coded: as what."),
    sa.Column("is_lead", sa.Boolean, nullable=False, comment="Answers for the coordination."),
    sa.Column(
        "seat",
        sa.Text,
        nullable=False,
        server_default=sa.text("'member'"),
        comment="member; vacant: the lead's agency has to name somebody.",
    ),
    sa.Column("starts_at", _UTC, nullable=False, comment="From when, UTC."),
    sa.Column("ends_at", _UTC, comment="Planned end, UTC, exclusive."),
    sa.Column("ended_at", _UTC, comment="When it was ended, UTC."),
    sa.Column(
        "place",
        sa.Text(collation="C"),
        comment="Where the case stands in work lists, sorting from first to last; empty while it is closed.",
    ),
    sa.Column("added_by_agency_id", sa.Uuid, nullable=False, comment="Agency that added it."),
    sa.Column("added_by_id", sa.Uuid, nullable=False, comment="Worker or system that added it."),
    sa.Index("ix_team_member_case", "case_id"),
    sa.Index("ix_team_member_seat", "agency_id", "case_id"),
    sa.Index("ix_team_member_worker", "agency_id", "worker_id", "place", "case_id", postgresql_where=_LISTED),
    sa.Index("ix_team_member_everybody", "agency_id", "place", "case_id", postgresql_where=_LISTED_FOR_EVERYBODY),
    sa.Index("ix_team_member_agency", "agency_id", "place", "case_id", postgresql_where=_LISTED),
    sa.Index(
        "uq_team_member_present",
        "case_id",
        "agency_id",
        "worker_id",
        unique=True,
        postgresql_where=_WORKING,
        postgresql_nulls_not_distinct=True,
    ),
    sa.Index("ix_team_member_vacant", "agency_id", "case_id", postgresql_where=_VACANT),
    sa.Index(
        "uq_team_member_lead",
        "case_id",
        unique=True,
        postgresql_where=sa.text("is_lead AND ended_at IS NULL"),
    ),
    comment="Who works on a case, from when, until when, in what capacity.",
)
earlier_version = sa.Table(
    "earlier_version",
    metadata,
    sa.Column("item_id", sa.Uuid, primary_key=True, comment="The case or the item in it."),
    sa.Column("version", sa.Integer, primary_key=True, comment="Which version of it."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the item."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("also_about", ARRAY(sa.Uuid), nullable=False, comment="Others whom it was about; personal data."),
    sa.Column("category", sa.Text, nullable=False, comment="What it was about."),
    sa.Column("sensitivity", sa.Text, nullable=False, comment="ordinary, sensitive or sealed."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that contributed the item."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that contributed the item."),
    sa.Column("content", JSONB, nullable=False, comment="Personal data: what it said."),
    sa.Column("written_at", _UTC, nullable=False, comment="When this version was written, UTC."),
    sa.Column("written_by_agency_id", sa.Uuid, nullable=False, comment="Agency that wrote this version."),
    sa.Column("written_by_id", sa.Uuid, nullable=False, comment="Worker or system that wrote this version."),
    comment="What cases and the items in them said before they were changed.",
)
