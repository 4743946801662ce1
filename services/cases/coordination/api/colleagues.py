"""Whether somebody works where the caller does, as identity knows it."""

from collections.abc import Mapping
from uuid import UUID

from fastapi import Request

from shared.contracts.identity.actor import Actor
from shared.refusals import Invalid, NotFound


async def must_work_here(
    request: Request, actor: Actor, worker_id: UUID, passed_on: Mapping[str, str], pointer: str
) -> None:
    """They are a worker of the caller's agency: an agency decides on its own workers, and must not learn from a refusal
    what those of others declared.

    Raises:
        Invalid: no such worker, or one of another agency: the same.
        Unavailable: identity cannot be reached.
    """
    if worker_id == actor.worker_id:
        return
    try:
        worker = await request.app.state.service.identity.worker(worker_id, passed_on)
    except NotFound:
        worker = None
    if worker is None or actor.agency_id not in worker.agencies:
        raise Invalid.field(
            pointer, "unknown_worker", "Name a worker of your agency.", "Indiquez un intervenant de votre organisme."
        )
