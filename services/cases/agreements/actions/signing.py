"""Sign a version for one's agency, or refuse to. With the signature of every party it comes into force on its day."""

from uuid import UUID

import asyncpg

from services.cases.agreements import events
from services.cases.agreements.actions.reading import open_agreement
from services.cases.agreements.domain.terms import Answer, VersionState, digest_of
from services.cases.agreements.policy import REFUSE, RULES, SIGN, AboutAgreement
from services.cases.agreements.store import agreements as store
from services.cases.agreements.store import versions as versions_store
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import Conflict, NotFound, PreconditionRequired, Stale


async def sign_agreement(work: UnitOfWork, actor: Actor, agreement_id: UUID, expected: int | None = None) -> UUID:
    """Sign the version that waits, as `sign_version`.

    Raises:
        PreconditionRequired: there was another version, and the caller does not say which one they read.
        Conflict: none waits.
    """
    row = await open_agreement(work, actor, agreement_id)
    if row["latest_version"] > 1 and expected is None:
        raise PreconditionRequired
    return await sign_version(work, actor, agreement_id, row["latest_version"], expected)


async def sign_version(
    work: UnitOfWork, actor: Actor, agreement_id: UUID, number: int, expected: int | None = None
) -> UUID:
    """Sign for the worker's agency; the last signature puts it into force, at once or on its day.

    Args:
        expected: the version of the agreement that the caller read; None where the number says it.

    Raises:
        NotFound: no such agreement in the agency's municipalities, or no such version.
        NotAllowed: not a party, or not somebody who answers for it.
        Stale: it was changed since.
        Conflict: signed before, or it waits for no signature.
    """
    municipality_id = await _answer(work, actor, agreement_id, number, Answer.SIGNED, expected)
    await work.tell(
        events.AgreementSigned(agreement_id=agreement_id, municipality_id=municipality_id, agency_id=actor.agency_id)
    )
    await store.count_change(work, agreement_id, number)
    await come_into_force(work, agreement_id, municipality_id, number)
    return agreement_id


async def refuse_version(
    work: UnitOfWork, actor: Actor, agreement_id: UUID, number: int, expected: int | None = None
) -> UUID:
    """Say for the worker's agency that it will not sign: the version never comes into force.

    Raises:
        NotFound, NotAllowed, Stale, Conflict: as for signing.
    """
    municipality_id = await _answer(work, actor, agreement_id, number, Answer.REFUSED, expected)
    await versions_store.refuse(work, agreement_id, number)
    await store.count_change(work, agreement_id, number)
    await work.tell(
        events.AgreementVersionRefused(
            agreement_id=agreement_id, municipality_id=municipality_id, number=number, agency_id=actor.agency_id
        )
    )
    return agreement_id


async def come_into_force(work: UnitOfWork, agreement_id: UUID, municipality_id: UUID, number: int) -> bool:
    """Put a version into force if everybody has signed and its day has come, and say so; whether it has."""
    if await versions_store.put_into_force(work, agreement_id, number) is not VersionState.IN_FORCE:
        return False
    await work.tell(events.AgreementCameIntoForce(agreement_id=agreement_id, municipality_id=municipality_id))
    return True


async def open_version(work: UnitOfWork, actor: Actor, agreement_id: UUID, number: int) -> asyncpg.Record:
    """One version of an agreement.

    Raises:
        NotFound: none in the caller's municipalities.
    """
    await open_agreement(work, actor, agreement_id)
    row = await versions_store.open_one(work, agreement_id, number)
    if row is None:
        raise NotFound
    return row


async def list_versions(
    work: UnitOfWork, actor: Actor, agreement_id: UUID, before: int | None, limit: int
) -> list[asyncpg.Record]:
    """Its versions, latest first; one more than `limit` when there is a next page.

    Raises:
        NotFound: no such agreement in the caller's municipalities.
    """
    await open_agreement(work, actor, agreement_id)
    return list(await versions_store.list_some(work, agreement_id, before, limit + 1))


async def _answer(
    work: UnitOfWork, actor: Actor, agreement_id: UUID, number: int, said: Answer, expected: int | None
) -> UUID:
    """Keep what the caller says for their agency; the municipality of the agreement."""
    await store.lock(work, agreement_id)
    row = await open_agreement(work, actor, agreement_id)
    version = await versions_store.open_one(work, agreement_id, number)
    if version is None:
        raise NotFound
    facts = AboutAgreement(store.agreement_from(row), frozenset(version["signers"]))
    decide(RULES, SIGN if said is Answer.SIGNED else REFUSE, actor, facts)
    if expected is not None and row["version"] != expected:
        raise Stale
    digest = digest_of(version["terms"])
    waits = version["state"] == VersionState.DRAFT
    if not waits or not await versions_store.answer(work, agreement_id, number, said, digest):
        english = "Your agency has signed, or the agreement has ended, or another version took its place."
        french = "Votre organisme a déjà signé, ou l'accord a pris fin, ou une autre version l'a remplacé."
        raise Conflict(english, detail_fr=french, state=version["state"])
    municipality_id: UUID = row["municipality_id"]
    return municipality_id
