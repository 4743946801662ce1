"""Webhooks as their agencies see and change them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.webhooks.store.tables import webhook
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.encryption.columns import closed, selected

_SEEN: Final = """
    id, agency_id, system_id, municipality_id, scopes, purpose, silent_since, url, types, description,
    earlier_secret_until, version, made_at, paused_because, paused_at, failing_since, replay_place
"""
_ADD = Statement("""
    INSERT INTO webhook (id, agency_id, system_id, municipality_id, municipalities, sector, scopes, purpose, session_id,
        url, types, description, secret, version, made_at, place, failed_rounds, next_at)
    VALUES (:id, :agency_id, :system_id, :municipality_id, :municipalities, :sector, :scopes, :purpose, :session_id,
        :url, :types, :description, :secret, 1, :now, feed_end(), 0, :now)
""")
_TAKE_TURN = Statement("SELECT pg_advisory_xact_lock(hashtextextended('webhooks ' || CAST(:agency_id AS text), 0))")
_COUNT = Statement("SELECT webhooks_of_agency()")
_ONE = Statement(f"SELECT {_SEEN} FROM webhook WHERE id = :id")
_ONE_FOR_CHANGE = Statement(f"SELECT {_SEEN} FROM webhook WHERE id = :id FOR UPDATE")
_LIST = Statement(f"""
    SELECT {_SEEN} FROM webhook WHERE (CAST(:after AS uuid) IS NULL OR id > :after) ORDER BY id LIMIT :limit
""")
_DESCRIBE = Statement("""
    UPDATE webhook SET url = :url, types = :types, description = :description, scopes = :scopes, version = version + 1
    WHERE id = :id
""")
_STAND = Statement("""
    UPDATE webhook SET municipalities = :municipalities, sector = :sector, purpose = :purpose,
        session_id = :session_id, silent_since = NULL
    WHERE id = :id
""")
_PAUSE = Statement("""
    UPDATE webhook SET paused_because = :because, paused_at = :now, version = version + 1 WHERE id = :id
""")
_RESUME = Statement("""
    UPDATE webhook SET paused_because = NULL, paused_at = NULL, failed_rounds = 0, failing_since = NULL, next_at = :now,
        version = version + 1
    WHERE id = :id
""")
_TRY_ANEW = Statement("""
    UPDATE webhook_waiting SET attempts = 0, first_at = NULL, next_at = :now WHERE webhook_id = :id AND dead_at IS NULL
""")
_SECRETS: Final = f"""
    {selected(webhook, "w", "secret")} AS secret, {selected(webhook, "w", "earlier_secret")} AS earlier_secret,
    w.earlier_secret_until
"""
_READ_SECRETS = Statement(f"SELECT {_SECRETS} FROM webhook w WHERE w.id = :id")
_SECRETS_AS_CLAIMED = Statement(f"""
    SELECT {_SECRETS} FROM webhook w
    WHERE w.id = :id AND w.claim = :claim AND w.version = :version AND w.paused_because IS NULL
      AND w.silent_since IS NULL
""")
_KEEP_SECRETS = Statement("""
    UPDATE webhook SET secret = :secret, earlier_secret = :earlier_secret, earlier_secret_until = :until,
        version = version + 1
    WHERE id = :id
""")
_DELETE = Statement("DELETE FROM webhook WHERE id = :id")
_SILENCE = Statement("""
    UPDATE webhook SET silent_since = :at, version = version + 1
    WHERE session_id = ANY (CAST(:session_ids AS uuid[])) AND silent_since IS NULL
""")
_LOCK: Final = "hashtextextended('sign-in ' || CAST(:session_id AS text), 0)"
_BEGIN_WITH = Statement(f"SELECT pg_advisory_xact_lock_shared({_LOCK})")
_END = Statement(f"SELECT pg_advisory_xact_lock({_LOCK})")
_HAS_ENDED = Statement("SELECT EXISTS (SELECT FROM ended_sign_in WHERE session_id = CAST(:session_id AS uuid))")
_KEEP_ENDED = Statement("""
    INSERT INTO ended_sign_in (session_id, until) VALUES (CAST(:session_id AS uuid), :until) ON CONFLICT DO NOTHING
""")
_FORGET_ENDED = Statement("DELETE FROM ended_sign_in WHERE until <= :at")


async def add(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new one, which tells from now on."""
    key = await work.vault.closing(values["municipality_id"])
    await work.run(_ADD, **closed(key, webhook, values["id"], values), now=work.now)


