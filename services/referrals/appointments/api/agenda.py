"""`/v1/appointments` and its calendar: what a worker has agreed on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime

from services.referrals.appointments.actions.agenda import Asked, list_agenda, times_of
from services.referrals.appointments.api.appointments import CALENDAR, Reading
from services.referrals.appointments.api.bodies import AppointmentView
from services.referrals.appointments.rendering import as_calendar, shown
from services.referrals.lifecycle.api.door import reader_of, written
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Invalid
from shared.web.caller import Work
from shared.web.documented import READS
from shared.web.pages import After, Limit, Page, cursor, keys_of

router = APIRouter(prefix="/v1/appointments", tags=["appointments"])

BEHIND: Final = timedelta(days=30)
AHEAD: Final = timedelta(days=366)

Whose = Annotated[
    UUID | None,
    Query(description="A worker of your agency; without it the caller. A system says whose calendar it keeps."),
]
_LISTED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"model": Page[AppointmentView], "description": "One page of them."},
    **READS,
}
_CALENDAR: Final[dict[int | str, dict[str, Any]]] = {
    **READS,
    200: {"description": "iCalendar (RFC 5545).", "content": {CALENDAR: {"schema": {"type": "string"}}}},
}


@router.get("", responses=_LISTED, summary="List the appointments of a worker")
async def list_some(
    request: Request,
    actor: Reading,
    work: Work,
    worker_id: Whose = None,
    since: Annotated[
        AwareDatetime | None, Query(description="Those that begin then or later; now if left out.")
    ] = None,
    until: Annotated[AwareDatetime | None, Query(description="Those that begin before; a year from now.")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """What a worker of your agency has agreed on with people, by the time at which it begins, also what was cancelled;
    as far as you may see the referrals. Each is a look at a person, and logged.
    """
    asked = _asked(actor, work, worker_id, since, until)
    keys = keys_of(after, datetime, UUID)
    if keys is not None:
        asked = replace(asked, since=keys[0], after=keys[1])
    found = await list_agenda(work, asked, limit)
    here = found[:limit]
    last = here[-1] if len(found) > limit else None
    following = cursor(last.agreed.starts_at, last.id) if last and last.agreed else None
    french = reader_of(request, actor).french
    return written({"items": [shown(one, is_receiver=True, french=french) for one in here], "next": following})


@router.get(
    "/calendar", responses=_CALENDAR, response_class=Response, summary="Put the appointments of a worker in a calendar"
)
async def calendar(request: Request, actor: Reading, work: Work, worker_id: Whose = None) -> Response:
    """When they are, as iCalendar, from a month ago to a year from now: neither who, nor where, nor for which listing,
    for calendars are read by others too. Asked again, as calendars do, it says what changed and what was cancelled.
    There is no address that answers without a token: what keeps the calendars of an agency asks with its own.
    """
    asked = _asked(actor, work, worker_id, work.now - BEHIND, work.now + AHEAD)
    agreed = [(one, one.agreed) for one in await times_of(work, asked) if one.agreed]
    return Response(as_calendar(agreed, french=reader_of(request, actor).french), media_type=CALENDAR)


def _asked(
    actor: Actor, work: UnitOfWork, worker_id: UUID | None, since: datetime | None, until: datetime | None
) -> Asked:
    whose = worker_id or actor.worker_id
    if whose is None:
        raise Invalid.field(
            "#/query/worker_id",
            "missing",
            "A system says whose appointments it asks for.",
            "Un système indique de qui il demande les rendez-vous.",
        )
    begin, end = _utc("since", since or work.now), _utc("until", until or work.now + AHEAD)
    if end <= begin:
        raise Invalid.field(
            "#/query/until", "too-early", "It must be later than the beginning.", "La fin doit suivre le début."
        )
    return Asked(worker_id=whose, since=begin, until=end)


def _utc(name: str, at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise Invalid.field(
            f"#/query/{name}", "out-of-range", "No calendar goes so far.", "Aucun calendrier ne va si loin."
        ) from None
