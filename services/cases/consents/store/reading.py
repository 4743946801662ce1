"""Which consents and refusals a reader may see, and how much of each."""

from typing import Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import (
    ITEMS_OF_ANY_KIND,
    OVERSEES,
    SERVES,
    may_follow,
    may_read_about_all,
    not_kept_out_of,
    reader,
)
from services.cases.consents.domain import Consent
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

SEEN: Final = f"""
    consent c CROSS JOIN LATERAL (
        SELECT bool_or({OVERSEES} OR g.agency_id IS NOT DISTINCT FROM c.agency_id) AS whole,
               bool_or(g.agency_id = ANY (c.agencies) OR g.sector = ANY (c.sectors)) AS named,
               bool_or(g.ground_kind = 'consent' AND g.ground_id = c.id) AS on_team,
               coalesce(array_agg(DISTINCT g.sector), '{{}}') AS sectors
        FROM access_grant g WHERE g.person_id = c.person_id AND {SERVES}) AS seen
"""
"""A consent, and how the reader sees it: whole, as one of those it names, as one of the team to which it gives
something, or (nulls) without any ground.
"""

SHOWN: Final = f"""(
    seen.whole OR c.item_id IS NULL AND (c.awaits IS NULL AND seen.named OR seen.on_team)
    OR c.withdrawn_by = :reader AND {not_kept_out_of("c.person_id")}
    OR seen.whole IS NOT NULL AND c.is_refusal AND c.item_id IS NULL AND c.agencies = '{{}}' AND c.sectors = '{{}}')"""
"""What still takes another's word is not for those it names. A refusal to everybody stops everybody. That one item was
refused is told to nobody who need not know that there is one. Who recorded a withdrawal sees that it was, even if it
was their ground.
"""

ENDS: Final = "least(c.valid_until, c.majority_at)"
"""What a representative agreed to for a child ends when the child is of age; `least` passes over what is not set."""

_COLUMNS = f"""
    c.id, c.person_id, c.municipality_id, c.is_refusal, c.coordination, c.categories, c.purposes, c.valid_from,
    {ENDS} AS valid_until, c.awaits, c.confirmed_by, c.confirmed_how, c.confirmed_at,
    c.given_by, c.representative_id, c.given_how, c.language, c.agency_id, c.recorded_at,
    c.withdrawn_at, c.item_id, seen.whole, CASE WHEN seen.whole THEN c.superseded_by END AS superseded_by,
    CASE WHEN seen.whole THEN c.evidence END AS evidence,
    CASE WHEN seen.whole THEN c.withdrawn_how END AS withdrawn_how,
    CASE WHEN seen.whole THEN c.withdrawal_evidence END AS withdrawal_evidence,
    CASE WHEN seen.whole THEN c.agencies
         ELSE ARRAY(SELECT one FROM unnest(c.agencies) AS one WHERE one = :reader_agency) END AS agencies,
    CASE WHEN seen.whole THEN c.sectors
         ELSE ARRAY(SELECT one FROM unnest(c.sectors) AS one WHERE one = ANY (seen.sectors)) END AS sectors,
    CASE WHEN seen.whole OR seen.on_team THEN c.case_id END AS case_id,
    CASE WHEN seen.whole AND c.superseded_by IS NOT NULL THEN 'superseded'
         WHEN c.withdrawn_at IS NOT NULL THEN 'withdrawn'
         WHEN c.awaits IS NOT NULL AND ({ENDS} IS NULL OR {ENDS} > :now) THEN 'awaiting'
         WHEN {ENDS} <= :now THEN 'expired' WHEN c.is_refusal THEN 'refused' ELSE 'active' END AS state
"""
_OPEN = Statement(f"SELECT {_COLUMNS} FROM {SEEN} WHERE c.id = :id AND {SHOWN}")
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM {SEEN}
    WHERE c.person_id = :person_id AND {SHOWN} AND (CAST(:after AS uuid) IS NULL OR c.id > :after)
    ORDER BY c.id LIMIT :limit
""")
_KNOWN_WHOLE = Statement(f"""
    SELECT c.id FROM {SEEN} WHERE c.person_id = :person_id AND NOT c.is_refusal AND seen.whole
