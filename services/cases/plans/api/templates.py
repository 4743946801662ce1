"""`/v1/plan-templates`."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.plans.actions import templates as actions
from services.cases.plans.api.parts import ScaleBody
from services.cases.plans.domain.goals import Horizon, OwnerKind
from services.cases.plans.domain.templates import LABELS, TargetGroup
from services.cases.timeline.api import Language
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, CREATES, READS, refusals
from shared.web.entity_tags import content_tag
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page
from shared.web.problems import speaks_french

router = APIRouter(prefix="/v1/plan-templates", tags=["plans"])

Reader = Annotated[Actor, holding(Scope.DIRECTORY_READ)]
Writer = Annotated[Actor, holding(Scope.DIRECTORY_WRITE)]

_EXAMPLE: Final[JsonDict] = {
    "municipality_id": "0198c0de-0000-7000-8000-000000000001",
    "target_group": "older_person_at_home",
    "title": "Staying at home after hospital",
    "language": "en",
    "goals": [
        {
            "category": "social",
            "wording": "Takes part in life outside the flat at least weekly",
            "owner": "person",
            "horizon": "months",
            "target_in_days": 90,
            "scale": {
                "much_less": "Does not leave the flat",
                "less": "Leaves the flat when somebody comes along",
                "expected": "Goes to the day centre once a week",
                "more": "Goes there twice a week",
                "much_more": "Visits friends besides",
            },
            "weight": 2,
            "actions": [
                {"category": "social", "title": "Go along the first time", "owner": "worker", "due_in_days": 14}
            ],
        }
    ],
}
_OWNER = "Whoever applies the template, as worker or agency; the person; or a carer."
_DAYS = "Counted from the day on which the plan begins."


class TemplateActionBody(BaseModel):
    """What usually is to be done."""

    model_config = ConfigDict(extra="forbid")

    category: Category
    title: str = Field(min_length=1, max_length=500)
    owner: OwnerKind = Field(description=_OWNER)
    due_in_days: int | None = Field(None, ge=0, le=3_660, description=_DAYS)


class TemplateGoalBody(BaseModel):
    """What people of the group usually want to reach; their own words come from themselves."""

    model_config = ConfigDict(extra="forbid")

    category: Category
    wording: str = Field(min_length=1, max_length=2_000)
    owner: OwnerKind = Field(description=_OWNER)
    horizon: Horizon
    target_in_days: int | None = Field(None, ge=0, le=3_660, description=_DAYS)
    scale: ScaleBody
    weight: int = Field(1, ge=1, le=9)
    actions: list[TemplateActionBody] = Field([], max_length=20)


class NewTemplate(BaseModel):
    """A plan to begin with. It is about nobody."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    municipality_id: UUID
    target_group: TargetGroup
    title: str = Field(min_length=1, max_length=200)
    language: str = Field(
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35, description="BCP 47: in which it is written."
    )
    goals: list[TemplateGoalBody] = Field(min_length=1, max_length=20)

    def command(self) -> actions.NewTemplate:
        """As the action takes it."""
        return actions.NewTemplate(
            municipality_id=self.municipality_id,
            target_group=self.target_group,
            title=self.title,
            language=self.language,
            goals=[goal.model_dump(mode="json") for goal in self.goals],
        )


class Retirement(BaseModel):
    """Nothing is to be said."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}]})


class TemplateView(BaseModel):
    """A plan to begin with; it never changes."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000b7",
                    "label": "Older person at home",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "written_at": "2026-03-02T09:14:00+00:00",
                    "retired_at": None,
                }
            ]
        }
    )

    id: UUID
    municipality_id: UUID
    target_group: TargetGroup
    label: str = Field(description="The target group in the caller's language.")
    title: str
    language: str
    goals: list[TemplateGoalBody]
    agency_id: UUID = Field(description="Agency that wrote it.")
    written_at: datetime
    retired_at: datetime | None = Field(description="From when nobody begins a plan with it.")


@router.post("", status_code=201, responses=CREATES, summary="Write a plan template")
async def write_template(
    body: NewTemplate, actor: Writer, work: Work, once: OneTime, response: Response, accept_language: Language = ""
) -> TemplateView:
    """Write a plan to begin with, for a municipality in which your agency operates; for administrators and
    supervisors.
    """
    template_id = await once.run(work, lambda: actions.write_template(work, actor, body.command()))
    response.headers["Location"] = f"/v1/plan-templates/{template_id}"
    return await _answer(work, actor, template_id, response, accept_language)


@router.get("", responses=refusals(), summary="List plan templates")
async def list_templates(
    actor: Reader,
    work: Work,
    target_group: Annotated[TargetGroup | None, Query(description="Only those for this group.")] = None,
    limit: Limit = 50,
    after: After = None,
    accept_language: Language = "",
) -> Page[TemplateView]:
    """Templates in use in the municipalities in which your agency operates, in the order of writing."""
    keys = keys_of(after, UUID)
    found = await actions.list_templates(work, actor, target_group, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[_shown(row, accept_language) for row in rows], next=following)


@router.get("/{template_id}", responses=READS, summary="Read a plan template")
async def read_template(
    template_id: UUID, actor: Reader, work: Work, response: Response, accept_language: Language = ""
) -> TemplateView:
    """One template, in use or retired."""
    return await _answer(work, actor, template_id, response, accept_language)


@router.post("/{template_id}/retirement", responses=ACTS, summary="Retire a plan template")
async def retire_template(
    template_id: UUID,
    _body: Retirement,
    actor: Writer,
    work: Work,
    once: OneTime,
    response: Response,
    accept_language: Language = "",
) -> TemplateView:
    """Let nobody begin a plan with it any more; for administrators and supervisors of the agency that wrote it."""
    await once.run(work, lambda: actions.retire_template(work, actor, template_id))
    return await _answer(work, actor, template_id, response, accept_language)


async def _answer(
    work: UnitOfWork, actor: Actor, template_id: UUID, response: Response, accept_language: str
) -> TemplateView:
    shown = _shown(await actions.read_template(work, actor, template_id), accept_language)
    response.headers["ETag"] = content_tag(shown.model_dump_json().encode())
    return shown


def _shown(row: asyncpg.Record, accept_language: str) -> TemplateView:
    values: dict[str, Any] = {**row}
    label = LABELS[TargetGroup(row["target_group"])][speaks_french(accept_language)]
    return TemplateView.model_validate(values | {"label": label})
