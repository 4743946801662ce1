"""`/v1/conference-series` and `/v1/cases/{id}/escalations`."""

from datetime import datetime, time, timedelta
from typing import Annotated, ClassVar, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Body, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl
from pydantic.config import JsonDict

from services.cases.conferences.actions import series as actions
from services.cases.conferences.api.agenda import MatterFields, MatterView, answer_with_matter
from services.cases.conferences.domain.series import EscalationReason, Week, Weekday
from services.cases.coordination.api.merge_patch import MergePatch
from services.cases.items.api import Reader, Writer
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Invalid, NotFound, WrongValue
from shared.web.caller import OpenWork, PassedOn, Work
from shared.web.documented import ACTS, CREATES, EDITS, READS, refusals
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/conference-series", tags=["conferences"])
escalations_router = APIRouter(prefix="/v1/cases/{case_id}/escalations", tags=["conferences"])

_EXAMPLE: Final[JsonDict] = {
    "title": "Panel on difficult cases",
    "week": "second",
    "weekday": "thursday",
    "begins_at": "14:00:00",
    "minutes": 120,
    "place": "Town hall, room 3",
    "link": None,
}


def _local(begins_at: time) -> time:
    if begins_at.tzinfo is not None:
        raise WrongValue("a time of the day comes without an offset", "une heure du jour vient sans décalage")
    return begins_at


_LocalTime = Annotated[time, AfterValidator(_local)]


class NewSeries(BaseModel):
    """A panel that meets every month."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    municipality_id: UUID | None = Field(None, description="In which it meets; the one you act in if left out.")
    title: str = Field(min_length=1, max_length=120, description="Of the panel, never of anybody: the town reads it.")
    week: Week = Field(description="Which of the days of this name in a month.")
    weekday: Weekday
    begins_at: _LocalTime = Field(description="In the municipality's own time.")
    minutes: int = Field(ge=15, le=480, description="How long it lasts.")
    place: str | None = Field(None, min_length=1, max_length=200, description="An office, and never somebody's home.")
    link: HttpUrl | None = Field(None, description="Address of a call.")


class SeriesChange(MergePatch):
    """What changes; what is left out stays."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"weekday": "tuesday", "begins_at": "09:30:00"}]}
    )

    REMOVABLE: ClassVar[frozenset[str]] = frozenset({"place", "link"})

    title: str | None = Field(None, min_length=1, max_length=120, description="Of the panel, never of anybody.")
    week: Week | None = None
    weekday: Weekday | None = None
    begins_at: _LocalTime | None = Field(None, description="In the municipality's own time.")
    minutes: int | None = Field(None, ge=15, le=480, description="How long it lasts.")
    place: str | None = Field(None, min_length=1, max_length=200, description="An office, and never somebody's home.")
    link: HttpUrl | None = Field(None, description="Address of a call.")


class SeriesView(BaseModel):
    """A panel that meets every month."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000dc",
                    "municipality_id": "0198c0de-0000-7000-8000-0000000000f0",
                    "time_zone": "Europe/Paris",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "next_starts_at": "2026-03-12T13:00:00+00:00",
                    "ended_at": None,
                    "version": 1,
                }
            ]
        }
    )

    id: UUID
    municipality_id: UUID
    title: str
    week: Week
    weekday: Weekday
    begins_at: time
    minutes: int
    time_zone: str = Field(description="IANA time zone of the municipality.")
    place: str | None
    link: str | None
    agency_id: UUID = Field(description="Agency that convenes it.")
    worker_id: UUID = Field(description="Worker or system that convenes it.")
    next_starts_at: datetime | None = Field(
        description="When the next panel begins: as it is planned, else as the month says; null when it has ended."
    )
    ended_at: datetime | None
    version: int


class Escalation(MatterFields):
    """What of a case is put before the next panel, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "series_id": "0198c0de-0000-7000-8000-0000000000dc",
                    "reason": "nobody_takes_it_on",
                    "category": "housing",
                    "topic": "Where he lives when he leaves the hospital",
                    "asked": "person",
                }
            ]
        }
    )

    series_id: UUID = Field(description="Before which panel.")
    reason: EscalationReason


