"""`PUT` and `PATCH` `/fhir/Task/{id}`: a Task that is changed is a move of the referral, or a refusal of one."""

from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Body, Request, Response

from services.referrals.fhir.actions import Told, keep, open_told, told_to
from services.referrals.fhir.api.creating import A_NEW_TASK
from services.referrals.fhir.api.incoming import pointed_out_as_fhir, to_keep
from services.referrals.fhir.api.requests import A_TASK, shown_task, versions_of_task
from services.referrals.fhir.api.task_changes import Wish, named_worker, wish_of
from services.referrals.fhir.domain.kept import put_back
from services.referrals.fhir.rendering.requests import task
from services.referrals.lifecycle.actions import moving, reading, sending, waiting
from services.referrals.lifecycle.actions.sending import Asked
from services.referrals.lifecycle.actions.standing import load, load_for_change, possible
from services.referrals.lifecycle.api.door import Door, Moving
from services.referrals.lifecycle.domain.referral import Referral
from shared.contracts.referrals.vocabulary import Move
from shared.database.unit_of_work import UnitOfWork
from shared.fhir.elements import Element
from shared.json_text import json_text
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound, PreconditionRequired, Stale
from shared.web.entity_tags import IfMatch
from shared.web.fhir import FHIR_JSON, SPEAKS_FHIR, answered, shown, takes
from shared.web.json_patch import JSON_PATCH, json_patched

router = APIRouter(prefix="/fhir/Task", tags=["fhir"], dependencies=[*SPEAKS_FHIR])

CHANGED: Final = shown(A_TASK, NotFound, Conflict, Stale, PreconditionRequired)
_OWN_ACTIONS: Final = {
    Move.ACCEPT: waiting.accept,
    Move.START: moving.start_help,
    Move.REOPEN: moving.reopen,
    Move.MARK_IN_ERROR: moving.mark_in_error,
}
"""Moves with more to see to than the table says."""
_ADDED_TO: Final = ("note", "output", "extension")
"""Lists of a Task that begin empty for a patch: words and outcomes are added to them."""
_DISCLOSING: Final = frozenset({Move.SEND, Move.RESUME})


@dataclass(frozen=True)
class _Wanted:
    """A wish, what cases said of it before the unit opened, and which version it changes.

    Attributes:
        resource: the Task as it is to be.
        adds: its lists of `_ADDED_TO` hold only what is new.
    """

    wish: Wish
    asked: Asked | None
    version: str
    resource: Element
    adds: bool
    is_certain: bool


@router.put(
    "/{referral_id}",
    summary="Make a move by changing a Task",
    responses=CHANGED,
    response_class=Response,
    openapi_extra=takes({**A_NEW_TASK, "id": A_TASK["id"], "status": "accepted"}),
)
async def update_task(
    referral_id: UUID,
    request: Request,
    resource: Annotated[dict[str, Any], Body(media_type=FHIR_JSON)],
    door: Moving,
    if_match: IfMatch = None,
) -> Response:
    """The status that a Task is to have is the move that is made; what the move needs stands in the Task. `If-Match`,
    or `meta.versionId` as it was read, says which version is changed. 409 where the move is not possible, with those
    that are.
    """
    version = _expected(if_match, resource)
    return await _drive(request, door, referral_id, resource, version)


@router.patch(
    "/{referral_id}",
    summary="Make a move by patching a Task",
    responses=CHANGED,
    response_class=Response,
)
async def patch_task(
    referral_id: UUID,
    request: Request,
    operations: Annotated[
        list[dict[str, Any]],
        Body(media_type=JSON_PATCH, examples=[[{"op": "replace", "path": "/status", "value": "accepted"}]]),
    ],
    door: Moving,
    if_match: IfMatch = None,
) -> Response:
    """The same by a JSON Patch (RFC 6902: add, replace, remove, test) of the Task. Its `note`, `output` and `extension`
    begin empty, so that words and outcomes are added to them.
    """
    version = _expected(if_match, {})
    async with door.visit.open_work() as work:
        referral = await reading.open_to_act(work, door.actor, referral_id)
        told = await told_to(work, door.actor, referral, is_certain=request.app.state.certainty.is_given)
    whole = put_back(task(referral, door.visit.reader, None), told.all_of("Task"))
    present = orjson.loads(json_text({**whole, **{name: [] for name in _ADDED_TO}}))
    return await _drive(request, door, referral_id, json_patched(present, operations), version, adds=True)