async def take_turn(work: UnitOfWork, agency_id: UUID) -> None:
    """Let nobody else of the agency set one up until this transaction ends."""
    await work.row(_TAKE_TURN, agency_id=str(agency_id))


async def count(work: UnitOfWork) -> int:
    """How many the caller's agency has."""
    return int(await work.value(_COUNT))


async def one(work: UnitOfWork, webhook_id: UUID, *, for_change: bool = False) -> asyncpg.Record | None:
    """One that the caller sees: their system's, or their agency's where they administrate it."""
    return await work.row(_ONE_FOR_CHANGE if for_change else _ONE, id=webhook_id)


async def list_some(work: UnitOfWork, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Those that the caller sees, in the order in which they were set up."""
    return await work.rows(_LIST, after=after, limit=limit)


async def describe(
    work: UnitOfWork, webhook_id: UUID, *, url: str, types: Sequence[str], scopes: Sequence[str], description: str
) -> None:
    """Where it leads, of what it tells, and what it is called."""
    await work.run(_DESCRIBE, id=webhook_id, url=url, types=types, scopes=scopes, description=description)


async def stand(work: UnitOfWork, webhook_id: UUID, standing: Mapping[str, Any]) -> None:
    """Tell with the rights of another sign-in."""
    await work.run(_STAND, id=webhook_id, **standing)


async def pause(work: UnitOfWork, webhook_id: UUID, because: str) -> None:
    await work.run(_PAUSE, id=webhook_id, because=because, now=work.now)


async def resume(work: UnitOfWork, webhook_id: UUID) -> None:
    """Go on where it stopped; what waited is tried as if for the first time."""
    await work.run(_RESUME, id=webhook_id, now=work.now)
    await work.run(_TRY_ANEW, id=webhook_id, now=work.now)


async def secrets_of(work: UnitOfWork, webhook_id: UUID) -> Sequence[str]:
    """With which it signs at this moment: one, or two while the one before is valid too."""
    return _valid(await work.opened_row(_READ_SECRETS, id=webhook_id), work.now)


async def secrets_as_claimed(work: UnitOfWork, webhook: asyncpg.Record) -> Sequence[str]:
    """Likewise; none where it was changed, paused, silenced or deleted since it was claimed."""
    named = {name: webhook[name] for name in ("id", "claim", "version")}
    return _valid(await work.opened_row(_SECRETS_AS_CLAIMED, **named), work.now)


def _valid(row: Mapping[str, Any] | None, now: datetime) -> Sequence[str]:
    if row is None:
        return ()
    until = row["earlier_secret_until"]
    return (row["secret"], *((row["earlier_secret"],) if until is not None and until > now else ()))


async def keep_secret(
    work: UnitOfWork, webhook_id: UUID, municipality_id: UUID, secret: str, earlier_until: datetime | None
) -> None:
    """Sign with another secret; with the one before too until this time, if any."""
    earlier = (await secrets_of(work, webhook_id))[0] if earlier_until else None
    key = await work.vault.closing(municipality_id)
    both = closed(key, webhook, webhook_id, {"secret": secret, "earlier_secret": earlier})
    await work.run(_KEEP_SECRETS, id=webhook_id, until=earlier_until, **both)


async def delete(work: UnitOfWork, webhook_id: UUID) -> None:
    """With all that waited and was logged."""
    await work.run(_DELETE, id=webhook_id)


async def silence(work: UnitOfWork, session_ids: Sequence[UUID], at: datetime) -> None:
    """Tell nothing more with the rights of these sign-ins."""
    await work.run(_SILENCE, session_ids=session_ids, at=at)


async def has_ended(work: UnitOfWork, session_id: UUID) -> bool:
    """Whether this sign-in has ended; where it has not, `keep_ended` waits until this transaction is over."""
    await work.row(_BEGIN_WITH, session_id=str(session_id))
    return bool(await work.value(_HAS_ENDED, session_id=session_id))


async def keep_ended(work: UnitOfWork, session_id: UUID, until: datetime) -> None:
    """Remember that this sign-in has ended, once whoever is about to begin something with it has."""
    await work.row(_END, session_id=str(session_id))
    await work.run(_KEEP_ENDED, session_id=session_id, until=until)


async def forget_ended(work: UnitOfWork, at: datetime) -> None:
    """Delete those that were to be remembered up to then."""
    await work.run(_FORGET_ENDED, at=at)
