"""`/v1/persons/{id}/transitions`, `/receipt`."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.access.api import LEVELS, GrantView
from services.cases.items.api import Reader, Writer
from services.cases.transitions.actions import reading as actions
from services.cases.transitions.domain.rules import TransitionKind
from shared.contracts.cases.vocabulary import Level
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/persons/{person_id}/transitions", tags=["transitions"])

_TRANSITION: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000bb",
    "person_id": "0198c0de-0000-7000-8000-000000000f01",
    "kind": "of_age",
    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
    "subject_id": "0198c0de-0000-7000-8000-000000000f01",
    "changes_at": "2027-03-01T23:00:00+00:00",
    "changes_on": "2027-03-02",
    "state": "open",
    "opened_at": "2026-03-02T00:00:09+00:00",
    "closed_at": None,
    "plan": "begun",
    "template_id": "0198c0de-0000-7000-8000-0000000000b7",
    "rule_id": "0198c0de-0000-7000-8000-0000000000ba",
    "rule_version": 1,
}
_GRANT: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000e1",
    "agency_id": "0198c0de-0000-7000-8000-0000000000a2",
    "worker_id": None,
    "categories": ["housing"],
    "level": "full",
    "operations": ["contribute", "read", "refer"],
    "purposes": ["care-coordination"],
    "ground_kind": "consent",
    "ground_id": "0198c0de-0000-7000-8000-0000000000c1",
    "agreement_id": "0198c0de-0000-7000-8000-0000000000d1",
    "valid_from": "2026-03-01T09:00:00+00:00",
    "valid_until": "2027-03-01T23:00:00+00:00",
    "begins": False,
    "ends": True,
}


class TransitionState(StrEnum):
    """Where a dated change stands."""

    OPEN = "open"
    DONE = "done"
    CALLED_OFF = "called_off"


class TransitionPlan(StrEnum):
    """Whether its plan was begun with the template that its rule names."""

    NONE = "none"
    AWAITED = "awaited"
    BEGUN = "begun"
    LEFT_TO_LEAD = "left_to_lead"


class TransitionView(BaseModel):
    """Something around a person that changes on a known day."""

    model_config = ConfigDict(json_schema_extra={"examples": [_TRANSITION]})

    id: UUID
    person_id: UUID
    kind: TransitionKind
    case_id: UUID | None = Field(
        description="In which case it is prepared; null for the end of a mandate or consent, and where you may not see "
        "the outline of the case."
    )
    subject_id: UUID = Field(description="The person whose birthday it is, the mandate or the consent.")
    changes_at: datetime = Field(description="From when on: midnight of the municipality for a birthday.")
    changes_on: date = Field(description="The same as a day there. Of a partial birth date the last that it may mean.")
    state: TransitionState
    opened_at: datetime
    closed_at: datetime | None
    plan: TransitionPlan | None = Field(
        description="Null where you may not see the outline of the case. "
        "`left_to_lead`: the agency that leads has no ground of its own to begin it with the template; the "
        "lead applies it. What was begun stands in the plan, recorded by no worker."
    )
    template_id: UUID | None
    rule_id: UUID
    rule_version: int


class ReceiptView(BaseModel):
    """An agency that is asked to have received the person's affairs."""

    agency_id: UUID
    given_at: datetime | None = Field(description="Null while it is asked.")
    given_by_id: UUID | None


class ChangingGrant(GrantView):
    """A right about the person that is in force the moment before, or from then on."""

    model_config = ConfigDict(json_schema_extra={"examples": [_GRANT]})

    begins: bool = Field(description="It begins with the change: by its own ground, and never by the rule.")
    ends: bool = Field(description="It ends with the change.")


class OpenedTransitionView(TransitionView):
    """A dated change, with who may see what until then and from then on, as far as is known today."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_TRANSITION,
                    "receipts": [
                        {"agency_id": "0198c0de-0000-7000-8000-0000000000a3", "given_at": None, "given_by_id": None}
                    ],
                    "grants": [_GRANT],
                    "powers_ending": ["0198c0de-0000-7000-8000-000000000fe1"],
                }
            ]
        }
    )

    receipts: list[ReceiptView] = Field(
        description="Of all agencies where yours leads the case or you coordinate or answer for privacy; else your own."
    )
    grants: list[ChangingGrant] = Field(
        description="Of all agencies where you coordinate or answer for privacy; else those of your own."
    )
    powers_ending: list[UUID] = Field(
        description="Relationships that you may see, by which somebody loses a power to act for the person."
    )


class Receipt(BaseModel):
    """Nothing is to be said."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}]})


@router.get("", responses=READS, summary="List what changes around a person on known days")
async def list_transitions(
    person_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[TransitionView]:
    """What is prepared, has come or was called off, oldest first. A birthday is shown to whoever may see the birth
    date; the end of a mandate or consent to the agency that holds or recorded it, and to whoever
    coordinates or answers for privacy.
    """
    keys = keys_of(after, UUID)
    found = await actions.list_transitions(work, person_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[TransitionView.model_validate(_values(row)) for row in rows], next=following)


@router.get("/{transition_id}", responses=READS, summary="Read what changes around a person on a known day")
async def read_transition(person_id: UUID, transition_id: UUID, actor: Reader, work: Work) -> OpenedTransitionView:
    """One dated change with who may see what until then and from then on: what `ends` has its end already, so that it
    ends whatever runs or does not; what `begins` does so on a ground of its own.
    """
    return _opened(await actions.read_transition(work, actor, person_id, transition_id))


@router.post("/{transition_id}/receipt", responses=ACTS, summary="Say that a person's affairs were received")
async def give_receipt(
    person_id: UUID, transition_id: UUID, _body: Receipt, actor: Writer, work: Work, once: OneTime
) -> OpenedTransitionView:
    """Say, for your agency, which was asked, that it has received the person's affairs. It opens nothing."""
    await once.run(work, lambda: actions.give_receipt(work, actor, person_id, transition_id))
    return _opened(await actions.read_transition(work, actor, person_id, transition_id))


def _values(row: asyncpg.Record) -> dict[str, Any]:
    return {**row, "rule_version": row["version"]}


def _opened(shown: actions.Shown) -> OpenedTransitionView:
    grants = [{**grant, "level": LEVELS[Level(grant["level"])]} for grant in shown.grants]
    listed = {
        "receipts": [dict(one) for one in shown.receipts],
        "grants": grants,
        "powers_ending": shown.powers_ending,
    }
    return OpenedTransitionView.model_validate(_values(shown.row) | listed)
