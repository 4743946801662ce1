"""Write the catalogue of legal grounds, confirm what another worker wrote, and retire it."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from services.cases.legal_grounds import events, store
from services.cases.legal_grounds.domain import GroundState, LegalGround, LegalTerms
from services.cases.legal_grounds.policy import CONFIRM, PROPOSE, RETIRE, RULES, AboutLegalGround
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, NotFound


async def propose(work: UnitOfWork, actor: Actor, municipality_id: UUID, terms: LegalTerms) -> UUID:
    """Write an entry; no mandate can rest on it until a second worker has confirmed it.

    Raises:
        NotAllowed: the agency does not operate there, or the worker neither supervises nor answers for privacy.
    """
    decide(RULES, PROPOSE, actor, AboutLegalGround(municipality_id))
    legal_ground_id = new_id()
    await _keep(work, actor, legal_ground_id, 1, municipality_id, terms)
    return legal_ground_id


async def propose_version(work: UnitOfWork, actor: Actor, legal_ground_id: UUID, terms: LegalTerms) -> UUID:
    """Write another version of an entry, which takes the place of the present one when it is confirmed.

    Raises:
        NotFound: no such entry in the agency's municipalities.
        NotAllowed: as for a new one.
        Conflict: a version waits to be confirmed, or the entry was retired.
    """
    await store.lock(work, legal_ground_id)
    latest = (await read_ground(work, actor, legal_ground_id))[-1]
    decide(RULES, PROPOSE, actor, AboutLegalGround(latest["municipality_id"]))
    if latest["state"] != GroundState.IN_FORCE:
        raise _other_state(latest)
    await _keep(work, actor, legal_ground_id, latest["version"] + 1, latest["municipality_id"], terms)
    return legal_ground_id


async def confirm(work: UnitOfWork, actor: Actor, legal_ground_id: UUID) -> UUID:
    """Confirm what another worker wrote; mandates can rest on it with the answer.

    Raises:
        NotFound: no such entry in the agency's municipalities.
        NotAllowed: not a privacy officer, or the worker who wrote it.
        Conflict: nothing waits to be confirmed.
    """
    await store.lock(work, legal_ground_id)
    latest = (await read_ground(work, actor, legal_ground_id))[-1]
    municipality_id = latest["municipality_id"]
    decide(RULES, CONFIRM, actor, AboutLegalGround(municipality_id, latest["worker_id"]))
    if not await store.accept(work, latest["id"], actor.subject):
        raise _other_state(latest)
    await store.end_others(work, legal_ground_id, latest["id"])
    await work.tell(events.LegalGroundConfirmed(legal_ground_id=legal_ground_id, municipality_id=municipality_id))
    return legal_ground_id


async def retire(work: UnitOfWork, actor: Actor, legal_ground_id: UUID) -> UUID:
    """Let no further mandate rest on an entry; those that do go on until their own end.

    Raises:
        NotFound: no such entry in the agency's municipalities.
        NotAllowed: not a privacy officer.
        Conflict: it was retired before.
    """
    await store.lock(work, legal_ground_id)
    latest = (await read_ground(work, actor, legal_ground_id))[-1]
    municipality_id = latest["municipality_id"]
    decide(RULES, RETIRE, actor, AboutLegalGround(municipality_id))
    if not await store.end_others(work, legal_ground_id):
        raise _other_state(latest)
    await work.tell(events.LegalGroundRetired(legal_ground_id=legal_ground_id, municipality_id=municipality_id))
    return legal_ground_id


async def read_ground(work: UnitOfWork, actor: Actor, legal_ground_id: UUID) -> Sequence[asyncpg.Record]:
    """All versions of an entry, oldest first.

    Raises:
        NotFound: no such entry in the municipalities in which the caller's agency operates.
    """
    found = await store.versions(work, legal_ground_id, actor.municipalities)
    if not found:
        raise NotFound
    return found


async def list_grounds(work: UnitOfWork, actor: Actor, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Versions in force, and those that wait, where the caller's agency operates; one more than `limit` if there is."""
    return await store.list_some(work, actor.municipalities, after, limit + 1)


async def ground_in_force(work: UnitOfWork, legal_ground_id: UUID, municipality_id: UUID) -> LegalGround | None:
    """The version of an entry on which a mandate can rest in a municipality."""
    return await store.present(work, legal_ground_id, municipality_id)


async def has_catalogue(work: UnitOfWork, municipality_id: UUID) -> bool:
    """Whether a municipality says in a catalogue on what mandates rest."""
    return await store.has_any(work, municipality_id)


async def _keep(
    work: UnitOfWork, actor: Actor, legal_ground_id: UUID, version: int, municipality_id: UUID, terms: LegalTerms
) -> None:
    values = {
        "id": new_id(),
        "legal_ground_id": legal_ground_id,
        "version": version,
        "municipality_id": municipality_id,
        **vars(terms),
        "categories": sorted(terms.categories),
        "operations": sorted(terms.operations),
        "purposes": sorted(terms.purposes),
        "agency_id": actor.agency_id,
        "worker_id": actor.subject,
        "written_at": work.now,
        "accepted_at": None,
        "accepted_by": None,
        "ended_at": None,
    }
    await store.keep(work, values)
    await work.tell(events.LegalGroundProposed(legal_ground_id=legal_ground_id, municipality_id=municipality_id))


def _other_state(row: asyncpg.Record) -> Conflict:
    return Conflict(
        "The entry is in another state.", detail_fr="Ce fondement est dans un autre état.", state=row["state"]
    )
