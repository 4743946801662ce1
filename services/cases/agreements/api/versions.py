"""`/v1/agreements/{id}/versions`: what was agreed before, what is to be agreed next, and what differs."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Header, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.cases.agreements.actions import comparing, reading, signing, writing
from services.cases.agreements.api.agreements import Administrator, Reader, command_of
from services.cases.agreements.api.bodies import SHOWN, NewTerms, TermsView
from services.cases.agreements.domain.difference import Change, Kind, widens
from services.cases.agreements.domain.terms import Answer, VersionState
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import OpenWork, PassedOn, Work
from shared.web.documented import EDITS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page
from shared.web.problems import speaks_french

router = APIRouter(prefix="/v1/agreements/{agreement_id}/versions", tags=["agreements"])

Number = Annotated[int, Path(ge=1, le=1_000_000)]
Language = Annotated[str, Header(alias="Accept-Language", description="`fr` for French; English otherwise.")]


class SignatureView(BaseModel):
    """What an administrator said to a version, for their agency."""

    agency_id: UUID
    answer: Answer
    at: datetime
    worker_id: UUID
    digest: str = Field(description="SHA-256 of the terms that they had before them.")


class VersionView(BaseModel):
    """One version of an agreement."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "agreement_id": "0198c0de-0000-7000-8000-0000000000d1",
                    "number": 2,
                    "state": "draft",
                    "terms": SHOWN,
                    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "written_at": "2026-06-01T09:00:00Z",
                    "in_force_at": None,
                    "closed_at": None,
                    "signatures": [
                        {
                            "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                            "answer": "signed",
                            "at": "2026-06-01T09:05:00Z",
                            "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                            "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                        }
                    ],
                    "waits_for": ["0198c0de-0000-7000-8000-0000000000a2"],
                }
            ]
        }
    )

    agreement_id: UUID
    number: int
    state: VersionState
    terms: TermsView
    digest: str = Field(description="SHA-256 of the terms.")
    agency_id: UUID = Field(description="Which wrote it, or left the agreement with it.")
    written_at: datetime
    in_force_at: datetime | None
    closed_at: datetime | None = Field(description="When it was refused, replaced or superseded, or ended.")
    signatures: list[SignatureView]
    waits_for: list[UUID] = Field(description="Agencies that have not answered yet, while it is a draft.")


class ChangeView(BaseModel):
    """One thing that the version says otherwise."""

    field: str
    kind: Kind
    said: str = Field(description="In words, in the language that was asked for.")
    before: Any
    after: Any
    widens: bool = Field(description="More may flow because of it.")


