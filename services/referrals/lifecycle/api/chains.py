"""`/v1/referrals/{id}/chain`: what followed from a referral."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.referrals.lifecycle.actions.chains import Link, open_chain
from services.referrals.lifecycle.actions.standing import possible
from services.referrals.lifecycle.api.door import reader_of, written
from services.referrals.lifecycle.api.views import ReferralView
from services.referrals.lifecycle.domain.packages import as_a_whole
from services.referrals.lifecycle.rendering import Reader, summary
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.contracts.referrals.vocabulary import PackageState, State
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work, holding
from shared.web.documented import READS

router = APIRouter(prefix="/v1/referrals/{referral_id}/chain", tags=["referrals"])


class LinkView(BaseModel):
    """One referral of a chain."""

    model_config = ConfigDict(extra="forbid")

    state: State
    state_label: str = Field(examples=["In progress"])
    moved_at: datetime
    closed_at: datetime | None
    referral: ReferralView | None = Field(description="Null where others refer on: how it stands, and not with whom.")


class ChainView(BaseModel):
    """A referral, what followed from it, and where they stand as a whole."""

    model_config = ConfigDict(extra="forbid")

    state: PackageState
    state_label: str = Field(examples=["Under way"])
    referrals: list[LinkView] = Field(description="This one first, then those that followed, nearest first.")


@router.get(
    "",
    responses={200: {"model": ChainView, "description": "The chain."}, **READS},
    summary="See what followed from a referral",
)
async def chain(
    referral_id: UUID, request: Request, actor: Annotated[Actor, holding(Scope.REFERRALS_READ)], work: Work
) -> Response:
    """A referral, and those that follow it: because an alternative was taken, it was sent again, or its receiver refers
    on. The agency that sent it sees how each stands; with whom, only of its own.
    """
    links = await open_chain(work, actor, referral_id)
    reader = reader_of(request, actor)
    state = as_a_whole([one.state for one in links])
    items = [_link(work, actor, one, reader) for one in links]
    return written({"state": state, "state_label": reader.says(state), "referrals": items})


def _link(work: UnitOfWork, actor: Actor, one: Link, reader: Reader) -> dict[str, Any]:
    referral = one.referral
    return {
        "state": one.state,
        "state_label": reader.says(one.state),
        "moved_at": one.moved_at,
        "closed_at": one.closed_at,
        "referral": referral and summary(referral, possible(work, actor, referral), reader),
    }
