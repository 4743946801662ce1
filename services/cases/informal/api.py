"""`/v1/cases/{id}/informal-members`."""

from datetime import date
from typing import Annotated, ClassVar, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Body, Response
from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.informal import actions
from services.cases.informal.domain import Bond
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
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/informal-members", tags=["cases"])

_EXAMPLE: Final[JsonDict] = {
    "category": "household",
    "sensitivity": "ordinary",
    "name": "The neighbour on the second floor",
    "bond": "neighbour",
    "helps_with": "Shops on Saturdays",
}


class NewInformalMember(NewItemBody):
    """Somebody who helps without being paid for it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    category: Category = Field(Category.HOUSEHOLD, description="Decides who sees that they help.")
    helper_id: UUID | None = Field(None, description="Who it is, where they are a person known here; else a name.")
    name: str | None = Field(None, min_length=1, max_length=200)
    bond: Bond = Field(description="What they are to the people whom they help.")
    helps_with: str | None = Field(None, min_length=1, max_length=1_000)

    def command(self) -> actions.NewInformalMember:
        """As the action takes it."""
        return actions.NewInformalMember(
            person_ids=tuple(dict.fromkeys(self.person_ids)),
            category=self.category,
            sensitivity=self.sensitivity,
            helper_id=self.helper_id,
            name=self.name,
            bond=self.bond,
            helps_with=self.helps_with,
        )


class InformalMemberCorrection(Correction):
    """What is corrected; what is left out stays, null removes."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ended_on": "2026-05-01"}]})

    REMOVABLE: ClassVar[frozenset[str]] = frozenset({"helper_id", "name", "helps_with", "ended_on"})

    helper_id: UUID | None = None
    name: str | None = Field(None, min_length=1, max_length=200)
    bond: Bond | None = None
    helps_with: str | None = Field(None, min_length=1, max_length=1_000)
    ended_on: date | None = Field(None, description="From when they no longer help.")


class InformalMemberView(ItemView):
    """An informal member."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000e7",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "person_ids": ["0198c0de-0000-7000-8000-000000000f01"],
                    "helper_id": None,
                    "ended_on": None,
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "written_at": "2026-03-02T09:14:00+00:00",
                    "changed_at": "2026-03-02T09:14:00+00:00",
                    "version": 1,
                }
            ]
        }
    )

    helper_id: UUID | None = Field(
        description="Who it is, where you may know of them; without a name, perhaps nobody wrote down who it is."
    )
    name: str | None
    bond: Bond
    helps_with: str | None
    ended_on: date | None = Field(description="Null while they help.")


@router.post("", status_code=201, responses=ACTS, summary="Add an informal member")
async def add_member(
    case_id: UUID, body: NewInformalMember, actor: Writer, work: Work, once: OneTime, response: Response
) -> InformalMemberView:
    """Let a carer, neighbour or volunteer belong to the team. They read nothing; what they say is written down as words
    of theirs: a note with `said_by`.
    """
    member_id = await once.run(work, lambda: actions.add_informal_member(work, actor, case_id, body.command()))
    response.headers["Location"] = f"/v1/cases/{case_id}/informal-members/{member_id}"
    return await _answer(work, case_id, member_id, "add-informal-member", response)


@router.get("", responses=READS, summary="List informal members")
async def list_members(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[InformalMemberView]:
    """Those whom you may see, also who no longer helps, in the order of adding."""
    keys = keys_of(after, UUID)
    rows = await actions.list_informal_members(work, case_id, keys[0] if keys else None, limit)
    shown, following = page(rows, limit, "id")
    return Page(items=[_shown(row) for row in shown], next=following)


@router.get("/{member_id}", responses=OPENS, summary="Read an informal member")
async def read_member(
    case_id: UUID, member_id: UUID, _actor: Reader, work: Work, response: Response
) -> InformalMemberView:
    """One informal member."""
    return await _answer(work, case_id, member_id, "read-informal-member", response)


@router.patch("/{member_id}", responses=CORRECTS, summary="Correct an informal member")
async def correct_member(
    case_id: UUID,
    member_id: UUID,
    body: Annotated[InformalMemberCorrection, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> InformalMemberView:
    """Correct what is known of them, or say from when they no longer help: for whoever added them, the lead, and
    supervisors of either.
    """
    version = expected_version(if_match)
    await actions.correct_informal_member(work, actor, case_id, member_id, version, body.changes())
    return await _answer(work, case_id, member_id, "correct-informal-member", response)


@router.get("/{member_id}/versions", responses=OPENS, summary="List earlier versions of an informal member")
async def list_member_versions(
    case_id: UUID, member_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[EarlierVersion]:
    """What was known of them before, oldest first, each version as far as you may see it."""
    keys = keys_of(after, int)
    rows = await actions.list_informal_member_versions(work, case_id, member_id, keys[0] if keys else None, limit)
    return earlier_page(rows, limit)


async def _answer(
    work: UnitOfWork, case_id: UUID, member_id: UUID, operation: str, response: Response
) -> InformalMemberView:
    row = await actions.read_informal_member(work, case_id, member_id, operation)
    response.headers["ETag"] = entity_tag(row["version"])
    return _shown(row)


def _shown(row: asyncpg.Record) -> InformalMemberView:
    return InformalMemberView.model_validate(with_people(row))
