"""`/v1/voice-counts`."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from services.cases.items.api import Reader
from services.cases.voice.actions import counting as actions
from services.cases.voice.domain.counting import Published, Quarter
from shared.contracts.cases.voice import Aspect
from shared.web.caller import Work
from shared.web.documented import refusals

router = APIRouter(prefix="/v1/voice-counts", tags=["voice"])

_HIDDEN = "null where it is hidden: fewer than five, or a smaller number could be computed from it."


class RatingCounts(BaseModel):
    """How many people gave which score last."""

    aspect: Aspect
    people: int | None = Field(description=_HIDDEN)
    by_score: dict[int, int | None] = Field(description=_HIDDEN)


class ComplaintCounts(BaseModel):
    """How many people's last complaint stands where."""

    people: int | None = Field(description=_HIDDEN)
    unanswered: int | None = Field(description=_HIDDEN)
    answered_in_time: int | None = Field(description=_HIDDEN)
    answered_late: int | None = Field(description=_HIDDEN)


class VoiceCounts(BaseModel):
    """What people said of your agency in a quarter, in numbers of people."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "quarter": "2026-Q1",
                    "ratings": [
                        {
                            "aspect": "being_heard",
                            "people": 31,
                            "by_score": {"1": None, "2": None, "3": 6, "4": 11, "5": 8},
                        }
                    ],
                    "complaints": {
                        "people": None,
                        "unanswered": None,
                        "answered_in_time": 7,
                        "answered_late": None,
                    },
                }
            ]
        }
    )

    quarter: str
    ratings: list[RatingCounts]
    complaints: ComplaintCounts


@router.get("", responses=refusals(), summary="Count what people said of your agency")
async def count_voices(
    actor: Reader,
    work: Work,
    quarter: Annotated[str, Query(pattern=r"^20\d\d-Q[1-4]$", description="One that is over, like 2026-Q1.")],
) -> VoiceCounts:
    """Numbers of people by the last that each of them said, as far as you may hear it; for supervisors. Numbers under
    five are hidden, and so is what they could be computed from.
    """
    counts = await actions.count_voices(work, actor, Quarter.read(quarter))
    rated = [_rated(aspect, numbers) for aspect, numbers in counts.ratings.items()]
    complained = {one.value: number for one, number in counts.complaints.cells.items()}
    return VoiceCounts(
        quarter=quarter, ratings=rated, complaints=ComplaintCounts(people=counts.complaints.total, **complained)
    )


def _rated(aspect: Aspect, numbers: Published[int]) -> RatingCounts:
    return RatingCounts(aspect=aspect, people=numbers.total, by_score=dict(numbers.cells))
