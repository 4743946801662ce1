"""Whom a change or the end of an agreement concerns, before it is made and afterwards."""

from uuid import UUID

import asyncpg

from services.cases.agreements.actions.reading import open_agreement
from services.cases.agreements.actions.signing import open_version
from services.cases.agreements.domain.affected import Counts, told
from services.cases.agreements.domain.agreement import AgreementState
from services.cases.agreements.domain.terms import VersionState
from services.cases.agreements.policy import COUNT_AFFECTED, RULES, SEE_AFFECTED, AboutAgreement
from services.cases.agreements.store import affected as store
from services.cases.agreements.store import agreements as agreements_store
from services.cases.agreements.store import versions as versions_store
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import Conflict


async def list_affected(
    work: UnitOfWork, actor: Actor, agreement_id: UUID, number: int | None, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Grants of the caller's agency that end or are narrowed, of people whom the caller may know; one more than `limit`
    when there is a next page.

    Args:
        number: by that version, or what it did when it came into force; None for the end of the agreement.

    Raises:
        NotFound: no such agreement or version in the caller's municipalities.
        NotAllowed: the caller's agency was never bound by it.
        Conflict: the version was refused or replaced, and changes nothing.
    """
    change = await _change(work, actor, agreement_id, number, SEE_AFFECTED)
    return await store.list_some(work, change, after, limit)


async def count_affected(work: UnitOfWork, actor: Actor, agreement_id: UUID, number: int | None) -> Counts:
    """How many people and cases of the caller's agency it concerns, for those who sign and need not know whom.

    Raises:
        NotFound, NotAllowed, Conflict: as for the list; neither administrator nor privacy officer.
    """
    change = await _change(work, actor, agreement_id, number, COUNT_AFFECTED)
    return told(*await store.count(work, change))


async def _change(work: UnitOfWork, actor: Actor, agreement_id: UUID, number: int | None, action: str) -> store.Change:
    row = await open_agreement(work, actor, agreement_id)
    bound = await versions_store.ever_bound(work, agreement_id)
    decide(RULES, action, actor, AboutAgreement(agreements_store.agreement_from(row), bound))
    if number is None:
        ended_at = row["ended_at"] if row["state"] == AgreementState.ENDED else None
        return store.Change(agreement_id, happened_at=ended_at)
    version = await open_version(work, actor, agreement_id, number)
    if version["in_force_at"] is not None:
        return store.Change(agreement_id, happened_at=version["in_force_at"])
    if version["state"] not in {VersionState.DRAFT, VersionState.SIGNED}:
        raise Conflict(
            "This version changes nothing.",
            detail_fr="Cette version ne change rien.",
            state=version["state"],
        )
    return store.Change(agreement_id, terms=version["terms"])
