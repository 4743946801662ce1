"""Set up, see, change, pause, resume and delete webhooks, and give them other secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.webhooks import events
from services.cases.webhooks.domain.addresses import check_address
from services.cases.webhooks.domain.signing import new_secret
from services.cases.webhooks.domain.types import checked_types
from services.cases.webhooks.policy import LOOK_AFTER, RULES, SET_UP, AboutWebhook
from services.cases.webhooks.store import webhooks as store
from shared.contracts.cases.webhooks import PausedBecause
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, Invalid, NotFound, Stale, Unauthenticated

MOST: Final = 20
"""Webhooks of one agency."""
ENDED_KEPT: Final = timedelta(hours=1)
"""Longer than whatever began with a valid token takes."""
_READING: Final = (Scope.RECORD_READ, Scope.REFERRALS_READ)


class TooManyWebhooks(Conflict):
    """The agency has as many webhooks as it may. Delete one that nobody needs any more."""

    code = "too-many-webhooks"
    title = "The agency has as many webhooks as it may"
    title_fr = "L'organisme a atteint le nombre maximal de webhooks"


class SignInEnded(Conflict):
    """The sign-in with whose rights the webhook told has ended: its system was revoked, may do less, has another secret
    because the one before was known to others, or its agency was closed. The system itself resumes it, with a new
    token.
    """

    code = "webhook-sign-in-ended"
    title = "The sign-in of the webhook has ended"
    title_fr = "La connexion du webhook a pris fin"


@dataclass(frozen=True)
class Description:
    """What a system says of a webhook."""

    url: str
    types: Sequence[str]
    scopes: frozenset[Scope]
    description: str


async def set_up(work: UnitOfWork, actor: Actor, new: Description, *, has_own_networks: bool) -> tuple[UUID, str]:
    """A system has the feed brought to it, from now on.

    Returns:
        Which one it is, and its secret: shown now and never again.

    Raises:
        NotAllowed: the caller is no system, or its token does not cover what is to be told.
        Invalid: points at what is wrong.
        TooManyWebhooks: there are as many as an agency may have.
        Unauthenticated: its sign-in has ended meanwhile.
    """
    decide(RULES, SET_UP, actor, AboutWebhook(actor.agency_id, actor.system_id, new.scopes))
    await _still_signed_in(work, actor)
    described = _checked(new, has_own_networks=has_own_networks)
    await store.take_turn(work, actor.agency_id)
    if await store.count(work) >= MOST:
        raise TooManyWebhooks
    webhook_id, secret = new_id(), new_secret()
    kept = {"id": webhook_id, "agency_id": actor.agency_id, "system_id": actor.system_id, "secret": secret}
    await store.add(work, kept | {"municipality_id": actor.municipality_id} | described | _standing(actor))
    await work.tell(events.WebhookSetUp(**about(await open_one(work, actor, webhook_id))))
    return webhook_id, secret


async def list_all(work: UnitOfWork, actor: Actor, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """A system's own; all of the agency for its administrators. One more than was asked for where there is a next page.

    Raises:
        NotAllowed: the caller is neither.
    """
    decide(RULES, LOOK_AFTER, actor, AboutWebhook(actor.agency_id, actor.system_id))
    return await store.list_some(work, after, limit + 1)


async def open_one(work: UnitOfWork, actor: Actor, webhook_id: UUID, *, for_change: bool = False) -> asyncpg.Record:
    """One webhook.

    Raises:
        NotFound: none that the caller may know of.
        NotAllowed: the caller is neither a system nor administrates.
    """
    decide(RULES, LOOK_AFTER, actor, AboutWebhook(actor.agency_id, actor.system_id))
    row = await store.one(work, webhook_id, for_change=for_change)
    if row is None:
        raise NotFound
    return row


async def change(
    work: UnitOfWork,
    actor: Actor,
    webhook_id: UUID,
    version: int,
    changes: Mapping[str, Any],
    *,
    has_own_networks: bool,
) -> None:
    """Its system says it differently, and tells with the rights of its present token from now on.

    Args:
        changes: by the names of `Description`; None for what stays.

    Raises:
        NotFound, NotAllowed, Invalid, Unauthenticated: as above.
        Stale: it was changed since this version.
    """
    await _still_signed_in(work, actor)
    row = await open_one(work, actor, webhook_id, for_change=True)
    new = Description(row["url"], row["types"], _scopes(row), row["description"])
    new = replace(new, **{name: value for name, value in changes.items() if value is not None})
    decide(RULES, SET_UP, actor, AboutWebhook(row["agency_id"], row["system_id"], new.scopes))
    if row["version"] != version:
        raise Stale
    await store.describe(work, webhook_id, **_checked(new, has_own_networks=has_own_networks))
    await store.stand(work, webhook_id, _standing(actor))
    await work.tell(events.WebhookChanged(**about(row)))


async def pause(work: UnitOfWork, actor: Actor, webhook_id: UUID) -> UUID:
    """Nothing is sent until it is resumed; nothing is lost.

    Raises:
        NotFound, NotAllowed: as above.
        Conflict: it is paused.
    """
    row = await open_one(work, actor, webhook_id, for_change=True)
    if row["paused_because"] is not None:
        raise Conflict("The webhook is paused.", detail_fr="Le webhook est suspendu.")
    await store.pause(work, webhook_id, PausedBecause.ASKED)
    await work.tell(events.WebhookPaused(**about(row), because=PausedBecause.ASKED))
    return webhook_id


async def resume(work: UnitOfWork, actor: Actor, webhook_id: UUID) -> UUID:
    """Go on where it stopped; where its system asks, with the rights of its present token.

    Raises:
        NotFound, NotAllowed, Unauthenticated: as above.
        Conflict: it tells already.
        SignInEnded: and only its system can resume it.
    """
    await _still_signed_in(work, actor)
    row = await open_one(work, actor, webhook_id, for_change=True)
    if row["paused_because"] is None and row["silent_since"] is None:
        raise Conflict("The webhook is not paused.", detail_fr="Le webhook n'est pas suspendu.")
    if actor.system_id is not None:
        decide(RULES, SET_UP, actor, AboutWebhook(row["agency_id"], row["system_id"], _scopes(row)))
        await store.stand(work, webhook_id, _standing(actor))
    elif row["silent_since"] is not None:
        raise SignInEnded
    await store.resume(work, webhook_id)
    await work.tell(events.WebhookResumed(**about(row)))
    return webhook_id


async def rotate_secret(work: UnitOfWork, actor: Actor, webhook_id: UUID, keep_earlier: timedelta) -> str:
    """Another secret, shown now and never again; what is sent is signed with the one before too for so long.

    Args:
        keep_earlier: nothing when others may know the one before.

    Raises:
        NotFound, NotAllowed: as above.
    """
    row = await open_one(work, actor, webhook_id, for_change=True)
    secret, until = new_secret(), work.now + keep_earlier if keep_earlier else None
    await store.keep_secret(work, webhook_id, row["municipality_id"], secret, until)
    await work.tell(events.WebhookChanged(**about(row)))
    return secret


async def delete(work: UnitOfWork, actor: Actor, webhook_id: UUID, version: int) -> None:
    """Nothing is brought there any more, and what was logged is gone.

    Raises:
        NotFound, NotAllowed: as above.
        Stale: it was changed since this version.
    """
    row = await open_one(work, actor, webhook_id, for_change=True)
    if row["version"] != version:
        raise Stale
    await store.delete(work, webhook_id)
    await work.tell(events.WebhookDeleted(**about(row)))


async def silence(work: UnitOfWork, session_ids: Sequence[UUID]) -> None:
    """The sign-ins with whose rights some webhooks tell have ended: they tell nothing more. Background work."""
    if session_ids:
        await store.silence(work, session_ids, work.now)


async def end_sign_in(work: UnitOfWork, session_id: UUID, until: datetime) -> None:
    """A sign-in has ended: no webhook tells with its rights, none that is being set up now either. Background work.

    Args:
        until: after this none of its tokens can be valid anyway.
    """
    await store.keep_ended(work, session_id, until + ENDED_KEPT)
    await silence(work, [session_id])


def _checked(new: Description, *, has_own_networks: bool) -> dict[str, Any]:
    """What is kept of it."""
    check_address(new.url, has_own_networks=has_own_networks)
    if new.scopes.isdisjoint(_READING):
        raise Invalid.field(
            "#/scopes",
            "nothing_to_tell",
            "At least record:read, or referrals:read for referrals alone.",
            "Au moins record:read, ou referrals:read pour les seules orientations.",
        )
    types, scopes = list(checked_types(new.types)), sorted(new.scopes)
    return {"url": new.url, "types": types, "scopes": scopes, "description": new.description}


async def _still_signed_in(work: UnitOfWork, actor: Actor) -> None:
    """Whoever hears that this sign-in has ended waits from now on until this transaction has, and sees what it wrote.

    Said before a webhook is locked: who ends a sign-in takes them in this order too.

    Raises:
        Unauthenticated: it has ended already.
    """
    if actor.session_id is not None and await store.has_ended(work, actor.session_id):
        raise Unauthenticated


def _standing(actor: Actor) -> dict[str, Any]:
    """As whom it tells, as the token says."""
    return {
        "municipalities": list(actor.municipalities),
        "sector": actor.sector,
        "purpose": actor.purpose,
        "session_id": actor.session_id,
    }


def _scopes(row: asyncpg.Record) -> frozenset[Scope]:
    return frozenset(map(Scope, row["scopes"]))


def about(row: asyncpg.Record) -> dict[str, UUID]:
    return {
        "webhook_id": row["id"],
        "agency_id": row["agency_id"],
        "system_id": row["system_id"],
        "municipality_id": row["municipality_id"],
    }
