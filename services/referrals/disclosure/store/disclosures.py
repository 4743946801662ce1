"""Keeping, showing and taking back what was disclosed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.referrals.disclosure.domain import (
    AnnouncedRefusal,
    Continued,
    Disclosed,
    Hidden,
    Refusal,
    Restricted,
    Sought,
    without,
)
from services.referrals.disclosure.store.tables import disclosed
from shared.contracts.cases.vocabulary import Category, GroundKind
from shared.contracts.identity.vocabulary import Purpose
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.encryption.columns import closed, selected

_KEY = "hashtextextended('parcours.referrals.ground.' || CAST(one AS text), 0)"
_TRY_TO_HOLD = Statement(f"""
    SELECT bool_and(pg_try_advisory_xact_lock_shared({_KEY})) FROM unnest(CAST(:grounds AS uuid[])) AS one
""")
_CLOSE = Statement(f"SELECT pg_advisory_xact_lock({_KEY}) FROM (SELECT CAST(:ground_id AS uuid) AS one) AS given")
_ENDED_SINCE = Statement("""
    SELECT EXISTS (SELECT FROM ended_ground WHERE id = ANY (CAST(:grounds AS uuid[])) AND heard_at >= :since)
""")
_KEEP = Statement("""
    INSERT INTO disclosed (id, referral_id, municipality_id, person_id, sender_agency_id, receiver_agency_id,
        receiver_sector, category, ground_kind, ground_id, agreement_id, overrides_refusal, valid_until, purpose,
        taken_at, content, item_ids)
    SELECT t.id, :referral_id, :municipality_id, :person_id, :sender_agency_id, :receiver_agency_id,
        :receiver_sector, t.category, t.ground_kind, t.ground_id, t.agreement_id, t.overrides_refusal, t.valid_until,
        :purpose, :taken_at, t.content, t.item_ids
    FROM jsonb_to_recordset(:rows) AS t (id uuid, category text, ground_kind text, ground_id uuid, agreement_id uuid,
        overrides_refusal boolean, valid_until timestamptz, content text,
        item_ids uuid[])
""")
_TO_WHOM = """
    (d.receiver_agency_id = ANY (CAST({agencies} AS uuid[])) OR d.receiver_sector = ANY (CAST({sectors} AS text[]))
     OR cardinality(CAST({agencies} AS uuid[])) + cardinality(CAST({sectors} AS text[])) = 0)
"""
_REFUSED_BY_NOW = f"""
    EXISTS (SELECT FROM announced_refusal f
            WHERE f.person_id = d.person_id AND f.starts_at <= :now AND d.taken_at < f.starts_at
              AND d.category = ANY (f.categories)
              AND NOT d.overrides_refusal AND {_TO_WHOM.format(agencies="f.agencies", sectors="f.sectors")})
"""
_RESTRICTED = """
    EXISTS (SELECT FROM restricted_content r
            WHERE r.person_id = d.person_id AND d.taken_at < r.since AND d.category = ANY (r.categories))
"""
_RESTRICT = Statement("""
    INSERT INTO restricted_content (id, municipality_id, person_id, categories, since)
    VALUES (:id, :municipality_id, :person_id, :categories, :since) ON CONFLICT (id) DO NOTHING
""")
_LIFT = Statement("DELETE FROM restricted_content WHERE id = :id")
_OF = Statement(f"""
    SELECT d.referral_id, d.category, d.ground_kind, d.ground_id, d.agreement_id, d.valid_until, d.purpose, d.taken_at,
           CASE WHEN seen.hidden IS NULL THEN {selected(disclosed, "d", "content")} END AS content, seen.hidden
    FROM disclosed d CROSS JOIN LATERAL (
        SELECT coalesce(d.hidden, CASE WHEN {_REFUSED_BY_NOW} THEN '{Hidden.SHARING_REFUSED}'
            WHEN {_RESTRICTED} THEN '{Hidden.PROCESSING_RESTRICTED}' END) AS hidden) seen
    WHERE d.referral_id = ANY (CAST(:referral_ids AS uuid[]))
      AND (CAST(:category AS text) IS NULL OR d.category = :category)
    ORDER BY d.taken_at DESC, d.id
""")
_ANNOUNCE = Statement("""
    INSERT INTO announced_refusal (id, municipality_id, person_id, categories, agencies, sectors, starts_at)
    VALUES (:id, :municipality_id, :person_id, :categories, :agencies, :sectors, :starts_at)
    ON CONFLICT (id) DO NOTHING
""")
_FORGET_ANNOUNCED = Statement("DELETE FROM announced_refusal WHERE id = :id AND starts_at > :now")
_TAKE_BACK = Statement("""
    UPDATE disclosed SET content = NULL, hidden = :hidden, hidden_at = :at
    WHERE referral_id = :referral_id AND hidden IS NULL
""")
_REMEMBER_END = Statement("""
    INSERT INTO ended_ground (id, heard_at) VALUES (:id, :at)
    ON CONFLICT (id) DO UPDATE SET heard_at = EXCLUDED.heard_at
