"""Erase what was granted. The decision is kept with the answer; any replica carries it out, a few items in each
transaction, and whoever is stopped goes on where it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg
import structlog

from services.cases.documents.actions.deleting import RETENTION
from services.cases.retention.actions.erasing import erase_some
from services.cases.rights_steps import events
from services.cases.rights_steps.actions.steps import decided, taken
from services.cases.rights_steps.domain import must_erase_what_was_granted
from services.cases.rights_steps.policy import ERASE
from services.cases.rights_steps.store import erasures as store
from services.cases.rights_steps.store import steps as step_store
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.rights import RequestOutcome, StepKind, StepState
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.database.failures import SERVER_AWAY
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id

LOOK_EVERY_SECONDS: Final = 5.0
_BENEATH_FIRST: Final = (ItemKind.MESSAGE, ItemKind.ACTION, ItemKind.MINUTES, ItemKind.DECISION)
_IN_THIS_ORDER: Final = (*_BENEATH_FIRST, *(kind for kind in ItemKind if kind not in _BENEATH_FIRST))
_log = structlog.get_logger("rights_steps")
_TOLD_AT_ONCE: Final = 500


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What is erased; all that the agency wrote where nothing is named."""

    categories: Sequence[Category]
    item_ids: Sequence[UUID]


async def erase(work: UnitOfWork, actor: Actor, person_id: UUID, request_id: UUID, parts: Parts) -> UUID:
    """Begin to erase what the agency wrote about the person, as was granted.

    Raises:
        NotFound: no such request that the caller may see.
        NotAllowed: not a privacy officer of the agency that was asked, nor, of a restricted person, one of the few
            there who may know of them.
        Conflict: no erasure was granted by it.
        Invalid: as `must_erase_what_was_granted` says.
    """
    request = await decided(work, actor, person_id, request_id, ERASE, StepKind.ERASURE)
    names_parts = bool(parts.categories or parts.item_ids)
    must_erase_what_was_granted(RequestOutcome(request["outcome"]), names_parts=names_parts)
    step_id = new_id()
    proof = {"categories": [one.value for one in parts.categories], "item_ids": [str(one) for one in parts.item_ids]}
    await step_store.keep(work, step_id, request, StepKind.ERASURE, proof, is_done=False)
    await store.keep(work, step_id, request, parts.categories, parts.item_ids)
    await work.tell(taken(request, step_id, StepKind.ERASURE, StepState.WAITING))
    return step_id


async def what_goes(work: UnitOfWork, actor: Actor, person_id: UUID, request_id: UUID) -> list[asyncpg.Record]:
    """What of all that the agency wrote about the person would go, and what keeps the rest: counted, nothing is shown.

    Raises:
        NotFound, NotAllowed, Conflict: as for erasing.
    """
    await decided(work, actor, person_id, request_id, ERASE, StepKind.ERASURE)
    return await store.what_goes(work, person_id)


async def perform_all_due(database: Database) -> None:
    """Carry out what was granted and is not done. Background work of any replica.

    One that fails keeps no other waiting, nor a kind the others; it is not done before all of it was looked at.
    """
    async with database.work(RETENTION) as work:
        begun = await store.open_ones(work)
    failed = 0
    for erasure in begun:
        try:
            failed += not await _perform(database, erasure)
        except SERVER_AWAY:
            raise
        except Exception as failure:  # noqa: BLE001 - the others go on
            _log.error("an erasure could not be ended", step_id=str(erasure["id"]), failure=type(failure).__name__)
            failed += 1
    if failed:
        _log.error("the run is over, and some erasures are not done", count=failed)


async def _perform(database: Database, erasure: asyncpg.Record) -> bool:
    """Carry one out; whether all of it was looked at."""
    kept, failed = 0, False
    for kind in _IN_THIS_ORDER:
        try:
            kept += await _erase_all(database, erasure["id"], kind)
        except SERVER_AWAY:
            raise
        except Exception as failure:  # noqa: BLE001 - the others go on
            named = {"step_id": str(erasure["id"]), "kind": kind}
            _log.error("items could not be erased", **named, failure=type(failure).__name__)
            failed = True
    if failed:
        return False
    async with database.work(RETENTION) as work:
        if await store.take(work, erasure["id"]):
            await _finish(work, erasure, kept)
    return True


async def _erase_all(database: Database, step_id: UUID, kind: ItemKind) -> int:
    """Erase all items of a kind; how many stay."""
    kept, after = 0, None
    while True:
        async with database.work(RETENTION) as work:
            looked_at = await erase_some(work, kind, step_id, after)
        kept, after = kept + looked_at.kept, looked_at.last
        if after is None:
            return kept


async def _finish(work: UnitOfWork, erasure: asyncpg.Record, kept: int) -> None:
    """Say that it is done, and seek those who received any of it: of items, only needs travel."""
    work.lies_in(erasure["person_id"], erasure["municipality_id"])
    needs = await store.needs_erased_by(work, erasure["id"])
    for some in (needs[start : start + _TOLD_AT_ONCE] for start in range(0, len(needs), _TOLD_AT_ONCE)):
        await work.tell(
            events.RecipientsSought(
                step_id=erasure["id"],
                person_id=erasure["person_id"],
                municipality_id=erasure["municipality_id"],
                agency_id=erasure["agency_id"],
                kind=StepKind.ERASURE,
                item_ids=tuple(some),
                since=None,
                until=None,
            )
        )
    await store.finish(work, erasure["id"], kept)
