"""`/v1/conferences`, `/cancellation`, `/calendar`."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Body, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, HttpUrl
from pydantic.config import JsonDict

from services.cases.conferences.actions import conferences as actions
from services.cases.conferences.domain.conference import ConferenceState
from services.cases.conferences.rendering import Meeting, as_calendar
from services.cases.coordination.api.merge_patch import MergePatch
from services.cases.items.api import Reader, Writer
from services.cases.timeline.api import Language
from shared.contracts.cases.conferences import CancellingReason
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Invalid, NotFound
from shared.web.caller import OpenWork, PassedOn, Work
from shared.web.documented import ACTS, CREATES, EDITS, READS, refusals
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page
from shared.web.problems import speaks_french

router = APIRouter(prefix="/v1/conferences", tags=["conferences"])

CALENDAR: Final = "text/calendar"
_CALENDAR: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "iCalendar (RFC 5545).", "content": {CALENDAR: {"schema": {"type": "string"}}}},
    **refusals(NotFound),
}
_EXAMPLE: Final[JsonDict] = {
    "starts_at": "2026-03-12T14:00:00+00:00",
    "ends_at": "2026-03-12T15:30:00+00:00",
    "place": "Town hall, room 3",
    "link": None,
}
_PLACE: Final = "An office, and never somebody's home: whoever is asked to come reads it, whatever else they may see."


class NewConference(BaseModel):
    """When and where people come together."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    municipality_id: UUID | None = Field(None, description="In which it takes place; the one you act in if left out.")
    starts_at: AwareDatetime = Field(description="A time to come, within two years.")
    ends_at: AwareDatetime = Field(description="Within 24 hours of the start.")
    place: str | None = Field(None, min_length=1, max_length=200, description=_PLACE)
    link: HttpUrl | None = Field(None, description="Address of a call.")


class ConferenceChange(MergePatch):
    """What changes; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"place": "Town hall, room 5"}]})

    REMOVABLE: ClassVar[frozenset[str]] = frozenset({"place", "link"})

    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    place: str | None = Field(None, min_length=1, max_length=200, description=_PLACE)
    link: HttpUrl | None = Field(None, description="Address of a call.")


class Cancellation(BaseModel):
    """Why it does not take place."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "too_few_can_come"}]})

    reason: CancellingReason


class ConferenceView(BaseModel):
    """A conference. It says nothing of whom is spoken: `/agenda` does, item by item."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000c9",
                    "municipality_id": "0198c0de-0000-7000-8000-000000000001",
                    "state": "planned",
                    "cancelled_because": None,
                    "time_zone": "Europe/Paris",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "convened_at": "2026-03-02T09:14:00+00:00",
                    "changed_at": "2026-03-02T09:14:00+00:00",
                    "version": 1,
                }
            ]
        }
    )

    id: UUID
    municipality_id: UUID
    state: ConferenceState = Field(description="over: its time is past, whether anybody closed it or not.")
    cancelled_because: CancellingReason | None
    starts_at: datetime
    ends_at: datetime
    time_zone: str = Field(description="IANA time zone of the municipality.")
    place: str | None
    link: str | None
    agency_id: UUID = Field(description="Agency that convenes it.")
    worker_id: UUID = Field(description="Worker or system that convenes it.")
    convened_at: datetime
    changed_at: datetime
    version: int


@router.post("", status_code=201, responses=CREATES, summary="Convene a conference")
async def convene(
    body: NewConference,
    actor: Writer,
    request: Request,
    open_work: OpenWork,
    passed_on: PassedOn,
    once: OneTime,
    response: Response,
) -> ConferenceView:
    """Have people come together to speak of cases. You come; invite others, and put cases on its agenda. Coming opens
    nothing to anybody: each sees of the agenda what they may see anyway.
    """
    municipality_id = body.municipality_id or actor.municipality_id
    try:
        time_zone = await request.app.state.service.identity.time_zone(municipality_id, passed_on)
    except NotFound as unknown:
        raise Invalid.field(
            "#/municipality_id", "unknown", "There is no such municipality.", "Cette commune n'existe pas."
        ) from unknown
    command = actions.NewConference(
        municipality_id=municipality_id,
        time_zone=time_zone,
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        place=body.place,
        link=None if body.link is None else str(body.link),
    )
    async with open_work() as work:
        conference_id = await once.run(work, lambda: actions.convene(work, actor, command))
        shown = await _answer(work, conference_id, response)
    response.headers["Location"] = f"/v1/conferences/{conference_id}"
    return shown


@router.get("", responses=refusals(), summary="List conferences")
async def list_conferences(_actor: Reader, work: Work, limit: Limit = 50, after: After = None) -> Page[ConferenceView]:
    """Conferences that you convene or to which you are asked, the latest first; for a supervisor those of all workers
    of the agency.
    """
    keys = keys_of(after, datetime, UUID)
    rows, following = page(await actions.list_conferences(work, keys, limit), limit, "starts_at", "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{conference_id}", responses=READS, summary="Read a conference")
async def read_conference(conference_id: UUID, _actor: Reader, work: Work, response: Response) -> ConferenceView:
    """One conference that you convene or to which you are asked."""
    return await _answer(work, conference_id, response)


@router.patch("/{conference_id}", responses=EDITS, summary="Change a conference")
async def change_conference(
    conference_id: UUID,
    body: Annotated[ConferenceChange, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> ConferenceView:
    """Have it at another time or place; for those who convene it."""
    version = expected_version(if_match)
    changes = body.changes()
    if changes.get("link") is not None:
        changes["link"] = str(changes["link"])
    await actions.change_conference(work, actor, conference_id, version, changes)
    return await _answer(work, conference_id, response)


@router.post("/{conference_id}/cancellation", responses=ACTS, summary="Cancel a conference")
async def cancel(
    conference_id: UUID, body: Cancellation, actor: Writer, work: Work, once: OneTime, response: Response
) -> ConferenceView:
    """Not come together; for those who convene it. Its calendar says so to those who ask it again."""
    await once.run(work, lambda: actions.cancel_conference(work, actor, conference_id, body.reason))
    return await _answer(work, conference_id, response)


@router.get(
    "/{conference_id}/calendar", responses=_CALENDAR, response_class=Response, summary="Put a conference in a calendar"
)
async def read_calendar(conference_id: UUID, actor: Reader, work: Work, accept_language: Language = "") -> Response:
    """When it is, as iCalendar: no name, title, place or address of a call, for calendars are read by others too. Asked
    again it says what changed, or that it does not take place.
    """
    row = await actions.read_conference(work, conference_id)
    meeting = Meeting(
        id=row["id"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        time_zone=row["time_zone"],
        is_cancelled=row["state"] == ConferenceState.CANCELLED,
        changed_at=row["changed_at"],
        convening_agency_id=row["agency_id"],
        asked_agency_id=actor.agency_id,
        version=row["version"],
    )
    return Response(as_calendar(meeting, french=speaks_french(accept_language)), media_type=CALENDAR)


async def _answer(work: UnitOfWork, conference_id: UUID, response: Response) -> ConferenceView:
    row = await actions.read_conference(work, conference_id)
    response.headers["ETag"] = entity_tag(row["version"])
    return _shown(row)


def _shown(row: asyncpg.Record) -> ConferenceView:
    return ConferenceView.model_validate(dict(row))