@router.post("", status_code=201, responses=CREATES, summary="Begin a series of conferences")
async def begin_series(
    body: NewSeries,
    actor: Writer,
    request: Request,
    open_work: OpenWork,
    passed_on: PassedOn,
    once: OneTime,
    response: Response,
) -> SeriesView:
    """Have a panel meet every month; you convene it. Its first conference is planned with it, each following one when
    somebody puts a case before it. Whoever works in the municipality finds it, and may do so.
    """
    municipality_id = body.municipality_id or actor.municipality_id
    try:
        time_zone = await request.app.state.service.identity.time_zone(municipality_id, passed_on)
    except NotFound as unknown:
        raise Invalid.field(
            "#/municipality_id", "unknown", "There is no such municipality.", "Cette commune n'existe pas."
        ) from unknown
    command = actions.NewSeries(
        municipality_id=municipality_id,
        time_zone=time_zone,
        title=body.title,
        week=body.week,
        weekday=body.weekday,
        begins_at=body.begins_at,
        lasts=timedelta(minutes=body.minutes),
        place=body.place,
        link=None if body.link is None else str(body.link),
    )
    async with open_work() as work:
        series_id = await once.run(work, lambda: actions.begin_series(work, actor, command))
        row = await actions.read_series(work, actor, series_id)
    response.headers["Location"] = f"/v1/conference-series/{series_id}"
    response.headers["ETag"] = entity_tag(row["version"])
    return _shown(row, work.now)


@router.get("", responses=refusals(), summary="List series of conferences")
async def list_series(actor: Reader, work: Work, limit: Limit = 50, after: After = None) -> Page[SeriesView]:
    """Panels that meet in the municipalities of your agency, and when next."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_series(work, actor, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[_shown(row, work.now) for row in rows], next=following)


@router.get("/{series_id}", responses=READS, summary="Read a series of conferences")
async def read_series(series_id: UUID, actor: Reader, work: Work, response: Response) -> SeriesView:
    """One panel, and when it meets next."""
    return await _answer(work, actor, series_id, response)


@router.patch("/{series_id}", responses=EDITS, summary="Change a series of conferences")
async def change_series(
    series_id: UUID,
    body: Annotated[SeriesChange, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> SeriesView:
    """Let it meet on another day, at another time or place; for those who convene it. A panel that is planned takes
    place as it is, unless that conference is changed.
    """
    changes = body.changes()
    if "minutes" in changes:
        changes["lasts"] = timedelta(minutes=changes.pop("minutes"))
    if changes.get("link") is not None:
        changes["link"] = str(changes["link"])
    await actions.change_series(work, actor, series_id, expected_version(if_match), changes)
    return await _answer(work, actor, series_id, response)


@router.post("/{series_id}/end", responses=ACTS, summary="End a series of conferences")
async def end_series(series_id: UUID, actor: Writer, work: Work, once: OneTime, response: Response) -> SeriesView:
    """Let no panel follow; for those who convene it. One that is planned takes place, unless it is cancelled."""
    await once.run(work, lambda: actions.end_series(work, actor, series_id))
    return await _answer(work, actor, series_id, response)


@escalations_router.post("", status_code=201, responses=ACTS, summary="Put a case before the next panel")
async def escalate(
    case_id: UUID, body: Escalation, actor: Writer, work: Work, once: OneTime, response: Response
) -> MatterView:
    """Put a case that you may see before the next panel, with a reason. You come to speak of it; those who come see it
    as every matter: where they may see an item of its category anyway. To let others see it, ask for their joining the
    team, or let them in for the conference.
    """
    item_id = await once.run(
        work, lambda: actions.escalate(work, actor, case_id, body.series_id, body.command(), body.reason)
    )
    response.headers["Location"] = f"/v1/cases/{case_id}/agenda-items/{item_id}"
    return await answer_with_matter(work, case_id, item_id, "escalate", response)


async def _answer(work: UnitOfWork, actor: Actor, series_id: UUID, response: Response) -> SeriesView:
    row = await actions.read_series(work, actor, series_id)
    response.headers["ETag"] = entity_tag(row["version"])
    return _shown(row, work.now)


def _shown(row: asyncpg.Record, now: datetime) -> SeriesView:
    minutes = int(row["lasts"].total_seconds()) // 60
    following = None if row["ended_at"] else actions.next_start(row, now)
    return SeriesView.model_validate({**row, "minutes": minutes, "next_starts_at": following})