def _expected(if_match: str | None, resource: Element) -> str:
    """The version that the caller says to change.

    Raises:
        PreconditionRequired: they say none.
    """
    meta = resource.get("meta")
    if if_match is not None:
        return if_match.strip().removeprefix("W/").strip('"')
    if not isinstance(meta, dict) or not meta.get("versionId"):
        raise PreconditionRequired
    return str(meta["versionId"])


async def _drive(
    request: Request, door: Door, referral_id: UUID, resource: Any, version: str, *, adds: bool = False
) -> Response:
    """Make the move, once; and answer with the Task as it stands then."""
    certain = request.app.state.certainty.is_given
    async with door.visit.open_work() as work:
        referral = await load(work, referral_id)
    with pointed_out_as_fhir():
        wish = wish_of(referral, resource, door.actor)
        await _check_colleague(door, wish)
        asks = wish.move in _DISCLOSING and sending.needs_an_answer(referral, door.actor)
        asked = await door.visit.ask_again(referral) if asks else None
        wanted = _Wanted(wish, asked, version, resource, adds=adds, is_certain=certain)
        async with door.visit.open_work() as work:
            await door.act_once(work, lambda work: _act(work, door, referral_id, wanted))
            told = await open_told(work, door.actor, referral_id, is_certain=certain)
    return answered(shown_task(told, door.visit.reader))


async def _check_colleague(door: Door, wish: Wish) -> None:
    worker_id = named_worker(wish, door.actor)
    if worker_id is not None and not await door.visit.is_colleague(worker_id):
        raise Invalid.field(
            "#/responsible_id",
            "unknown",
            "There is no such worker in your agency.",
            "Cet intervenant n'est pas de votre organisme.",
        )


async def _act(work: UnitOfWork, door: Door, referral_id: UUID, wanted: _Wanted) -> Referral:
    """The move, if the referral still is what the caller has read.

    Raises:
        Stale: it is not.
    """
    referral = await load_for_change(work, referral_id)
    told = await told_to(work, door.actor, referral, is_certain=wanted.is_certain)
    if wanted.version not in versions_of_task(told, door.visit.reader):
        raise Stale
    await _keep_the_rest(work, door, told, wanted)
    return await _move(work, door, referral, wanted)


async def _keep_the_rest(work: UnitOfWork, door: Door, told: Told, wanted: _Wanted) -> None:
    """What the Task says beyond our words, and beyond what the other side said, is kept as ours.

    Raises:
        NotAllowed: it says more than before, by somebody who can do nothing with this referral.
    """
    actor, referral = door.actor, told.opened.referral
    own = told.own_of("Task", actor.agency_id)
    shown = task(referral, door.visit.reader, None)
    said = to_keep(wanted.resource, shown, told.theirs_of("Task", actor.agency_id))
    carried = _ADDED_TO if wanted.adds else ("note",)
    for name in carried:
        before = own.get(name, [])
        all_of_it = [*before, *(one for one in said.get(name, []) if one not in before)]
        said |= {name: all_of_it} if all_of_it else {}
    if said == own:
        return
    if told.is_stored_only or (wanted.wish.move is None and not possible(work, actor, referral)):
        raise NotAllowed
    await keep(work, actor, referral, "Task", said)


async def _move(work: UnitOfWork, door: Door, referral: Referral, wanted: _Wanted) -> Referral:
    actor, move, told, referral_id = door.actor, wanted.wish.move, wanted.wish.told, referral.id
    if move is None:
        return referral
    if move is Move.SEND:
        return await sending.send_referral(
            work, actor, referral_id, wanted.asked, despite_similar=False, declared=sending.WARNED
        )
    if move is Move.RESUME:
        return await sending.resume_referral(work, actor, referral_id, wanted.asked, told.note)
    if move is Move.WAITLIST:
        return await waiting.waitlist(work, actor, referral_id, frozenset(), told)
    if move in _OWN_ACTIONS:
        return await _OWN_ACTIONS[move](work, actor, referral_id, told)
    return await moving.make_move(work, actor, referral_id, move, told)
