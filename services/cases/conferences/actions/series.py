"""Let a conference come again, and put a case before the next one with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from services.cases.conferences import events
from services.cases.conferences.actions.agenda import NewMatter, keep_matter
from services.cases.conferences.domain.series import EscalationReason, Rhythm, Week, Weekday, must_go_on
from services.cases.conferences.policy import (
    BEGIN_SERIES,
    CHANGE_SERIES,
    CONFERENCE_RULES,
    CONVENING_RULES,
    END_SERIES,
    ESCALATE,
    PEOPLE_RULES,
    AboutConference,
    AboutConvening,
)
from services.cases.conferences.store import series as store
from services.cases.coordination.actions.decisions import not_found
from services.cases.coordination.actions.writing import may_write
from services.cases.duties.actions import conference_waits
from shared.contracts.cases.conferences import AnswerState
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, Stale

_TERMS: Final = ("title", "week", "weekday", "begins_at", "lasts", "place", "link")


@dataclass(frozen=True, kw_only=True)
class NewSeries:
    """What is needed to begin one.

    Attributes:
        time_zone: of the municipality.
    """

    municipality_id: UUID
    time_zone: str
    title: str
    week: Week
    weekday: Weekday
    begins_at: time
    lasts: timedelta
    place: str | None
    link: str | None


async def begin_series(work: UnitOfWork, actor: Actor, command: NewSeries) -> UUID:
    """Let a panel meet every month; its first conference is convened with it.

    Raises:
        NotAllowed: the caller meets nobody, or their agency does not operate in the municipality.
    """
    decide(CONVENING_RULES, BEGIN_SERIES, actor, AboutConvening(command.municipality_id))
    series_id = new_id()
    await store.keep(work, {"id": series_id, "sector": actor.sector, **vars(command)})
    await _come_to_next(work, actor, await read_series(work, actor, series_id))
    return series_id


async def change_series(
    work: UnitOfWork, actor: Actor, series_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Let it meet on another day, at another time or place, or under another title. A panel that is planned already
    takes place as it is: whoever was asked to it answered for that time.

    Args:
        changes: by field; what is left out stays.

    Raises:
        NotFound: no such series in a municipality of the caller's agency.
        NotAllowed: the caller neither answers for it nor supervises whoever does.
        Conflict: it has ended.
        Stale: somebody changed it since.
    """
    row = await read_series(work, actor, series_id)
    decide(CONFERENCE_RULES, CHANGE_SERIES, actor, AboutConference(row["agency_id"], row["worker_id"]))
    must_go_on(row["ended_at"])
    if row["version"] != version:
        raise Stale
    present = {name: row[name] for name in _TERMS}
    wanted = {**present, **changes}
    if wanted != present and not await store.change(work, series_id, version, wanted):
        raise Stale
    return series_id


async def end_series(work: UnitOfWork, actor: Actor, series_id: UUID) -> UUID:
    """Let no panel follow: one that is planned takes place, unless it is cancelled.

    Raises:
        NotFound: no such series in a municipality of the caller's agency.
        NotAllowed: the caller neither answers for it nor supervises whoever does.
        Conflict: it has ended.
    """
    row = await read_series(work, actor, series_id)
    decide(CONFERENCE_RULES, END_SERIES, actor, AboutConference(row["agency_id"], row["worker_id"]))
    must_go_on(row["ended_at"])
    await store.end(work, series_id)
    return series_id


async def escalate(
    work: UnitOfWork, actor: Actor, case_id: UUID, series_id: UUID, command: NewMatter, because: EscalationReason
) -> UUID:
    """Put a case before the next panel, with a reason, and come to speak of it. It is shown as every matter: to whoever
    may see an item of its category.

    Raises:
        NotFound: no such series in a municipality of the caller's agency.
        NotFound, NotAllowed, Invalid, Conflict: as `may_write` says; reading in the category is enough.
        Conflict: the series has ended, or is being changed.
        Invalid: it does not say who is asked to come, or why nobody is.
    """
    series = await read_series(work, actor, series_id)
    must_go_on(series["ended_at"])
    standings = await may_write(work, actor, ESCALATE, case_id, command.person_ids, command.category, PEOPLE_RULES)
    conference_id = await _come_to_next(work, actor, series)
    return await keep_matter(work, actor, case_id, standings, conference_id, command, because)


async def read_series(work: UnitOfWork, actor: Actor, series_id: UUID) -> asyncpg.Record:
    """One series. It says nothing of anybody, and is known in its municipality.

    Raises:
        NotFound: none in a municipality of the caller's agency.
    """
    row = await store.open_one(work, series_id, actor.municipalities)
    if row is None:
        raise not_found(work, "read-conference-series")
    return row


async def list_series(work: UnitOfWork, actor: Actor, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Series that go on in the municipalities of the caller's agency; one more than `limit` if there is."""
    return await store.list_some(work, actor.municipalities, after, limit + 1)


def next_start(series: asyncpg.Record, now: datetime) -> datetime:
    """When its next panel begins: as it is planned, else as the rhythm says."""
    planned: datetime | None = series["planned_start"]
    return planned or _rhythm(series).next_start(now, series["cancelled"])


async def _come_to_next(work: UnitOfWork, actor: Actor, series: asyncpg.Record) -> UUID:
    fresh, rhythm = new_id(), _rhythm(series)
    starts_at = rhythm.next_start(work.now, series["cancelled"])
    ends_at = starts_at + rhythm.lasts
    seats = (new_id(), new_id())
    comes = await store.come_to_next_panel(work, series, fresh, starts_at, ends_at, seats=seats, sector=actor.sector)
    if comes is None:
        raise Conflict("The series is being changed: ask again.", detail_fr="Cette série vient de changer : réessayez.")
    panel_id, seat_id = comes
    await conference_waits(work, panel_id)
    if panel_id == fresh:
        await work.tell(
            events.ConferenceConvened(
                conference_id=panel_id, municipality_id=series["municipality_id"], starts_at=starts_at, ends_at=ends_at
            )
        )
    if seat_id is not None:
        await work.tell(
            events.ParticipantAccepted(
                conference_id=panel_id,
                municipality_id=series["municipality_id"],
                participant_id=seat_id,
                agency_id=actor.agency_id,
                worker_id=actor.subject,
                state=AnswerState.ACCEPTED,
            )
        )
    return panel_id


def _rhythm(series: asyncpg.Record) -> Rhythm:
    return Rhythm(
        week=Week(series["week"]),
        weekday=Weekday(series["weekday"]),
        at=series["begins_at"],
        lasts=series["lasts"],
        zone=ZoneInfo(series["time_zone"]),
    )
