"""The public keys with which access tokens are verified, parsed once, fetched again when an unknown one appears."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from jose import jwk
from jose.backends.base import Key

FETCH_AT_MOST_EVERY_SECONDS: Final = 1.0

KeySet = Sequence[Mapping[str, Any]]


class KeySource:
    """Keys by id, from identity's JSON Web Key Set."""

    def __init__(self, fetch: Callable[[], Awaitable[KeySet]]) -> None:
        self._fetch = fetch
        self._keys: dict[str, Key] = {}
        self._fetched_at = 0.0

    async def key(self, kid: object) -> Key | None:
        """The key of this id, or None.

        Raises:
            Unavailable: the key set cannot be fetched.
        """
        if not isinstance(kid, str):
            return None
        if kid not in self._keys and time.monotonic() - self._fetched_at > FETCH_AT_MOST_EVERY_SECONDS:
            published = await self._fetch()
            self._keys = {one["kid"]: jwk.construct(dict(one), "ES256") for one in published if _is_ours(one)}
            self._fetched_at = time.monotonic()
        return self._keys.get(kid)


def _is_ours(key: Mapping[str, Any]) -> bool:
    return (key.get("kty"), key.get("crv"), key.get("use"), key.get("alg")) == ("EC", "P-256", "sig", "ES256")
