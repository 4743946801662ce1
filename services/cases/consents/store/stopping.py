"""What ends, or ended, with a consent: grants, and referrals that travelled on it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.access.predicate import may_follow, may_oversee, not_refused, reader
from services.cases.schema import metadata
from services.cases.timeline.predicate import may_see_line
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

referral_ground = sa.Table(
    "referral_ground",
    metadata,
    sa.Column("referral_id", sa.Uuid, primary_key=True, comment="The referral."),
    sa.Column("ground_id", sa.Uuid, primary_key=True, comment="Consent or mandate on which something of it travelled."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Who is referred; personal data (pseudonym)."),
    sa.Column("disclosed_at", sa.DateTime(timezone=True), nullable=False, comment="When it travelled, UTC."),
    sa.Index("ix_referral_ground_ground", "ground_id"),
    comment="On what referrals travelled, as their events say: for whoever asks what a withdrawal stops.",
)
referral_disclosure = sa.Table(
    "referral_disclosure",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="The event's id."),
    sa.Column("referral_id", sa.Uuid, nullable=False, comment="The referral with which it travelled."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Who is referred; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that sent it."),
    sa.Column("to_agency_id", sa.Uuid, nullable=False, comment="Agency that received it."),
    sa.Column("to_sector", sa.Text, nullable=False, comment="Sector of that agency then."),
    sa.Column("purpose", sa.Text, nullable=False, comment="Of whoever sent it: shared.contracts.identity.vocabulary."),
    sa.Column("categories", ARRAY(sa.Text), nullable=False, comment="Categories of the record that travelled."),
    sa.Column("grounds", ARRAY(sa.Text), nullable=False, comment="kind:id of each ground that permitted it."),
    sa.Column("disclosed_at", sa.DateTime(timezone=True), nullable=False, comment="When it travelled, UTC."),
    sa.Index("ix_referral_disclosure_person", "person_id", sa.text("disclosed_at DESC"), sa.text("id DESC")),
    comment="What travelled with referrals to whom, one line a snapshot, as their events say; it stays.",
)

_FOLLOWS: Final = f"""EXISTS (
    SELECT FROM case_person p
    WHERE p.case_id = c.case_id AND p.person_id = c.person_id AND p.left_at IS NULL AND {may_follow("p")})"""
_SEEN_BY_ALL: Final = f"({may_oversee('c.person_id')})"


def _loses(worker: str) -> str:
    """Nothing else shows a worker of the agency of grant `g` as much of the category `of.category` as it does; what the
    person refused, nothing shows, and nobody loses.
    """
    return f"""{not_refused("of.category")} AND NOT EXISTS (
        SELECT FROM access_grant h
        WHERE h.person_id = g.person_id AND h.agency_id = g.agency_id
          AND (h.worker_id IS NULL OR h.worker_id = {worker})
          AND (h.ground_kind <> 'consent' OR h.ground_id <> g.ground_id) AND h.level >= g.level
          AND 'read' = ANY (h.operations) AND of.category = ANY (h.categories) AND g.purposes <@ h.purposes
          AND (h.sources IS NULL OR g.sources <@ h.sources) AND h.shows_sensitive
          AND h.ended_at IS NULL AND h.valid_from <= :now AND (h.valid_until IS NULL OR h.valid_until > :now)
          AND {not_refused("of.category", grant="h")})"""


_MAY_KNOW_THE_REST: Final = f"(g.agency_id = :reader_agency OR {_SEEN_BY_ALL})"
_GRANTS = Statement(f"""
    SELECT g.agency_id, g.worker_id, g.agreement_id, g.categories, g.valid_until,
           CASE WHEN {_MAY_KNOW_THE_REST} THEN ARRAY(
               SELECT of.category FROM unnest(g.categories) AS of (category)
               WHERE {_loses("g.worker_id")} ORDER BY 1) END AS loses,
           CASE WHEN {_MAY_KNOW_THE_REST} THEN ARRAY(
               SELECT DISTINCT m.case_id FROM team_member m JOIN case_person p ON p.case_id = m.case_id
               WHERE p.person_id = g.person_id AND p.left_at IS NULL AND {may_follow("p")}
                 AND m.agency_id = g.agency_id AND m.seat = 'member' AND m.ended_at IS NULL
                 AND (g.worker_id IS NULL OR m.worker_id = g.worker_id) AND (m.ends_at IS NULL OR m.ends_at > :now)
                 AND EXISTS (SELECT FROM unnest(g.categories) AS of (category) WHERE {_loses("m.worker_id")})
               ORDER BY 1) END AS on_team_of
    FROM consent c JOIN access_grant g ON g.person_id = c.person_id AND g.ground_kind = 'consent' AND g.ground_id = c.id
    WHERE c.id = :id AND CASE WHEN c.withdrawn_at IS NULL
            THEN g.ended_at IS NULL AND (g.valid_until IS NULL OR g.valid_until > :now)
            ELSE g.ended_at = c.withdrawn_at END
      AND (g.agency_id = :reader_agency OR :whole AND (c.case_id IS NULL OR {_SEEN_BY_ALL} OR {_FOLLOWS}))
    ORDER BY g.issued_at, g.id
