"""The keys at hand: decrypted and parsed once, looked after in the background."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import asyncpg
import structlog

from services.identity.keys.actions.rotation import KEYS, keep_keys
from services.identity.keys.domain.schedule import LOOK_EVERY, Turn, signing
from services.identity.keys.domain.sealing import Seal
from services.identity.keys.domain.signatures import SigningKey, signing_key
from services.identity.keys.store import KeptKey
from shared.database.engine import Database
from shared.database.failures import SERVER_AWAY
from shared.refusals import Unavailable

TRY_AGAIN_SECONDS: Final = 1.0
WAIT_SECONDS: Final = 4.0

_log = structlog.get_logger("keys")


class KeyRing:
    """All published keys, and the one that signs now.

    Args:
        lasts: how long a key signs.
    """

    def __init__(self, seal: Seal, lasts: timedelta) -> None:
        self._seal = seal
        self._lasts = lasts
        self._turns: Sequence[Turn] = ()
        self._keys: dict[str, SigningKey] = {}
        self._filled = asyncio.Event()

    async def refresh(self, database: Database) -> None:
        """Keep the keys, then take over what there is.

        Raises:
            WrongKeySecretError: the key secret is not the one with which they were encrypted.
        """
        async with database.work(KEYS) as work:
            kept = await keep_keys(work, self._seal, self._lasts)
        self._keys = {key.turn.kid: self._keys.get(key.turn.kid) or self._opened(key) for key in kept}
        self._turns = [key.turn for key in kept]
        self._filled.set()

    async def published(self) -> list[Mapping[str, str]]:
        """The public keys, for the JSON Web Key Set.

        Raises:
            Unavailable: the keys cannot be read.
        """
        await self._wait()
        return [key.public for key in self._keys.values()]

    async def signing_key(self, at: datetime) -> SigningKey:
        """The key that signs at this time.

        Raises:
            Unavailable: the keys cannot be read.
        """
        await self._wait()
        turn = signing(self._turns, at)
        if turn is None:
            raise Unavailable("No key signs now.", detail_fr="Aucune clé ne signe en ce moment.")
        return self._keys[turn.kid]

    async def run(self, database: Database) -> None:
        """Look after the keys for as long as the service runs."""
        while True:
            try:
                await self.refresh(database)
                await asyncio.sleep(LOOK_EVERY.total_seconds())
            except (*SERVER_AWAY, asyncpg.PostgresError, Unavailable) as failure:
                _log.warning("keys wait", failure=type(failure).__name__)
                await asyncio.sleep(TRY_AGAIN_SECONDS)

    async def _wait(self) -> None:
        if self._filled.is_set():
            return
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._filled.wait()
        except TimeoutError as failure:
            raise Unavailable("The keys are not ready.", detail_fr="Les clés ne sont pas prêtes.") from failure

    def _opened(self, key: KeptKey) -> SigningKey:
        return signing_key(self._seal.open(key.sealed, key.turn.kid))
