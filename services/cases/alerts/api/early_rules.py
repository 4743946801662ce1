"""`/v1/early-warning-rules`, `/versions`, `/retirement`, `/counts`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.alerts.actions import rules as actions
from services.cases.alerts.domain.early import FalseAlarmBecause, RuleKind
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, CREATES, READS, refusals
from shared.web.entity_tags import content_tag
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/early-warning-rules", tags=["early warnings"])

Reader = Annotated[Actor, holding(Scope.DIRECTORY_READ)]
Writer = Annotated[Actor, holding(Scope.DIRECTORY_WRITE)]

_LOOKING: Final[JsonDict] = {"at_least": 3, "days": 60}
_VERSION: Final[JsonDict] = {
    **_LOOKING,
    "version": 1,
    "written_at": "2026-03-02T09:14:00+00:00",
    "ended_at": None,
}
_RULE_ID: Final = "0198c0de-0000-7000-8000-0000000000b9"
_MUNICIPALITY: Final = "0198c0de-0000-7000-8000-000000000001"


class LookingBody(BaseModel):
    """How a rule looks."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_LOOKING]})

    at_least: int = Field(
        1, ge=1, le=20, description="How many missed appointments, eviction notices or referrals; else left out."
    )
    days: int = Field(
        ge=1, le=365, description="Within how many days; without contact for how many; or overdue by how many."
    )

    def looking(self) -> actions.Looking:
        """As the action takes it."""
        return actions.Looking(at_least=self.at_least, days=self.days)


class NewRule(LookingBody):
    """What a municipality looks for, so that somebody looks in time."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{**_LOOKING, "municipality_id": _MUNICIPALITY, "kind": "missed_appointments"}]},
    )

    municipality_id: UUID
    kind: RuleKind


class RuleRetirement(BaseModel):
    """Nothing is to be said."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}]})


class RuleVersion(BaseModel):
    """How a rule looks, or looked; it never changes."""

    version: int
    at_least: int
    days: int
    written_at: datetime
    ended_at: datetime | None = Field(description="From when another version or none is in force.")


class RuleView(BaseModel):
    """A rule that notices early; it decides nothing about anybody."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": _RULE_ID,
                    "municipality_id": _MUNICIPALITY,
                    "kind": "missed_appointments",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "versions": [_VERSION],
                }
            ]
        }
    )

    id: UUID
    municipality_id: UUID
    kind: RuleKind
    agency_id: UUID = Field(description="Agency that answers for it.")
    versions: list[RuleVersion] = Field(description="Oldest first; in a list the one in force only.")


class CountsView(BaseModel):
    """How often a version noticed something, and how often that was useful. Null: under five, or it would tell one."""

    version: int
    noticed: int | None
    useful: int | None
    false_alarms: int | None
    because: dict[FalseAlarmBecause, int | None] = Field(description="False alarms by reason.")


class RuleCounts(BaseModel):
    """How well a rule does."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "versions": [
                        {
                            "version": 1,
                            "noticed": 41,
                            "useful": 19,
                            "false_alarms": 12,
                            "because": {
                                "already_known": 7,
                                "has_an_explanation": 5,
                                "too_early": None,
                                "does_not_fit_the_person": None,
                            },
                        }
                    ]
                }
            ]
        }
    )

    versions: list[CountsView]


@router.post("", status_code=201, responses=CREATES, summary="Write a rule that notices early")
async def write_rule(body: NewRule, actor: Writer, work: Work, once: OneTime, response: Response) -> RuleView:
    """Let a municipality look for something in the facts of each open case; for administrators and supervisors of an
    agency that operates there. It begins within a day.
    """
    looking = body.looking()
    rule_id = await once.run(work, lambda: actions.write_rule(work, actor, body.municipality_id, body.kind, looking))
    response.headers["Location"] = f"/v1/early-warning-rules/{rule_id}"
    return await _answer(work, actor, rule_id, response)


@router.get("", responses=refusals(), summary="List rules that notice early")
async def list_rules(actor: Reader, work: Work, limit: Limit = 50, after: After = None) -> Page[RuleView]:
    """Rules in force in the municipalities in which your agency operates."""
    keys = keys_of(after, UUID)
    found = await actions.list_rules(work, actor, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "rule_id")
    return Page(items=[_shown([row]) for row in rows], next=following)


@router.get("/{rule_id}", responses=READS, summary="Read a rule that notices early")
async def read_rule(rule_id: UUID, actor: Reader, work: Work, response: Response) -> RuleView:
    """One rule with all its versions, in force or retired."""
    return await _answer(work, actor, rule_id, response)


@router.post("/{rule_id}/versions", status_code=201, responses=ACTS, summary="Change a rule that notices early")
async def change_rule(
    rule_id: UUID, body: LookingBody, actor: Writer, work: Work, once: OneTime, response: Response
) -> RuleView:
    """Look differently from now on, in a new version; for the agency that wrote it."""
    await once.run(work, lambda: actions.change_rule(work, actor, rule_id, body.looking()))
    return await _answer(work, actor, rule_id, response)


@router.post("/{rule_id}/retirement", responses=ACTS, summary="Retire a rule that notices early")
async def retire_rule(
    rule_id: UUID, _body: RuleRetirement, actor: Writer, work: Work, once: OneTime, response: Response
) -> RuleView:
    """Look for it no more; what it noticed stays. For the agency that wrote it."""
    await once.run(work, lambda: actions.retire_rule(work, actor, rule_id))
    return await _answer(work, actor, rule_id, response)


@router.get("/{rule_id}/counts", responses=READS, summary="See how often a rule was right")
async def count_rule(rule_id: UUID, actor: Reader, work: Work) -> RuleCounts:
    """How often each version noticed something in the whole municipality, and what was said of it; for supervisors."""
    counts = await actions.count_rule(work, actor, rule_id)
    return RuleCounts(versions=[CountsView.model_validate(one, from_attributes=True) for one in counts])


async def _answer(work: UnitOfWork, actor: Actor, rule_id: UUID, response: Response) -> RuleView:
    shown = _shown(await actions.read_rule(work, actor, rule_id))
    response.headers["ETag"] = content_tag(shown.model_dump_json().encode())
    return shown


def _shown(versions: Sequence[asyncpg.Record]) -> RuleView:
    first = versions[0]
    listed = [RuleVersion.model_validate(dict(one)) for one in versions]
    return RuleView.model_validate({**first, "id": first["rule_id"], "versions": listed})
