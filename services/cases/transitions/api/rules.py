"""`/v1/transition-rules`, `/versions`, `/retirement`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.transitions.actions import rules as actions
from services.cases.transitions.domain.rules import Terms, Told, TransitionKind
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, CREATES, READS, refusals
from shared.web.entity_tags import content_tag
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/transition-rules", tags=["transitions"])

Reader = Annotated[Actor, holding(Scope.DIRECTORY_READ)]
Writer = Annotated[Actor, holding(Scope.DIRECTORY_WRITE)]

_TERMS: Final[JsonDict] = {
    "months_before": 12,
    "at_age": None,
    "template_id": "0198c0de-0000-7000-8000-0000000000b7",
    "receipts_from": ["0198c0de-0000-7000-8000-0000000000a3"],
    "leaving": [],
    "tells": "team",
}
_VERSION: Final[JsonDict] = {**_TERMS, "version": 1, "written_at": "2026-03-02T09:14:00+00:00", "ended_at": None}
_MUNICIPALITY: Final = "0198c0de-0000-7000-8000-000000000001"


class _Terms(BaseModel):
    """What a version says."""

    months_before: int = Field(ge=1, le=36, description="How long before the day it is opened.")
    at_age: int | None = Field(None, ge=14, le=30, description="Which birthday; of the move to adults' services only.")
    template_id: UUID | None = Field(
        None,
        description="A plan template in use, with which its plan begins; of birthdays only. It is begun for the agency "
        "that leads the case, and left to the lead where that agency's own grounds do not let it.",
    )
    receipts_from: list[UUID] = Field(
        [], max_length=20, description="Agencies that are to say that they received the person's affairs; of birthdays."
    )
    leaving: list[UUID] = Field(
        [],
        max_length=20,
        description="Agencies of children's services: their places on the team of a case about this person alone end "
        "with the day, but for the lead's; of the move to adults' services only.",
    )
    tells: Told = Field(
        Told.LEAD, description="Who hears of it; of a mandate or consent, whoever holds or recorded it."
    )


class TermsBody(_Terms):
    """What is prepared, and how long before."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_TERMS]})

    def terms(self) -> Terms:
        """As the action takes it."""
        return Terms(
            months_before=self.months_before,
            at_age=self.at_age,
            template_id=self.template_id,
            receipts_from=self.receipts_from,
            leaving=self.leaving,
            tells=self.tells,
        )


class NewTransitionRule(TermsBody):
    """What a municipality prepares before a known day."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{**_TERMS, "municipality_id": _MUNICIPALITY, "kind": "of_age"}]},
    )

    municipality_id: UUID
    kind: TransitionKind


class TransitionRuleRetirement(BaseModel):
    """Nothing is to be said."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}]})


class TransitionRuleVersion(_Terms):
    """What it says, or said; it never changes."""

    version: int
    written_at: datetime
    ended_at: datetime | None = Field(description="From when another version or none is in force.")


class TransitionRuleView(BaseModel):
    """A rule that prepares dated changes. By a rule alone something ends where the law or a person's word says so, and
    nothing begins.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000ba",
                    "municipality_id": _MUNICIPALITY,
                    "kind": "of_age",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "versions": [_VERSION],
                }
            ]
        }
    )

    id: UUID
    municipality_id: UUID
    kind: TransitionKind = Field(description="A municipality has one rule in force for each.")
    agency_id: UUID = Field(description="Agency that answers for it.")
    versions: list[TransitionRuleVersion] = Field(description="Oldest first; in a list the one in force only.")


@router.post("", status_code=201, responses=CREATES, summary="Write a rule that prepares dated changes")
async def write_rule(
    body: NewTransitionRule, actor: Writer, work: Work, once: OneTime, response: Response
) -> TransitionRuleView:
    """Let a municipality prepare what changes on a known day; for administrators and supervisors of an agency that
    operates there. It begins within a day.
    """
    terms = body.terms()
    rule_id = await once.run(work, lambda: actions.write_rule(work, actor, body.municipality_id, body.kind, terms))
    response.headers["Location"] = f"/v1/transition-rules/{rule_id}"
    return await _answer(work, actor, rule_id, response)


@router.get("", responses=refusals(), summary="List rules that prepare dated changes")
async def list_rules(actor: Reader, work: Work, limit: Limit = 50, after: After = None) -> Page[TransitionRuleView]:
    """Rules in force in the municipalities in which your agency operates."""
    keys = keys_of(after, UUID)
    found = await actions.list_rules(work, actor, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "rule_id")
    return Page(items=[_shown([row]) for row in rows], next=following)


@router.get("/{rule_id}", responses=READS, summary="Read a rule that prepares dated changes")
async def read_rule(rule_id: UUID, actor: Reader, work: Work, response: Response) -> TransitionRuleView:
    """One rule with all its versions, in force or retired."""
    return await _answer(work, actor, rule_id, response)


@router.post(
    "/{rule_id}/versions", status_code=201, responses=ACTS, summary="Change a rule that prepares dated changes"
)
async def change_rule(
    rule_id: UUID, body: TermsBody, actor: Writer, work: Work, once: OneTime, response: Response
) -> TransitionRuleView:
    """Prepare it differently from now on, in a new version; what was opened goes on as it was. For the agency that
    wrote it.
    """
    await once.run(work, lambda: actions.change_rule(work, actor, rule_id, body.terms()))
    return await _answer(work, actor, rule_id, response)


@router.post("/{rule_id}/retirement", responses=ACTS, summary="Retire a rule that prepares dated changes")
async def retire_rule(
    rule_id: UUID, _body: TransitionRuleRetirement, actor: Writer, work: Work, once: OneTime, response: Response
) -> TransitionRuleView:
    """Open nothing by it any more; what was opened goes on. For the agency that wrote it."""
    await once.run(work, lambda: actions.retire_rule(work, actor, rule_id))
    return await _answer(work, actor, rule_id, response)


async def _answer(work: UnitOfWork, actor: Actor, rule_id: UUID, response: Response) -> TransitionRuleView:
    shown = _shown(await actions.read_rule(work, actor, rule_id))
    response.headers["ETag"] = content_tag(shown.model_dump_json().encode())
    return shown


def _shown(versions: Sequence[asyncpg.Record]) -> TransitionRuleView:
    first = versions[0]
    listed = [TransitionRuleVersion.model_validate(dict(one)) for one in versions]
    return TransitionRuleView.model_validate({**first, "id": first["rule_id"], "versions": listed})
