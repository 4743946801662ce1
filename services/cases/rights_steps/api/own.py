"""`/v1/my/rights-requests/{id}/steps`: what was done for what I asked."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict

from services.cases.accounts.api.agencies import Me
from services.cases.rights_steps.actions import steps as actions
from services.cases.rights_steps.api.steps import A_STEP, AnyStepView
from shared.web.caller import Work
from shared.web.documented import READS
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/my/rights-requests/{request_id}", tags=["my own record"])


class MyStep(AnyStepView):
    """What was done for what you asked. Of those who were told, it counts the agencies that work with you."""

    model_config = ConfigDict(json_schema_extra={"examples": [A_STEP]})


@router.get("/steps", responses=READS, summary="What was done for what I asked")
async def list_own_steps(
    request_id: UUID, caller: Me, work: Work, limit: Limit = 50, after: After = None
) -> Page[MyStep]:
    """Each step, when it was taken and how far it is, in their order."""
    (key,) = keys_of(after, UUID) or (None,)
    rows, following = page(await actions.my_steps(work, caller, request_id, key, limit), limit, "id")
    return Page(items=[MyStep.model_validate(dict(row)) for row in rows], next=following)
