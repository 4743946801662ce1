"""What must be done because of a plan: its actions, and its signatures."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.duties.actions import is_settled, must_be_done
from services.cases.duties.domain import Duty
from services.cases.plans.domain.goals import OVER, OwnerKind
from shared.contracts.cases.duties import DutyKind
from shared.contracts.cases.plans import ActionState
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork


async def action_is_to_be_done(work: UnitOfWork, action: Mapping[str, Any]) -> None:
    """Its owner must do an action, unless it is over; what the person or a carer does is on no worker's list.

    Args:
        action: its row, whole.
    """
    is_ours = OwnerKind(action["owner_kind"]) in {OwnerKind.AGENCY, OwnerKind.WORKER}
    if not is_ours or ActionState(action["state"]) in OVER:
        await is_settled(work, action["id"])
        return
    await must_be_done(work, Duty.of_item(DutyKind.ACTION, action, action["owner_agency_id"], action["owner_id"]))


async def version_is_to_be_agreed_on(
    work: UnitOfWork, case: asyncpg.Record, version_id: UUID, proposed_at: datetime, *, is_agreed: bool
) -> None:
    """The lead must see to it that a proposed version is signed, until everybody agrees."""
    if is_agreed:
        await is_settled(work, version_id)
        return
    duty = Duty(
        id=version_id,
        kind=DutyKind.SIGNATURE,
        case_id=case["id"],
        municipality_id=case["municipality_id"],
        category=Category(case["category"]),
        agency_id=case["lead_agency_id"],
        worker_id=case["lead_worker_id"],
        for_agency_id=case["lead_agency_id"],
        for_worker_id=case["lead_worker_id"],
        since=proposed_at,
    )
    await must_be_done(work, duty)
