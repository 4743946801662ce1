"""`/v1/cases/{id}/notes`."""

from typing import Annotated, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Body, Response
from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.items.api import (
    CORRECTS,
    OPENS,
    Correction,
    EarlierVersion,
    ItemView,
    NewItemBody,
    Reader,
    Writer,
    earlier_page,
    with_people,
)
from services.cases.notes.actions import notes as actions
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/notes", tags=["notes"])

_EXAMPLE: Final[JsonDict] = {
    "category": "housing",
    "sensitivity": "ordinary",
    "text": "The landlord agreed to wait until May.",
}


class NewNote(NewItemBody):
    """A note to be added."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    category: Category
    text: str = Field(min_length=1, max_length=20_000)
    said_by: UUID | None = Field(
        None, description="The informal member whose words these are; you write them down on their behalf."
    )

    def command(self) -> actions.NewNote:
        """As the action takes it."""
        return actions.NewNote(
            person_ids=tuple(dict.fromkeys(self.person_ids)),
            category=self.category,
            sensitivity=self.sensitivity,
            text=self.text,
            said_by=self.said_by,
        )


class NoteCorrection(Correction):
    """What is corrected; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"category": "finance"}]})

    text: str | None = Field(None, min_length=1, max_length=20_000)


class NoteView(ItemView):
    """A note."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000e1",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "person_ids": ["0198c0de-0000-7000-8000-000000000f01"],
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "written_at": "2026-03-02T09:14:00+00:00",
                    "changed_at": "2026-03-02T09:14:00+00:00",
                    "version": 1,
                    "said_by": None,
                }
            ]
        }
    )

    text: str
    said_by: UUID | None = Field(description="The informal member whose words these are, where you may see them.")


@router.post("", status_code=201, responses=ACTS, summary="Add a note")
async def add_note(
    case_id: UUID, body: NewNote, actor: Writer, work: Work, once: OneTime, response: Response
) -> NoteView:
    """Add a note about people of the case. A ground to contribute is enough: who may not read the case may still leave
    word, and sees what they wrote.
    """
    note_id = await once.run(work, lambda: actions.add_note(work, actor, case_id, body.command()))
    response.headers["Location"] = f"/v1/cases/{case_id}/notes/{note_id}"
    return await _answer(work, case_id, note_id, "add-note", response)


@router.get("", responses=READS, summary="List the notes of a case")
async def list_notes(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[NoteView]:
    """Notes that you may see, in the order of writing."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_notes(work, case_id, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{note_id}", responses=OPENS, summary="Read a note")
async def read_note(case_id: UUID, note_id: UUID, _actor: Reader, work: Work, response: Response) -> NoteView:
    """One note in its present version."""
    return await _answer(work, case_id, note_id, "read-note", response)


@router.patch("/{note_id}", responses=CORRECTS, summary="Correct a note")
async def correct_note(
    case_id: UUID,
    note_id: UUID,
    body: Annotated[NoteCorrection, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> NoteView:
    """Correct what you wrote, or what your agency wrote if you supervise there. The earlier version is kept."""
    await actions.correct_note(work, actor, case_id, note_id, expected_version(if_match), body.changes())
    return await _answer(work, case_id, note_id, "correct-note", response)


@router.get("/{note_id}/versions", responses=OPENS, summary="List earlier versions of a note")
async def list_versions(
    case_id: UUID, note_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[EarlierVersion]:
    """What a note said before, oldest first, each version as far as you may see it."""
    keys = keys_of(after, int)
    rows = await actions.list_note_versions(work, case_id, note_id, keys[0] if keys else None, limit)
    return earlier_page(rows, limit)


async def _answer(work: UnitOfWork, case_id: UUID, note_id: UUID, operation: str, response: Response) -> NoteView:
    row = await actions.read_note(work, case_id, note_id, operation)
    response.headers["ETag"] = entity_tag(row["version"])
    return _shown(row)


def _shown(row: asyncpg.Record) -> NoteView:
    return NoteView.model_validate(with_people(row))
