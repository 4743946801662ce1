"""`/v1/unusual-looks`, `/outcome`, `/name-comparison`: for those who decide in the agency of whoever looked."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Header, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from services.cases.unusual_looks.actions import looks as actions
from services.cases.unusual_looks.domain.rules import Looking, RuleKind
from services.cases.unusual_looks.domain.words import explained
from shared.clients.identity import IdentityClient
from shared.contracts.cases.unusual_looks import Outcome
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.refusals import NotFound
from shared.web.caller import OpenWork, PassedOn, Work, holding
from shared.web.documented import ACTS, READS, refusals
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page
from shared.web.problems import speaks_french

router = APIRouter(prefix="/v1/unusual-looks", tags=["access"])

Reader = Annotated[Actor, holding(Scope.AUDIT_READ)]
Writer = Annotated[Actor, holding(Scope.AUDIT_READ, Scope.SAFETY_WRITE)]
Language = Annotated[str, Header(alias="Accept-Language", description="`fr` for French; English otherwise.")]

_LOOKING: Final = tuple(vars(Looking()))


class DecisionOnLook(BaseModel):
    """What it was, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"outcome": "justified", "reason": "Stood in for a colleague who was ill."}]},
    )

    outcome: Outcome
    reason: str = Field(min_length=3, max_length=1000, description="For whoever reads it later.")


class NameComparison(BaseModel):
    """Nothing is to be said."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}]})


class ComparedView(BaseModel):
    """Of how many workers names were compared."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"workers": 12, "more": False}]})

    workers: int
    more: bool = Field(description="Ask again: there are more workers.")


class UnusualLookView(BaseModel):
    """A look that a rule noticed; that says nothing yet about the worker."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-000000000c41",
                    "rule_id": "0198c0de-0000-7000-8000-0000000000ba",
                    "version": 1,
                    "kind": "no_relationship",
                    "explanation": "The worker opened the record, and is on no team about the person.",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "person_id": "0198c0de-0000-7000-8000-0000000000f1",
                    "looked_at": "2026-03-03T10:00:00Z",
                    "look_id": "0198c0de-0000-7000-8000-000000000e01",
                    "many": None,
                    "noticed_at": "2026-03-03T10:00:20Z",
                    "outcome": None,
                    "reason": None,
                    "decided_at": None,
                    "decided_by": None,
                }
            ]
        }
    )

    id: UUID
    rule_id: UUID
    version: int = Field(description="Of the rule.")
    kind: RuleKind
    explanation: str = Field(description="Why somebody should look at it, in English or French.")
    worker_id: UUID
    person_id: UUID | None = Field(description="Null where it is about how many.")
    looked_at: datetime
    look_id: UUID | None = Field(description="The line of the access log; null where names were compared.")
    many: int | None = Field(description="Null where it is not about how many.")
    noticed_at: datetime
    outcome: Outcome | None = Field(description="Null until somebody has decided.")
    reason: str | None
    decided_at: datetime | None
    decided_by: UUID | None


@router.get("", responses=refusals(), summary="List unusual looks")
async def list_unusual_looks(
    actor: Reader,
    work: Work,
    *,
    decided: Annotated[bool | None, Query(description="Only those that are decided, or only those that wait.")] = None,
    limit: Limit = 50,
    after: After = None,
    accept_language: Language = "",
) -> Page[UnusualLookView]:
    """Looks of workers of your agency that a rule noticed, oldest first; for its privacy officers, and those of its
    officers for whoever supervises and administers there. One about a restricted person is shown to those alone who may
    know of them.
    """
    keys = keys_of(after, UUID)
    rows = await actions.list_unusual_looks(work, actor, decided=decided, after=keys[0] if keys else None, limit=limit)
    shown, following = page(rows, limit, "id")
    return Page(items=[_shown(row, accept_language) for row in shown], next=following)


@router.post("/name-comparison", responses=refusals(), summary="Compare names of workers and of those they looked at")
async def compare_names(
    _body: NameComparison, actor: Writer, request: Request, open_work: OpenWork, passed_on: PassedOn, once: OneTime
) -> ComparedView:
    """For the rule about surnames: names of some workers of your agency are asked of identity with your rights,
    compared with those of the people whom they opened, and forgotten. Nothing else knows how workers are called.
    """
    async with open_work() as work:
        workers = await actions.workers_to_compare(work, actor)
    identity = request.app.state.service.identity
    names = {one: await _name_of(identity, one, passed_on) for one in workers}
    async with open_work() as work:
        await once.run(work, lambda: actions.compare_names(work, actor, names))
    return ComparedView(workers=len(workers), more=len(workers) == actions.COMPARED_AT_ONCE)


@router.get("/{unusual_look_id}", responses=READS, summary="Read an unusual look")
async def read_unusual_look(
    unusual_look_id: UUID, actor: Reader, work: Work, accept_language: Language = ""
) -> UnusualLookView:
    """One, with why it was noticed and what it was."""
    return _shown(await actions.read_unusual_look(work, actor, unusual_look_id), accept_language)


@router.post("/{unusual_look_id}/outcome", responses=ACTS, summary="Say what an unusual look was")
async def decide_on_unusual_look(
    unusual_look_id: UUID,
    body: DecisionOnLook,
    actor: Writer,
    work: Work,
    once: OneTime,
    accept_language: Language = "",
) -> UnusualLookView:
    """Justified, not justified, or a false alarm of the rule, and why; once, by a privacy officer who is not the worker
    who looked. What an officer looked at, whoever supervises and administers the agency may decide as well. Nothing
    follows by itself.
    """
    await once.run(
        work,
        lambda: actions.decide_on_unusual_look(work, actor, unusual_look_id, body.outcome, body.reason),
    )
    return _shown(await actions.read_unusual_look(work, actor, unusual_look_id), accept_language)


async def _name_of(identity: IdentityClient, worker_id: UUID, passed_on: Any) -> str:
    try:
        return (await identity.worker(worker_id, passed_on)).display_name
    except NotFound:
        return ""


def _shown(row: asyncpg.Record, accept_language: str) -> UnusualLookView:
    looking = Looking(**{name: row[name] for name in _LOOKING})
    said = explained(RuleKind(row["kind"]), looking, row["many"]).told(french=speaks_french(accept_language))
    return UnusualLookView.model_validate({**row, "explanation": said})
