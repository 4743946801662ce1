"""Open and list what a person said about sharing."""

from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.consents.store import reading as store
from shared.contracts.cases.vocabulary import Category
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound


async def open_consent(work: UnitOfWork, person_id: UUID, consent_id: UUID) -> asyncpg.Record:
    """One consent of a person.

    Raises:
        NotFound: none that the caller may see; logged as denied.
    """
    row = await store.open_one(work, consent_id)
    if row is None or row["person_id"] != person_id:
        log_if_denied(work, Look("open-consent", person_id=person_id))
        raise NotFound
    return row


async def list_consents(work: UnitOfWork, person_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """A person's consents and refusals; one more than `limit` when there is a next page.

    Raises:
        NotFound: no ground for this person, or no such person.
    """
    await standing_to(work, person_id)
    return await store.list_some(work, person_id, after, limit + 1)


async def known_whole(work: UnitOfWork, person_id: UUID) -> frozenset[UUID]:
    """Consents of a person of which the caller may see all whom they name; nothing of them is shown."""
    return await store.known_whole(work, person_id)


async def agreed_to(work: UnitOfWork, person_id: UUID, agency_id: UUID) -> frozenset[Category]:
    """What the person agreed to share with an agency by name, whether or not an agreement covers it; as far as the
    caller may see who is named.
    """
    return await store.agreed_to(work, person_id, agency_id)
