"""Grants and agreements as plain values, for the tests that need no database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.cases.access.domain import Grant, RefusedSharing
from services.cases.agreements.domain.agreement import Agreement, AgreementState, Party
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.identifiers import new_id

NOW = datetime(2026, 3, 2, 9, 14, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
EARLIER, LATER = NOW - timedelta(days=1), NOW + timedelta(days=1)


def granted(
    actor: Actor, *operations: Operation, person: UUID | None = None, category: Category = Category.SOCIAL
) -> Grant:
    """What an agency holds on a person (somebody new unless given) from now on; to read unless said otherwise."""
    return Grant(
        person_id=person or new_id(),
        municipality_id=actor.municipality_id,
        agency_id=actor.agency_id,
        sector=actor.sector,
        categories=frozenset({category}),
        operations=frozenset(operations or {Operation.READ}),
        purposes=frozenset({Purpose.CARE_COORDINATION}),
        ground_kind=GroundKind.CONSENT,
        ground_id=new_id(),
        valid_from=NOW,
    )


def refused(person_id: UUID, *categories: Category) -> RefusedSharing:
    """What a person refuses to everybody from now on."""
    return RefusedSharing(person_id=person_id, categories=frozenset(categories), valid_from=NOW)


def party(agency_id: UUID, sector: Sector = Sector.SOCIAL, *, gives: bool = True, receives: bool = True) -> Party:
    return Party(agency_id, sector, gives, receives)


def agreed(*parties: Party, municipality_id: UUID | None = None) -> Agreement:
    """An agreement in force from now on, about social and health for coordinating."""
    return Agreement(
        id=new_id(),
        municipality_id=municipality_id or new_id(),
        state=AgreementState.IN_FORCE,
        parties=parties,
        categories=frozenset({Category.SOCIAL, Category.HEALTH}),
        purposes=frozenset({Purpose.CARE_COORDINATION}),
        valid_from=NOW,
        valid_until=None,
    )
