"""What is shown of what a withdrawal stops."""

from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.consents.actions.stopping import Stopped
from services.cases.consents.api.bodies import A_CONSENT, ConsentView
from shared.contracts.cases.vocabulary import Category

_STOPPED: Final[JsonDict] = {
    "grants": [
        {
            "agency_id": "0198c0de-0000-7000-8000-0000000000a2",
            "worker_id": None,
            "categories": ["identity", "housing"],
            "valid_until": None,
            "loses": ["housing"],
            "on_team_of": ["0198c0de-0000-7000-8000-000000000ca1"],
        }
    ],
    "referrals": [
        {
            "referral_id": "0198c0de-0000-7000-8000-0000000000d7",
            "state": "in_progress",
            "sender_agency_id": "0198c0de-0000-7000-8000-0000000000a1",
            "receiver_agency_id": "0198c0de-0000-7000-8000-0000000000a2",
        }
    ],
}


class EndingGrant(BaseModel):
    """A right that ends with a consent."""

    agency_id: UUID
    worker_id: UUID | None = Field(description="Only this worker; null for everybody of the agency.")
    categories: list[Category]
    valid_until: datetime | None
    loses: list[Category] | None = Field(
        description="Those in which nothing else shows them as much; null where you may not know: of other agencies it "
        "is for whoever coordinates or answers for privacy."
    )
    on_team_of: list[UUID] | None = Field(
        description="Cases that you may see on whose team somebody of them works and sees less then; null likewise."
    )


class StoppingReferral(BaseModel):
    """A referral that travelled on a consent, and loses what rests on it."""

    referral_id: UUID
    state: str = Field(description="Before the withdrawal; where nothing else lets it travel it goes on hold.")
    sender_agency_id: UUID
    receiver_agency_id: UUID


class StoppedView(BaseModel):
    """What a withdrawal stops, as far as you may know of it. Taking a refusal back stops nothing."""

    model_config = ConfigDict(json_schema_extra={"examples": [_STOPPED]})

    grants: list[EndingGrant]
    referrals: list[StoppingReferral] = Field(description="Those that were alive.")


class WithdrawnView(ConsentView):
    """A consent or refusal that was taken back, and what that stopped."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {**A_CONSENT, "state": "withdrawn", "withdrawn_at": "2026-06-01T09:00:00Z", "stopped": _STOPPED}
            ]
        }
    )

    stopped: StoppedView


def shown_stopped(stopped: Stopped) -> StoppedView:
    """What ends with it."""
    return StoppedView(
        grants=[EndingGrant.model_validate(dict(row)) for row in stopped.grants],
        referrals=[StoppingReferral.model_validate(dict(row)) for row in stopped.referrals],
    )
