"""Write notes, and correct them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.coordination import events
from services.cases.coordination.actions.decisions import decide_about
from services.cases.coordination.actions.writing import (
    NewItem,
    keep_item,
    list_items,
    load_item_for_change,
    may_write,
    read_item,
)
from services.cases.coordination.policy import ADD_NOTE, CORRECT, ITEM_RULES, AboutItem
from services.cases.coordination.store import items as store
from services.cases.coordination.store.items import NOTES
from services.cases.timeline.actions import reclassify_lines
from services.cases.timeline.domain import LineKind
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewNote(NewItem):
    """What is needed to add one."""

    text: str


async def add_note(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewNote) -> UUID:
    """Add a note. Who may contribute need not be able to read; what they wrote they see.

    Raises:
        NotFound, NotAllowed, Invalid, Conflict: as `may_write` says.
    """
    standings = await may_write(work, actor, ADD_NOTE, case_id, command.person_ids, command.category)
    note_id = await keep_item(work, NOTES, case_id, standings, command, {"text": command.text}, LineKind.NOTE_ADDED)
    await work.tell(
        *(events.NoteAdded(case_id=case_id, person_id=one.grants[0].person_id, note_id=note_id) for one in standings)
    )
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
    note = await load_item_for_change(work, NOTES, case_id, note_id, version)
    everybody = (note["person_id"], *note["also_about"])
    decide_about(work, ITEM_RULES, CORRECT, actor, AboutItem(note["agency_id"], note["worker_id"]), everybody)
    wanted = _content(note) | dict(changes)
    if wanted != _content(note):
        await store.change(work, NOTES, note_id, wanted)
        await reclassify_lines(work, note_id, Category(wanted["category"]), Sensitivity(wanted["sensitivity"]))
        await work.tell(
            *(events.NoteCorrected(case_id=case_id, person_id=person_id, note_id=note_id) for person_id in everybody)
        )
    return note_id


async def read_note(work: UnitOfWork, case_id: UUID, note_id: UUID) -> asyncpg.Record:
    """One note.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    return await read_item(work, NOTES, case_id, note_id)


async def list_notes(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Notes of a case that the caller may see, as `writing.list_items` says."""
    return await list_items(work, NOTES, case_id, after, limit)


async def notes_about(work: UnitOfWork, person_id: UUID) -> list[asyncpg.Record]:
    """Notes about a person, of all cases, that the caller may see."""
    return await store.of_person(work, NOTES, person_id)


def _content(note: asyncpg.Record) -> dict[str, Any]:
    return {name: note[name] for name in ("category", "sensitivity", "text")}
