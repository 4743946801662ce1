"""`/v1/cases/{id}/plan/templates`."""

from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.cases.items.api import NewItemBody, Reader, Writer
from services.cases.plans.actions import templates as actions
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/plan/templates", tags=["plans"])


class NewApplication(NewItemBody):
    """A template with which the plan begins, or goes on."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"template_id": "0198c0de-0000-7000-8000-0000000000b7", "begins_on": "2026-03-02"}]
        }
    )

    template_id: UUID
    begins_on: date = Field(
        ge=date(1900, 1, 1), lt=date(2200, 1, 1), description="The days that the template names are counted from it."
    )

    def command(self) -> actions.Application:
        """As the action takes it."""
        return actions.Application(
            template_id=self.template_id,
            person_ids=tuple(dict.fromkeys(self.person_ids)),
            begins_on=self.begins_on,
            sensitivity=self.sensitivity,
        )


class ApplicationView(BaseModel):
    """What a template brought."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000b8",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "template_id": "0198c0de-0000-7000-8000-0000000000b7",
                    "goal_ids": ["0198c0de-0000-7000-8000-0000000000f1"],
                    "action_ids": ["0198c0de-0000-7000-8000-0000000000f2"],
                    "applied_at": "2026-03-02T09:14:00+00:00",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                }
            ]
        }
    )

    id: UUID
    case_id: UUID
    template_id: UUID
    goal_ids: list[UUID]
    action_ids: list[UUID]
    applied_at: datetime
    agency_id: UUID
    worker_id: UUID = Field(description="Worker or system that applied it.")


@router.post("", status_code=201, responses=ACTS, summary="Begin a plan with a template")
async def apply_template(
    case_id: UUID, body: NewApplication, actor: Writer, work: Work, once: OneTime, response: Response
) -> ApplicationView:
    """Set every goal of the template and plan its actions, all or nothing, each as if you had written it. The person's
    own words are still to be asked for.
    """
    application_id = await once.run(work, lambda: actions.apply_template(work, actor, case_id, body.command()))
    row = await actions.read_application(work, case_id, application_id)
    response.headers["Location"] = f"/v1/cases/{case_id}/plan/templates"
    return ApplicationView.model_validate(dict(row))


@router.get("", responses=READS, summary="List the templates with which a plan began")
async def list_applications(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[ApplicationView]:
    """Which templates were applied, for whoever may see everything that each brought."""
    keys = keys_of(after, UUID)
    found = await actions.list_applications(work, case_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[ApplicationView.model_validate(dict(row)) for row in rows], next=following)
