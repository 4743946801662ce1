"""`/v1/persons/{id}/grants` and `/access-log`: who may see what about somebody, who looked, and the proof of it."""

from base64 import b64encode
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.cases.access import actions
from shared.contracts.cases.vocabulary import Category, GroundKind, Level, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Role, Scope
from shared.sealing.store import archived_until
from shared.web.caller import Work, holding
from shared.web.documented import READS
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/persons/{person_id}", tags=["access"])

LEVELS = {Level.KNOW_OF: "know-of", Level.SUMMARY: "summary", Level.FULL: "full"}


class GrantView(BaseModel):
    """One effective right about a person, with its ground."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
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
                    "valid_from": "2026-03-01T09:00:00Z",
                    "valid_until": None,
                }
            ]
        }
    )

    id: UUID
    agency_id: UUID
    worker_id: UUID | None = Field(description="Only this worker; null for everybody of the agency.")
    categories: list[Category]
    level: str = Field(description="know-of, summary or full.")
    operations: list[Operation]
    purposes: list[Purpose]
    ground_kind: GroundKind
    ground_id: UUID
    agreement_id: UUID | None
    valid_from: datetime
    valid_until: datetime | None


class GrantsView(BaseModel):
    """The grants in force on a person."""

    items: list[GrantView]


class LookView(BaseModel):
    """One look at a person's record."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-000000000e01",
                    "at": "2026-03-01T09:00:00Z",
                    "decision_id": "0198c0de-0000-7000-8000-000000000e02",
                    "act": "opened",
                    "operation": "open-record",
                    "categories": ["identity", "housing"],
                    "subject_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a2",
                    "roles": ["caseworker"],
                    "purpose": "care-coordination",
                    "grounds": ["consent:0198c0de-0000-7000-8000-0000000000c1"],
                }
            ]
        }
    )

    id: UUID
    at: datetime
    decision_id: UUID
    act: str = Field(description="opened, search_hit, searched or denied.")
    operation: str
    categories: list[Category]
    subject_id: UUID = Field(description="Worker or system that looked.")
    agency_id: UUID | None = Field(description="Null for the person themselves, or who represents them.")
    roles: list[Role]
    purpose: Purpose
    grounds: list[str] = Field(description="`kind:id` of each ground.")


class LooksView(Page[LookView]):
    """One page of looks, and from when on they are in such pages."""

    archived_until: datetime | None = Field(
        description="Looks before this time lie in the archive and are in no page: whoever operates the installation "
        "brings those at one person back (`parcours audit recall`). Null where none are."
    )


class ProofView(BaseModel):
    """That a line stands in the log: hash it after its salt, follow the path, compare with the signed checkpoint."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "entry": 20850,
                    "salt": "sQVqjXbSLNqcYyX1o4z3Gw==",
                    "line": '{"act":"opened","agency_id":"0198c0de-0000-7000-8000-0000000000a2"}',
                    "path": ["yBqBq3kBY4rO0xq0xqM1YXk2T0r6p4N5o9uV0hYw1mE="],
                    "checkpoint": "cases/access_log\n20851\n…",
                }
            ]
        }
    )

    entry: int = Field(description="Index of the line in the log, from 0.")
    salt: str = Field(description="Base64.")
    line: str = Field(description="SHA-256 of 0x00, salt and this text in UTF-8 is the leaf (RFC 9162).")
    path: list[str] = Field(description="Base64; from the leaf to the root.")
    checkpoint: str = Field(description="Origin, size and root, signed (C2SP signed note).")


@router.get("/grants", responses=READS, summary="List the grants on a person")
async def list_grants(
    person_id: UUID,
    actor: Annotated[Actor, holding(Scope.RECORD_READ)],
    work: Work,
    at: Annotated[AwareDatetime | None, Query(description="As it will be then, as far as is known today.")] = None,
) -> GrantsView:
    """Who may see what about this person at present, or from a day on, and on which ground.

    Those who coordinate and privacy officers see all agencies; others their own.
    """
    rows = await actions.grants_on(work, actor, person_id, at)
    values: list[dict[str, Any]] = [{**dict(row), "level": LEVELS[Level(row["level"])]} for row in rows]
    return GrantsView(items=[GrantView.model_validate(one) for one in values])


@router.get("/access-log", responses=READS, summary="List who looked at a record")
async def list_looks(
    person_id: UUID,
    actor: Annotated[Actor, holding(Scope.AUDIT_READ)],
    work: Work,
    limit: Limit = 50,
    after: After = None,
) -> LooksView:
    """Every look at this person's record and every refused try, latest first, with purpose and ground.

    For privacy officers: the looks of their own agency; where it coordinates for the person, those of all. After years
    looks leave for an archive: `archived_until` says up to when.
    """
    keys = keys_of(after, datetime, UUID)
    rows, following = page(await actions.looks_at(work, actor, person_id, keys, limit), limit, "at", "id")
    return LooksView(
        items=[LookView.model_validate(dict(row)) for row in rows],
        next=following,
        archived_until=await archived_until(work, "access_log"),
    )


@router.get("/access-log/{look_id}/proof", responses=READS, summary="Prove that a look stands in the log")
async def prove_look(
    person_id: UUID, look_id: UUID, actor: Annotated[Actor, holding(Scope.AUDIT_READ)], work: Work
) -> ProofView:
    """Prove to anybody who has the public key that this look was written into the log and not changed since. A line is
    sealed some seconds after it was written: until then there is no proof.
    """
    proof = await actions.prove_look(work, actor, person_id, look_id)
    return ProofView(
        entry=proof.entry,
        salt=b64encode(proof.salt).decode(),
        line=proof.line.decode(),
        path=[b64encode(one).decode() for one in proof.path],
        checkpoint=proof.checkpoint,
    )