""")
_PEOPLE_UNDER = Statement("""
    SELECT DISTINCT person_id FROM disclosed
    WHERE (ground_id = :ground_id OR agreement_id = :ground_id) AND hidden IS NULL ORDER BY person_id
""")
_END = Statement("""
    UPDATE disclosed SET content = NULL, hidden = :hidden, hidden_at = :at
    WHERE (ground_id = :ground_id OR agreement_id = :ground_id) AND hidden IS NULL
    RETURNING referral_id, category
""")
_GO_ON = Statement("""
    UPDATE disclosed SET ground_id = :by_ground_id, valid_until = :valid_until
    WHERE ground_id = :ground_id AND ground_kind = 'consent' AND person_id = :person_id AND hidden IS NULL
      AND receiver_agency_id = :receiver_agency_id AND agreement_id = :agreement_id
      AND category = ANY (CAST(:categories AS text[])) AND purpose = ANY (CAST(:purposes AS text[]))
""")
_REFUSE = Statement(f"""
    UPDATE disclosed d SET content = NULL, hidden = :hidden, hidden_at = :at
    WHERE d.person_id = :person_id AND d.category = ANY (CAST(:categories AS text[])) AND d.hidden IS NULL
      AND NOT d.overrides_refusal AND {_TO_WHOM.format(agencies=":agencies", sectors=":sectors")}
    RETURNING d.referral_id, d.category
""")
_STILL_SHOWN = Statement("""
    SELECT DISTINCT referral_id, category FROM disclosed
    WHERE referral_id = ANY (CAST(:referral_ids AS uuid[])) AND hidden IS NULL
""")

_MADE_OF = Statement(f"""
    SELECT d.id, d.municipality_id, CAST(d.item_ids AS text[]) AS item_ids,
           {selected(disclosed, "d", "content")} AS content
    FROM disclosed d
    WHERE d.person_id = :person_id AND d.item_ids && CAST(:item_ids AS uuid[]) AND d.hidden IS NULL
    ORDER BY d.id FOR UPDATE
""")
_FORGET_UNREAD = Statement("""
    DELETE FROM fhir_elements e USING disclosed d
    WHERE d.referral_id = e.referral_id AND d.sender_agency_id = e.agency_id AND e.person_id = :person_id
      AND d.person_id = :person_id AND d.item_ids && CAST(:item_ids AS uuid[])
""")
_KEEP_WHAT_IS_LEFT = Statement("""
    UPDATE disclosed SET content = :content, item_ids = :item_ids, hidden = :hidden, hidden_at = :hidden_at
    WHERE id = :id
""")
_RECEIVED = Statement("""
    SELECT DISTINCT d.referral_id, d.sender_agency_id, d.receiver_agency_id FROM disclosed d
    WHERE d.person_id = :person_id
      AND (cardinality(CAST(:item_ids AS uuid[])) = 0 OR d.item_ids && CAST(:item_ids AS uuid[]))
      AND (cardinality(CAST(:categories AS text[])) = 0 OR d.category = ANY (CAST(:categories AS text[])))
      AND (CAST(:since AS timestamptz) IS NULL OR d.taken_at >= :since)
      AND (CAST(:until AS timestamptz) IS NULL OR d.taken_at < :until) AND d.receiver_agency_id <> :agency_id
    ORDER BY d.referral_id
""")


async def try_to_hold(work: UnitOfWork, grounds: Sequence[UUID]) -> bool:
    """Until this unit ends, the end of none of these grounds takes effect here; False when one is ending just now.

    It never waits, so that nobody waits in a circle.
    """
    return bool(await work.value(_TRY_TO_HOLD, grounds=grounds))


async def ended_since(work: UnitOfWork, grounds: Sequence[UUID], since: datetime) -> bool:
    """Whether one of these grounds or agreements was heard to end at that time or later."""
    return bool(await work.value(_ENDED_SINCE, grounds=grounds, since=since))


async def keep(work: UnitOfWork, about: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep what travels; `about` holds the columns that all rows share."""
    key = await work.vault.closing(about["municipality_id"])
    await work.run(_KEEP, **about, rows=[closed(key, disclosed, row["id"], row) for row in rows])


async def of_referrals(
    work: UnitOfWork, referral_ids: Sequence[UUID], category: Category | None = None
) -> Mapping[UUID, Sequence[Disclosed]]:
    """What was disclosed with these referrals, or one category of it; latest snapshot first.

    What the person refuses by now is hidden here, though it was announced before and nothing has emptied it. What was
    taken since the refusal began is not: of that cases knew the refusal, and whether it had ended.
    """
    found: dict[UUID, list[Disclosed]] = defaultdict(list)
    for row in await work.opened_rows(_OF, referral_ids=referral_ids, category=category, now=work.now):
        found[row["referral_id"]].append(_disclosed_from(row))
    return found


async def take_back(work: UnitOfWork, referral_id: UUID, hidden: Hidden) -> None:
    """Empty what was disclosed with a referral."""
    await work.run(_TAKE_BACK, referral_id=referral_id, hidden=hidden, at=work.now)


