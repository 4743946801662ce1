"""`/v1/cases/{id}/agenda-items`, `/withdrawal`, and `/v1/conferences/{id}/agenda`."""

from datetime import datetime
from typing import Annotated, ClassVar, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Body, Response
from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.conferences.actions import agenda as actions
from services.cases.conferences.domain.conference import ConferenceState
from services.cases.conferences.domain.matters import Asked, NotAskedBecause
from services.cases.conferences.domain.series import EscalationReason
from services.cases.items.api import (
    CHANGES,
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
from shared.contracts.cases.conferences import MatterState
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/agenda-items", tags=["conferences"])
agenda_router = APIRouter(prefix="/v1/conferences/{conference_id}/agenda", tags=["conferences"])

_EXAMPLE: Final[JsonDict] = {
    "conference_id": "0198c0de-0000-7000-8000-0000000000c9",
    "category": "housing",
    "topic": "Where he lives when he leaves the hospital",
    "asked": "person",
}
_ASKED: Final = "Who of those whom it is about, or who stand for them, is asked to come."
_NOT_ASKED: Final = "Why neither they nor somebody for them is asked; needed where nobody is, and only there."


class MatterFields(NewItemBody):
    """What of a case is to be talked about, wherever."""

    category: Category
    topic: str = Field(min_length=1, max_length=2_000)
    asked: Asked = Field(description=_ASKED)
    not_asked_because: NotAskedBecause | None = Field(None, description=_NOT_ASKED)

    def command(self) -> actions.NewMatter:
        """As the action takes it."""
        return actions.NewMatter(
            person_ids=tuple(dict.fromkeys(self.person_ids)),
            category=self.category,
            sensitivity=self.sensitivity,
            topic=self.topic,
            asked=self.asked,
            not_asked_because=self.not_asked_because,
        )


class NewMatter(MatterFields):
    """What of a case is to be talked about."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    conference_id: UUID = Field(description="One in which you take part.")


class MatterChange(Correction):
    """What is said otherwise; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"topic": "Where he lives, and with whom"}]})

    REMOVABLE: ClassVar[frozenset[str]] = frozenset({"not_asked_because"})

    topic: str | None = Field(None, min_length=1, max_length=2_000)
    asked: Asked | None = Field(None, description=_ASKED)
    not_asked_because: NotAskedBecause | None = Field(None, description=_NOT_ASKED)


class MatterView(ItemView):
    """What of a case is, or was to be, talked about."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "not_asked_because": None,
                    "id": "0198c0de-0000-7000-8000-0000000000e5",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "person_ids": ["0198c0de-0000-7000-8000-000000000f01"],
                    "sensitivity": "ordinary",
                    "state": "on_agenda",
                    "escalated_because": None,
                    "starts_at": "2026-03-12T14:00:00+00:00",
                    "ends_at": "2026-03-12T15:30:00+00:00",
                    "conference_state": "planned",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "written_at": "2026-03-02T09:14:00+00:00",
                    "changed_at": "2026-03-02T09:14:00+00:00",
                    "version": 1,
                }
            ]
        }
    )

    conference_id: UUID | None = Field(description="Null for who takes no part in the conference.")
    topic: str
    asked: Asked
    not_asked_because: NotAskedBecause | None
    state: MatterState
    escalated_because: EscalationReason | None = Field(description="Why it is put before a panel; null elsewhere.")
    starts_at: datetime = Field(description="When the conference is.")
    ends_at: datetime
    conference_state: ConferenceState


@router.post("", status_code=201, responses=ACTS, summary="Put a matter on an agenda")
async def put_on_agenda(
    case_id: UUID, body: NewMatter, actor: Writer, work: Work, once: OneTime, response: Response
) -> MatterView:
    """Have something of the case talked about in a conference in which you take part. Others who come see it only where
    its category is theirs to see; the team of the case sees it as every item of the record.
    """
    item_id = await once.run(
        work, lambda: actions.put_on_agenda(work, actor, case_id, body.conference_id, body.command())
    )
    response.headers["Location"] = f"/v1/cases/{case_id}/agenda-items/{item_id}"
    return await answer_with_matter(work, case_id, item_id, "put-on-agenda", response)


@router.get("", responses=READS, summary="List what of a case is talked about")
async def list_matters(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[MatterView]:
    """What of the case is or was on agendas, as far as you may see it, in the order of writing."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_matters(work, case_id, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{item_id}", responses=OPENS, summary="Read a matter on an agenda")
async def read_matter(case_id: UUID, item_id: UUID, _actor: Reader, work: Work, response: Response) -> MatterView:
    """One matter in its present version."""
    return await answer_with_matter(work, case_id, item_id, "read-agenda-item", response)


@router.patch("/{item_id}", responses=CORRECTS, summary="Change a matter on an agenda")
async def change_matter(
    case_id: UUID,
    item_id: UUID,
    body: Annotated[MatterChange, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> MatterView:
    """Say otherwise what you put on the agenda, or what your agency did if you supervise there."""
    version = expected_version(if_match)
    await actions.change_matter(work, actor, case_id, item_id, version, body.changes())
    return await answer_with_matter(work, case_id, item_id, "change-agenda-item", response)


@router.post("/{item_id}/withdrawal", responses=CHANGES, summary="Take a matter off an agenda")
async def take_off_agenda(
    case_id: UUID, item_id: UUID, actor: Writer, work: Work, once: OneTime, response: Response
) -> MatterView:
    """Not talk about it after all; for who wrote it, or who supervises in their agency. It stays in the record."""
    await once.run(work, lambda: actions.take_off_agenda(work, actor, case_id, item_id))
    return await answer_with_matter(work, case_id, item_id, "take-off-agenda", response)


@router.get("/{item_id}/versions", responses=OPENS, summary="List earlier versions of a matter on an agenda")
async def list_versions(
    case_id: UUID, item_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[EarlierVersion]:
    """What was to be talked about before, oldest first, each version as far as you may see it."""
    keys = keys_of(after, int)
    rows = await actions.list_matter_versions(work, case_id, item_id, keys[0] if keys else None, limit)
    return earlier_page(rows, limit)


@agenda_router.get("", responses=READS, summary="Read the agenda of a conference")
async def read_agenda(
    conference_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[MatterView]:
    """What you may see of the agenda, in the order of writing, whatever else is on it. Each look is logged as a look at
    whom the matter is about.
    """
    keys = keys_of(after, UUID)
    found = await actions.read_agenda(work, conference_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


async def answer_with_matter(
    work: UnitOfWork, case_id: UUID, item_id: UUID, operation: str, response: Response
) -> MatterView:
    """What somebody reads of a matter that they wrote or changed, or asked for."""
    row = await actions.read_matter(work, case_id, item_id, operation)
    response.headers["ETag"] = entity_tag(row["version"])
    return _shown(row)


def _shown(row: asyncpg.Record) -> MatterView:
    return MatterView.model_validate(with_people(row))
