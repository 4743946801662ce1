"""Read about oneself, or about whom one represents."""

from datetime import datetime
from uuid import UUID

import asyncpg

from services.cases.accounts.actions import who_may
from services.cases.own.policy import READ_CONSENTS, READ_RECORD, READ_TOLD, READ_WHO, RULES
from services.cases.own.store import disclosures, recipients, records, sharing
from shared.contracts.identity.actor import PersonActor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound


async def own_record(work: UnitOfWork, caller: PersonActor, after: tuple[int, UUID] | None, limit: int) -> str:
    """A page of what is kept about the person, as far as it is theirs to read, as JSON.

    Raises:
        SpeaksForNobody: the account has ended, or what it rested on has.
        NotFound: nothing may be read, not even a name.
    """
    who = await who_may(work, caller, RULES, READ_RECORD, "read-own-record")
    found = await records.own_record(work, who, after, limit)
    if found is None:
        raise NotFound
    return found


async def grants_about_me(
    work: UnitOfWork, caller: PersonActor, after: tuple[datetime, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """Who may see what, and why; one more than `limit` when there is a next page.

    Raises:
        SpeaksForNobody: as above.
        NotAllowed: to whoever represents the person it is not told.
    """
    who = await who_may(work, caller, RULES, READ_WHO, "read-own-grants")
    return await disclosures.grants_about(work, who, after, limit + 1)


async def looks_at_me(
    work: UnitOfWork, caller: PersonActor, after: tuple[datetime, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """Who looked, latest first; one more than `limit` when there is a next page.

    Raises:
        SpeaksForNobody, NotAllowed: as above.
    """
    who = await who_may(work, caller, RULES, READ_WHO, "read-own-access-log")
    return await disclosures.looks_at_them(work, who, after, limit + 1)


async def disclosed_about_me(
    work: UnitOfWork, caller: PersonActor, after: tuple[datetime, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """To whom something was disclosed, latest first; one more than `limit` when there is a next page.

    Raises:
        SpeaksForNobody, NotAllowed: as above.
    """
    who = await who_may(work, caller, RULES, READ_TOLD, "read-own-recipients")
    return await recipients.disclosed_to(work, who, after, limit + 1)


async def my_consents(work: UnitOfWork, caller: PersonActor, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Consents and refusals; one more than `limit` when there is a next page.

    Raises:
        SpeaksForNobody: as above.
        NotAllowed: a representative without the power to consent.
    """
    who = await who_may(work, caller, RULES, READ_CONSENTS, "read-own-consents")
    return await sharing.list_some(work, who, after, limit + 1)
