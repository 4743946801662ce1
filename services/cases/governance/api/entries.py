"""`/v1/governance/entries` and `/processing-record`: with whom, through whom, at what risk and on what ground."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, RootModel

from services.cases.governance.actions import entries as actions
from services.cases.governance.domain.entries import EntryKind
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.purposes import DPV_TERM
from shared.contracts.identity.vocabulary import Purpose, Scope
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, CREATES, READS, refusals
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/governance", tags=["governance"])

Governing = Annotated[Actor, holding(Scope.DIRECTORY_READ)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    municipality_id: UUID
    replaces_id: UUID | None = Field(None, description="The entry that this one takes the place of.")


class JointControllers(_Entry):
    """Who decides together on purposes and means (GDPR Art. 26)."""

    kind: Literal[EntryKind.JOINT_CONTROLLERS]
    agencies: list[UUID] = Field(min_length=1, max_length=100, description="The other controllers; they read it too.")
    essence_en: str = Field(min_length=1, max_length=4000, description="The essence of the arrangement, in English.")
    essence_fr: str = Field(min_length=1, max_length=4000, description="The same in French.")
    contact: str = Field(min_length=1, max_length=200, description="The point of contact; a function.")
    agreement_id: UUID | None = Field(None, description="The information-sharing agreement it belongs to.")


class Processor(_Entry):
    """Who processes on the agency's behalf (GDPR Art. 28)."""

    kind: Literal[EntryKind.PROCESSOR]
    name: str = Field(min_length=1, max_length=200, description="Of the company or body.")
    task: str = Field(min_length=1, max_length=1000)
    categories: list[Category] = Field(min_length=1, max_length=len(Category))
    countries: list[Annotated[str, Field(pattern=r"^[A-Z]{2}$")]] = Field(
        min_length=1, max_length=50, description="Where it processes; ISO 3166-1 alpha-2."
    )
    safeguards: str | None = Field(None, max_length=1000, description="For transfers to third countries (Art. 46).")
    contract: str = Field(min_length=1, max_length=500, description="Where the contract is kept.")


class ImpactAssessment(_Entry):
    """An assessment of what processing may do to people (GDPR Art. 35)."""

    kind: Literal[EntryKind.IMPACT_ASSESSMENT]
    title: str = Field(min_length=1, max_length=200)
    reference: str = Field(min_length=1, max_length=500, description="Where it is kept.")
    concluded_on: date
    review_on: date


class NewEntry(
    RootModel[Annotated[JointControllers | Processor | ImpactAssessment, Field(discriminator="kind")]],
):
    """What an agency declares."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "processor",
                    "municipality_id": "0198c0de-0000-7000-8000-000000000001",
                    "name": "Hébergement du Port",
                    "task": "Runs the servers",
                    "categories": ["identity", "contact"],
                    "countries": ["FR"],
                    "contract": "Registry 2026-114",
                }
            ]
        }
    )

    def command(self) -> actions.NewEntry:
        """As the action takes it."""
        body = self.root
        own = {"kind", "municipality_id", "replaces_id"}
        return actions.NewEntry(
            kind=body.kind,
            municipality_id=body.municipality_id,
            content=body.model_dump(mode="json", exclude=own, exclude_none=True),
            shared_with=body.agencies if isinstance(body, JointControllers) else (),
            replaces_id=body.replaces_id,
        )


_ENTRY: dict[str, Any] = {
    "id": "0198c0de-0000-7000-8000-0000000000aa",
    "municipality_id": "0198c0de-0000-7000-8000-000000000001",
    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
    "kind": "impact_assessment",
    "content": {"title": "Shared record", "reference": "Registry 2026-9", "concluded_on": "2026-01-10"},
    "written_at": "2026-01-12T09:00:00Z",
    "replaces_id": None,
    "ended_at": None,
}


class EntryView(BaseModel):
    """What an agency declared."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ENTRY]})

    id: UUID
    municipality_id: UUID
    agency_id: UUID
    kind: EntryKind
    content: dict[str, Any] = Field(description="The fields of its kind.")
    written_at: datetime
    replaces_id: UUID | None
    ended_at: datetime | None


class Activity(BaseModel):
    """One processing activity: sharing under an agreement, or what a law asks for."""

    agreement_id: UUID | None = Field(description="Null for what a law asks for without one.")
    title: str
    purposes: list[Purpose]
    published_purposes: list[str] = Field(description="Addresses of the Data Privacy Vocabulary 2.3.")
    categories: list[Category]
    legal_basis: str | None = Field(description="GDPR Art. 6(1), the letter; null: (c) or (e), by the article.")
    special_category_basis: str | None
    article: str
    recipients: list[UUID] = Field(description="Agencies that receive what yours gives.")
    retention: str | None
    retention_months: int | None
    onward_sharing: bool
    contact: str | None
    valid_from: datetime | None
    valid_until: datetime | None


