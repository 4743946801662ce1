"""Write notes, and correct them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.coordination.actions.decisions import decide_about
from services.cases.coordination.actions.writing import may_write
from services.cases.informal.actions import speaks_in
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
from services.cases.notes import events
from services.cases.notes.policy import ADD_NOTE, CORRECT, ITEM_RULES, PEOPLE_RULES
from services.cases.notes.store import NOTES
from services.cases.territories.actions import today_in
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Invalid


@dataclass(frozen=True, kw_only=True)
class NewNote(NewItem):
    """What is needed to add one.

    Attributes:
        said_by: the informal member whose words these are.
    """

    text: str
    said_by: UUID | None = None


async def add_note(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewNote) -> UUID:
    """Add a note. Who may contribute need not be able to read; what they wrote they see.

    Raises:
        NotFound, NotAllowed, Invalid, Conflict: as `may_write` says.
        Invalid: words of somebody who is no informal member of the case whom the caller may see, or no longer helps.
    """
    standings = await may_write(work, actor, ADD_NOTE, case_id, command.person_ids, command.category, PEOPLE_RULES)
    said_by = command.said_by
    today = await today_in(work, standings[0].municipality_id)
    if said_by is not None and not await speaks_in(work, case_id, said_by, today):
        raise Invalid.field(
            "#/said_by",
            "not_in_case",
            "Name somebody who helps in this case, and whom you know.",
            "Indiquez quelqu'un qui aide dans cet accompagnement et que vous connaissez.",
        )
    content = {"text": command.text, "said_by": said_by}
    note_id = await keep_item(work, actor, NOTES, case_id, standings, command, content, LineKind.NOTE_ADDED)
    people = [one.person_id for one in standings]
    await tell_each(work, people, lambda one: events.NoteAdded(case_id=case_id, person_id=one, note_id=note_id))
    return note_id


async def correct_note(
    work: UnitOfWork, actor: Actor, case_id: UUID, note_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Correct text, category or sensitivity of a note; the earlier version is kept.

    Raises:
        NotFound: no such note in this case that the caller may see.
        NotAllowed: the caller neither wrote it nor supervises in the agency that did.
        Stale: somebody changed it since.
    """
    note = await load_for_change(work, NOTES, case_id, note_id, version)
    written = AboutItem(note.row["agency_id"], note.row["worker_id"])
    decide_about(work, ITEM_RULES, CORRECT, actor, written, note.people)
    wanted = {**note.content, **changes}
    if note.changed_by(wanted):
        await change_item(work, actor, NOTES, note, wanted)
        await tell_each(
            work, note.people, lambda one: events.NoteCorrected(case_id=case_id, person_id=one, note_id=note_id)
        )
    return note_id


async def read_note(work: UnitOfWork, case_id: UUID, note_id: UUID, operation: str = "read-note") -> asyncpg.Record:
    """One note; the look is logged.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    return await read_item(work, NOTES, case_id, note_id, operation)


async def list_notes(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Notes of a case that the caller may see, as `items.list_items` says."""
    return await list_items(work, NOTES, case_id, after, limit)


async def list_note_versions(
    work: UnitOfWork, case_id: UUID, note_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What a note said before, as `items.list_versions` says."""
    return await list_versions(work, NOTES, case_id, note_id, after, limit)
