"""`/v1/access-decisions`."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.decisions import actions
from services.cases.decisions.domain import WOULD_HELP, Lack, Question
from services.cases.items.api import Reader
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation, Sensitivity
from shared.contracts.identity.vocabulary import Purpose
from shared.refusals import NotAllowed, NotFound
from shared.web.caller import Work
from shared.web.documented import refusals
from shared.web.problems import speaks_french

router = APIRouter(prefix="/v1/access-decisions", tags=["access"])

_EXAMPLE: Final[JsonDict] = {
    "person_id": "0198c0de-0000-7000-8000-000000000f01",
    "operation": "read",
    "category": "health",
    "sensitivity": "ordinary",
}


class AskedDecision(BaseModel):
    """What somebody would do. Who and for which purpose: you and that of the request, unless another is named."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    person_id: UUID
    operation: Operation
    category: Category
    sensitivity: Literal[Sensitivity.ORDINARY, Sensitivity.SENSITIVE] = Field(
        Sensitivity.ORDINARY, description="What is sealed is its writer's alone, and nobody is told of it."
    )
    agency_id: UUID | None = Field(None, description="Another agency: for those who coordinate, and privacy officers.")
    worker_id: UUID | None = Field(None, description="A worker of that agency; anybody of it when left out.")
    purpose: Purpose | None = Field(None, description="Another purpose than that of the request.")


class GroundView(BaseModel):
    """What permits it."""

    kind: GroundKind
    id: UUID
    agreement_id: UUID | None
    valid_until: datetime | None = Field(description="Null where no end is set.")


class LackView(BaseModel):
    """What is missing, of the ground that comes nearest."""

    code: Lack
    would_help: str = Field(description="What would make it possible; English or French by Accept-Language.")


class DecisionView(BaseModel):
    """What would be decided now."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "permitted": False,
                    "grounds": [],
                    "lacking": [{"code": "category", "would_help": str(WOULD_HELP[Lack.CATEGORY])}],
                }
            ]
        }
    )

    permitted: bool
    grounds: list[GroundView]
    lacking: list[LackView]


@router.post("", responses=refusals(NotFound, NotAllowed), summary="Ask whether something may be done")
async def ask_decision(
    body: AskedDecision,
    actor: Reader,
    work: Work,
    accept_language: Annotated[str, Header(max_length=1_000)] = "",
) -> DecisionView:
    """May I, or may they, and if not, what would make it possible. Nothing is done; the question is logged. About a
    person on whom you have no ground the answer is the same as about nobody.

    It decides on the person's grounds; roles and scopes, which agency wrote an item, and a conflict of interest that
    somebody else declared, come on top.
    """
    is_of_others = body.agency_id is not None or body.worker_id is not None
    question = Question(
        agency_id=body.agency_id or actor.agency_id,
        worker_id=body.worker_id if is_of_others else actor.subject,
        operation=body.operation,
        category=body.category,
        sensitivity=body.sensitivity,
        purpose=body.purpose or actor.purpose,
        at=work.now,
    )
    decided = await actions.ask(work, actor, body.person_id, question)
    french = speaks_french(accept_language)
    return DecisionView(
        permitted=bool(decided.grounds),
        grounds=[
            GroundView(
                kind=one.ground_kind, id=one.ground_id, agreement_id=one.agreement_id, valid_until=one.valid_until
            )
            for one in decided.grounds
        ],
        lacking=[LackView(code=one, would_help=WOULD_HELP[one].told(french=french)) for one in sorted(decided.lacks)],
    )
