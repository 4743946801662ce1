"""Record what the person said, and let it take effect in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import (
    end_grants,
    issue_grants,
    record_refusals,
    replace_grants,
    standing_to,
    take_back_refusals,
)
from services.cases.agreements.actions.reading import agreements_for
from services.cases.consents import events, store
from services.cases.consents.domain import Consent, ConsentState, GivenBy
from services.cases.consents.policy import RECORD, RULES, WITHDRAW, AboutConsent
from services.cases.people.actions.representatives import may_for
from services.cases.people.domain.parts import Power
from services.cases.timeline.actions import add_record_line
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.vocabulary import Category, GroundKind
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, Invalid, NotFound


@dataclass(frozen=True, kw_only=True)
class NewConsent:
    """What is needed to record one."""

    is_refusal: bool
    agencies: Sequence[UUID]
    sectors: Sequence[Sector]
    categories: Sequence[Category]
    purposes: Sequence[Purpose]
    valid_from: datetime | None
    valid_until: datetime | None
    circumstances: Mapping[str, Any]
    coordination: bool = False


async def record_consent(work: UnitOfWork, actor: Actor, person_id: UUID, command: NewConsent) -> UUID:
    """Record a consent or a refusal. Grants follow where an agreement covers them; a refusal stops them at once.

    Raises:
        NotFound: no ground for this person, or no such person.
        NotAllowed: this role does not record consents.
        Invalid: who spoke for the person is not known to the caller as one who may consent for them today.
    """
    stands = await standing_to(work, person_id)
    said = _said(work, person_id, stands.municipality_id, command)
    widens = not said.is_refusal and said.concerns(actor.agency_id, actor.sector)
    decide(RULES, RECORD, actor, AboutConsent(stands, widens))
    await _may_speak(work, person_id, command.circumstances)
    await store.keep(work, _values(work, actor, said) | dict(command.circumstances))
    if said.is_refusal:
        await record_refusals(work, said.id, said.municipality_id, said.refusals())
        await _add_line(work, actor, said, LineKind.CONSENT_REFUSED, ConsentState.REFUSED)
        await work.tell(
            events.ConsentRefused(
                person_id=person_id,
                consent_id=said.id,
                municipality_id=said.municipality_id,
                categories=tuple(sorted(said.categories)),
                agencies=tuple(sorted(said.agencies)),
                sectors=tuple(sorted(said.sectors)),
                valid_from=said.valid_from,
            )
        )
        return said.id
    agreements = await agreements_for(
        work, said.municipality_id, agencies=sorted(said.agencies), sectors=sorted(said.sectors)
    )
    await issue_grants(work, said.grants(agreements))
    await _add_line(work, actor, said, LineKind.CONSENT_GIVEN, ConsentState.ACTIVE)
    await work.tell(events.ConsentGiven(person_id=person_id, consent_id=said.id))
    return said.id


async def withdraw_consent(work: UnitOfWork, actor: Actor, person_id: UUID, consent_id: UUID) -> UUID:
    """Record that the person took a consent or a refusal back; what rests on it ends with the answer.

    Raises:
        NotFound: no such consent of a person the caller has a ground for.
        NotAllowed: this role does not record withdrawals.
        Conflict: it was withdrawn before.
    """
    stands = await standing_to(work, person_id)
    said = await open_consent(work, person_id, consent_id)
    consent = store.consent_from(said)
    widens = consent.is_refusal and consent.concerns(actor.agency_id, actor.sector)
    decide(RULES, WITHDRAW, actor, AboutConsent(stands, widens))
    if not await store.withdraw(work, consent_id, actor.subject):
        raise Conflict("This was withdrawn before.", detail_fr="Cela a déjà été retiré.", state="withdrawn")
    if said["is_refusal"]:
        await take_back_refusals(work, consent_id)
    else:
        await end_grants(work, GroundKind.CONSENT, consent_id)
    await add_record_line(
        work,
        actor,
        LineKind.CONSENT_WITHDRAWN,
        person_id,
        said["municipality_id"],
        item_id=consent_id,
        state=ConsentState.WITHDRAWN,
        named=consent.agencies | {said["agency_id"]},
    )
    await work.tell(events.ConsentWithdrawn(person_id=person_id, consent_id=consent_id))
    return consent_id


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


async def issue_for_agreement(work: UnitOfWork, agreement_id: UUID) -> None:
    """An agreement came into force, or a wider version of it: give the consents that were waiting for it their grants.
    Background work.
    """
    for said in await store.waiting_for(work, agreement_id):
        agreements = await agreements_for(
            work, said.municipality_id, agencies=sorted(said.agencies), sectors=sorted(said.sectors)
        )
        await replace_grants(work, GroundKind.CONSENT, said.id, said.grants(agreements))


async def bind_to_majority(work: UnitOfWork, person_id: UUID, majority_at: datetime | None) -> None:
    """Let what representatives agreed to for a child end when the child is of age, by the clock of the database.

    What the person said, what representatives refused, and what was agreed to for an adult does not end with it. Where
    the birth date is corrected the end moves with it, in both directions. Background work.
    """
    for row in await store.given_for(work, person_id):
        ends = majority_at if majority_at is not None and row["recorded_at"] < majority_at else None
        if row["majority_at"] == ends:
            continue
        await store.bind(work, row["id"], ends)
        said = store.consent_from(row)
        said = replace(said, valid_until=min((one for one in (said.valid_until, ends) if one), default=None))
        agreements = await agreements_for(
            work, said.municipality_id, agencies=sorted(said.agencies), sectors=sorted(said.sectors)
        )
        await replace_grants(work, GroundKind.CONSENT, said.id, said.grants(agreements))


async def lapse_at_majority(work: UnitOfWork, many: int) -> list[asyncpg.Record]:
    """Take some consents that have ended because a child is of age, each once in all replicas. Background work.

    Returns:
        As `store.lapse` says.
    """
    return await store.lapse(work, many)


def _said(work: UnitOfWork, person_id: UUID, municipality_id: UUID, command: NewConsent) -> Consent:
    return Consent(
        id=new_id(),
        person_id=person_id,
        municipality_id=municipality_id,
        is_refusal=command.is_refusal,
        agencies=frozenset(command.agencies),
        sectors=frozenset(command.sectors),
        categories=frozenset(command.categories),
        purposes=frozenset(command.purposes),
        valid_from=command.valid_from or work.now,
        valid_until=command.valid_until,
        coordination=command.coordination,
    )


async def _may_speak(work: UnitOfWork, person_id: UUID, circumstances: Mapping[str, Any]) -> None:
    """Whoever speaks for somebody, also to refuse, does so by a power that is in force."""
    if circumstances["given_by"] != GivenBy.REPRESENTATIVE:
        return
    if not await may_for(work, person_id, circumstances["representative_id"], Power.CONSENT):
        raise Invalid.field(
            "#/representative_id",
            "no_power",
            "There is no such representative of whom you know, with a power to consent.",
            "Vous ne connaissez aucun représentant de cet identifiant qui ait le pouvoir de consentir.",
        )


async def _add_line(work: UnitOfWork, actor: Actor, said: Consent, kind: LineKind, state: ConsentState) -> None:
    await add_record_line(
        work, actor, kind, said.person_id, said.municipality_id, item_id=said.id, state=state, named=said.agencies
    )


def _values(work: UnitOfWork, actor: Actor, said: Consent) -> dict[str, Any]:
    return {
        "id": said.id,
        "person_id": said.person_id,
        "municipality_id": said.municipality_id,
        "is_refusal": said.is_refusal,
        "coordination": said.coordination,
        "agencies": sorted(said.agencies),
        "sectors": sorted(said.sectors),
        "categories": sorted(said.categories),
        "purposes": sorted(said.purposes),
        "valid_from": said.valid_from,
        "valid_until": said.valid_until,
        "agency_id": actor.agency_id,
        "worker_id": actor.subject,
        "recorded_at": work.now,
        "withdrawn_at": None,
        "withdrawn_by": None,
        "majority_at": None,
        "lapsed_at": None,
    }
