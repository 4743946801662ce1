"""See how it went, and have something sent once more."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from services.cases.webhooks import events
from services.cases.webhooks.actions.looking_after import about, open_one
from services.cases.webhooks.domain.attempts import LOG_KEPT
from services.cases.webhooks.store import looking_back as store
from services.cases.webhooks.store.webhooks import forget_ended
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Conflict


class NotTelling(Conflict):
    """The webhook is paused, or silent: resume it first."""

    code = "webhook-not-telling"
    title = "The webhook tells nothing at the moment"
    title_fr = "Le webhook n'annonce rien pour le moment"


async def list_attempts(
    work: UnitOfWork, actor: Actor, webhook_id: UUID, event_id: UUID | None, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """The latest first; one more than was asked for where there is a next page.

    Raises:
        NotFound, NotAllowed: as everywhere.
    """
    await open_one(work, actor, webhook_id)
    return await store.attempts(work, webhook_id, event_id, after, limit + 1)


async def list_dead_letters(
    work: UnitOfWork, actor: Actor, webhook_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """What no attempt of three days brought; as `list_attempts`."""
    await open_one(work, actor, webhook_id)
    return await store.dead(work, webhook_id, after, limit + 1)


async def redrive(work: UnitOfWork, actor: Actor, webhook_id: UUID, event_ids: Sequence[UUID] | None) -> UUID:
    """Try again what was given up: these, or all; each decided on when it is sent.

    Raises:
        NotFound, NotAllowed: as everywhere.
    """
    row = await open_one(work, actor, webhook_id, for_change=True)
    await store.redrive(work, webhook_id, event_ids)
    await work.tell(events.WebhookReplayed(**about(row)))
    return webhook_id


async def send_test(work: UnitOfWork, actor: Actor, webhook_id: UUID) -> UUID:
    """Have an event sent that is about nobody.

    Returns:
        Its id, by which the log says how it went.

    Raises:
        NotFound, NotAllowed: as everywhere.
        NotTelling: it is paused, or silent.
    """
    row = await open_one(work, actor, webhook_id, for_change=True)
    if row["paused_because"] is not None or row["silent_since"] is not None:
        raise NotTelling
    event_id = new_id()
    await store.add_test(work, webhook_id, event_id)
    return event_id


async def replay(
    work: UnitOfWork, actor: Actor, webhook_id: UUID, after: int | None, since: datetime | None, until: datetime | None
) -> UUID:
    """Send once more what was sent: from a place in the feed on, or what happened between two moments. What may not be
    told any more is not; what is new waits until it is done.

    Raises:
        NotFound, NotAllowed: as everywhere.
        Conflict: a replay is under way.
    """
    row = await open_one(work, actor, webhook_id, for_change=True)
    if row["replay_place"] is not None:
        raise Conflict("A replay is under way.", detail_fr="Un renvoi est déjà en cours.")
    if after is not None:
        await store.replay_after(work, webhook_id, after)
    else:
        assert since is not None, "the body says a place or a moment"
        await store.replay_between(work, webhook_id, since, until)
    await work.tell(events.WebhookReplayed(**about(row)))
    return webhook_id


async def tidy_webhooks(work: UnitOfWork) -> None:
    """Delete what was logged a month ago, and sign-ins that nothing under way can have begun with. Background work."""
    await store.forget(work, work.now - LOG_KEPT)
    await forget_ended(work, work.now)
