"""`/v1/webhooks`, `/pause`, `/resumption`, `/secret`."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.cases.webhooks.actions import looking_after as actions
from services.cases.webhooks.api.bodies import (
    NewWebhook,
    NothingToSay,
    WebhookChange,
    WebhookSecretRotation,
    WebhookView,
)
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, EDITS, READS, refusals
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"])

Keeper = Annotated[Actor, holding()]
"""A system with the scope events:read, or an administrator of its agency: the policy says which may do what."""


@router.post("", status_code=201, responses=refusals(actions.TooManyWebhooks), summary="Set up a webhook")
async def set_up_webhook(
    body: NewWebhook, actor: Keeper, work: Work, once: OneTime, request: Request, response: Response
) -> WebhookView:
    """A system has the events of the feed brought to it from now on, each decided on when it is sent, for the purpose
    of this request. The secret, with which it checks the signatures (Standard Webhooks), is in this answer only.
    """
    shown: list[str] = []
    new = actions.Description(body.url, body.types, frozenset(body.scopes), body.description)

    async def act() -> UUID:
        webhook_id, secret = await actions.set_up(work, actor, new, has_own_networks=_has_own_networks(request))
        shown.append(secret)
        return webhook_id

    webhook_id = await once.run(work, act)
    response.headers["Location"] = f"/v1/webhooks/{webhook_id}"
    return await answered(work, actor, webhook_id, response, shown)


@router.get("", responses=refusals(), summary="List webhooks")
async def list_webhooks(actor: Keeper, work: Work, limit: Limit = 50, after: After = None) -> Page[WebhookView]:
    """A system's own; for administrators those of all systems of their agency."""
    keys = keys_of(after, UUID)
    found = await actions.list_all(work, actor, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[WebhookView.of(row) for row in rows], next=following)


@router.get("/{webhook_id}", responses=READS, summary="Read a webhook")
async def read_webhook(webhook_id: UUID, actor: Keeper, work: Work, response: Response) -> WebhookView:
    """Where it leads, of what it tells, and how it stands with its receiver."""
    return await answered(work, actor, webhook_id, response)


@router.patch("/{webhook_id}", responses=EDITS, summary="Change a webhook")
async def change_webhook(
    webhook_id: UUID,
    body: WebhookChange,
    actor: Keeper,
    work: Work,
    request: Request,
    response: Response,
    if_match: IfMatch = None,
) -> WebhookView:
    """Its system says it differently; it tells with the rights of the token of this request from now on."""
    await actions.change(
        work,
        actor,
        webhook_id,
        expected_version(if_match),
        body.said(),
        has_own_networks=_has_own_networks(request),
    )
    return await answered(work, actor, webhook_id, response)


@router.delete("/{webhook_id}", status_code=204, responses=EDITS, summary="Delete a webhook")
async def delete_webhook(webhook_id: UUID, actor: Keeper, work: Work, if_match: IfMatch = None) -> None:
    """Nothing is brought there any more; its log and what waited are deleted with it."""
    await actions.delete(work, actor, webhook_id, expected_version(if_match))


@router.post("/{webhook_id}/pause", responses=ACTS, summary="Pause a webhook")
async def pause_webhook(
    webhook_id: UUID, _body: NothingToSay, actor: Keeper, work: Work, once: OneTime, response: Response
) -> WebhookView:
    """Nothing is sent until it is resumed, and nothing is lost: it goes on where it stopped."""
    await once.run(work, lambda: actions.pause(work, actor, webhook_id))
    return await answered(work, actor, webhook_id, response)


@router.post("/{webhook_id}/resumption", responses=ACTS, summary="Resume a webhook")
async def resume_webhook(
    webhook_id: UUID, _body: NothingToSay, actor: Keeper, work: Work, once: OneTime, response: Response
) -> WebhookView:
    """Go on where it stopped, however it came to stop. When the sign-in of its system has ended, only the system itself
    can, with a new token.
    """
    await once.run(work, lambda: actions.resume(work, actor, webhook_id))
    return await answered(work, actor, webhook_id, response)


@router.post("/{webhook_id}/secret", responses=ACTS, summary="Rotate the secret of a webhook")
async def rotate_webhook_secret(
    webhook_id: UUID,
    body: WebhookSecretRotation,
    actor: Keeper,
    work: Work,
    once: OneTime,
    response: Response,
) -> WebhookView:
    """Another secret, in this answer only. The one before signs too for a while, so that no delivery is refused."""
    shown: list[str] = []

    async def act() -> UUID:
        keep = timedelta(seconds=body.keep_earlier_seconds)
        shown.append(await actions.rotate_secret(work, actor, webhook_id, keep))
        return webhook_id

    return await answered(work, actor, await once.run(work, act), response, shown)


async def answered(
    work: UnitOfWork, actor: Actor, webhook_id: UUID, response: Response, shown: Sequence[str] = ()
) -> WebhookView:
    """The webhook as it is now, with its ETag; with its secret where it was just made."""
    row = await actions.open_one(work, actor, webhook_id)
    response.headers["ETag"] = entity_tag(row["version"])
    if shown:
        response.headers["Cache-Control"] = "no-store"
    return WebhookView.of(row, shown[0] if shown else None)


def _has_own_networks(request: Request) -> bool:
    return bool(request.app.state.own_networks)
