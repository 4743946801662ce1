"""`/v1/cases/{id}/needs`, `/v1/need-terms`."""

from typing import Annotated, Any, ClassVar, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, ConfigDict, Field, field_validator
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
from services.cases.notes.actions import needs as actions
from services.cases.notes.domain.need_terms import TERMS, label_of
from services.cases.notes.domain.needs import NeedSource
from services.cases.timeline.api import Language
from shared.contracts.cases.coordination import NeedState
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import WrongValue
from shared.web.caller import Work
from shared.web.documented import ACTS, READS, refusals
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page
from shared.web.problems import speaks_french

router = APIRouter(prefix="/v1/cases/{case_id}/needs", tags=["needs"])
terms_router = APIRouter(prefix="/v1/need-terms", tags=["needs"])

_EXAMPLE: Final[JsonDict] = {
    "term": "housing-instability",
    "category": "housing",
    "sensitivity": "ordinary",
    "source": "person",
}


def _known(term: str | None) -> str | None:
    if term is not None and term not in TERMS:
        raise WrongValue("not one of GET /v1/need-terms", "ce n'est pas l'un des termes de GET /v1/need-terms")
    return term


class NewNeed(NewItemBody):
    """A need to be recorded."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    term: str = Field(max_length=80, description="One of `GET /v1/need-terms`.")
    category: Category | None = Field(None, description="The term's own, when left out.")
    source: NeedSource = Field(description="How it became known.")
    detail: str | None = Field(None, min_length=1, max_length=2_000)

    _term_is_known = field_validator("term")(_known)

    def command(self) -> actions.NewNeed:
        """As the action takes it."""
        return actions.NewNeed(
            person_ids=tuple(dict.fromkeys(self.person_ids)),
            category=self.category or TERMS[self.term].category,
            sensitivity=self.sensitivity,
            term=self.term,
            source=self.source,
            detail=self.detail,
        )


class NeedChange(Correction):
    """How far it is met, or what is corrected; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"state": "being_met"}]})

    REMOVABLE: ClassVar[frozenset[str]] = frozenset({"detail"})

    state: NeedState | None = None
    term: str | None = Field(None, max_length=80)
    source: NeedSource | None = None
    detail: str | None = Field(None, min_length=1, max_length=2_000, description="Null removes it.")

    _term_is_known = field_validator("term")(_known)


class NeedView(ItemView):
    """A need."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000e2",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "person_ids": ["0198c0de-0000-7000-8000-000000000f01"],
                    "label": "Housing instability",
                    "state": "open",
                    "detail": None,
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "written_at": "2026-03-02T09:14:00+00:00",
                    "changed_at": "2026-03-02T09:14:00+00:00",
                    "version": 1,
                }
            ]
        }
    )

    term: str
    label: str = Field(description="The term in the caller's language.")
    state: NeedState
    source: NeedSource
    detail: str | None


class TermView(BaseModel):
    """A kind of need."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"term": "over-indebtedness", "category": "finance", "label": "Debts"}]}
    )

    term: str
    category: Category = Field(description="Its usual category.")
    label: str = Field(description="In the caller's language.")


@terms_router.get("", responses=refusals(), summary="List the kinds of needs")
async def list_terms(_actor: Reader, accept_language: Language = "") -> Page[TermView]:
    """All coded terms, on one page."""
    french = speaks_french(accept_language)
    return Page(
        items=[
            TermView(term=code, category=one.category, label=one.label(french=french)) for code, one in TERMS.items()
        ],
        next=None,
    )


@router.post("", status_code=201, responses=ACTS, summary="Record a need")
async def record_need(
    case_id: UUID,
    body: NewNeed,
    actor: Writer,
    work: Work,
    once: OneTime,
    response: Response,
    accept_language: Language = "",
) -> NeedView:
    """Record an open need of people of the case. A ground to contribute is enough."""
    need_id = await once.run(work, lambda: actions.record_need(work, actor, case_id, body.command()))
    response.headers["Location"] = f"/v1/cases/{case_id}/needs/{need_id}"
    return await _answer(work, case_id, need_id, "record-need", response, accept_language)


@router.get("", responses=READS, summary="List the needs of a case")
async def list_needs(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None, accept_language: Language = ""
) -> Page[NeedView]:
    """Needs that you may see, in the order of recording."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_needs(work, case_id, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[_shown(row, accept_language) for row in rows], next=following)


@router.get("/{need_id}", responses=OPENS, summary="Read a need")
async def read_need(
    case_id: UUID, need_id: UUID, _actor: Reader, work: Work, response: Response, accept_language: Language = ""
) -> NeedView:
    """One need in its present version."""
    return await _answer(work, case_id, need_id, "read-need", response, accept_language)


@router.patch("/{need_id}", responses=CORRECTS, summary="Say how far a need is met, or correct it")
async def change_need(
    case_id: UUID,
    need_id: UUID,
    body: Annotated[NeedChange, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
    accept_language: Language = "",
) -> NeedView:
    """The state may be moved by whoever may contribute in its category; the rest is corrected by whoever wrote it, or
    supervises there. The earlier version is kept.
    """
    await actions.change_need(work, actor, case_id, need_id, expected_version(if_match), body.changes())
    return await _answer(work, case_id, need_id, "change-need", response, accept_language)


@router.get("/{need_id}/versions", responses=OPENS, summary="List earlier versions of a need")
async def list_versions(
    case_id: UUID, need_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[EarlierVersion]:
    """What a need was before, oldest first, each version as far as you may see it."""
    keys = keys_of(after, int)
    rows = await actions.list_need_versions(work, case_id, need_id, keys[0] if keys else None, limit)
    return earlier_page(rows, limit)


async def _answer(
    work: UnitOfWork, case_id: UUID, need_id: UUID, operation: str, response: Response, accept_language: str
) -> NeedView:
    row = await actions.read_need(work, case_id, need_id, operation)
    response.headers["ETag"] = entity_tag(row["version"])
    return _shown(row, accept_language)


def _shown(row: asyncpg.Record, accept_language: str) -> NeedView:
    values: dict[str, Any] = with_people(row)
    label = label_of(row["term"], french=speaks_french(accept_language))
    return NeedView.model_validate(values | {"label": label})
