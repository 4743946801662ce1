"""`/v1/persons/{id}/record`."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.cases.alerts.domain.warning_terms import NotToldBecause, Precaution, WarningKind
from services.cases.record.actions.open_record import open_record
from shared.contracts.cases.vocabulary import Category, GroundKind, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.web.caller import Work, holding
from shared.web.documented import READS

router = APIRouter(tags=["record"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]


class Because(BaseModel):
    """A ground on which a category is shown."""

    kind: GroundKind
    id: UUID = Field(description="The consent, case, mandate, or for authorship the person.")
    agreement_id: UUID | None
    valid_until: datetime | None


class CategoryView(BaseModel):
    """Whether a category is shown, and why. All categories are always listed, so that *withheld* reveals nothing."""

    category: Category
    shown: bool
    because: list[Because]
    withheld_because: Literal["no-ground", "refused"] | None


class TeamView(BaseModel):
    """Somebody on the team of a case."""

    agency_id: UUID
    worker_id: UUID | None
    capacity: str
    is_lead: bool


class CaseView(BaseModel):
    """A case of the person."""

    id: UUID
    category: Category
    state: str
    role: str
    opened_at: datetime
    closed_at: datetime | None
    team: list[TeamView]


class NeedView(BaseModel):
    """What the person needs."""

    id: UUID
    case_id: UUID
    category: Category
    sensitivity: Sensitivity
    term: str
    state: str
    detail: str | None
    agency_id: UUID
    written_at: datetime


class NoteView(BaseModel):
    """What somebody wrote down."""

    id: UUID
    case_id: UUID
    category: Category
    sensitivity: Sensitivity
    text: str
    agency_id: UUID
    worker_id: UUID
    written_at: datetime


class WarningView(BaseModel):
    """What workers must be warned of."""

    id: UUID
    case_id: UUID
    category: Category
    sensitivity: Sensitivity
    kind: WarningKind
    precautions: list[Precaution]
    text: str
    review_on: date = Field(description="When it is looked at again; a warning stands until a review ends it.")
    told_on: date | None = Field(description="When the person was told of it.")
    not_told_because: NotToldBecause | None
    agency_id: UUID
    written_at: datetime


class RecordView(BaseModel):
    """One person's record, as the caller may see it for this purpose."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "person": {"id": "0198c0de-0000-7000-8000-0000000000f1", "identity": None},
                    "categories": [
                        {
                            "category": "housing",
                            "shown": True,
                            "because": [
                                {
                                    "kind": "consent",
                                    "id": "0198c0de-0000-7000-8000-0000000000c1",
                                    "agreement_id": "0198c0de-0000-7000-8000-0000000000d1",
                                    "valid_until": None,
                                }
                            ],
                            "withheld_because": None,
                        }
                    ],
                    "precautions": ["visit_in_pairs"],
                    "warnings": [],
                    "cases": [],
                    "needs": [],
                    "notes": [],
                }
            ]
        }
    )

    person: dict[str, Any] = Field(description="As `GET /v1/persons/{id}`; parts that are withheld are null.")
    categories: list[CategoryView]
    precautions: list[Precaution] = Field(
        description="What to do at a visit, from all standing warnings, for whoever may know how to reach the person: "
        "also from those that are not shown."
    )
    warnings: list[WarningView] = Field(description="Those that stand.")
    cases: list[CaseView]
    needs: list[NeedView]
    notes: list[NoteView] = Field(description="The latest twenty; the rest at the cases.")


@router.get(
    "/v1/persons/{person_id}/record",
    responses={**READS, 200: {"model": RecordView}},
    response_class=Response,
    summary="Open a person's record",
)
async def read_record(person_id: UUID, _actor: Reader, work: Work) -> Response:
    """Everything about one person that your agency, role and purpose may see, and for each category why or why not.

    The look is in the access log before the answer leaves.
    """
    return Response(await open_record(work, person_id), media_type="application/json")
