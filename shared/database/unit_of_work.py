"""One request or message, one transaction."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from shared.contracts.identity.actor import Actor, PersonActor, TaskActor
from shared.database.failures import SERVER_AWAY
from shared.database.statements import Statement
from shared.encryption.ring import KeyRing
from shared.encryption.vault import Vault
from shared.identifiers import new_id
from shared.messaging.events import Event
from shared.messaging.journal import TELL, journal_values


class UnitOfWork:
    """What an action works with. Opened and committed at the door; actions never commit.

    Attributes:
        now: the one time of this unit, aware, UTC.
        decision_id: names the access decision of this unit in the answer's header and in the access log.
        vault: encrypts and decrypts.
    """

    __slots__ = (
        "_connection", "_if_refused", "_is_open", "_territories", "actor", "decision_id", "has_told", "now", "vault",
    )  # fmt: skip

    def __init__(
        self,
        connection: "asyncpg.pool.PoolConnectionProxy[Any]",
        actor: Actor | PersonActor | TaskActor,
        now: datetime,
        keys: KeyRing,
    ) -> None:
        self._connection = connection
        self.vault = Vault(keys, connection)
        self._is_open = False
        self.actor = actor
        self.now = now
        self.decision_id: UUID = new_id()
        self.has_told = False
        self._if_refused: list[Callable[[UnitOfWork], Awaitable[None]]] = []
        self._territories: dict[UUID, UUID] = {}

    async def begin(self) -> None:
        """Open the transaction and say to row security who is acting, in one round trip."""
        await self._connection.execute(_opening(self.actor))
        self._is_open = True

    async def commit(self) -> None:
        """Make it durable.

        Raises:
            asyncpg.PostgresError: it is not; PostgreSQL answers COMMIT with ROLLBACK when a statement had failed.
        """
        self._is_open = False
        if await self._connection.execute("COMMIT") != "COMMIT":
            raise asyncpg.InFailedSQLTransactionError("the transaction had failed and was rolled back")

    async def roll_back(self) -> None:
        if self._is_open and not self._connection.is_closed():
            self._is_open = False
            try:
                await self._connection.execute("ROLLBACK")
            except SERVER_AWAY:
                self._connection.terminate()  # the server rolls back what it no longer hears of

    def lies_in(self, person_id: UUID, municipality_id: UUID) -> None:
        """Learn from a row in whose territory somebody's record lies: what is written about them says it too."""
        self._territories[person_id] = municipality_id

    def municipality_of(self, person_id: UUID | None) -> UUID | None:
        """The tenant of what is written about somebody: their record's as far as it was read, else the one acted in.

        None for background work, and for people, about nobody whose record was read.
        """
        if person_id in self._territories:
            return self._territories[person_id]
        return self.actor.municipality_id if isinstance(self.actor, Actor) else None

    def if_refused(self, write: "Callable[[UnitOfWork], Awaitable[None]]") -> None:
        """Have something written in a transaction of its own, should this one end with a refusal."""
        self._if_refused.append(write)

    async def after_refusal(self) -> None:
        """Write what was asked for by `if_refused`; the transaction has been rolled back."""
        if self._if_refused:
            await self.begin()
            for write in self._if_refused:
                await write(self)
            await self.commit()

    async def rows(self, statement: Statement, **values: Any) -> list[asyncpg.Record]:
        """All rows."""
        assert not statement.holds_sealed, "ask for opened rows"
        return await self._connection.fetch(statement.sql, *statement.arguments(values))

    async def row(self, statement: Statement, **values: Any) -> asyncpg.Record | None:
        """The first row, or None."""
        assert not statement.holds_sealed, "ask for an opened row"
        return await self._connection.fetchrow(statement.sql, *statement.arguments(values))

    async def value(self, statement: Statement, **values: Any) -> Any:
        """The first column of the first row, or None; a JSON text with what is encrypted in it opened.

        Raises:
            Destroyed: a key is no more.
        """
        value = await self._connection.fetchval(statement.sql, *statement.arguments(values))
        if statement.holds_sealed and value is not None:
            return await self.vault.opened_text(value)
        return value

    async def opened_rows(self, statement: Statement, **values: Any) -> list[dict[str, Any]]:
        """All rows, with what is encrypted in them opened.

        Raises:
            Destroyed: a key is no more.
        """
        rows = await self._connection.fetch(statement.sql, *statement.arguments(values))
        return [await self.vault.opened_row(row) for row in rows]

    async def opened_row(self, statement: Statement, **values: Any) -> dict[str, Any] | None:
        """The first of them, or None."""
        row = await self._connection.fetchrow(statement.sql, *statement.arguments(values))
        return None if row is None else await self.vault.opened_row(row)

    async def run(self, statement: Statement, **values: Any) -> int:
        """Change something; how many rows it touched."""
        status = await self._connection.execute(statement.sql, *statement.arguments(values))
        return int(status.rpartition(" ")[2])

    async def run_many(self, statement: Statement, rows: Sequence[dict[str, Any]]) -> None:
        """The same change for many rows, sent together."""
        await self._connection.executemany(statement.sql, [statement.arguments(row) for row in rows])

    async def change_and_tell(self, statement: Statement, event: Event, **values: Any) -> asyncpg.Record | None:
        """Change something and tell it in one round trip, by a statement that holds `journal.TELLING`."""
        row = await self.row(statement, **values, **self._told(event))
        self.has_told = True
        return row

    async def tell(self, *events: Event) -> None:
        """Write what happened into the journal, in this transaction; the relay announces it after the commit."""
        if events:
            await self.run_many(TELL, [self._told(event) for event in events])
            self.has_told = True

    def _told(self, event: Event) -> dict[str, Any]:
        municipality_id = event.municipality or self.municipality_of(event.person)
        return journal_values(event, self.actor, self.now, municipality_id)


def _opening(actor: Actor | PersonActor | TaskActor) -> str:
    """BEGIN, and the settings that row security reads. Only ids and words of closed lists enter the text."""
    if isinstance(actor, TaskActor):
        if not actor.name.replace("_", "").isalpha():
            raise ValueError("a task's name is letters and underscores")
        agency = "" if actor.agency_id is None else str(UUID(int=actor.agency_id.int))
        return (
            f"BEGIN; SELECT set_config('parcours.task', '{actor.name}', true), "
            f"set_config('parcours.agency', '{agency}', true)"
        )
    if isinstance(actor, PersonActor):
        account = UUID(int=actor.account_id.int)
        return (
            f"BEGIN; SELECT set_config('parcours.subject', '{account}', true), "
            f"set_config('parcours.account', '{account}', true)"
        )
    municipalities = ",".join(str(UUID(int=one.int)) for one in actor.municipalities)
    roles = ",".join(sorted(role.value for role in actor.roles))
    return (
        "BEGIN; SELECT "
        f"set_config('parcours.agency', '{UUID(int=actor.agency_id.int)}', true), "
        f"set_config('parcours.subject', '{UUID(int=actor.subject.int)}', true), "
        f"set_config('parcours.municipalities', '{municipalities}', true), "
        f"set_config('parcours.roles', '{roles}', true)"
    )
