"""`/v1/inbox`, `/v1/outbox`, `/v1/overdue` and `/v1/waiting-list`: the referrals of your agency.

Each is all that a row shows, in one call.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from services.referrals.inbox import actions
from services.referrals.lifecycle.actions.listing import Before
from services.referrals.lifecycle.actions.standing import possible
from services.referrals.lifecycle.api.door import reader_of, written
from services.referrals.lifecycle.api.views import ReferralView
from services.referrals.lifecycle.domain.table import LIVE
from services.referrals.lifecycle.rendering import Reader, summary
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.contracts.referrals.vocabulary import State
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work, holding
from shared.web.documented import READS
from shared.web.pages import After, Limit, Page, cursor, keys_of

router = APIRouter(tags=["inbox"])

Reading = Annotated[Actor, holding(Scope.REFERRALS_READ)]
RECEIVABLE: Final = frozenset(State) - {State.DRAFT}
States = Annotated[
    list[State] | None,
    Query(alias="state", max_length=len(State), description="Only these states; without it all that are live."),
]


class ReferralRow(ReferralView):
    """A referral as a row of a list."""

    identity: Any = Field(
        description="Who the person is, as far as it travelled and may be seen now.",
        examples=[{"family_name": "Exemple", "given_name": "Alix"}],
    )
    flags: dict[str, Any] | None = Field(description="What always travels: safe contact, interpreter and the like.")


LISTED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"model": Page[ReferralRow], "description": "One page of the list."},
    **READS,
}


@router.get("/v1/inbox", responses=LISTED, summary="What was sent to your agency")
async def inbox(
    request: Request, actor: Reading, work: Work, state: States = None, limit: Limit = 50, after: After = None
) -> Response:
    """The referrals that were sent to your agency, latest sent first, each with what you can do now.

    Listing does not acknowledge; opening does. Each row is a look at a person, and logged.
    """
    states = _wanted(state) & RECEIVABLE
    certain = request.app.state.certainty.is_given
    listed = await actions.inbox(work, actor, sorted(states), _before(after), limit, is_certain=certain)
    last = listed.rows[-1].referral if listed.has_more else None
    return _page(request, work, actor, listed.rows, cursor(last.sent_at, last.id) if last else None)


@router.get("/v1/outbox", responses=LISTED, summary="What your agency drafted and sent")
async def outbox(
    request: Request, actor: Reading, work: Work, state: States = None, limit: Limit = 50, after: After = None
) -> Response:
    """The referrals of your agency to others, latest drafted first, each with what you can do now."""
    certain = request.app.state.certainty.is_given
    states = sorted(_wanted(state))
    listed = await actions.outbox(work, actor, states, _before(after), limit, is_certain=certain)
    last = listed.rows[-1].referral if listed.has_more else None
    return _page(request, work, actor, listed.rows, cursor(last.drafted_at, last.id) if last else None)


class OwedBy(StrEnum):
    """Who should have acted."""

    US = "us"
    OTHERS = "others"


@router.get("/v1/overdue", responses=LISTED, summary="What is overdue")
async def overdue(
    request: Request,
    actor: Reading,
    work: Work,
    owed_by: Annotated[OwedBy, Query(description="Your agency, or the other one of your referrals.")] = OwedBy.US,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """Referrals on which your agency, or the other one, should have acted by now; the longest overdue first.

    Each row is a look at a person, and logged. Listing does not acknowledge.
    """
    certain = request.app.state.certainty.is_given
    listed = await actions.overdue(work, actor, _before(after), limit, by_us=owed_by is OwedBy.US, is_certain=certain)
    last = listed.rows[-1].referral if listed.has_more else None
    following = cursor(last.clock.due_at, last.id) if last and last.clock else None
    return _page(request, work, actor, listed.rows, following)


@router.get("/v1/waiting-list", responses=LISTED, summary="Who waits for a listing")
async def waiting_list(
    request: Request,
    actor: Reading,
    work: Work,
    listing_id: Annotated[UUID, Query(description="Of your agency.")],
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """The referrals on the waiting list of a listing of your agency, in the order of its published rule; each with what
    counts for it (`progress.waiting`). Another agency's list is empty.
    """
    certain = request.app.state.certainty.is_given
    listed = await actions.waiting_list(work, actor, listing_id, _before(after), limit, is_certain=certain)
    last = listed.rows[-1].referral if listed.has_more else None
    following = cursor(last.progress.stands_as_since, last.id) if last else None
    return _page(request, work, actor, listed.rows, following)


def _wanted(states: Sequence[State] | None) -> frozenset[State]:
    return frozenset(states or LIVE)


def _before(after: str | None) -> Before:
    keys = keys_of(after, datetime, UUID)
    return None if keys is None else (keys[0], keys[1])


def _page(
    request: Request, work: UnitOfWork, actor: Actor, rows: Sequence[actions.Row], following: str | None
) -> Response:
    reader = reader_of(request, actor)
    items = [_row(work, actor, row, reader) for row in rows]
    return written({"items": items, "next": following})


def _row(work: UnitOfWork, actor: Actor, row: actions.Row, reader: Reader) -> dict[str, Any]:
    return summary(row.referral, possible(work, actor, row.referral), reader) | {
        "identity": row.identity,
        "flags": row.flags,
    }
