"""`/v1/cases/{id}/observations`."""

from datetime import date
from typing import Annotated, Any, ClassVar, Final
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
from services.cases.outcomes.actions import observations as actions
from services.cases.outcomes.domain.observations import Basis, Observed, Source
from shared.contracts.cases.outcomes import Effect, Measure
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/observations", tags=["outcomes"])

MOST: Final = 100_000
_AMOUNT: Final = "How many, of all people whom it is about together."
_BASIS: Final = "Against what it was avoided; for what was avoided, and only there."
_EXAMPLE: Final[JsonDict] = {
    "category": "health",
    "sensitivity": "ordinary",
    "measure": "hospital_days",
    "effect": "avoided",
    "basis": "same_person_before",
    "amount": 11,
    "began_on": "2026-01-01",
    "ended_on": "2026-06-30",
    "source": "hospital_record",
}


class NewObservation(NewItemBody):
    """How much of a service people used, or did not need to."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    category: Category
    measure: Measure
    effect: Effect
    basis: Basis | None = Field(None, description=_BASIS)
    amount: int = Field(ge=0, le=MOST, description=_AMOUNT)
    began_on: date = Field(description="First day of the period.")
    ended_on: date = Field(description="Last day of the period, included.")
    source: Source = Field(description="From where the number is.")

    def command(self) -> actions.NewObservation:
        """As the action takes it."""
        return actions.NewObservation(
            person_ids=tuple(dict.fromkeys(self.person_ids)),
            category=self.category,
            sensitivity=self.sensitivity,
            observed=Observed(
                measure=self.measure,
                effect=self.effect,
                basis=self.basis,
                amount=self.amount,
                began_on=self.began_on,
                ended_on=self.ended_on,
                source=self.source,
            ),
        )


class ObservationCorrection(Correction):
    """What is corrected; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"amount": 12}]})

    REMOVABLE: ClassVar[frozenset[str]] = frozenset({"basis"})

    measure: Measure | None = None
    effect: Effect | None = None
    basis: Basis | None = Field(None, description=_BASIS)
    amount: int | None = Field(None, ge=0, le=MOST, description=_AMOUNT)
    began_on: date | None = None
    ended_on: date | None = None
    source: Source | None = None


class ObservationView(ItemView):
    """How much of a service people used, or did not need to."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000e7",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "person_ids": ["0198c0de-0000-7000-8000-000000000f01"],
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "written_at": "2026-07-02T09:14:00+00:00",
                    "changed_at": "2026-07-02T09:14:00+00:00",
                    "version": 1,
                }
            ]
        }
    )

    measure: Measure
    effect: Effect
    basis: Basis | None = Field(description=_BASIS)
    amount: int = Field(description=_AMOUNT)
    began_on: date
    ended_on: date
    source: Source


@router.post("", status_code=201, responses=ACTS, summary="Record what was used or avoided")
async def record_observation(
    case_id: UUID, body: NewObservation, actor: Writer, work: Work, once: OneTime, response: Response
) -> ObservationView:
    """Write down how many hospital days, visits or nights people used, or avoided, in a period, and from where that is
    known. A ground to contribute is enough.
    """
    made = await once.run(work, lambda: actions.record_observation(work, actor, case_id, body.command()))
    response.headers["Location"] = f"/v1/cases/{case_id}/observations/{made}"
    return await _answer(work, case_id, made, "record-observation", response)


@router.get("", responses=READS, summary="List what was used or avoided")
async def list_observations(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[ObservationView]:
    """Observations that you may see, in the order of writing."""
    keys = keys_of(after, UUID)
    found = await actions.list_observations(work, case_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{observation_id}", responses=OPENS, summary="Read an observation")
async def read_observation(
    case_id: UUID, observation_id: UUID, _actor: Reader, work: Work, response: Response
) -> ObservationView:
    """One observation in its present version."""
    return await _answer(work, case_id, observation_id, "read-observation", response)


@router.patch("/{observation_id}", responses=CORRECTS, summary="Correct an observation")
async def correct_observation(
    case_id: UUID,
    observation_id: UUID,
    body: Annotated[ObservationCorrection, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> ObservationView:
    """Correct what you wrote, or what your agency wrote if you supervise there. The earlier version is kept."""
    changes: dict[str, Any] = body.changes()
    await actions.correct_observation(work, actor, case_id, observation_id, expected_version(if_match), changes)
    return await _answer(work, case_id, observation_id, "correct-observation", response)


@router.get("/{observation_id}/versions", responses=OPENS, summary="List earlier versions of an observation")
async def list_versions(
    case_id: UUID, observation_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[EarlierVersion]:
    """What an observation said before, oldest first, each version as far as you may see it."""
    keys = keys_of(after, int)
    rows = await actions.list_observation_versions(work, case_id, observation_id, keys[0] if keys else None, limit)
    return earlier_page(rows, limit)


async def _answer(
    work: UnitOfWork, case_id: UUID, observation_id: UUID, operation: str, response: Response
) -> ObservationView:
    row = await actions.read_observation(work, case_id, observation_id, operation)
    response.headers["ETag"] = entity_tag(row["version"])
    return _shown(row)


def _shown(row: asyncpg.Record) -> ObservationView:
    return ObservationView.model_validate(with_people(row))
