"""What is sent and shown of warnings."""

from datetime import date
from typing import ClassVar, Final

import asyncpg
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.alerts.actions import warnings as actions
from services.cases.alerts.domain.warning_terms import KINDS, NotToldBecause, Precaution, WarningKind
from services.cases.alerts.domain.warnings import Review, ReviewOutcome, Telling
from services.cases.items.api import Correction, ItemView, NewItemBody, with_people
from shared.contracts.cases.alerts import WarningState
from shared.contracts.cases.vocabulary import Category

_EXAMPLE: Final[JsonDict] = {
    "kind": "dog",
    "precautions": ["phone_before"],
    "text": "A large dog that is let out at the door.",
    "review_on": "2026-09-01",
    "told_on": "2026-03-02",
}
_TOLD = "When the person was told of the warning; local date. Either this or `not_told_because`."
_NOT_TOLD = "Why the person was not told; asked again at each review."
_PRECAUTIONS = (
    "What to do at a visit. Whoever may know how to reach the person is told this, also where the warning itself is "
    "not shown to them; unless it is sealed."
)


class NewWarning(NewItemBody):
    """A warning to be recorded."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    kind: WarningKind = Field(description="One of `GET /v1/warning-terms`.")
    category: Category | None = Field(None, description="The kind's own, when left out.")
    precautions: list[Precaution] = Field([], max_length=len(Precaution), description=_PRECAUTIONS)
    text: str = Field(min_length=1, max_length=2_000)
    review_on: date = Field(description="When it is looked at again: within a year; local date.")
    told_on: date | None = Field(None, description=_TOLD)
    not_told_because: NotToldBecause | None = Field(None, description=_NOT_TOLD)

    def command(self) -> actions.NewWarning:
        """As the action takes it."""
        return actions.NewWarning(
            person_ids=tuple(dict.fromkeys(self.person_ids)),
            category=self.category or KINDS[self.kind].category,
            sensitivity=self.sensitivity,
            kind=self.kind,
            precautions=tuple(dict.fromkeys(self.precautions)),
            text=self.text,
            review_on=self.review_on,
            telling=Telling(on=self.told_on, not_because=self.not_told_because),
        )


class WarningCorrection(Correction):
    """What is corrected; what is left out stays. Until when it stands, a review says."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"precautions": ["phone_before", "wait_outside"]}]})

    REMOVABLE: ClassVar[frozenset[str]] = frozenset({"told_on", "not_told_because"})

    kind: WarningKind | None = None
    precautions: list[Precaution] | None = Field(None, max_length=len(Precaution), description=_PRECAUTIONS)
    text: str | None = Field(None, min_length=1, max_length=2_000)
    told_on: date | None = Field(None, description=_TOLD)
    not_told_because: NotToldBecause | None = Field(None, description=_NOT_TOLD)


class WarningReview(BaseModel):
    """What a review of a warning found."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"outcome": "stands", "review_on": "2027-02-01"}]}
    )

    outcome: ReviewOutcome
    review_on: date | None = Field(None, description="When it is looked at next; for one that stands.")
    told_on: date | None = Field(None, description=f"{_TOLD} Needed while the person has not been told.")
    not_told_because: NotToldBecause | None = Field(None, description=_NOT_TOLD)

    def command(self) -> Review:
        """As the action takes it."""
        is_said = self.told_on is not None or self.not_told_because is not None
        telling = Telling(on=self.told_on, not_because=self.not_told_because) if is_said else None
        return Review(outcome=self.outcome, review_on=self.review_on, telling=telling)


class WarningView(ItemView):
    """A warning."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "not_told_because": None,
                    "id": "0198c0de-0000-7000-8000-0000000000e7",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "person_ids": ["0198c0de-0000-7000-8000-000000000f01"],
                    "category": "household",
                    "sensitivity": "ordinary",
                    "label": "Dog",
                    "state": "standing",
                    "is_overdue": False,
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "written_at": "2026-03-02T09:14:00+00:00",
                    "changed_at": "2026-03-02T09:14:00+00:00",
                    "version": 1,
                }
            ]
        }
    )

    kind: WarningKind
    label: str = Field(description="The kind in the caller's language.")
    precautions: list[Precaution]
    text: str
    state: WarningState
    review_on: date | None = Field(description="When it is looked at again; null once it has ended.")
    is_overdue: bool = Field(description="It should have been looked at again; it stands until that is done.")
    told_on: date | None
    not_told_because: NotToldBecause | None


def shown(row: asyncpg.Record, today: date, *, french: bool) -> WarningView:
    """A warning as it is shown on a day."""
    review_on = row["review_on"]
    return WarningView.model_validate(
        {
            **with_people(row),
            "label": KINDS[WarningKind(row["kind"])].label(french=french),
            "is_overdue": review_on is not None and review_on < today,
        }
    )
