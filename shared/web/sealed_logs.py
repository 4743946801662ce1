"""`/v1/sealed-logs/{service}`: how far the logs of a service are sealed, and that they only grew."""

from base64 import b64encode
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.sealing.proofs import latest_checkpoint, prove_consistency
from shared.web.caller import Work, holding
from shared.web.documented import READS


class Log(StrEnum):
    """What is sealed."""

    ACCESS_LOG = "access_log"
    JOURNAL = "journal"


class CheckpointView(BaseModel):
    """How far a log is sealed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"checkpoint": "cases/journal\n20851\n…"}]})

    checkpoint: str = Field(description="Origin, size and root, signed (C2SP signed note).")


class ConsistencyView(CheckpointView):
    """That a log begins with what it was before."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "checkpoint": "cases/journal\n20851\n…",
                    "path": ["yBqBq3kBY4rO0xq0xqM1YXk2T0r6p4N5o9uV0hYw1mE="],
                }
            ]
        }
    )

    path: list[str] = Field(description="Base64; a consistency proof of RFC 9162.")


def sealed_logs_router(service: str) -> APIRouter:
    """The operations of one service: for privacy officers and administrators; they hold nothing about anybody."""
    router = APIRouter(prefix=f"/v1/sealed-logs/{service}", tags=["sealed logs"])

    @router.get("/{log}/checkpoint", responses=READS, summary=f"Read how far a log of {service} is sealed")
    async def read_checkpoint(
        log: Log, _actor: Annotated[Actor, holding(Scope.AUDIT_READ)], work: Work
    ) -> CheckpointView:
        """The newest signed checkpoint: keep it, and later ask whether the log still begins with it."""
        return CheckpointView(checkpoint=await latest_checkpoint(work, log))

    @router.get("/{log}/consistency", responses=READS, summary=f"Prove that a log of {service} only grew")
    async def read_consistency(
        log: Log,
        _actor: Annotated[Actor, holding(Scope.AUDIT_READ)],
        work: Work,
        earlier: Annotated[int, Query(ge=1, le=2**62, description="Size in a checkpoint that you kept.")],
    ) -> ConsistencyView:
        """Prove that the log of the newest checkpoint begins with the log of an earlier one."""
        proof = await prove_consistency(work, log, earlier)
        return ConsistencyView(checkpoint=proof.checkpoint, path=[b64encode(one).decode() for one in proof.path])

    return router
