"""The tables of conferences."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.items.store.columns import id_column, item_columns, item_indexes
from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)

conference_series = sa.Table(
    "conference_series",
    metadata,
    id_column(),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant, in which it meets."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that convenes it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that convenes it."),
    sa.Column("sector", sa.Text, nullable=False, comment="That agency's sector when it began."),
    sa.Column("title", sa.Text, nullable=False, comment="Free text: of the panel, never of anybody."),
    sa.Column("week", sa.Text, nullable=False, comment="Coded: which of the days of this name in a month."),
    sa.Column("weekday", sa.Text, nullable=False, comment="Coded: on which day of the week."),
    sa.Column("begins_at", sa.Time, nullable=False, comment="At what time of the day, local."),
    sa.Column("lasts", sa.Interval, nullable=False, comment="For how long."),
    sa.Column("time_zone", sa.Text, nullable=False, comment="IANA time zone of the municipality."),
    sa.Column("place", sa.Text, comment="Free text: an office, never somebody's home."),
    sa.Column("link", sa.Text, comment="Address of a call, for those who do not come in person."),
    sa.Column("begun_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("ended_at", _UTC, comment="Since when no panel follows, UTC; empty while it goes on."),
    sa.Column("version", sa.Integer, nullable=False, server_default="1", comment="One more with each change."),
    sa.Index("ix_conference_series_municipality", "municipality_id", "id"),
    comment="A conference that comes again every month; it says nothing of anybody.",
)
conference = sa.Table(
    "conference",
    metadata,
    id_column(),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant, in which it takes place."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that convenes it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that convenes it."),
    sa.Column("agencies", ARRAY(sa.Uuid), nullable=False, comment="Agencies that convene it or are asked to come."),
    sa.Column("series_id", sa.Uuid, sa.ForeignKey("cases.conference_series.id"), comment="The panel that meets."),
    sa.Column("starts_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("ends_at", _UTC, nullable=False, comment="UTC, exclusive."),
    sa.Column("time_zone", sa.Text, nullable=False, comment="IANA time zone of the municipality."),
    sa.Column("place", sa.Text, comment="Free text: an office, never somebody's home."),
    sa.Column("link", sa.Text, comment="Address of a call, for those who do not come in person."),
    sa.Column("convened_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("changed_at", _UTC, nullable=False, comment="Last change of the conference itself, UTC."),
    sa.Column("cancelled_because", sa.Text, comment="Coded: why it does not take place; empty while it does."),
    sa.Column("version", sa.Integer, nullable=False, comment="Counts changes of the conference itself; the ETag."),
    sa.Index("ix_conference_series", "series_id", "ends_at", postgresql_where=sa.text("series_id IS NOT NULL")),
    sa.Index("ix_conference_agencies", "agencies", postgresql_using="gin"),
    comment="People come together to speak of cases; it says nothing of whom.",
)
conference_participant = sa.Table(
    "conference_participant",
    metadata,
    id_column(),
    sa.Column(
        "conference_id", sa.Uuid, sa.ForeignKey("cases.conference.id"), nullable=False, comment="The conference."
    ),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the conference."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that is asked to come."),
    sa.Column("worker_id", sa.Uuid, comment="Who comes for it; empty while whoever of it takes it up."),
    sa.Column("sector", sa.Text, comment="That agency's sector when it last said yes."),
    sa.Column("state", sa.Text, nullable=False, comment="invited, accepted, declined or withdrawn."),
    sa.Column("invited_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("answered_at", _UTC, comment="When the present state was said, UTC; empty while invited."),
    sa.Column("answered_by", sa.Uuid, comment="Worker or system that said it."),
    sa.Column("reason", sa.Text, comment="Coded: why they do not come."),
    sa.Column("attendance", sa.Text, comment="attended or absent; empty until somebody says so."),
    sa.Index(
        "uq_conference_participant",
        "conference_id",
        "agency_id",
        "worker_id",
        unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"),
        postgresql_nulls_not_distinct=True,
    ),
    comment="Who is asked to come to a conference, and what they answered.",
)
agenda_item = sa.Table(
    "agenda_item",
    metadata,
    *item_columns(),
    sa.Column(
        "conference_id", sa.Uuid, sa.ForeignKey("cases.conference.id"), nullable=False, comment="On whose agenda."
    ),
    sa.Column("topic", sa.Text, nullable=False, comment="Personal data: free text."),
    sa.Column("asked", sa.Text, nullable=False, comment="Coded: who is asked to come of those whom it is about."),
    sa.Column("not_asked_because", sa.Text, comment="Coded: why nobody of them is."),
    sa.Column("state", sa.Text, nullable=False, comment="on_agenda or taken_off."),
    sa.Column("escalated_because", sa.Text, comment="Coded: why it is put before a panel; empty elsewhere."),
    *item_indexes("agenda_item"),
    sa.Index("ix_agenda_item_conference", "conference_id", "id"),
    comment="What of a case is talked about in a conference.",
)
conference_minutes = sa.Table(
    "conference_minutes",
    metadata,
    *item_columns(),
    sa.Column(
        "agenda_item_id", sa.Uuid, sa.ForeignKey("cases.agenda_item.id"), nullable=False, comment="Of which matter."
    ),
    sa.Column("text", sa.Text, nullable=False, comment="Personal data: free text."),
    *item_indexes("conference_minutes"),
    comment="What was said of a matter in a conference.",
)
minutes_signature = sa.Table(
    "minutes_signature",
    metadata,
    sa.Column(
        "minutes_id",
        sa.Uuid,
        sa.ForeignKey("cases.conference_minutes.id"),
        primary_key=True,
        comment="What is signed.",
    ),
    sa.Column("version", sa.Integer, primary_key=True, comment="In which version."),
    sa.Column("agency_id", sa.Uuid, primary_key=True, comment="Agency for which it is signed."),
    sa.Column("worker_id", sa.Uuid, primary_key=True, comment="Worker who was there and signs."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the minutes."),
    sa.Column("signed_at", _UTC, nullable=False, comment="UTC."),
    comment="Who was there and stands by what the minutes say; a later version is signed anew.",
)
minutes_answer = sa.Table(
    "minutes_answer",
    metadata,
    id_column(),
    sa.Column(
        "minutes_id",
        sa.Uuid,
        sa.ForeignKey("cases.conference_minutes.id"),
        nullable=False,
        comment="What is answered.",
    ),
    sa.Column("version", sa.Integer, nullable=False, comment="In which version, which they had read."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Who answers, and whom it is about; personal data."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("category", sa.Text, nullable=False, comment="Of what was said, in that version."),
    sa.Column("sensitivity", sa.Text, nullable=False, comment="Likewise."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that wrote the minutes and holds the answer."),
    sa.Column("account_id", sa.Uuid, nullable=False, comment="Account with which they signed in."),
    sa.Column("answer", sa.Text, nullable=False, comment="signed or refused."),
    sa.Column("words", sa.Text, comment="Personal data: in their own words; always there where they refuse."),
    sa.Column("answered_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("session_id", sa.Uuid, nullable=False, comment="Sign-in in which they answered."),
    sa.Column("decision_id", sa.Uuid, nullable=False, comment="The access decision of that request."),
    sa.CheckConstraint("answer = 'signed' OR words IS NOT NULL", name="a_refusal_has_words"),
    sa.Index("ix_minutes_answer_minutes", "minutes_id", "id"),
    sa.Index("ix_minutes_answer_person", "person_id", "id"),
    comment="What people say to minutes that are about them: each answer stays, and is of one version.",
)
conference_decision = sa.Table(
    "conference_decision",
    metadata,
    *item_columns(),
    sa.Column(
        "agenda_item_id", sa.Uuid, sa.ForeignKey("cases.agenda_item.id"), nullable=False, comment="On which matter."
    ),
    sa.Column("text", sa.Text, nullable=False, comment="Personal data: free text."),
    sa.Column("action_id", sa.Uuid, comment="The action of the plan that it became."),
    sa.Column("task_id", sa.Uuid, comment="The task that it became."),
    sa.Column("referral_id", sa.Uuid, comment="The referral that it became."),
    *item_indexes("conference_decision"),
    comment="What was decided on a matter in a conference, and what became of it, which names who does it by when.",
)
conference_share = sa.Table(
    "conference_share",
    metadata,
    id_column(),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the matter."),
    sa.Column("conference_id", sa.Uuid, sa.ForeignKey("cases.conference.id"), nullable=False, comment="Where."),
    sa.Column("agenda_item_id", sa.Uuid, sa.ForeignKey("cases.agenda_item.id"), nullable=False, comment="What."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column(
        "participant_id",
        sa.Uuid,
        sa.ForeignKey("cases.conference_participant.id"),
        nullable=False,
        comment="By which invitation they were there.",
    ),
    sa.Column("to_agency_id", sa.Uuid, nullable=False, comment="Agency to which it was told."),
    sa.Column("to_worker_id", sa.Uuid, nullable=False, comment="Worker of it who was there."),
    sa.Column("category", sa.Text, nullable=False, comment="Category of the matter then."),
    sa.Column("sensitivity", sa.Text, nullable=False, comment="ordinary, sensitive or sealed, as the matter was then."),
    sa.Column("grounds", ARRAY(sa.Text), nullable=False, comment="kind:id of each ground that permitted it."),
    sa.Column("told_at", _UTC, nullable=False, comment="From when on they were told it, UTC."),
    sa.Index("uq_conference_share", "agenda_item_id", "person_id", "participant_id", unique=True),
    sa.Index("ix_conference_share_conference", "conference_id", "id"),
    sa.Index("ix_conference_share_person", "person_id", "id"),
    comment="What was shared in a conference with whom, on which ground; written by itself.",
)
