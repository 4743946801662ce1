"""What can be done with municipalities and agencies."""

from collections.abc import Collection, Sequence
from uuid import UUID

from services.identity.agencies import store
from services.identity.agencies.domain import ALL_PURPOSES, Agency, Municipality
from services.identity.agencies.events import AgencyChanged, AgencyRegistered, MunicipalityRegistered
from services.identity.agencies.policy import CLOSE, EDIT, READ, REGISTER, RULES, AgencyFacts, permitted
from services.identity.agencies.store import After
from shared.contracts.identity.time_zones import TimeZone
from shared.contracts.identity.vocabulary import AgencyId, AgencyKind, MunicipalityId, Purpose, Sector
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Invalid, NotFound, Stale


async def register_municipality(
    work: UnitOfWork,
    *,
    name: str,
    country: str,
    time_zone: str,
    code: str = "",
    municipality_id: UUID | None = None,
) -> Municipality:
    """A municipality joins. The installation only.

    Args:
        municipality_id: a new one when not given.
    """
    permitted(RULES, REGISTER, work.actor, AgencyFacts())
    municipality = Municipality(MunicipalityId(municipality_id or new_id()), name, country, code, time_zone)
    await store.add_municipality(work, municipality)
    await work.tell(MunicipalityRegistered(municipality_id=municipality.id, time_zone=TimeZone(time_zone)))
    return municipality


async def register_agency(
    work: UnitOfWork,
    *,
    name: str,
    sector: Sector,
    kind: AgencyKind,
    municipalities: Sequence[UUID],
    purposes: Collection[Purpose] = ALL_PURPOSES,
    agency_id: UUID | None = None,
) -> Agency:
    """An agency joins. The installation only.

    Args:
        municipalities: where it works, its seat first.
        agency_id: a new one when not given.

    Raises:
        Invalid: no municipality, or one that is not registered.
    """
    permitted(RULES, REGISTER, work.actor, AgencyFacts())
    if not municipalities or not await store.know_all(work, municipalities):
        raise Invalid.field(
            "#/municipalities",
            "unknown",
            "Name at least one municipality, all of them registered.",
            "Indiquez au moins une commune ; toutes sont enregistrées.",
        )
    agency = Agency(
        id=AgencyId(agency_id or new_id()),
        name=name,
        sector=sector,
        kind=kind,
        municipalities=tuple(dict.fromkeys(MunicipalityId(one) for one in municipalities)),
        purposes=frozenset(purposes),
    )
    await store.add_agency(work, agency)
    await work.tell(AgencyRegistered(agency_id=agency.id, sector=agency.sector, kind=agency.kind))
    return agency


async def edit_agency(work: UnitOfWork, agency_id: UUID, *, version: int, name: str) -> Agency:
    """An administrator describes their agency.

    Raises:
        NotFound: no such agency.
        NotAllowed: the caller is no administrator of it.
        Stale: somebody changed it since this version.
    """
    if not await store.hold_agency(work, agency_id):
        raise NotFound
    permitted(RULES, EDIT, work.actor, AgencyFacts(AgencyId(agency_id)))
    agency = await store.agency(work, agency_id)
    assert agency is not None, "held, and agencies are never deleted"
    if agency.version != version:
        raise Stale
    changed = agency.renamed(name)
    if changed is not agency:
        await store.save_agency(work, changed)
        await work.tell(AgencyChanged(agency_id=changed.id, version=changed.version))
    return changed


async def close_agency(work: UnitOfWork, agency_id: UUID) -> Agency:
    """Nobody acts for this agency any more; its name stays in old records. The installation only.

    `tokens.actions.closing` also ends who acts for it at present.

    Raises:
        NotFound: no such agency.
    """
    permitted(RULES, CLOSE, work.actor, AgencyFacts(AgencyId(agency_id)))
    if not await store.hold_agency(work, agency_id):
        raise NotFound
    agency = await store.agency(work, agency_id)
    assert agency is not None, "held, and agencies are never deleted"
    closed = agency.closed()
    if closed is not agency:
        await store.save_agency(work, closed)
        await work.tell(AgencyChanged(agency_id=closed.id, version=closed.version))
    return closed


async def open_agency(work: UnitOfWork, agency_id: UUID) -> Agency:
    """One agency.

    Raises:
        NotFound: no such agency.
    """
    permitted(RULES, READ, work.actor, AgencyFacts())
    agency = await store.agency(work, agency_id)
    if agency is None:
        raise NotFound
    return agency


async def hold_agency(work: UnitOfWork, agency_id: UUID) -> bool:
    """Let nobody else change who acts for this agency until this transaction ends; False when there is none."""
    return await store.hold_agency(work, agency_id)


async def agencies_for_people(work: UnitOfWork, ids: Sequence[UUID]) -> list[Agency]:
    """Those of these agencies that exist, for people who read what agencies wrote about them: names are public."""
    return await store.these_agencies(work, ids)


async def these_agencies(work: UnitOfWork, agency_ids: Sequence[UUID]) -> list[Agency]:
    """Those of these agencies that exist, by name."""
    permitted(RULES, READ, work.actor, AgencyFacts())
    return await store.these_agencies(work, agency_ids)


async def list_agencies(
    work: UnitOfWork, *, sector: Sector | None, municipality_id: UUID | None, after: After, most: int
) -> list[Agency]:
    """Agencies by name, of a sector, in a municipality."""
    permitted(RULES, READ, work.actor, AgencyFacts())
    return await store.list_agencies(work, sector=sector, municipality_id=municipality_id, after=after, most=most)


async def open_municipality(work: UnitOfWork, municipality_id: UUID) -> Municipality:
    """One municipality.

    Raises:
        NotFound: no such municipality.
    """
    permitted(RULES, READ, work.actor, AgencyFacts())
    municipality = await store.municipality(work, municipality_id)
    if municipality is None:
        raise NotFound
    return municipality


async def list_municipalities(work: UnitOfWork, *, after: After, most: int) -> list[Municipality]:
    """Municipalities by name."""
    permitted(RULES, READ, work.actor, AgencyFacts())
    return await store.list_municipalities(work, after=after, most=most)
