"""Write, sign and end agreements; find those that let somebody receive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import end_grants_under_agreement
from services.cases.agreements import events, store
from services.cases.agreements.domain import Agreement, AgreementState, Party
from services.cases.agreements.policy import END, RULES, SIGN, WRITE, AboutAgreement
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, NotFound


@dataclass(frozen=True, kw_only=True)
class NewAgreement:
    """What is needed to write one."""

    municipality_id: UUID
    title: str
    parties: tuple[Party, ...]
    categories: frozenset[Category]
    purposes: frozenset[Purpose]
    valid_from: datetime
    valid_until: datetime | None
    terms: Mapping[str, Any]


async def write_agreement(work: UnitOfWork, actor: Actor, command: NewAgreement) -> UUID:
    """Write a draft that each party can sign.

    Raises:
        NotAllowed: the writer's agency is no party, or the writer does not answer for it.
    """
    drafted = Agreement(
        id=new_id(),
        municipality_id=command.municipality_id,
        state=AgreementState.DRAFT,
        parties=command.parties,
        categories=command.categories,
        purposes=command.purposes,
        valid_from=command.valid_from,
        valid_until=command.valid_until,
    )
    decide(RULES, WRITE, actor, AboutAgreement(drafted))
    values = {
        "id": drafted.id,
        "municipality_id": drafted.municipality_id,
        "title": command.title,
        "state": drafted.state,
        "categories": sorted(drafted.categories),
        "purposes": sorted(drafted.purposes),
        "valid_from": drafted.valid_from,
        "valid_until": drafted.valid_until,
        "version": 1,
        "written_at": work.now,
        **command.terms,
    }
    await store.write(work, values, drafted.parties)
    await work.tell(events.AgreementDrafted(agreement_id=drafted.id))
    return drafted.id


async def sign_agreement(work: UnitOfWork, actor: Actor, agreement_id: UUID) -> UUID:
    """Sign for the worker's agency; the last signature puts the agreement into force.

    Raises:
        NotFound: no such agreement in the agency's municipalities.
        NotAllowed: not a party, or not somebody who answers for it.
        Conflict: signed before, or ended.
    """
    await store.lock(work, agreement_id)
    agreement = store.agreement_from(await open_agreement(work, actor, agreement_id))
    decide(RULES, SIGN, actor, AboutAgreement(agreement))
    if agreement.state is not AgreementState.DRAFT or not await store.sign(
        work, agreement_id, actor.agency_id, actor.subject
    ):
        raise Conflict(
            "Your agency has signed, or the agreement has ended.",
            detail_fr="Votre organisme a déjà signé, ou l'accord a pris fin.",
            state=agreement.state,
        )
    await work.tell(events.AgreementSigned(agreement_id=agreement_id, agency_id=actor.agency_id))
    signed = await open_agreement(work, actor, agreement_id)
    if all(party["signed_at"] for party in signed["parties"]):
        await store.move(work, agreement_id, AgreementState.IN_FORCE)
        await work.tell(events.AgreementCameIntoForce(agreement_id=agreement_id))
    return agreement_id


async def end_agreement(work: UnitOfWork, actor: Actor, agreement_id: UUID) -> UUID:
    """End it for all parties; every grant that rests on it ends now.

    Raises:
        NotFound, NotAllowed: as for signing.
        Conflict: it has ended before.
    """
    await store.lock(work, agreement_id)
    agreement = store.agreement_from(await open_agreement(work, actor, agreement_id))
    decide(RULES, END, actor, AboutAgreement(agreement))
    if agreement.state is AgreementState.ENDED:
        raise Conflict("The agreement has ended.", detail_fr="L'accord a pris fin.", state=agreement.state)
    await store.move(work, agreement_id, AgreementState.ENDED)
    await end_grants_under_agreement(work, agreement_id)
    await work.tell(events.AgreementEnded(agreement_id=agreement_id))
    return agreement_id


async def open_agreement(work: UnitOfWork, actor: Actor, agreement_id: UUID) -> asyncpg.Record:
    """One agreement of the municipalities in which the caller's agency operates.

    Raises:
        NotFound: none.
    """
    row = await store.open_one(work, agreement_id, actor.municipalities)
    if row is None:
        raise NotFound
    return row


async def list_agreements(work: UnitOfWork, actor: Actor, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Agreements of the caller's municipalities; one more than `limit` when there is a next page."""
    return await store.list_some(work, actor.municipalities, after, limit + 1)


async def agreements_for(
    work: UnitOfWork, municipality_id: UUID, *, agencies: Sequence[UUID] = (), sectors: Sequence[Sector] = ()
) -> list[Agreement]:
    """Agreements under which one of these agencies or sectors receives, now or from a later date on."""
    return await store.receiving(work, municipality_id, list(agencies), list(sectors))


async def receivers_under(work: UnitOfWork, agreement_id: UUID) -> list[UUID]:
    """The agencies that receive under an agreement."""
    return await store.receivers(work, agreement_id)