class DifferenceView(BaseModel):
    """What a version says otherwise than the one that was in force before it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "number": 2,
                    "changes": [
                        {
                            "field": "article",
                            "kind": "changed",
                            "said": "National article: “Social Welfare Act § 12” becomes “Social Welfare Act § 14”.",
                            "before": "Social Welfare Act § 12",
                            "after": "Social Welfare Act § 14",
                            "widens": False,
                        }
                    ],
                    "widens": False,
                }
            ]
        }
    )

    number: int
    changes: list[ChangeView]
    widens: bool = Field(description="More may flow after it than before.")


@router.post("", status_code=201, responses=EDITS, summary="Write a version of an agreement")
async def write(
    agreement_id: UUID,
    body: NewTerms,
    actor: Administrator,
    request: Request,
    response: Response,
    open_work: OpenWork,
    passed_on: PassedOn,
    once: OneTime,
    if_match: IfMatch = None,
) -> VersionView:
    """Write what the agreement shall say from now on, whole. What is in force stays so until an administrator of every
    party, of those that are left out too, has signed. A draft that waited is replaced. `If-Match` is the ETag of the
    agreement.
    """
    expected = expected_version(if_match)
    command = await command_of(body, agreement_id, request, passed_on)
    async with open_work() as work:
        await once.run(work, lambda: writing.write_version(work, actor, agreement_id, command, expected))
        return await _latest(work, actor, agreement_id, response)


@router.get("", responses=READS, summary="List the versions of an agreement")
async def list_versions(
    agreement_id: UUID, actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[VersionView]:
    """Every version that was written, latest first, whether it ever came into force or not."""
    keys = keys_of(after, int)
    rows = await signing.list_versions(work, actor, agreement_id, keys[0] if keys else None, limit)
    some, following = page(rows, limit, "number")
    return Page(items=[_shown(row) for row in some], next=following)


@router.get("/{number}", responses=READS, summary="Open a version of an agreement")
async def open_one(agreement_id: UUID, number: Number, actor: Reader, work: Work, response: Response) -> VersionView:
    """One version with what each party said to it; its ETag is that of the agreement."""
    agreement = await reading.open_agreement(work, actor, agreement_id)
    response.headers["ETag"] = entity_tag(agreement["version"])
    return _shown(await signing.open_version(work, actor, agreement_id, number))


@router.get("/{number}/difference", responses=READS, summary="Compare a version with the one before")
async def compare(
    agreement_id: UUID,
    number: Number,
    actor: Reader,
    request: Request,
    open_work: OpenWork,
    passed_on: PassedOn,
    accept_language: Language = "",
) -> DifferenceView:
    """What it says otherwise than the version that was in force before it, in words, English or French; a first version
    is new as a whole.
    """
    async with open_work() as work:
        before, after = await comparing.both(work, actor, agreement_id, number)
    agencies = comparing.agencies_in(before, after)
    known = await request.app.state.service.identity.agencies(agencies, passed_on)
    changes = comparing.changes(before, after, {one: facts.name for one, facts in known.items()})
    french = speaks_french(accept_language)
    return DifferenceView(
        number=number, changes=[_told(change, french=french) for change in changes], widens=widens(changes)
    )


@router.post("/{number}/signature", responses=EDITS, summary="Sign a version of an agreement")
async def sign(
    agreement_id: UUID,
    number: Number,
    actor: Administrator,
    work: Work,
    response: Response,
    once: OneTime,
    if_match: IfMatch = None,
) -> VersionView:
    """Sign for your agency what this version says. With the last signature it is in force, at once or on its day: then
    grants that say more than it does end or are narrowed with the answer.
    """
    expected = None if if_match is None else expected_version(if_match)
    await once.run(work, lambda: signing.sign_version(work, actor, agreement_id, number, expected))
    return await open_one(agreement_id, number, actor, work, response)


@router.post("/{number}/refusal", responses=EDITS, summary="Refuse to sign a version of an agreement")
async def refuse(
    agreement_id: UUID,
    number: Number,
    actor: Administrator,
    work: Work,
    response: Response,
    once: OneTime,
    if_match: IfMatch = None,
) -> VersionView:
    """Say for your agency that it will not sign: the version never comes into force. What was in force stays so."""
    expected = None if if_match is None else expected_version(if_match)
    await once.run(work, lambda: signing.refuse_version(work, actor, agreement_id, number, expected))
    return await open_one(agreement_id, number, actor, work, response)


async def _latest(work: UnitOfWork, actor: Actor, agreement_id: UUID, response: Response) -> VersionView:
    agreement = await reading.open_agreement(work, actor, agreement_id)
    response.headers["ETag"] = entity_tag(agreement["version"])
    return _shown(await signing.open_version(work, actor, agreement_id, agreement["latest_version"]))


def _told(change: Change, *, french: bool) -> ChangeView:
    return ChangeView(
        field=change.field,
        kind=change.kind,
        said=change.said.told(french=french),
        before=change.before,
        after=change.after,
        widens=change.widens,
    )


def _shown(row: asyncpg.Record) -> VersionView:
    values: dict[str, Any] = dict(row)
    answered = {UUID(one["agency_id"]) for one in row["signatures"]}
    waits = [one for one in row["signers"] if one not in answered] if row["state"] == VersionState.DRAFT else []
    return VersionView.model_validate({**values, "waits_for": waits})
