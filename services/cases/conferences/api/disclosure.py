"""`/v1/conferences/{id}/disclosure`."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.cases.conferences.actions import disclosure as actions
from services.cases.conferences.domain.disclosure import Told, WithheldBecause
from services.cases.items.api import Reader
from shared.contracts.cases.vocabulary import Category, GroundKind, Sensitivity
from shared.contracts.identity.vocabulary import Purpose
from shared.web.caller import Work
from shared.web.documented import READS
from shared.web.pages import After, Limit, keys_of, page

router = APIRouter(prefix="/v1/conferences/{conference_id}/disclosure", tags=["conferences"])


class GroundView(BaseModel):
    """On what somebody sees a matter."""

    kind: GroundKind
    id: UUID
    valid_until: datetime | None


class AboutOneView(BaseModel):
    """Whether somebody sees a matter as far as it is about one person."""

    person_id: UUID
    grounds: list[GroundView] = Field(description="On which they see it; empty where it is withheld.")
    withheld_because: WithheldBecause | None


class ToldToView(BaseModel):
    """One who comes."""

    participant_id: UUID
    agency_id: UUID
    worker_id: UUID | None = Field(description="Null while whoever of the agency takes it up.")
    sees: bool = Field(description="A ground shows it to them for each person whom it is about.")
    people: list[AboutOneView]


class DisclosedView(BaseModel):
    """A matter on the agenda, and who sees it."""

    agenda_item_id: UUID
    case_id: UUID
    category: Category
    sensitivity: Sensitivity
    participants: list[ToldToView]
    is_complete: bool = Field(
        description="False where you may know of the grounds of your own agency only: for who coordinates for each "
        "person, or answers for privacy, it is of all."
    )


class DisclosureView(BaseModel):
    """Who may see what of an agenda."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "at": "2026-03-12T14:00:00+00:00",
                    "purpose": "care-coordination",
                    "items": [
                        {
                            "agenda_item_id": "0198c0de-0000-7000-8000-0000000000e5",
                            "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                            "category": "housing",
                            "sensitivity": "ordinary",
                            "participants": [
                                {
                                    "participant_id": "0198c0de-0000-7000-8000-0000000000d9",
                                    "agency_id": "0198c0de-0000-7000-8000-0000000000a2",
                                    "worker_id": "0198c0de-0000-7000-8000-0000000000b2",
                                    "sees": False,
                                    "people": [
                                        {
                                            "person_id": "0198c0de-0000-7000-8000-000000000f01",
                                            "grounds": [],
                                            "withheld_because": "refused",
                                        }
                                    ],
                                }
                            ],
                            "is_complete": True,
                        }
                    ],
                    "next": None,
                }
            ]
        }
    )

    at: datetime = Field(description="When: at the start of the conference, or now where it has begun.")
    purpose: Purpose = Field(description="For which it is said: yours.")
    items: list[DisclosedView]
    next: str | None = Field(description="Pass as `after` for the following page; null on the last one.")


@router.get("", responses=READS, summary="See who may see what of an agenda")
async def see_disclosure(
    conference_id: UUID, actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> DisclosureView:
    """Before and while you meet: of what you may see of the agenda, who else of those who come may see it, on which
    ground, and why it is withheld from others. It is what access decides for them, and grants nothing.
    """
    keys = keys_of(after, UUID)
    found = await actions.see_disclosure(work, actor, conference_id, keys[0] if keys else None, limit)
    _, following = page([one.matter for one in found.matters], limit, "id")
    shown = [_shown(one) for one in found.matters[:limit]]
    return DisclosureView(at=found.at, purpose=actor.purpose, items=shown, next=following)


def _shown(one: actions.Disclosed) -> DisclosedView:
    matter = one.matter
    return DisclosedView(
        agenda_item_id=matter["id"],
        case_id=matter["case_id"],
        category=matter["category"],
        sensitivity=matter["sensitivity"],
        participants=[_told_to(told) for told in one.told],
        is_complete=one.is_complete,
    )


def _told_to(told: actions.ToldTo) -> ToldToView:
    participant = told.participant
    return ToldToView(
        participant_id=participant["id"],
        agency_id=participant["agency_id"],
        worker_id=participant["worker_id"],
        sees=told.sees,
        people=[_about_one(one) for one in told.people],
    )


def _about_one(told: Told) -> AboutOneView:
    grounds = [GroundView(kind=one.ground_kind, id=one.ground_id, valid_until=one.valid_until) for one in told.grounds]
    return AboutOneView(person_id=told.person_id, grounds=grounds, withheld_because=told.because)
