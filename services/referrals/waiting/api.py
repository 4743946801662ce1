"""`/v1/services/{id}/waiting-rules`."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.referrals.waiting import actions
from services.referrals.waiting.domain import PriorityRule
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.contracts.referrals.directory import ListingId
from shared.contracts.referrals.vocabulary import Circumstance
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime

router = APIRouter(prefix="/v1/services/{listing_id}/waiting-rules", tags=["directory"])

Reader = Annotated[Actor, holding(Scope.DIRECTORY_READ)]
Writer = Annotated[Actor, holding(Scope.DIRECTORY_WRITE)]
Days = Annotated[int, Field(ge=0, le=3_650)]
_RULE: Any = {"urgent_days": 30, "soon_days": 10, "circumstances": {"no_shelter": 60, "children_concerned": 14}}


class WaitingRuleIn(BaseModel):
    """What counts as so many days of waiting more; else whoever was sent first comes first."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_RULE]})

    urgent_days: Days
    soon_days: Days
    circumstances: dict[Circumstance, Days] = Field(
        {}, max_length=len(Circumstance), description="One that is not named counts nothing."
    )

    def rule(self) -> PriorityRule:
        """As the domain takes it."""
        return PriorityRule(urgent_days=self.urgent_days, soon_days=self.soon_days, circumstances=self.circumstances)


class WaitingRuleView(BaseModel):
    """One version of a rule."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{**_RULE, "version": 2, "published_at": "2026-03-02T09:14:00+00:00"}]}
    )

    version: int
    urgent_days: int
    soon_days: int
    circumstances: dict[Circumstance, int]
    published_at: datetime


class WaitingRulesView(BaseModel):
    """The versions of a listing's rule."""

    items: list[WaitingRuleView] = Field(
        description="The latest first. Without any, urgent counts as 30 days and soon as 10."
    )


@router.get("", responses=READS, summary="Read in which order people wait")
async def read(listing_id: UUID, _actor: Reader, work: Work) -> WaitingRulesView:
    """Every version of the rule. Whoever waits keeps the one that was in force when they were put on the list."""
    rows = await actions.list_rules(work, ListingId(listing_id))
    return WaitingRulesView(items=[_shown(row) for row in rows])


@router.post("", status_code=201, responses=ACTS, summary="Publish in which order people wait")
async def publish(listing_id: UUID, body: WaitingRuleIn, actor: Writer, work: Work, once: OneTime) -> WaitingRulesView:
    """A new version, for whoever is put on the waiting list from now on."""

    async def act() -> UUID:
        await actions.publish_rule(work, actor, listing_id, body.rule())
        return listing_id

    await once.run(work, act)
    return await read(listing_id, actor, work)


def _shown(row: asyncpg.Record) -> WaitingRuleView:
    return WaitingRuleView.model_validate(dict(row))
