"""Making, replacing and destroying keys."""

from datetime import datetime, timedelta

from services.identity.keys import store
from services.identity.keys.domain.schedule import Turn, missing, outlived, soonest
from services.identity.keys.domain.sealing import Seal
from services.identity.keys.domain.signatures import new_private_key, signing_key
from services.identity.keys.store import KeptKey
from shared.contracts.identity.actor import TaskActor
from shared.database.unit_of_work import UnitOfWork

KEYS = TaskActor("keys")
"""Keeps the signing keys; the only task that may write them."""


async def keep_keys(work: UnitOfWork, seal: Seal, lasts: timedelta) -> list[KeptKey]:
    """See to it that a key signs, its successor is published, and none is kept longer than needed.

    Args:
        lasts: how long a key signs.

    Returns:
        All keys, in the order of their turns.
    """
    await store.alone(work)
    kept = await store.all_keys(work)
    turns = [key.turn for key in kept]
    made = [_new_key(seal, begins, work.now) for begins in missing(turns, work.now, lasts)]
    for key in made:
        await store.add_key(work, key)
    gone = {turn.kid for turn in outlived([*turns, *(key.turn for key in made)], work.now)}
    if gone:
        await store.destroy(work, sorted(gone))
    return sorted((key for key in [*kept, *made] if key.turn.kid not in gone), key=lambda key: key.turn.signs_from)


async def replace_signing_key(work: UnitOfWork, seal: Seal, *, distrusted: bool) -> datetime:
    """Let the successor sign, as soon as whoever verifies can fetch it; a new key where the last rotation is so young
    that none waits.

    Args:
        distrusted: a key is known to somebody else: destroy every key that has signed, and with them all their tokens.
            Then nothing is left to sign until the successor is known everywhere, and it signs at once.

    Returns:
        From when on it signs.
    """
    await store.alone(work)
    keys = await store.all_keys(work)
    begun = [key.turn.kid for key in keys if key.turn.signs_from <= work.now]
    waiting = [key for key in keys if key.turn.signs_from > work.now]
    made_at = waiting[0].made_at if waiting else work.now
    signs_from = work.now if distrusted else soonest(made_at, work.now)
    if waiting:
        await store.begin_turn(work, Turn(waiting[0].turn.kid, signs_from))
    else:
        await store.add_key(work, _new_key(seal, signs_from, work.now))
    if distrusted:
        await store.destroy(work, begun)
    return signs_from


def _new_key(seal: Seal, begins: datetime, now: datetime) -> KeptKey:
    pem = new_private_key()
    kid = signing_key(pem).kid
    return KeptKey(Turn(kid, begins), seal.close(pem, kid), now)
