"""`/v1/unusual-look-rules`, `/versions`, `/retirement`, `/counts`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.unusual_looks.actions import rules as actions
from services.cases.unusual_looks.domain.rules import Looking, RuleKind
from shared.contracts.cases.unusual_looks import Outcome
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, CREATES, READS, refusals
from shared.web.entity_tags import content_tag
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/unusual-look-rules", tags=["access"])

Reader = Annotated[Actor, holding(Scope.DIRECTORY_READ)]
Writer = Annotated[Actor, holding(Scope.SAFETY_WRITE)]

_LOOKING: Final[JsonDict] = {"at_least": 40, "within_hours": 1}
_VERSION: Final[JsonDict] = {
    **_LOOKING,
    "from_hour": None,
    "until_hour": None,
    "weekends": None,
    "version": 1,
    "written_at": "2026-03-02T09:14:00+00:00",
    "ended_at": None,
}
_RULE_ID: Final = "0198c0de-0000-7000-8000-0000000000ba"
_MUNICIPALITY: Final = "0198c0de-0000-7000-8000-000000000001"


class LookingBody(BaseModel):
    """How a rule looks: `volume` and `hits_without_opening` count, `off_hours` asks for hours; others ask nothing."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_LOOKING]})

    at_least: int | None = Field(
        None, ge=2, le=1000, description="How many people opened, or how often somebody was found (at most 20)."
    )
    within_hours: int | None = Field(
        None, ge=1, le=720, description="Within how many hours; for `volume` at most 24, for hits a month."
    )
    from_hour: int | None = Field(None, ge=0, le=23, description="When work begins, by the municipality's clock.")
    until_hour: int | None = Field(None, ge=1, le=24, description="When work ends, likewise; exclusive.")
    weekends: bool | None = Field(None, description="Whether Saturdays and Sundays are working days.")

    def looking(self) -> Looking:
        """As the action takes it."""
        return Looking(**{name: getattr(self, name) for name in vars(Looking())})


class NewLookRule(LookingBody):
    """What a municipality calls unusual in a look."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{**_LOOKING, "municipality_id": _MUNICIPALITY, "kind": "volume"}]},
    )

    municipality_id: UUID
    kind: RuleKind


class LookRuleRetirement(BaseModel):
    """Nothing is to be said."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}]})


class LookRuleVersion(BaseModel):
    """How a rule looks, or looked; it never changes."""

    version: int
    at_least: int | None
    within_hours: int | None
    from_hour: int | None
    until_hour: int | None
    weekends: bool | None
    written_at: datetime
    ended_at: datetime | None = Field(description="From when another version or none is in force.")


class LookRuleView(BaseModel):
    """A rule about looks; it decides nothing about anybody."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": _RULE_ID,
                    "municipality_id": _MUNICIPALITY,
                    "kind": "volume",
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
    versions: list[LookRuleVersion] = Field(description="Oldest first; in a list the one in force only.")


class LookCountsView(BaseModel):
    """How often a version noticed something, and what it was. Null: under five, or it would tell one."""

    version: int
    noticed: int | None
    outcomes: dict[Outcome, int | None] = Field(description="Those that were decided, false alarms among them.")


class LookRuleCounts(BaseModel):
    """How well a rule does."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "versions": [
                        {
                            "version": 1,
                            "noticed": 41,
                            "outcomes": {"justified": 19, "not_justified": None, "false_alarm": 12},
                        }
                    ]
                }
            ]
        }
    )

    versions: list[LookCountsView]


@router.post("", status_code=201, responses=CREATES, summary="Say which looks are unusual")
async def write_rule(body: NewLookRule, actor: Writer, work: Work, once: OneTime, response: Response) -> LookRuleView:
    """Let a municipality look for something in the access log from now on; for privacy officers of an agency that
    operates there. What it notices, the privacy officers of the agency of whoever looked are shown.
    """
    looking = body.looking()
    rule_id = await once.run(work, lambda: actions.write_rule(work, actor, body.municipality_id, body.kind, looking))
    response.headers["Location"] = f"/v1/unusual-look-rules/{rule_id}"
    return await _answer(work, actor, rule_id, response)


@router.get("", responses=refusals(), summary="List rules about looks")
async def list_rules(actor: Reader, work: Work, limit: Limit = 50, after: After = None) -> Page[LookRuleView]:
    """Rules in force in the municipalities in which your agency operates: whoever is looked at may know by what."""
    keys = keys_of(after, UUID)
    found = await actions.list_rules(work, actor, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "rule_id")
    return Page(items=[_shown([row]) for row in rows], next=following)


@router.get("/{rule_id}", responses=READS, summary="Read a rule about looks")
async def read_rule(rule_id: UUID, actor: Reader, work: Work, response: Response) -> LookRuleView:
    """One rule with all its versions, in force or retired."""
    return await _answer(work, actor, rule_id, response)


@router.post("/{rule_id}/versions", status_code=201, responses=ACTS, summary="Change a rule about looks")
async def change_rule(
    rule_id: UUID, body: LookingBody, actor: Writer, work: Work, once: OneTime, response: Response
) -> LookRuleView:
    """Look differently from now on, in a new version; for privacy officers of the agency that wrote it."""
    await once.run(work, lambda: actions.change_rule(work, actor, rule_id, body.looking()))
    return await _answer(work, actor, rule_id, response)


@router.post("/{rule_id}/retirement", responses=ACTS, summary="Retire a rule about looks")
async def retire_rule(
    rule_id: UUID, _body: LookRuleRetirement, actor: Writer, work: Work, once: OneTime, response: Response
) -> LookRuleView:
    """Look for it no more; what it noticed stays. For privacy officers of the agency that wrote it."""
    await once.run(work, lambda: actions.retire_rule(work, actor, rule_id))
    return await _answer(work, actor, rule_id, response)


@router.get("/{rule_id}/counts", responses=READS, summary="See how often a rule about looks was right")
async def count_rule(rule_id: UUID, actor: Reader, work: Work) -> LookRuleCounts:
    """How often each version noticed something in the whole municipality, and how often that was a false alarm; for
    privacy officers.
    """
    counts = await actions.count_rule(work, actor, rule_id)
    return LookRuleCounts(versions=[LookCountsView.model_validate(one, from_attributes=True) for one in counts])


async def _answer(work: UnitOfWork, actor: Actor, rule_id: UUID, response: Response) -> LookRuleView:
    shown = _shown(await actions.read_rule(work, actor, rule_id))
    response.headers["ETag"] = content_tag(shown.model_dump_json().encode())
    return shown


def _shown(versions: Sequence[asyncpg.Record]) -> LookRuleView:
    first = versions[0]
    listed = [LookRuleVersion.model_validate(dict(one)) for one in versions]
    return LookRuleView.model_validate({**first, "id": first["rule_id"], "versions": listed})
