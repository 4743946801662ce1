"""What agencies send and read of webhooks."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Self
from uuid import UUID

import asyncpg
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.webhooks.domain.addresses import LONGEST
from services.cases.webhooks.domain.signing import LONGEST_OVERLAP
from services.cases.webhooks.domain.types import EVERYTHING, MOST_TYPES
from shared.contracts.cases.webhooks import PausedBecause
from shared.contracts.identity.vocabulary import Purpose, Scope

_SAID: Final[JsonDict] = {
    "url": "https://hooks.example.org/parcours",
    "types": ["parcours.referral.*", "parcours.consent.withdrawn.v1"],
    "scopes": ["record:read"],
    "description": "Hospital record",
}
_WEBHOOK: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000b1",
    "system_id": "0198c0de-0000-7000-8000-0000000000c1",
    **_SAID,
    "purpose": "care-coordination",
    "state": "active",
    "paused_because": None,
    "paused_at": None,
    "failing_since": None,
    "replaying": False,
    "earlier_secret_until": None,
    "made_at": "2026-03-02T09:14:00+00:00",
    "secret": None,
}

Url = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST,
        description="https, port 443 or 8443. The name is looked up at each connection; private networks are refused.",
    ),
]
Types = Annotated[
    list[Annotated[str, Field(max_length=100)]],
    Field(
        min_length=1,
        max_length=MOST_TYPES,
        description=f"Types of events of the feed; `parcours.referral.*` for an area, `{EVERYTHING}` for all.",
    ),
]
Scopes = Annotated[
    list[Scope],
    Field(
        min_length=1,
        max_length=len(Scope),
        description="With which scopes of the token it tells: `record:read`, or `referrals:read` for referrals alone.",
    ),
]
Name = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$", description="What you call it.")]


class WebhookState(StrEnum):
    """Whether a webhook tells."""

    ACTIVE = "active"
    PAUSED = "paused"
    SILENT = "silent"
    """The sign-in with whose rights it told has ended; its system resumes it with a new token."""


class NewWebhook(BaseModel):
    """Where a system has the feed brought to."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_SAID]})

    url: Url
    types: Types
    scopes: Scopes
    description: Name = ""


class WebhookChange(BaseModel):
    """What may be changed about a webhook; what is not given stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"types": ["parcours.referral.*"]}]})

    url: Url | None = None
    types: Types | None = None
    scopes: Scopes | None = None
    description: Name | None = None

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        return dict(self) | {"scopes": None if self.scopes is None else frozenset(self.scopes)}


class NothingToSay(BaseModel):
    """Nothing is to be said."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}]})


class WebhookSecretRotation(BaseModel):
    """For how long the secret before signs too."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"keep_earlier_seconds": 86400}]})

    keep_earlier_seconds: int = Field(
        86_400,
        ge=0,
        le=int(LONGEST_OVERLAP.total_seconds()),
        description="Meanwhile each delivery carries both signatures. 0 when others may know the one before.",
    )


class WebhookView(BaseModel):
    """A webhook, as whoever looks after it sees it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_WEBHOOK]})

    id: UUID
    system_id: UUID = Field(description="The system that set it up, and with whose rights it tells.")
    url: str
    types: list[str]
    scopes: list[Scope]
    description: str
    purpose: Purpose
    state: WebhookState
    paused_because: PausedBecause | None
    paused_at: datetime | None
    failing_since: datetime | None = Field(description="Since when the receiver took nothing.")
    replaying: bool
    earlier_secret_until: datetime | None = Field(description="Until when the secret before signs too.")
    made_at: datetime
    secret: str | None = Field(
        None, description="Only in the answer that makes it; a repeated request does not show it."
    )

    @classmethod
    def of(cls, row: asyncpg.Record, secret: str | None = None) -> Self:
        state = WebhookState.PAUSED if row["paused_because"] else WebhookState.ACTIVE
        state = WebhookState.SILENT if row["silent_since"] else state
        return cls(**row, state=state, replaying=row["replay_place"] is not None, secret=secret)
