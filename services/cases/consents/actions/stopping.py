"""Say what a withdrawal will stop, or has stopped; and learn on what referrals travel."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.consents.actions.reading import open_consent
from services.cases.consents.actions.withdrawing import must_be_able_to_withdraw
from services.cases.consents.store import stopping as store
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.contracts.referrals.vocabulary import State
from shared.database.unit_of_work import UnitOfWork

OVER: Final = frozenset(
    {
        State.COMPLETED,
        State.STOPPED,
        State.DECLINED,
        State.REDIRECTED,
        State.WITHDRAWN,
        State.EXPIRED,
        State.ENTERED_IN_ERROR,
    }
)
LIVE: Final = [state for state in State if state not in OVER and state is not State.DRAFT]


@dataclass(frozen=True)
class Stopped:
    """What ends with a consent, as far as the caller may know of it."""

    grants: Sequence[asyncpg.Record]
    referrals: Sequence[asyncpg.Record]


async def preview_withdrawal(work: UnitOfWork, actor: Actor, person_id: UUID, consent_id: UUID) -> Stopped:
    """What would end if the person took this back now; nothing changes.

    Raises:
        NotFound, NotAllowed: as for the withdrawal.
    """
    row = await must_be_able_to_withdraw(work, actor, person_id, consent_id, is_shown=True)
    return await _stopped(work, row)


async def stopped_by(work: UnitOfWork, person_id: UUID, consent_id: UUID) -> Stopped:
    """What ended with a withdrawal, as far as the caller may know of it now.

    Raises:
        NotFound: no such consent that the caller may see.
    """
    return await _stopped(work, await open_consent(work, person_id, consent_id))


async def reached_by(work: UnitOfWork, consent: asyncpg.Record) -> list[asyncpg.Record]:
    """The grants that rest on a consent at the moment, as far as the caller may know of them.

    Args:
        consent: as `open_consent` gives it.
    """
    if consent["is_refusal"] or consent["withdrawn_at"] is not None:
        return []
    return await store.grants_of(work, consent["id"], whole=bool(consent["whole"]))


async def referral_travelled(
    work: UnitOfWork, referral_id: UUID, person_id: UUID, grounds: Sequence[UUID], disclosed_at: datetime
) -> None:
    """A referral travelled on these consents and mandates, and no longer on others. Background work."""
    await store.remember_grounds(work, referral_id, person_id, grounds, disclosed_at)


@dataclass(frozen=True, kw_only=True)
class Travelled:
    """What was disclosed with a referral, as its event says.

    Attributes:
        id: of the event.
        grounds: `kind:id`.
    """

    id: UUID
    referral_id: UUID
    person_id: UUID
    municipality_id: UUID
    agency_id: UUID
    to_agency_id: UUID
    to_sector: Sector
    purpose: Purpose
    categories: Sequence[Category]
    grounds: Sequence[str]
    disclosed_at: datetime


async def keep_disclosure(work: UnitOfWork, travelled: Travelled) -> None:
    """Keep to whom what travelled, for the person who asks. Background work."""
    await store.keep_disclosure(work, asdict(travelled))


async def goes_on(work: UnitOfWork, consent_id: UUID, by_consent_id: UUID) -> None:
    """Something was said in place of a consent that still covers some of it: whatever travelled may go on by it.
    Background work.
    """
    await store.continue_on(work, consent_id, by_consent_id)


async def _stopped(work: UnitOfWork, row: asyncpg.Record) -> Stopped:
    if row["is_refusal"]:
        return Stopped((), ())
    return Stopped(
        await store.grants_of(work, row["id"], whole=bool(row["whole"])),
        await store.referrals_on(work, row["id"], LIVE, row["withdrawn_at"] or work.now),
    )