async def remember_end(work: UnitOfWork, ground_id: UUID) -> None:
    """Wait for the disclosures under way on this ground or agreement, and remember that it ended."""
    await work.value(_CLOSE, ground_id=ground_id)
    await work.run(_REMEMBER_END, id=ground_id, at=work.now)


async def end(work: UnitOfWork, ground_id: UUID, hidden: Hidden) -> list[UUID]:
    """Empty what rests on a ground or agreement; referrals that lost a category for which no other ground lives."""
    ended = await work.rows(_END, ground_id=ground_id, hidden=hidden, at=work.now)
    return await _lost_something(work, {(row["referral_id"], row["category"]) for row in ended})


async def go_on(work: UnitOfWork, continued: Continued) -> None:
    """Let what is still covered rest on what took the place of its consent. Under another agreement other agencies'
    contributions may flow, so that what travelled under this one is not taken to be covered by that.
    """
    await work.run(
        _GO_ON,
        person_id=continued.person_id,
        ground_id=continued.consent_id,
        by_ground_id=continued.by_consent_id,
        receiver_agency_id=continued.receiver_agency_id,
        agreement_id=continued.agreement_id,
        categories=continued.categories,
        purposes=continued.purposes,
        valid_until=continued.valid_until,
    )


async def refuse(work: UnitOfWork, refusal: Refusal) -> list[UUID]:
    """Empty what the person refuses to share; referrals that lost a category for which no other ground lives."""
    ended = await work.rows(
        _REFUSE,
        person_id=refusal.person_id,
        categories=refusal.categories,
        agencies=refusal.agencies,
        sectors=refusal.sectors,
        hidden=Hidden.SHARING_REFUSED,
        at=work.now,
    )
    return await _lost_something(work, {(row["referral_id"], row["category"]) for row in ended})


async def received(work: UnitOfWork, sought: Sought) -> list[Mapping[str, Any]]:
    """Referrals that carried it, with their agencies; the receiver is another than whoever changed it."""
    rows = await work.rows(
        _RECEIVED,
        person_id=sought.person_id,
        item_ids=list(sought.item_ids),
        categories=list(sought.categories),
        agency_id=sought.agency_id,
        since=sought.since,
        until=sought.until,
    )
    return [dict(row) for row in rows]


async def erase(work: UnitOfWork, person_id: UUID, item_ids: Sequence[UUID]) -> None:
    """Take these needs from what carried them, and what was kept unread beside them; what came from others stays."""
    await work.run(_FORGET_UNREAD, person_id=person_id, item_ids=list(item_ids))
    for row in await work.opened_rows(_MADE_OF, person_id=person_id, item_ids=list(item_ids)):
        content, left = without(row["content"], [UUID(one) for one in row["item_ids"]], item_ids)
        kept = {"id": row["id"], "content": content, "item_ids": left}
        key = await work.vault.closing(row["municipality_id"])
        await work.run(
            _KEEP_WHAT_IS_LEFT,
            **closed(key, disclosed, row["id"], kept),
            hidden=Hidden.ERASED if content is None else None,
            hidden_at=work.now if content is None else None,
        )


async def restrict(work: UnitOfWork, restricted: Restricted) -> None:
    """Hide what travelled of it, and keep it."""
    about = {"id": restricted.id, "municipality_id": restricted.municipality_id, "person_id": restricted.person_id}
    await work.run(_RESTRICT, **about, categories=restricted.categories, since=restricted.since)


async def lift(work: UnitOfWork, restriction_id: UUID) -> None:
    """Show it again, as far as something else does not hide it."""
    await work.run(_LIFT, id=restriction_id)


async def announce(work: UnitOfWork, announced: AnnouncedRefusal) -> None:
    """Keep a refusal that begins later."""
    refusal = announced.refusal
    await work.run(
        _ANNOUNCE,
        id=announced.id,
        municipality_id=announced.municipality_id,
        person_id=refusal.person_id,
        categories=refusal.categories,
        agencies=refusal.agencies,
        sectors=refusal.sectors,
        starts_at=announced.starts_at,
    )


async def forget_announced(work: UnitOfWork, refusal_id: UUID) -> None:
    """It was taken back: forget it, unless it has begun; what was taken back is gone."""
    await work.run(_FORGET_ANNOUNCED, id=refusal_id, now=work.now)


async def _lost_something(work: UnitOfWork, ended: set[tuple[UUID, str]]) -> list[UUID]:
    if not ended:
        return []
    rows = await work.rows(_STILL_SHOWN, referral_ids=list({referral_id for referral_id, _ in ended}))
    return sorted({referral_id for referral_id, _ in ended - {(row[0], row[1]) for row in rows}})


def _disclosed_from(row: Mapping[str, Any]) -> Disclosed:
    return Disclosed(
        category=Category(row["category"]),
        ground_kind=GroundKind(row["ground_kind"]),
        ground_id=row["ground_id"],
        agreement_id=row["agreement_id"],
        valid_until=row["valid_until"],
        purpose=Purpose(row["purpose"]),
        taken_at=row["taken_at"],
        content=row["content"],
        hidden=None if row["hidden"] is None else Hidden(row["hidden"]),
    )
