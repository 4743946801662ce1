"""The same `Idempotency-Key` gives the same result: one act, however often it is asked for.

Kept for 24 hours per caller, the agency for which they act, and operation. Only the id of what was made is stored,
never the answer: a replay is decided and rendered anew, so that it cannot outlive a withdrawal.

Source:
    draft-ietf-httpapi-idempotency-key-header.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from fastapi import Depends, Header, Request

from shared.contracts.identity.actor import Actor, TaskActor
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import KeyReused, StillInProgress

KEPT = timedelta(hours=24)


def idempotency_table(metadata: sa.MetaData) -> None:
    """Add the table of used keys to a service's tables."""
    sa.Table(
        "idempotency",
        metadata,
        sa.Column("caller_id", sa.Uuid, primary_key=True, comment="Worker, system or account that sent the key."),
        sa.Column("key", sa.Text, primary_key=True, comment="SHA-256 of agency, operation and Idempotency-Key."),
        sa.Column("fingerprint", sa.Text, nullable=False, comment="SHA-256 of the request body."),
        sa.Column("made", sa.Uuid, nullable=False, comment="Id of what the request made or moved."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When, UTC; kept for 24 hours."),
        sa.Index("ix_idempotency_at", "at"),
        comment="Idempotency keys of the last 24 hours.",
    )


_TAKE = Statement("SELECT free, fingerprint, made FROM take_key(:caller_id, :key, :since)")
_KEEP = Statement("""
    INSERT INTO idempotency (caller_id, key, fingerprint, made, at) VALUES (:caller_id, :key, :fingerprint, :made, :at)
    ON CONFLICT (caller_id, key)
    DO UPDATE SET fingerprint = EXCLUDED.fingerprint, made = EXCLUDED.made, at = EXCLUDED.at
""")


class Once:
    """Runs an act once per key. Without a key it simply runs it."""

    def __init__(self, operation: str, key: str | None, body: bytes) -> None:
        self._named = key and f"{operation}\n{key}"
        self._fingerprint = hashlib.sha256(body).hexdigest()

    async def run(self, work: UnitOfWork, act: Callable[[], Awaitable[UUID]]) -> UUID:
        """The id of what was made: by `act` now, or by the first request with this key.

        Raises:
            KeyReused: the key came with another body.
            StillInProgress: the first request has not ended.
        """
        if self._named is None:
            return await act()
        assert not isinstance(work.actor, TaskActor), "background work has no keys"
        agency_id = work.actor.agency_id if isinstance(work.actor, Actor) else None
        key = hashlib.sha256(f"{agency_id}\n{self._named}".encode()).hexdigest()
        named = {"caller_id": work.actor.subject, "key": key}
        used = await work.row(_TAKE, **named, since=work.now - KEPT)
        assert used is not None, "the function gives one row"
        if not used["free"]:
            raise StillInProgress
        if used["made"] is None:
            made = await act()
            await work.run(_KEEP, **named, fingerprint=self._fingerprint, made=made, at=work.now)
            return made
        if used["fingerprint"] != self._fingerprint:
            raise KeyReused
        first: UUID = used["made"]
        return first


IdempotencyKey = Annotated[
    str | None, Header(max_length=255, description="A retry with the same key does not act twice.")
]
"""For an operation whose body is streamed: it makes its `Once` of the body's digest."""


async def _once(request: Request, idempotency_key: IdempotencyKey = None) -> Once:
    return Once(f"{request.method} {request.url.path}", idempotency_key, await request.body())


OneTime = Annotated[Once, Depends(_once)]
