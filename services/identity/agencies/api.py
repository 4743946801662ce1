"""Municipalities and agencies over HTTP."""

from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from services.identity.agencies import actions
from services.identity.agencies.domain import Agency, Municipality
from shared.contracts.identity.actor import Actor, PersonActor
from shared.contracts.identity.vocabulary import AgencyKind, Scope, Sector
from shared.refusals import Invalid
from shared.web.caller import Work, holding, speaking
from shared.web.documented import EDITS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.pages import DEFAULT_LIMIT, After, Limit, Page, cursor, keys_of

router = APIRouter(prefix="/v1", tags=["agencies"])

MOST_IDS = 100
_AN_AGENCY: dict[str, Any] = {
    "id": "019aa7a0-0000-7000-8000-0000000000a1",
    "name": "Service social de Valmont",
    "sector": "social",
    "kind": "public",
    "municipalities": ["019aa7a0-0000-7000-8000-000000000001"],
    "active": True,
}
_A_MUNICIPALITY: dict[str, Any] = {
    "id": "019aa7a0-0000-7000-8000-000000000001",
    "name": "Valmont",
    "country": "FR",
    "code": "76719",
    "time_zone": "Europe/Paris",
}
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]


class MunicipalityOut(BaseModel):
    """A public authority, in whose territory and responsibility records lie."""

    model_config = ConfigDict(json_schema_extra={"examples": [_A_MUNICIPALITY]})

    id: UUID
    name: str
    country: str = Field(description="ISO 3166-1 alpha-2.")
    code: str = Field(description="Code in the national register of municipalities; may be empty.")
    time_zone: str = Field(description="IANA time zone of its offices.")

    @classmethod
    def of(cls, municipality: Municipality) -> Self:
        return cls(
            id=municipality.id,
            name=municipality.name,
            country=municipality.country,
            code=municipality.code,
            time_zone=municipality.time_zone,
        )


class AgencyOut(BaseModel):
    """An organisation with a sector and an inbox."""

    model_config = ConfigDict(json_schema_extra={"examples": [_AN_AGENCY]})

    id: UUID
    name: str
    sector: Sector
    kind: AgencyKind
    municipalities: list[UUID] = Field(description="Where it works, the municipality of its seat first.")
    active: bool = Field(description="False once it has closed.")

    @classmethod
    def of(cls, agency: Agency) -> Self:
        return cls(
            id=agency.id,
            name=agency.name,
            sector=agency.sector,
            kind=agency.kind,
            municipalities=list(agency.municipalities),
            active=agency.active,
        )


class AgencyChange(BaseModel):
    """What an administrator may change about their agency."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "Maison des solidarités"}]})

    name: Name


@router.get("/municipalities", summary="List municipalities", responses=READS)
async def list_municipalities(
    _actor: Annotated[Actor, holding()], work: Work, limit: Limit = DEFAULT_LIMIT, after: After = None
) -> Page[MunicipalityOut]:
    """All municipalities of this deployment, by name."""
    found = await actions.list_municipalities(work, after=keys_of(after, str, UUID), most=limit + 1)
    items = [MunicipalityOut.of(one) for one in found[:limit]]
    return Page(items=items, next=_next(items, limit, len(found)))


@router.get("/municipalities/{municipality_id}", summary="Open a municipality", responses=READS)
async def open_municipality(municipality_id: UUID, _actor: Annotated[Actor, holding()], work: Work) -> MunicipalityOut:
    """One municipality."""
    return MunicipalityOut.of(await actions.open_municipality(work, municipality_id))


@router.get("/agencies", summary="List agencies", responses=READS)
async def list_agencies(
    _actor: Annotated[Actor, holding()],
    work: Work,
    ids: Annotated[str | None, Query(max_length=37 * MOST_IDS, description="Only these, separated by commas.")] = None,
    sector: Annotated[Sector | None, Query(description="Only of this sector.")] = None,
    municipality: Annotated[UUID | None, Query(description="Only those that work in it.")] = None,
    limit: Limit = DEFAULT_LIMIT,
    after: After = None,
) -> Page[AgencyOut]:
    """Agencies by name. With `ids`, those of them that exist, on one page."""
    if ids is not None:
        these = await actions.these_agencies(work, _read_ids(ids))
        return Page(items=[AgencyOut.of(one) for one in these], next=None)
    found = await actions.list_agencies(
        work, sector=sector, municipality_id=municipality, after=keys_of(after, str, UUID), most=limit + 1
    )
    items = [AgencyOut.of(one) for one in found[:limit]]
    return Page(items=items, next=_next(items, limit, len(found)))


@router.get("/my/agencies", summary="What agencies are called", responses=READS)
async def agencies_for_people(
    _caller: Annotated[PersonActor, speaking(Scope.OWN_READ)],
    work: Work,
    ids: Annotated[str, Query(max_length=37 * MOST_IDS, description="Which ones, separated by commas.")],
) -> Page[AgencyOut]:
    """Those of them that exist, for people who read which agency wrote or looked."""
    return Page(items=[AgencyOut.of(one) for one in await actions.agencies_for_people(work, _read_ids(ids))], next=None)


@router.get("/agencies/{agency_id}", summary="Open an agency", responses=READS)
async def open_agency(
    agency_id: UUID, _actor: Annotated[Actor, holding()], work: Work, response: Response
) -> AgencyOut:
    """One agency, with its ETag."""
    agency = await actions.open_agency(work, agency_id)
    response.headers["ETag"] = entity_tag(agency.version)
    return AgencyOut.of(agency)


@router.patch("/agencies/{agency_id}", summary="Edit an agency", responses=EDITS)
async def edit_agency(
    agency_id: UUID,
    change: AgencyChange,
    _actor: Annotated[Actor, holding(Scope.IDENTITY_ADMIN)],
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> AgencyOut:
    """An administrator renames their agency. Sector, kind and territory are matters of the deployment."""
    agency = await actions.edit_agency(work, agency_id, version=expected_version(if_match), name=change.name.strip())
    response.headers["ETag"] = entity_tag(agency.version)
    return AgencyOut.of(agency)


def _read_ids(ids: str) -> list[UUID]:
    try:
        return [UUID(one) for one in ids.split(",") if one]
    except ValueError as failure:
        raise Invalid.field(
            "#/query/ids",
            "uuid",
            "A list of ids, separated by commas.",
            "Une liste d'identifiants séparés par des virgules.",
        ) from failure


def _next(items: list[Any], limit: int, found: int) -> str | None:
    return cursor(items[-1].name, items[-1].id) if found > limit else None
