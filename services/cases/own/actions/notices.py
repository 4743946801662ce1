"""Read what one is told, and say up to when one has read it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.accounts.actions import who_may
from services.cases.own.domain.notices import Said
from services.cases.own.policy import BE_TOLD, RULES
from services.cases.own.store import notices as store
from shared.contracts.identity.actor import PersonActor
from shared.database.unit_of_work import UnitOfWork

MOST_AT_ONCE: Final = 100
"""Notices of one listener in one read; the rest come with the next ones."""


@dataclass(frozen=True)
class Listed:
    """A page of somebody's notices.

    Attributes:
        rows: one more than was asked for when there is a next page.
        unread: of all, counted up to a number.
    """

    rows: list[asyncpg.Record]
    unread: int


async def list_own_notices(
    work: UnitOfWork, caller: PersonActor, after: tuple[datetime, UUID] | None, limit: int
) -> Listed:
    """What the caller is told, latest first, as far as it is theirs to see now.

    Raises:
        SpeaksForNobody: the account has ended, or what it rested on has.
    """
    rows = await store.list_some(work, await who_may(work, caller, RULES, BE_TOLD, "list-own-notices"), after, limit)
    return Listed([row for row in rows if row["id"] is not None], rows[0]["unread"])


async def own_news(work: UnitOfWork, caller: PersonActor, place: int | None, said: Collection[Said] = ()) -> store.News:
    """What the caller is told from a place on and was not said to them, as far as it is theirs to see now; from now on
    without one.

    Raises:
        SpeaksForNobody: as above.
    """
    mine = await who_may(work, caller, RULES, BE_TOLD, "listen-to-own-notices")
    return await store.news(work, mine, place, said, MOST_AT_ONCE)


async def may_listen(work: UnitOfWork, caller: PersonActor) -> UUID:
    """About whom the caller is told.

    Raises:
        SpeaksForNobody: as above.
    """
    return (await who_may(work, caller, RULES, BE_TOLD, "listen-to-own-notices")).person_id


async def mark_own_notices_read(work: UnitOfWork, caller: PersonActor, up_to: datetime) -> None:
    """Say that one has read all until then; what was read stays read.

    Raises:
        SpeaksForNobody: as above.
    """
    await store.mark_read(work, await who_may(work, caller, RULES, BE_TOLD, "mark-own-notices-read"), up_to)
