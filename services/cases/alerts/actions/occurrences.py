"""Record what happened, and correct it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.alerts import events
from services.cases.alerts.domain.occurrences import OccurrenceState, OccurrenceTerm, must_have_happened
from services.cases.alerts.policy import CORRECT_OCCURRENCE, ITEM_RULES, PEOPLE_RULES, RECORD_OCCURRENCE
from services.cases.alerts.store.occurrences import OCCURRENCES
from services.cases.coordination.actions.decisions import decide_about
from services.cases.coordination.actions.writing import may_write
from services.cases.items.actions import (
    NewItem,
    change_item,
    keep_item,
    list_items,
    list_versions,
    load_for_change,
    read_item,
    tell_each,
)
from services.cases.items.policy import AboutItem
from services.cases.territories.actions import today_in
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewOccurrence(NewItem):
    """What is needed to record one.

    Attributes:
        happened_on: local date.
    """

    term: OccurrenceTerm
    happened_on: date


async def record_occurrence(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewOccurrence) -> UUID:
    """Record what happened on a day.

    Raises:
        NotFound, NotAllowed, Invalid, Conflict: as `may_write` says.
        Invalid: it is a day to come.
    """
    people, category = command.person_ids, command.category
    standings = await may_write(work, actor, RECORD_OCCURRENCE, case_id, people, category, PEOPLE_RULES)
    must_have_happened(command.happened_on, await today_in(work, standings[0].municipality_id))
    content = {"term": command.term, "happened_on": command.happened_on, "state": OccurrenceState.RECORDED}
    kind = LineKind.OCCURRENCE_RECORDED
    occurrence_id = await keep_item(work, actor, OCCURRENCES, case_id, standings, command, content, kind)
    await tell_each(
        work,
        [one.person_id for one in standings],
        lambda one: events.OccurrenceRecorded(case_id=case_id, person_id=one, occurrence_id=occurrence_id),
    )
    return occurrence_id


async def correct_occurrence(
    work: UnitOfWork, actor: Actor, case_id: UUID, occurrence_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Correct what happened and when, or say that it did not; the earlier version is kept.

    Raises:
        NotFound: no such occurrence in this case that the caller may see.
        NotAllowed: the caller neither recorded it nor supervises in the agency that did.
        Stale: somebody changed it since.
        Invalid: it is a day to come.
    """
    found = await load_for_change(work, OCCURRENCES, case_id, occurrence_id, version)
    written = AboutItem(found.row["agency_id"], found.row["worker_id"])
    decide_about(work, ITEM_RULES, CORRECT_OCCURRENCE, actor, written, found.people)
    wanted = {**found.content, **changes}
    must_have_happened(wanted["happened_on"], await today_in(work, found.row["municipality_id"]))
    changed = found.changed_by(wanted)
    if changed:
        line = LineKind.OCCURRENCE_CORRECTED if "state" in changed else None
        await change_item(work, actor, OCCURRENCES, found, wanted, line)
        await tell_each(
            work,
            found.people,
            lambda one: events.OccurrenceCorrected(case_id=case_id, person_id=one, occurrence_id=occurrence_id),
        )
    return occurrence_id


async def read_occurrence(work: UnitOfWork, case_id: UUID, occurrence_id: UUID, operation: str) -> asyncpg.Record:
    """One occurrence; the look is logged.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    return await read_item(work, OCCURRENCES, case_id, occurrence_id, operation)


async def list_occurrences(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Occurrences of a case that the caller may see, as `items.list_items` says."""
    return await list_items(work, OCCURRENCES, case_id, after, limit)


async def list_occurrence_versions(
    work: UnitOfWork, case_id: UUID, occurrence_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What was said of it before, as `items.list_versions` says."""
    return await list_versions(work, OCCURRENCES, case_id, occurrence_id, after, limit)