""")
_AGREED_TO = Statement(f"""
    SELECT DISTINCT unnest(c.categories) FROM {SEEN}
    WHERE c.person_id = :person_id AND seen.whole AND NOT c.is_refusal AND c.withdrawn_at IS NULL
      AND c.awaits IS NULL
      AND :agency_id = ANY (c.agencies) AND c.valid_from <= :now AND ({ENDS} IS NULL OR {ENDS} > :now)
""")
_ITEM = Statement(f"""
    SELECT i.kind, i.category
    FROM (SELECT * FROM ({ITEMS_OF_ANY_KIND}) i WHERE i.id = :item_id AND i.sensitivity <> 'sealed' OFFSET 0) i
    WHERE CAST(:person_id AS uuid) = ANY (i.person_id || i.also_about) AND {may_read_about_all("i")}
""")
_EARLIER_CATEGORIES = Statement("SELECT category FROM earlier_categories(:item_id) AS category")
_IS_OPEN_CASE = Statement(f"""
    SELECT EXISTS (
        SELECT FROM case_person p JOIN support_case k ON k.id = p.case_id AND k.state = 'open'
        WHERE p.case_id = :case_id AND p.person_id = :person_id AND p.left_at IS NULL AND {may_follow("p")})
""")


async def open_one(work: UnitOfWork, consent_id: UUID) -> asyncpg.Record | None:
    """One consent that the reader may see, as far as they may see it."""
    return await work.row(_OPEN, id=consent_id, **reader(work))


async def list_some(work: UnitOfWork, person_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Those consents of one person that the reader may see, as far as they may, in the order of their recording."""
    return await work.rows(_LIST, person_id=person_id, after=after, limit=limit, **reader(work))


async def known_whole(work: UnitOfWork, person_id: UUID) -> frozenset[UUID]:
    """Consents of a person of which the reader sees whom they name: all of them."""
    rows = await work.rows(_KNOWN_WHOLE, person_id=person_id, **reader(work))
    return frozenset(row["id"] for row in rows)


async def agreed_to(work: UnitOfWork, person_id: UUID, agency_id: UUID) -> frozenset[Category]:
    """What the person agreed to share with an agency by name, whether or not an agreement covers it; as far as the
    reader may see who is named.
    """
    rows = await work.rows(_AGREED_TO, person_id=person_id, agency_id=agency_id, **reader(work))
    return frozenset(Category(row[0]) for row in rows)


async def item_of(work: UnitOfWork, person_id: UUID, item_id: UUID) -> tuple[ItemKind, Category] | None:
    """Kind and category of an item about a person, if the reader sees it and it is not sealed."""
    row = await work.row(_ITEM, person_id=person_id, item_id=item_id, **reader(work))
    return None if row is None else (ItemKind(row["kind"]), Category(row["category"]))


async def earlier_categories(work: UnitOfWork, item_id: UUID) -> frozenset[Category]:
    """Of which categories an item was before, whether or not who asks sees what it said then; none of it is shown."""
    return frozenset(Category(row["category"]) for row in await work.rows(_EARLIER_CATEGORIES, item_id=item_id))


async def is_open_case(work: UnitOfWork, case_id: UUID, person_id: UUID) -> bool:
    """Whether this is an open case about the person that the reader may see."""
    return bool(await work.value(_IS_OPEN_CASE, case_id=case_id, person_id=person_id, **reader(work)))


def consent_from(row: asyncpg.Record) -> Consent:
    """A row as the domain sees it."""
    return Consent(
        id=row["id"],
        person_id=row["person_id"],
        municipality_id=row["municipality_id"],
        is_refusal=row["is_refusal"],
        agencies=frozenset(row["agencies"]),
        sectors=frozenset(Sector(one) for one in row["sectors"]),
        categories=frozenset(Category(one) for one in row["categories"]),
        purposes=frozenset(Purpose(one) for one in row["purposes"]),
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        coordination=row["coordination"],
        case_id=row["case_id"],
        heard_by=row["agency_id"],
        item_id=row.get("item_id"),
    )
