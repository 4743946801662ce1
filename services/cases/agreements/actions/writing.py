"""Write agreements and further versions of them. Nothing of it shares anything until every party has signed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.cases.agreements import events
from services.cases.agreements.actions.reading import open_agreement
from services.cases.agreements.domain.agreement import Agreement, AgreementState, Party
from services.cases.agreements.domain.ending import day_ends_at
from services.cases.agreements.domain.terms import Terms
from services.cases.agreements.policy import CHANGE, RULES, WRITE, AboutAgreement
from services.cases.agreements.store import agreements as store
from services.cases.agreements.store import versions as versions_store
from services.cases.territories.actions import zone_of
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, Invalid, Stale


@dataclass(frozen=True, kw_only=True)
class NewAgreement:
    """What is needed to write one, or another version of one.

    Attributes:
        last_day: instead of `valid_until`: it ends when this day is over in the municipality.
        terms: the rest of `domain.terms.Terms`, by name.
    """

    municipality_id: UUID
    title: str
    parties: tuple[Party, ...]
    categories: frozenset[Category]
    purposes: frozenset[Purpose]
    valid_from: datetime
    valid_until: datetime | None
    last_day: date | None = None
    terms: Mapping[str, Any]


async def write_agreement(work: UnitOfWork, actor: Actor, command: NewAgreement) -> UUID:
    """Write a draft that each party can sign.

    Raises:
        NotAllowed: the writer's agency is no party, or the writer does not answer for it.
        Invalid: it would end before it begins.
    """
    terms = await _terms(work, command)
    drafted = _drafted(new_id(), command.municipality_id, terms)
    decide(RULES, WRITE, actor, AboutAgreement(drafted))
    values = {
        **terms.as_kept(),
        "id": drafted.id,
        "municipality_id": drafted.municipality_id,
        "state": drafted.state,
        "valid_from": terms.valid_from,
        "valid_until": terms.valid_until,
        "version": 1,
        "latest_version": 1,
        "version_in_force": None,
        "written_at": work.now,
        "ended_at": None,
        "ended_because": None,
        "warned_days": None,
    }
    del values["parties"]
    await store.write(work, values, drafted.parties)
    await versions_store.write(work, drafted.id, 1, terms)
    await work.tell(events.AgreementDrafted(agreement_id=drafted.id, municipality_id=drafted.municipality_id))
    return drafted.id


async def write_version(
    work: UnitOfWork, actor: Actor, agreement_id: UUID, command: NewAgreement, expected: int
) -> UUID:
    """Write another version. A draft that waited for signatures is replaced by it; what is in force stays so.

    Args:
        expected: the version of the agreement that the caller read.

    Returns:
        The id of the agreement, whose latest version it is.

    Raises:
        NotFound: no such agreement in the agency's municipalities.
        NotAllowed: not a party, or not somebody who answers for it.
        Stale: it was changed since.
        Conflict: it has ended, or the version says nothing else than what is in force.
        Invalid: it would end before it begins.
    """
    await store.lock(work, agreement_id)
    row = await open_agreement(work, actor, agreement_id)
    agreement = store.agreement_from(row)
    decide(RULES, CHANGE, actor, AboutAgreement(agreement))
    if row["version"] != expected:
        raise Stale
    if agreement.state is AgreementState.ENDED:
        raise Conflict("The agreement has ended.", detail_fr="L'accord a pris fin.", state=agreement.state)
    terms = await _terms(work, replace(command, municipality_id=agreement.municipality_id))
    number = row["latest_version"] + 1
    if agreement.state is AgreementState.DRAFT:
        decide(RULES, WRITE, actor, AboutAgreement(_drafted(agreement_id, agreement.municipality_id, terms)))
        await store.draft_again(work, agreement_id, terms.parties)
    await versions_store.replace_waiting(work, agreement_id)
    await versions_store.write(work, agreement_id, number, terms)
    await store.count_change(work, agreement_id, number)
    await work.tell(
        events.AgreementVersionWritten(
            agreement_id=agreement_id, municipality_id=agreement.municipality_id, number=number
        )
    )
    return agreement_id


def _drafted(agreement_id: UUID, municipality_id: UUID, terms: Terms) -> Agreement:
    return Agreement(
        id=agreement_id,
        municipality_id=municipality_id,
        state=AgreementState.DRAFT,
        parties=terms.parties,
        categories=terms.categories,
        purposes=terms.purposes,
        valid_from=terms.valid_from,
        valid_until=terms.valid_until,
    )


async def _terms(work: UnitOfWork, command: NewAgreement) -> Terms:
    until = command.valid_until
    if command.last_day is not None:
        until = day_ends_at(command.last_day, await zone_of(work, command.municipality_id))
    if until is not None and until <= max(command.valid_from, work.now):
        raise Invalid.field(
            "#/last_day" if command.last_day else "#/valid_until",
            "past",
            "An agreement ends after it begins, and later than now.",
            "Un accord prend fin après son début, et plus tard que maintenant.",
        )
    return Terms(
        title=command.title,
        parties=command.parties,
        categories=command.categories,
        purposes=command.purposes,
        valid_from=command.valid_from,
        valid_until=until,
        **command.terms,
    )
