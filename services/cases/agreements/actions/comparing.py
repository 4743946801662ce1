"""What a version says otherwise than the one that was in force before it."""

from uuid import UUID

from services.cases.agreements.actions.signing import open_version
from services.cases.agreements.domain.difference import Change, Names, difference
from services.cases.agreements.domain.terms import Terms, terms_from
from services.cases.agreements.store import versions as store
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork


async def both(work: UnitOfWork, actor: Actor, agreement_id: UUID, number: int) -> tuple[Terms | None, Terms]:
    """The terms in force before a version (None where there were none), and its own.

    Raises:
        NotFound: no such version in the caller's municipalities.
    """
    version = await open_version(work, actor, agreement_id, number)
    before = await store.in_force_before(work, agreement_id, number)
    return (None if before is None else terms_from(before)), terms_from(version["terms"])


def agencies_in(before: Terms | None, after: Terms) -> frozenset[UUID]:
    """Those whose names the difference says."""
    return frozenset(party.agency_id for terms in (before, after) if terms is not None for party in terms.parties)


def changes(before: Terms | None, after: Terms, names: Names) -> list[Change]:
    """The difference; of a first version none, since it is new as a whole."""
    return [] if before is None else difference(before, after, names)
