"""What must be done in a case because it is one, and where that and the case stand in lists."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.coordination.domain.invitations import Invitation
from services.cases.coordination.store import team as team_store
from services.cases.duties.actions import duties_follow, is_settled, must_be_done
from services.cases.duties.domain import Duty
from shared.contracts.cases.duties import DutyKind
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork


async def put_in_place(work: UnitOfWork, case_id: UUID, place: str | None) -> None:
    """A case stands elsewhere in the work lists of its team, or in none, and what must be done in it follows."""
    await team_store.put_in_place(work, case_id, place)
    await duties_follow(work, case_id)


async def review_is_due(work: UnitOfWork, case: Mapping[str, Any] | asyncpg.Record, on: date | None) -> None:
    """Its lead must look at a case again by a date, or at no date; what else must be done in it follows its risk.

    Args:
        case: by id, municipality_id and category.
    """
    assert isinstance(work.actor, Actor)
    if on is None:
        await is_settled(work, case["id"])
    else:
        review = Duty(
            id=case["id"],
            kind=DutyKind.REVIEW,
            case_id=case["id"],
            municipality_id=case["municipality_id"],
            category=Category(case["category"]),
            agency_id=work.actor.agency_id,
            worker_id=work.actor.subject,
            for_agency_id=work.actor.agency_id,
            for_worker_id=None,
            due_on=on,
            since=work.now,
        )
        await must_be_done(work, review)
    await duties_follow(work, case["id"])  # its lead's, whoever that is


async def answer_is_due(work: UnitOfWork, case: asyncpg.Record, invitation: Invitation) -> None:
    """Whoever is invited to work on a case must say whether they do, for as long as the invitation waits."""
    assert isinstance(work.actor, Actor)
    ends = [end for end in (invitation.expires_at, invitation.ends_at) if end is not None]
    duty = Duty(
        id=invitation.id,
        kind=DutyKind.INVITATION,
        case_id=invitation.case_id,
        municipality_id=case["municipality_id"],
        category=Category(case["category"]),
        agency_id=work.actor.agency_id,
        worker_id=work.actor.subject,
        for_agency_id=invitation.agency_id,
        for_worker_id=invitation.worker_id,
        since=work.now,
        until=min(ends),
    )
    await must_be_done(work, duty)