""")
_REFERRALS = Statement(f"""
    SELECT r.referral_id, latest.state, latest.agency_id AS sender_agency_id,
           coalesce((SELECT one FROM unnest(latest.parties) AS one WHERE one <> latest.agency_id LIMIT 1),
                    latest.agency_id) AS receiver_agency_id
    FROM referral_ground r CROSS JOIN LATERAL (
        SELECT e.* FROM timeline_entry e
        WHERE e.referral_id = r.referral_id AND e.shown_as = 'referral' AND e.at <= :at
        ORDER BY e.at DESC, e.id DESC LIMIT 1) AS latest
    WHERE r.ground_id = :id AND latest.state = ANY (CAST(:live AS text[])) AND {may_see_line("latest")}
    ORDER BY r.referral_id
""")
_FORGET = Statement("DELETE FROM referral_ground WHERE referral_id = :referral_id AND disclosed_at < :disclosed_at")
_CONTINUE = Statement("""
    INSERT INTO referral_ground (referral_id, ground_id, person_id, disclosed_at)
    SELECT r.referral_id, :by_ground_id, r.person_id, r.disclosed_at FROM referral_ground r
    WHERE r.ground_id = :ground_id
    ON CONFLICT (referral_id, ground_id) DO NOTHING
""")
_REMEMBER = Statement("""
    INSERT INTO referral_ground (referral_id, ground_id, person_id, disclosed_at)
    SELECT :referral_id, ground, :person_id, :disclosed_at FROM unnest(CAST(:grounds AS uuid[])) AS of (ground)
    WHERE NOT EXISTS (SELECT FROM referral_ground later
                      WHERE later.referral_id = :referral_id AND later.disclosed_at > :disclosed_at)
    ON CONFLICT (referral_id, ground_id) DO UPDATE SET disclosed_at = EXCLUDED.disclosed_at
""")
_KEEP_DISCLOSURE = Statement("""
    INSERT INTO referral_disclosure (id, referral_id, person_id, municipality_id, agency_id, to_agency_id, to_sector,
        purpose, categories, grounds, disclosed_at)
    VALUES (:id, :referral_id, :person_id, :municipality_id, :agency_id, :to_agency_id, :to_sector, :purpose,
        :categories, :grounds, :disclosed_at)
    ON CONFLICT DO NOTHING
""")


async def keep_disclosure(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep what travelled to whom; told again it is kept once. For background work."""
    await work.run(_KEEP_DISCLOSURE, **values)


async def continue_on(work: UnitOfWork, ground_id: UUID, by_ground_id: UUID) -> None:
    """What travelled on one ground goes on by another. For background work."""
    await work.run(_CONTINUE, ground_id=ground_id, by_ground_id=by_ground_id)


async def grants_of(work: UnitOfWork, consent_id: UUID, *, whole: bool) -> list[asyncpg.Record]:
    """The grants that end with a consent, or ended with its withdrawal, as far as the reader may know of them.

    Args:
        whole: the reader sees whom the consent names.
    """
    return await work.rows(_GRANTS, id=consent_id, whole=whole, **reader(work))


async def referrals_on(work: UnitOfWork, consent_id: UUID, live: Sequence[str], at: datetime) -> list[asyncpg.Record]:
    """Referrals that travelled on a consent and lived then, as far as the reader sees that they move."""
    return await work.rows(_REFERRALS, id=consent_id, live=list(live), at=at, **reader(work))


async def remember_grounds(
    work: UnitOfWork, referral_id: UUID, person_id: UUID, grounds: Sequence[UUID], disclosed_at: datetime
) -> None:
    """Keep on what a referral travelled last, in place of what was kept before. For background work."""
    about = {"referral_id": referral_id, "disclosed_at": disclosed_at}
    await work.run(_REMEMBER, **about, person_id=person_id, grounds=list(grounds))
    await work.run(_FORGET, **about)
