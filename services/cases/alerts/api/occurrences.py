"""`/v1/cases/{id}/occurrences`, `/v1/occurrence-terms`."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.alerts.actions import occurrences as actions
from services.cases.alerts.domain.occurrences import TERMS, OccurrenceState, OccurrenceTerm
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
from services.cases.timeline.api import Language
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work
from shared.web.documented import ACTS, READS, refusals
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page
from shared.web.problems import speaks_french

router = APIRouter(prefix="/v1/cases/{case_id}/occurrences", tags=["occurrences"])
terms_router = APIRouter(prefix="/v1/occurrence-terms", tags=["occurrences"])

_EXAMPLE: Final[JsonDict] = {"term": "eviction_notice", "happened_on": "2026-03-02"}


class NewOccurrence(NewItemBody):
    """What happened."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    term: OccurrenceTerm = Field(description="One of `GET /v1/occurrence-terms`.")
    category: Category | None = Field(None, description="The term's own, when left out.")
    happened_on: date = Field(description="Local date.")

    def command(self) -> actions.NewOccurrence:
        """As the action takes it."""
        return actions.NewOccurrence(
            person_ids=tuple(dict.fromkeys(self.person_ids)),
            category=self.category or TERMS[self.term].category,
            sensitivity=self.sensitivity,
            term=self.term,
            happened_on=self.happened_on,
        )


class OccurrenceCorrection(Correction):
    """What is corrected; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"state": "entered_in_error"}]})

    term: OccurrenceTerm | None = None
    happened_on: date | None = None
    state: OccurrenceState | None = None


class OccurrenceView(ItemView):
    """What happened."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000e9",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "person_ids": ["0198c0de-0000-7000-8000-000000000f01"],
                    "category": "housing",
                    "sensitivity": "ordinary",
                    "label": "Eviction notice",
                    "state": "recorded",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "written_at": "2026-03-02T09:14:00+00:00",
                    "changed_at": "2026-03-02T09:14:00+00:00",
                    "version": 1,
                }
            ]
        }
    )

    term: OccurrenceTerm
    label: str = Field(description="The term in the caller's language.")
    happened_on: date
    state: OccurrenceState


class TermView(BaseModel):
    """What can happen."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"term": "eviction_notice", "category": "housing", "label": "Eviction notice"}]}
    )

    term: OccurrenceTerm
    category: Category = Field(description="Its usual category.")
    label: str = Field(description="In the caller's language.")


@terms_router.get("", responses=refusals(), summary="List what can happen")
async def list_terms(_actor: Reader, accept_language: Language = "") -> Page[TermView]:
    """All coded terms, on one page."""
    french = speaks_french(accept_language)
    terms = [TermView(term=one, category=term.category, label=term.label(french=french)) for one, term in TERMS.items()]
    return Page(items=terms, next=None)


@router.post("", status_code=201, responses=ACTS, summary="Record what happened")
async def record_occurrence(
    case_id: UUID,
    body: NewOccurrence,
    actor: Writer,
    work: Work,
    once: OneTime,
    response: Response,
    accept_language: Language = "",
) -> OccurrenceView:
    """Record what happened to people of the case on a day. Rules of the municipality may notice something in it."""
    occurrence_id = await once.run(work, lambda: actions.record_occurrence(work, actor, case_id, body.command()))
    response.headers["Location"] = f"/v1/cases/{case_id}/occurrences/{occurrence_id}"
    return await _answer(work, case_id, occurrence_id, "record-occurrence", response, accept_language)


@router.get("", responses=READS, summary="List what happened")
async def list_occurrences(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None, accept_language: Language = ""
) -> Page[OccurrenceView]:
    """Occurrences that you may see, in the order of recording."""
    keys = keys_of(after, UUID)
    found = await actions.list_occurrences(work, case_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[_shown(row, accept_language) for row in rows], next=following)


@router.get("/{occurrence_id}", responses=OPENS, summary="Read what happened")
async def read_occurrence(
    case_id: UUID, occurrence_id: UUID, _actor: Reader, work: Work, response: Response, accept_language: Language = ""
) -> OccurrenceView:
    """One occurrence in its present version."""
    return await _answer(work, case_id, occurrence_id, "read-occurrence", response, accept_language)


@router.patch("/{occurrence_id}", responses=CORRECTS, summary="Correct what happened")
async def correct_occurrence(
    case_id: UUID,
    occurrence_id: UUID,
    body: Annotated[OccurrenceCorrection, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
    accept_language: Language = "",
) -> OccurrenceView:
    """Correct what you recorded, or what your agency did if you supervise there; or say that it did not happen."""
    version = expected_version(if_match)
    await actions.correct_occurrence(work, actor, case_id, occurrence_id, version, body.changes())
    return await _answer(work, case_id, occurrence_id, "correct-occurrence", response, accept_language)


@router.get("/{occurrence_id}/versions", responses=OPENS, summary="List earlier versions of what happened")
async def list_versions(
    case_id: UUID, occurrence_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[EarlierVersion]:
    """What was said of it before, oldest first, each version as far as you may see it."""
    keys = keys_of(after, int)
    rows = await actions.list_occurrence_versions(work, case_id, occurrence_id, keys[0] if keys else None, limit)
    return earlier_page(rows, limit)


async def _answer(
    work: UnitOfWork, case_id: UUID, occurrence_id: UUID, operation: str, response: Response, accept_language: str
) -> OccurrenceView:
    row = await actions.read_occurrence(work, case_id, occurrence_id, operation)
    response.headers["ETag"] = entity_tag(row["version"])
    return _shown(row, accept_language)


def _shown(row: asyncpg.Record, accept_language: str) -> OccurrenceView:
    label = TERMS[OccurrenceTerm(row["term"])].label(french=speaks_french(accept_language))
    return OccurrenceView.model_validate({**with_people(row), "label": label})
