"""The public keys with which access tokens are verified: parsed once, fetched again when an unknown one appears and
every minute, so that a key which identity has withdrawn is forgotten.
"""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import structlog
from jose import jwk
from jose.backends.base import Key
from jose.exceptions import JOSEError

from shared.refusals import Unavailable

FETCH_AT_MOST_EVERY_SECONDS: Final = 1.0
FRESH_SECONDS: Final = 60.0

_UNREADABLE: Final = (JOSEError, ValueError, TypeError, KeyError, AttributeError)
"""What python-jose raises over something that is no key."""

_log = structlog.get_logger("signing_keys")

KeySet = Sequence[Mapping[str, Any]]


class KeySource:
    """Keys by id, from identity's JSON Web Key Set."""

    def __init__(self, fetch: Callable[[], Awaitable[KeySet]]) -> None:
        self._fetch = fetch
        self._keys: dict[str, Key] = {}
        self._fetched_at = -FRESH_SECONDS

    async def key(self, kid: object) -> Key | None:
        """The key of this id, or None.

        Raises:
            Unavailable: it is not known here, and the key set cannot be fetched.
        """
        if not isinstance(kid, str):
            return None
        age = time.monotonic() - self._fetched_at
        if age > FRESH_SECONDS or (kid not in self._keys and age > FETCH_AT_MOST_EVERY_SECONDS):
            try:
                await self._renew()
            except Unavailable:
                if kid not in self._keys:
                    raise
        return self._keys.get(kid)

    async def _renew(self) -> None:
        published = await self._fetch()
        self._keys = dict(read for one in published if (read := _read(one)) is not None)
        self._fetched_at = time.monotonic()


def _read(published: Mapping[str, Any]) -> tuple[str, Key] | None:
    """A published key with its id, or None: one that cannot be read must not keep the others from being used."""
    try:
        if not _is_ours(published):
            return None
        kid = published["kid"]
        if not isinstance(kid, str):
            raise TypeError("the id of a key is a text")
        return kid, jwk.construct(dict(published), "ES256")
    except _UNREADABLE as failure:
        _log.warning("published key cannot be read", failure=type(failure).__name__)
        return None


def _is_ours(key: Mapping[str, Any]) -> bool:
    return (key.get("kty"), key.get("crv"), key.get("use"), key.get("alg")) == ("EC", "P-256", "sig", "ES256")
