"""Requests in the database."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.access.predicate import reader
from services.cases.accounts.domain import Speaker
from services.cases.accounts.predicate import logging_their_look, named_to_them, themselves, told_to_them
from services.cases.people.domain.powers import Representation, representation_of
from services.cases.rights.domain import Decision
from services.cases.rights.predicate import may_see_request
from services.cases.schema import metadata
from services.cases.territories.predicate import today_in
from shared.contracts.cases.vocabulary import Category
from shared.database.access_log import logging_looks, look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_UTC: Final = sa.DateTime(timezone=True)

rights_request = sa.Table(
    "rights_request",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whose data; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("kind", sa.Text, nullable=False, comment="shared.contracts.cases.rights.Right."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that is asked, as controller, and answers."),
    sa.Column("worker_id", sa.Uuid, comment="Worker of it who took it down; empty where the person asked themselves."),
    sa.Column("account_id", sa.Uuid, comment="Account with which the person asked."),
    sa.Column("relationship_id", sa.Uuid, comment="Of who asked for the person; empty for the person themselves."),
    sa.Column("words", sa.Text, nullable=False, comment="Personal data: what they ask for, in their words."),
    sa.Column("received_on", sa.Date, nullable=False, comment="When the agency received it; local date."),
    sa.Column("recorded_at", _UTC, nullable=False, comment="When it was taken down, UTC."),
    sa.Column("due_on", sa.Date, nullable=False, comment="By when it must be answered; local date."),
    sa.Column("state", sa.Text, nullable=False, comment="open, answered or withdrawn."),
    sa.Column("extended_at", _UTC, comment="When the agency took more time, UTC; once at most."),
    sa.Column("extended_by_id", sa.Uuid, comment="Privacy officer who did."),
    sa.Column("extended_because", sa.Text, comment="Personal data: why, as whoever asked is told."),
    sa.Column("closed_at", _UTC, comment="When it was answered or withdrawn, UTC."),
    sa.Column("closed_by_id", sa.Uuid, comment="Who did: worker, or account of the person."),
    sa.Column("outcome", sa.Text, comment="granted, partly_granted or refused."),
    sa.Column("article", sa.Text, comment="On what it is refused, also in part: services.cases.rights.domain.Article."),
    sa.Column("reason", sa.Text, comment="Personal data: what whoever asked is told."),
    sa.Column(
        "left_out",
        ARRAY(sa.Text),
        nullable=False,
        server_default="{}",
        comment="Parts of the record that a copy which is granted in part leaves out.",
    ),
    sa.CheckConstraint("(worker_id IS NULL) <> (account_id IS NULL)", name="came_by_one_way"),
    sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="is_open_until_it_is_closed"),
    sa.CheckConstraint("(state = 'answered') = (outcome IS NOT NULL)", name="is_answered_by_an_outcome"),
    sa.CheckConstraint("(outcome IN ('partly_granted', 'refused')) = (article IS NOT NULL)", name="is_refused_by_law"),
    sa.CheckConstraint("(extended_at IS NULL) = (extended_because IS NULL)", name="is_extended_for_a_reason"),
    sa.Index("ix_rights_request_agency", "agency_id", "due_on", "id"),
    sa.Index("ix_rights_request_person", "person_id", "id"),
    sa.Index("ix_rights_request_answered", "closed_at", postgresql_where=sa.text("state = 'answered'")),
    comment="What somebody asked of an agency by a data-protection right, and what was decided; it stays.",
)

_SHOWN: Final = f"""
    r.id, r.person_id, r.municipality_id, r.kind, r.agency_id, r.worker_id, r.relationship_id, r.words, r.received_on,
    r.recorded_at, r.due_on, r.state, r.extended_at, r.extended_because, r.closed_at, r.outcome, r.article, r.reason,
    r.left_out, {today_in("r.municipality_id")} AS today
"""
_NEW: Final = (
    "id", "person_id", "municipality_id", "kind", "agency_id", "worker_id", "account_id", "relationship_id", "words",
    "received_on", "due_on",
)  # fmt: skip
_STILL_SPEAKS = Statement("SELECT * FROM still_asks_for_them(:id)")
_KEEP = Statement(f"""
    INSERT INTO rights_request ({", ".join(_NEW)}, recorded_at, state)
    VALUES ({", ".join(f":{column}" for column in _NEW)}, :now, 'open')
""")
_LOGGED: Final = logging_looks(
    "(SELECT DISTINCT s.person_id, s.municipality_id FROM shown s WHERE s.n <= :many) look",
    act="'opened'",
    person_id="look.person_id",
    municipality_id="look.municipality_id",
    categories="CAST('{}' AS text[])",
    grounds="ARRAY['rights_request:' || look.person_id]",
)


def _seen(condition: str, order: str) -> Statement:
    """Requests that the reader may see, and for each person whom they are about a line of the access log."""
    return Statement(f"""
        WITH shown AS MATERIALIZED (
            SELECT {_SHOWN}, CAST(row_number() OVER (ORDER BY {order}) AS integer) AS n FROM rights_request r
            WHERE {condition} AND {may_see_request("r")} ORDER BY {order} LIMIT CAST(:many AS integer) + 1),
        logged AS ({_LOGGED})
        SELECT * FROM shown ORDER BY n
    """)


_READ = _seen("r.id = :id AND r.person_id = :person_id", "r.id")
_ABOUT = _seen("r.person_id = :person_id AND (CAST(:after AS uuid) IS NULL OR r.id > :after)", "r.id")
_OPEN = _seen(
    """r.agency_id = :reader_agency AND r.state = 'open' AND (CAST(:after_due_on AS date) IS NULL
        OR (r.due_on, r.id) > (:after_due_on, CAST(:after_id AS uuid)))""",
    "r.due_on, r.id",
)
_LOCK = Statement(f"""
    SELECT r.*, is_restricted(r.person_id) AS is_restricted FROM rights_request r
    WHERE r.id = :id AND r.person_id = :person_id AND {may_see_request("r")} FOR NO KEY UPDATE