class ProcessingRecord(BaseModel):
    """The record of processing activities of one agency in one municipality (GDPR Art. 30)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "controller_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "municipality_id": "0198c0de-0000-7000-8000-000000000001",
                    "made_at": "2026-03-01T09:00:00Z",
                    "activities": [],
                    "declared": [_ENTRY],
                }
            ]
        }
    )

    controller_id: UUID
    municipality_id: UUID
    made_at: datetime
    activities: list[Activity]
    declared: list[EntryView] = Field(description="Joint controllers, processors and impact assessments in force.")


@router.get("/processing-record", responses=refusals(), summary="Read the record of processing activities")
async def processing_record(
    actor: Governing,
    work: Work,
    municipality_id: Annotated[UUID | None, Query(description="The one you act in, when left out.")] = None,
) -> ProcessingRecord:
    """What your agency does with data and why, made at this moment of the agreements to which it is a party, the
    mandates that it has and what it declared: nobody keeps it by hand, so it is never out of date. It names nobody.
    """
    place = municipality_id or actor.municipality_id
    found = await actions.processing_of(work, actor, place)
    return ProcessingRecord(
        controller_id=actor.agency_id,
        municipality_id=place,
        made_at=work.now,
        activities=[*(_shared(row) for row in found.agreements), *(_by_law(row) for row in found.articles)],
        declared=[_shown(row) for row in found.entries],
    )


@router.post("/entries", status_code=201, responses={**CREATES, **READS}, summary="Declare something about processing")
async def declare(body: NewEntry, actor: Governing, work: Work, once: OneTime) -> EntryView:
    """Declare joint controllers with the essence of their arrangement, a processor, or an impact assessment; in the
    place of an earlier entry where you name it. For administrators and privacy officers.
    """
    entry_id = await once.run(work, lambda: actions.declare(work, actor, body.command()))
    return _shown(await actions.open_entry(work, actor, entry_id))


@router.get("/entries", responses=refusals(), summary="List what was declared about processing")
async def list_entries(
    actor: Governing,
    work: Work,
    *,
    ended: Annotated[bool, Query(description="Also what does not hold any more.")] = False,
    limit: Limit = 50,
    after: After = None,
) -> Page[EntryView]:
    """What your agency declared, and what others declared that names it as joint controller."""
    keys = keys_of(after, UUID)
    rows = await actions.list_entries(work, actor, keys[0] if keys else None, limit, ended=ended)
    some, following = page(rows, limit, "id")
    return Page(items=[_shown(row) for row in some], next=following)


@router.get("/entries/{entry_id}", responses=READS, summary="Read what was declared about processing")
async def open_one(entry_id: UUID, actor: Governing, work: Work) -> EntryView:
    """What your agency declared, or what names it as joint controller; ended ones too."""
    return _shown(await actions.open_entry(work, actor, entry_id))


@router.post("/entries/{entry_id}/ending", responses=ACTS, summary="End what was declared about processing")
async def end(entry_id: UUID, actor: Governing, work: Work, once: OneTime) -> EntryView:
    """Say that it does not hold any more. It is kept."""
    await once.run(work, lambda: actions.end_entry(work, actor, entry_id))
    return _shown(await actions.open_entry(work, actor, entry_id))


def _shown(row: asyncpg.Record) -> EntryView:
    return EntryView.model_validate(dict(row))


def _shared(row: asyncpg.Record) -> Activity:
    values: dict[str, Any] = dict(row)
    return Activity.model_validate(
        values | {"agreement_id": row["id"], "published_purposes": _published(row["purposes"], row["dpv_purposes"])}
    )


def _by_law(row: asyncpg.Record) -> Activity:
    nothing = dict.fromkeys(
        (
            "agreement_id",
            "legal_basis",
            "special_category_basis",
            "retention",
            "retention_months",
            "contact",
            "valid_from",
            "valid_until",
        )
    )
    said = {"title": row["article"], "published_purposes": _published(row["purposes"], [])}
    return Activity.model_validate({**nothing, **dict(row), **said, "recipients": [], "onward_sharing": False})


def _published(purposes: list[str], terms: list[str]) -> list[str]:
    return sorted({DPV_TERM[Purpose(one)] for one in purposes} | set(terms))
