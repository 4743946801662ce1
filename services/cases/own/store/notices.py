"""What people are told: not kept, but read anew each time from what happened, as far as it is theirs to see now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from services.cases.accounts.domain import Speaker
from services.cases.accounts.predicate import WITHHELD, is_their_word, logging_their_look, shown_to_them, themselves
from services.cases.own.domain.notices import CLOCKS_DIFFER, KEPT, UNREAD_AT_MOST, OwnNotice, Said
from services.cases.people.domain.parts import Power
from services.cases.schema import metadata
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_UTC = sa.DateTime(timezone=True)

own_notice_read = sa.Table(
    "own_notice_read",
    metadata,
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Whom they are about; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("relationship_id", sa.Uuid, comment="Of who represents the person; empty for the person."),
    sa.Column("read_up_to", _UTC, nullable=False, comment="All until then is read, UTC."),
    sa.Column("read_at", _UTC, nullable=False, comment="When they said so, UTC."),
    sa.Index("uq_own_notice_read", "person_id", "relationship_id", unique=True, postgresql_nulls_not_distinct=True),
    comment="Up to when the person, and who represents them, has read what they are told; no worker sees it.",
)

own_news = sa.Table(
    "own_news",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True, comment="Who is told; personal data (pseudonym)."),
    sa.Column("tx", sa.BigInteger, primary_key=True, comment="Transaction that kept it; the place in the stream."),
    sa.Column("kind", sa.Text, primary_key=True, comment="What happened: services.cases.own.domain.notices."),
    sa.Column("item_id", sa.Uuid, primary_key=True, comment="What it is about."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("at", _UTC, nullable=False, comment="When it was kept, UTC."),
    sa.Index("ix_own_news_at", "at"),
    comment="That something happened of which people with an account may be told; what, is read anew each time.",
)

_MESSAGES: Final = f"""
    SELECT '{OwnNotice.MESSAGE_WRITTEN}' AS kind, m.id, m.written_at AS at, t.id AS thread_id, m.category, m.urgent,
           m.place <= coalesce(seen.place, 0) AS read
    FROM thread t JOIN message m ON m.thread_id = t.id
    LEFT JOIN own_thread_read seen
        ON seen.thread_id = t.id AND seen.relationship_id IS NOT DISTINCT FROM CAST(:relationship_id AS uuid)
    WHERE {shown_to_them("t")} AND {shown_to_them("m")} AND m.retracted_at IS NULL AND NOT {is_their_word("m")}
      AND CASE WHEN :is_the_person THEN t.with_person
               ELSE CAST(:relationship_id AS uuid) = ANY (t.with_relationship_ids) END"""
_PLANS: Final = f"""
    SELECT '{OwnNotice.PLAN_PROPOSED}', v.id, v.proposed_at, CAST(NULL AS uuid), cp.category, false,
           NOT :person_id = ANY (v.awaiting)
    FROM case_person cp JOIN plan_version v ON v.case_id = cp.case_id
    WHERE cp.person_id = :person_id AND cp.left_at IS NULL AND cp.category NOT IN ({WITHHELD})
      AND NOT EXISTS (SELECT FROM plan_version later WHERE later.case_id = v.case_id AND later.number > v.number)"""
_ANSWERS: Final = f"""
    SELECT '{OwnNotice.COMPLAINT_ANSWERED}', w.id, w.answered_at, CAST(NULL AS uuid), w.category, false, false
    FROM complaint w
    WHERE w.answered_at IS NOT NULL AND w.spoken_by = 'person' AND :is_the_person AND {shown_to_them("w")}"""
_ASKED: Final = """
    SELECT {kind}, q.id, q.{at}, CAST(NULL AS uuid), NULL, false, false
    FROM rights_request q WHERE q.person_id = :person_id AND q.relationship_id IS NULL AND :is_the_person AND {so}"""
_REQUESTS: Final = " UNION ALL ".join(
    _ASKED.format(kind=f"'{kind}'", at=at, so=so)
    for kind, at, so in (
        (OwnNotice.RIGHTS_EXTENDED, "extended_at", "q.extended_at IS NOT NULL"),
        (OwnNotice.RIGHTS_ANSWERED, "closed_at", "q.state = 'answered'"),
    )
)
_COPIES: Final = f"""
    SELECT '{OwnNotice.RIGHTS_COPY_READY}', q.id, e.made_at, CAST(NULL AS uuid), NULL, false, false
    FROM rights_request q JOIN rights_export e ON e.request_id = q.id
    WHERE q.person_id = :person_id AND q.relationship_id IS NULL AND :is_the_person AND e.kept_until > :now"""
_CONSENTS: Final = f"""
    SELECT '{OwnNotice.CONSENT_AWAITS}', c.id, c.recorded_at, CAST(NULL AS uuid), NULL, false, false
    FROM consent c
    WHERE c.person_id = :person_id AND c.withdrawn_at IS NULL AND (c.valid_until IS NULL OR c.valid_until > :now)
      AND CASE WHEN :is_the_person THEN c.awaits = 'person'
               ELSE c.awaits = 'representative' AND :may_consent AND NOT c.categories && ARRAY[{WITHHELD}] END"""
_CATEGORIES: Final = """(
    SELECT coalesce(array_agg(DISTINCT s.category) FILTER (WHERE s.category IS NOT NULL), '{}') FROM shown s)"""
_ALL: Final = f"""
    SELECT n.kind, n.id, n.at, n.thread_id, n.category, n.urgent, n.read OR n.at <= coalesce((
               SELECT r.read_up_to FROM own_notice_read r
               WHERE r.person_id = :person_id
                 AND r.relationship_id IS NOT DISTINCT FROM CAST(:relationship_id AS uuid)), '-infinity') AS read
    FROM ({_MESSAGES} UNION ALL {_PLANS} UNION ALL {_ANSWERS} UNION ALL {_REQUESTS} UNION ALL {_COPIES}
          UNION ALL {_CONSENTS}) n
    WHERE n.at > :since AND n.at <= CAST(:until AS timestamptz)"""
_LIST = Statement(f"""
    WITH told AS MATERIALIZED ({_ALL}),
    shown AS MATERIALIZED (
        SELECT * FROM told
        WHERE CAST(:after_at AS timestamptz) IS NULL OR (at, id) < (:after_at, CAST(:after_id AS uuid))
        ORDER BY at DESC, id DESC LIMIT CAST(:many AS integer) + 1),
    logged AS ({logging_their_look(_CATEGORIES)}),
    counted AS (SELECT CAST(count(*) AS integer) AS unread FROM (
        SELECT FROM told WHERE NOT read LIMIT {UNREAD_AT_MOST}) unread)
    SELECT shown.*, counted.unread FROM counted LEFT JOIN shown ON true ORDER BY at DESC, id DESC