""")
_EXTEND = Statement("""
    UPDATE rights_request SET due_on = :until, extended_because = :because, extended_at = :now, extended_by_id = :by
    WHERE id = :id
""")
_CLOSE = Statement("""
    UPDATE rights_request
    SET state = :state, closed_at = :now, closed_by_id = :by, outcome = :outcome, article = :article, reason = :reason,
        left_out = :left_out
    WHERE id = :id
""")

_THEIRS: Final = "r.person_id = :person_id AND r.relationship_id IS NULL AND :is_the_person"
_OWN = Statement(f"""
    WITH looked AS ({logging_their_look("CAST('{}' AS text[])")})
    SELECT {_SHOWN} FROM rights_request r
    WHERE {_THEIRS} AND (CAST(:id AS uuid) IS NULL OR r.id = :id) AND (CAST(:after AS uuid) IS NULL OR r.id > :after)
    ORDER BY r.id LIMIT :limit
""")
_LOCK_OWN = Statement(f"SELECT r.* FROM rights_request r WHERE r.id = :id AND {_THEIRS} FOR NO KEY UPDATE")
_IS_NAMED = Statement(f"""
    SELECT EXISTS (SELECT FROM access_grant g
        WHERE g.person_id = :person_id AND g.agency_id = CAST(:agency_id AS uuid) AND g.ended_at IS NULL
              AND (g.valid_until IS NULL OR g.valid_until > :now) AND {told_to_them("g")})
        AND {named_to_them("CAST(:agency_id AS uuid)")} IS NOT NULL
""")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new request."""
    await work.run(_KEEP, now=work.now, **values)


async def read(work: UnitOfWork, person_id: UUID, request_id: UUID, operation: str) -> asyncpg.Record | None:
    """One that the reader may see; the look is logged."""
    named = {"id": request_id, "person_id": person_id, "many": 1}
    return await work.row(_READ, **named, **reader(work), **look_values(work, operation))


async def list_about(work: UnitOfWork, person_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Those about a person that the reader may see, in their order; one more than `limit`, not logged."""
    named = {"person_id": person_id, "after": after, "many": limit}
    return await work.rows(_ABOUT, **named, **reader(work), **look_values(work, "list-rights-requests"))


async def list_open(work: UnitOfWork, after: tuple[date, UUID] | None, limit: int) -> list[asyncpg.Record]:
    """Those that wait for the reader's agency, what is due first; one more than `limit`, not logged."""
    due_on, last_id = after or (None, None)
    named = {"after_due_on": due_on, "after_id": last_id, "many": limit}
    return await work.rows(_OPEN, **named, **reader(work), **look_values(work, "list-open-rights-requests"))


async def lock(work: UnitOfWork, person_id: UUID, request_id: UUID) -> asyncpg.Record | None:
    """One that the reader may see, locked until the transaction ends; nothing of it is shown."""
    return await work.row(_LOCK, id=request_id, person_id=person_id, **reader(work))


async def still_asks(work: UnitOfWork, request_id: UUID) -> Representation | None:
    """By which somebody asked for a person; None once it has ended, or when the person is known to few."""
    row = await work.row(_STILL_SPEAKS, id=request_id)
    return None if row is None else representation_of(dict(row))


async def extend(work: UnitOfWork, request_id: UUID, until: date, because: str, by: UUID) -> None:
    """Keep the later day, and why."""
    await work.run(_EXTEND, id=request_id, until=until, because=because, by=by, now=work.now)


async def answer(work: UnitOfWork, request_id: UUID, decided: Decision, by: UUID) -> None:
    """Keep what was decided."""
    said = {"outcome": decided.outcome, "article": decided.article, "reason": decided.reason}
    left_out = [one.value for one in Category if one in decided.left_out]
    await work.run(_CLOSE, id=request_id, state="answered", by=by, now=work.now, left_out=left_out, **said)


async def withdraw(work: UnitOfWork, request_id: UUID, by: UUID) -> None:
    """Keep that whoever asked took it back."""
    nothing = {"outcome": None, "article": None, "reason": None}
    await work.run(_CLOSE, id=request_id, state="withdrawn", by=by, now=work.now, left_out=[], **nothing)


async def own(
    work: UnitOfWork, speaker: Speaker, operation: str, *, request_id: UUID | None, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """What the person asked, in their order; only one where it is named. Logged by the same statement."""
    named = {"id": request_id, "after": after, "limit": limit}
    return await work.rows(_OWN, **named, **themselves(work, speaker, operation))


async def lock_own(work: UnitOfWork, speaker: Speaker, request_id: UUID, operation: str) -> asyncpg.Record | None:
    """One that the person asked, locked until the transaction ends."""
    return await work.row(_LOCK_OWN, id=request_id, **themselves(work, speaker, operation))


async def is_named(work: UnitOfWork, speaker: Speaker, agency_id: UUID) -> bool:
    """Whether the person is told that this agency works with them today."""
    return bool(await work.value(_IS_NAMED, agency_id=agency_id, **themselves(work, speaker, "ask-for-a-right")))
