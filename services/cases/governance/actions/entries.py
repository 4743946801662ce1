"""Declare joint controllers, processors and impact assessments; read them, and the record of processing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.governance import events
from services.cases.governance.domain.entries import EntryKind
from services.cases.governance.policy import KEEP, READ, RULES, AboutAgency
from services.cases.governance.store import entries as store
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, NotFound


@dataclass(frozen=True, kw_only=True)
class NewEntry:
    """What an agency declares.

    Attributes:
        content: the fields of the kind, as JSON.
        shared_with: other agencies that read it.
        replaces_id: the entry that it takes the place of.
    """

    kind: EntryKind
    municipality_id: UUID
    content: Mapping[str, Any]
    shared_with: Sequence[UUID] = ()
    replaces_id: UUID | None = None


@dataclass(frozen=True)
class Processing:
    """What an agency does with data, in one municipality (GDPR Art. 30)."""

    agreements: Sequence[asyncpg.Record]
    articles: Sequence[asyncpg.Record]
    entries: Sequence[asyncpg.Record]


async def declare(work: UnitOfWork, actor: Actor, command: NewEntry) -> UUID:
    """Keep what the caller's agency declares, in the place of what it declared before where that is named.

    Raises:
        NotAllowed: neither administrator nor privacy officer, or the agency does not operate there.
        NotFound: there is no such entry to take the place of.
        Conflict: it does not hold any more.
    """
    decide(RULES, KEEP, actor, AboutAgency(actor.agency_id, command.municipality_id))
    if command.replaces_id is not None:
        await end_entry(work, actor, command.replaces_id)
    entry_id = new_id()
    values = {
        "id": entry_id,
        "municipality_id": command.municipality_id,
        "agency_id": actor.agency_id,
        "kind": command.kind,
        "content": dict(command.content),
        "shared_with": sorted(set(command.shared_with) - {actor.agency_id}),
        "written_at": work.now,
        "written_by": actor.subject,
        "replaces_id": command.replaces_id,
        "ended_at": None,
    }
    await store.keep(work, values)
    await work.tell(
        events.EntryWritten(agency_id=actor.agency_id, municipality_id=command.municipality_id, entry_id=entry_id)
    )
    return entry_id


async def end_entry(work: UnitOfWork, actor: Actor, entry_id: UUID) -> UUID:
    """Say that what the agency declared does not hold any more; it is kept.

    Raises:
        NotFound: no such entry that the caller may read.
        NotAllowed: that of another agency.
        Conflict: it has ended before.
    """
    row = await open_entry(work, actor, entry_id)
    decide(RULES, KEEP, actor, AboutAgency(row["agency_id"], row["municipality_id"]))
    if not await store.end(work, entry_id, actor.agency_id):
        raise Conflict("This does not hold any more.", detail_fr="Ceci n'est plus en vigueur.", state="ended")
    await work.tell(
        events.EntryEnded(agency_id=actor.agency_id, municipality_id=row["municipality_id"], entry_id=entry_id)
    )
    return entry_id


async def open_entry(work: UnitOfWork, actor: Actor, entry_id: UUID) -> asyncpg.Record:
    """One entry of the caller's agency, or one that names it.

    Raises:
        NotFound: none.
        NotAllowed: neither administrator nor privacy officer.
    """
    decide(RULES, READ, actor, AboutAgency(actor.agency_id, actor.municipality_id))
    row = await store.open_one(work, entry_id, actor.agency_id)
    if row is None:
        raise NotFound
    return row


async def list_entries(
    work: UnitOfWork, actor: Actor, after: UUID | None, limit: int, *, ended: bool
) -> list[asyncpg.Record]:
    """Entries of the caller's agency and those that name it; one more than `limit` when there is a next page.

    Raises:
        NotAllowed: neither administrator nor privacy officer.
    """
    decide(RULES, READ, actor, AboutAgency(actor.agency_id, actor.municipality_id))
    return await store.list_some(work, actor.agency_id, after, limit + 1, ended=ended)


async def processing_of(work: UnitOfWork, actor: Actor, municipality_id: UUID) -> Processing:
    """What the caller's agency does with data in a municipality, as its agreements, mandates and entries say today.

    Raises:
        NotAllowed: neither administrator nor privacy officer, or the agency does not operate there.
    """
    decide(RULES, READ, actor, AboutAgency(actor.agency_id, municipality_id))
    entries = await store.list_some(work, actor.agency_id, None, 1000, ended=False)
    return Processing(
        await store.agreements_of(work, actor.agency_id, municipality_id),
        await store.articles_of(work, actor.agency_id, municipality_id),
        [one for one in entries if one["municipality_id"] == municipality_id],
    )
