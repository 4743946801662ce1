"""Figures about waiting, kept beside the listings."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from services.referrals.directory.domain.timeliness import Timeliness, TimelinessOf, Waits
from services.referrals.directory.store import tables as _tables  # noqa: F401 - they belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

COLUMNS: Final = """
    t.answer_median_days, t.answer_most_days, t.start_median_days, t.start_most_days,
    t.counted_at AS timeliness_counted_at
"""
"""What `timeliness_from` reads of row `t`."""

JOINED: Final = """
    LEFT JOIN listing_timeliness t ON t.listing_id = l.id AND t.agency_id = l.agency_id AND l.takes_referrals
"""
"""Row `t` of listing `l`: what was counted of an agency that takes its referrals no more is said of nobody else."""

_RECEIVING = Statement("SELECT DISTINCT agency_id FROM listing WHERE takes_referrals AND agency_id IS NOT NULL")
_FORGET = Statement("DELETE FROM listing_timeliness WHERE agency_id = :agency_id")
_FORGET_WHAT_HOLDS_NO_MORE = Statement("""
    DELETE FROM listing_timeliness t WHERE NOT EXISTS (
        SELECT FROM listing l WHERE l.id = t.listing_id AND l.agency_id = t.agency_id AND l.takes_referrals)
""")
_KEEP = Statement("""
    INSERT INTO listing_timeliness (listing_id, agency_id, answer_median_days, answer_most_days, start_median_days,
                                    start_most_days, counted_at)
    SELECT l.id, l.agency_id, :answer_median, :answer_most, :start_median, :start_most, :counted_at
    FROM listing l WHERE l.id = :listing_id AND l.agency_id = :agency_id AND l.takes_referrals
    ON CONFLICT (listing_id) DO UPDATE SET agency_id = EXCLUDED.agency_id,
        answer_median_days = EXCLUDED.answer_median_days, answer_most_days = EXCLUDED.answer_most_days,
        start_median_days = EXCLUDED.start_median_days, start_most_days = EXCLUDED.start_most_days,
        counted_at = EXCLUDED.counted_at
""")


async def receiving(work: UnitOfWork) -> list[UUID]:
    """Agencies that take referrals. Background work."""
    return [row["agency_id"] for row in await work.rows(_RECEIVING)]


async def forget_what_holds_no_more(work: UnitOfWork) -> None:
    """Delete figures of listings that take no referrals, or whose referrals another agency takes. Background work."""
    await work.run(_FORGET_WHAT_HOLDS_NO_MORE)


async def replace_for(work: UnitOfWork, agency_id: UUID, figures: Sequence[TimelinessOf]) -> None:
    """Keep the figures of an agency's listings in place of those before. Background work."""
    await work.run(_FORGET, agency_id=agency_id)
    await work.run_many(_KEEP, [{**_values(one), "agency_id": agency_id} for one in figures])


def timeliness_from(row: asyncpg.Record) -> Timeliness | None:
    """Of a row that holds `COLUMNS`; None where nothing is said."""
    if row["timeliness_counted_at"] is None:
        return None
    return Timeliness(
        answer=_waits(row["answer_median_days"], row["answer_most_days"]),
        start=_waits(row["start_median_days"], row["start_most_days"]),
        counted_at=row["timeliness_counted_at"],
    )


def _waits(median: int | None, most: int | None) -> Waits | None:
    return None if median is None else Waits(median, most)


def _values(one: TimelinessOf) -> dict[str, object]:
    answer, start = one.timeliness.answer, one.timeliness.start
    return {
        "listing_id": one.listing_id,
        "answer_median": answer and answer.median_days,
        "answer_most": answer and answer.nine_in_ten_days,
        "start_median": start and start.median_days,
        "start_most": start and start.nine_in_ten_days,
        "counted_at": one.timeliness.counted_at,
    }
