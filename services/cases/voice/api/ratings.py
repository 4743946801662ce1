"""`/v1/cases/{id}/ratings`."""

from datetime import date
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.items.api import Reader, Writer
from services.cases.voice.actions import ratings as actions
from services.cases.voice.api.bodies import KEPT, SAID, SaidBody, SaidView, Taken
from services.cases.voice.domain.words import SCORES, Rating
from shared.contracts.cases.voice import Aspect
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/ratings", tags=["voice"])

_RATED: Final[JsonDict] = {
    "aspect": "being_heard",
    "score": 4,
    "began_on": "2026-01-01",
    "ended_on": "2026-02-28",
    "comment": "They listened; they never rang back.",
}


class NewRating(SaidBody):
    """How somebody found it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**SAID, **_RATED}]})

    aspect: Aspect
    score: int = Field(ge=SCORES.start, lt=SCORES.stop, description="1, not at all, to 5, entirely.")
    began_on: date = Field(description="First day of the period; local date.")
    ended_on: date = Field(description="Last day of the period, included; not in the future.")
    comment: str | None = Field(None, min_length=1, max_length=2_000, description="In their own words.")

    def command(self) -> actions.NewRating:
        """As the action takes it."""
        rated = Rating(
            aspect=self.aspect,
            score=self.score,
            began_on=self.began_on,
            ended_on=self.ended_on,
            comment=self.comment,
        )
        return actions.NewRating(
            person_id=self.person_id,
            category=self.category,
            sensitivity=self.sensitivity,
            agency_id=self.about_agency_id,
            addressed_to=self.addressed_to,
            spoken_by=self.spoken_by,
            rating=rated,
        )


class RatingView(SaidView):
    """How somebody found it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**KEPT, **_RATED}]})

    aspect: Aspect
    score: int
    began_on: date
    ended_on: date
    comment: str | None


@router.post("", status_code=201, responses=ACTS, summary="Take down how somebody found the help")
async def give_rating(
    case_id: UUID, body: NewRating, actor: Writer, work: Work, once: OneTime, response: Response
) -> Taken:
    """Take down, for the person, how they found the help of an agency or how they were heard. What was said is never
    changed; what is said later stands beside it. In a closed case too.
    """
    rating_id = await once.run(work, lambda: actions.give_rating(work, actor, case_id, body.command()))
    response.headers["Location"] = f"/v1/cases/{case_id}/ratings/{rating_id}"
    return Taken(id=rating_id)


@router.get("", responses=READS, summary="List how people found the help")
async def list_ratings(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[RatingView]:
    """Ratings that you may hear, in their order."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_ratings(work, case_id, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[RatingView.model_validate(dict(row)) for row in rows], next=following)


@router.get("/{rating_id}", responses=READS, summary="Read how somebody found the help")
async def read_rating(case_id: UUID, rating_id: UUID, _actor: Reader, work: Work) -> RatingView:
    """One rating; it never changes."""
    return RatingView.model_validate(dict(await actions.read_rating(work, case_id, rating_id)))
