"""`/v1/my/rights-requests/{id}/steps`: what was done for what I asked."""

from datetime import date, datetime
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from services.cases.accounts.api.agencies import AN_AGENCY, Me, MyAgency, Names, names_of
from services.cases.rights_steps.actions import steps as actions
from services.cases.rights_steps.api.notices import KEPT
from services.cases.rights_steps.api.steps import A_STEP, AnyStepView
from shared.contracts.cases.rights import RecipientAnswer
from shared.web.caller import OpenWork, PassedOn
from shared.web.documented import READS
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/my/rights-requests/{request_id}", tags=["my own record"])


class MyAnswer(BaseModel):
    """What an agency that had received your data did with it, once it was told."""

    agency: MyAgency
    acknowledged_at: datetime
    answer: RecipientAnswer | None = Field(description="Null where it says no more than that it is dealt with.")
    article: str | None = Field(description="The law on which it keeps what it received.")
    kept_until: date | None = Field(description="Until when it keeps it.")


class MyStep(AnyStepView):
    """What was done for what you asked. Of those who were told, it counts the agencies that work with you."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {**A_STEP, "answers": [{"agency": AN_AGENCY, "acknowledged_at": "2026-03-06T08:00:00+00:00", **KEPT}]}
            ]
        }
    )

    answers: list[MyAnswer] = Field(description="Of the agencies that work with you, in their order.")


@router.get("/steps", responses=READS, summary="What was done for what I asked")
async def list_own_steps(
    request_id: UUID,
    caller: Me,
    request: Request,
    open_work: OpenWork,
    rights: PassedOn,
    limit: Limit = 50,
    after: After = None,
) -> Page[MyStep]:
    """Each step, how far it is, and what those answered who had received your data, in their order."""
    (key,) = keys_of(after, UUID) or (None,)
    async with open_work() as work:
        found = await actions.my_steps(work, caller, request_id, key, limit)
    rows, following = page(found, limit, "id")
    names = await names_of(request, rights, (UUID(one["agency_id"]) for row in rows for one in row["answers"]))
    return Page(items=[_view(row, names) for row in rows], next=following)


def _view(row: asyncpg.Record, names: Names) -> MyStep:
    answers = [{**one, "agency": names.of(UUID(one["agency_id"]))} for one in row["answers"]]
    return MyStep.model_validate({**row, "answers": answers})