""")
_NEWS = Statement(f"""
    WITH here AS MATERIALIZED (SELECT feed_end() AS horizon),
    kept AS MATERIALIZED (
        SELECT w.tx, w.kind, w.item_id FROM own_news w
        WHERE w.person_id = :person_id AND w.tx >= (SELECT least(CAST(:place AS bigint), horizon) FROM here)
        EXCEPT SELECT * FROM unnest(
            CAST(:said_txs AS bigint[]), CAST(:said_kinds AS text[]), CAST(:said_ids AS uuid[]))),
    told AS MATERIALIZED ({_ALL} AND n.id = ANY (ARRAY(SELECT item_id FROM kept))),
    shown AS MATERIALIZED (
        SELECT w.tx, t.* FROM kept w JOIN told t ON t.id = w.item_id AND t.kind = w.kind
        ORDER BY w.tx, t.at, t.id LIMIT CAST(:many AS integer)),
    logged AS ({logging_their_look(_CATEGORIES, "(SELECT 1 FROM shown LIMIT 1)")})
    SELECT here.horizon, shown.* FROM here LEFT JOIN shown ON true ORDER BY shown.tx, shown.at, shown.id
""")
"""Nothing that was kept by a transaction before the horizon becomes visible any more."""
_FORGET = Statement("DELETE FROM own_news WHERE at <= :until")
_READ = Statement("""
    INSERT INTO own_notice_read (person_id, municipality_id, relationship_id, read_up_to, read_at)
    VALUES (:person_id, :municipality_id, CAST(:relationship_id AS uuid), least(CAST(:up_to AS timestamptz), :now),
            :now)
    ON CONFLICT (person_id, relationship_id)
    DO UPDATE SET read_up_to = EXCLUDED.read_up_to, read_at = EXCLUDED.read_at
    WHERE own_notice_read.read_up_to < EXCLUDED.read_up_to
""")


async def list_some(
    work: UnitOfWork, speaker: Speaker, after: tuple[datetime, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """What they are told, latest first, each with how many of all are `unread`; one more than `limit` when there is a
    next page, one without an id when there is none.
    """
    after_at, after_id = after or (None, None)
    return await work.rows(
        _LIST,
        since=work.now - KEPT,
        until=work.now,
        after_at=after_at,
        after_id=after_id,
        many=limit,
        may_consent=Power.CONSENT in speaker.powers,
        **themselves(work, speaker, "list-own-notices"),
    )


@dataclass(frozen=True)
class News:
    """What is new for somebody.

    Attributes:
        rows: each with its `tx`.
        place: all that was kept before it is in them, or in those before; some of it may be kept from there on too.
    """

    rows: Sequence[asyncpg.Record]
    place: int
    is_all: bool


async def news(work: UnitOfWork, speaker: Speaker, place: int | None, said: Collection[Said], most: int) -> News:
    """What they are told from a place on and was not said, in the order of keeping; nothing, and where they are,
    without one. A look is logged where something is shown.
    """
    rows = await work.rows(
        _NEWS,
        since=work.now - KEPT,
        until=work.now + CLOCKS_DIFFER,
        place=2**62 if place is None else place,
        said_txs=[one.tx for one in said],
        said_kinds=[one.kind for one in said],
        said_ids=[one.id for one in said],
        many=most if place is not None else 0,
        may_consent=Power.CONSENT in speaker.powers,
        **themselves(work, speaker, "listen-to-own-notices"),
    )
    found = [row for row in rows if row["id"] is not None]
    horizon, is_all = rows[0]["horizon"], len(found) < most
    return News(found, horizon if is_all else min(horizon, found[-1]["tx"]), is_all)


async def mark_read(work: UnitOfWork, speaker: Speaker, up_to: datetime) -> None:
    """Keep that they have read all until then; never less than before."""
    await work.run(_READ, up_to=up_to, **themselves(work, speaker, "mark-own-notices-read"))


async def forget_news(work: UnitOfWork) -> None:
    """Delete what is too old to be news. Background work."""
    await work.run(_FORGET, until=work.now - KEPT)
