"""A bucket of an S3-compatible store: objects of a few megabytes, each there whole or not at all.

There are no multipart uploads here: until one is complete its parts are in no list, and what a killed process leaves
would stay there for ever.

Source:
    Amazon S3 API reference: PutObject, GetObject, ListObjectsV2, DeleteObjects.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import parse_qs, urlsplit

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import S3Store

from shared.refusals import Unavailable

if TYPE_CHECKING:
    from obstore.store import S3Config

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_FORM: Final = "a bucket is named like s3://bucket/folder?endpoint=https://s3.example.org&region=fr-par"
_CONNECTS_WITHIN: Final = timedelta(seconds=3)
_ANSWERS_WITHIN: Final = timedelta(seconds=20)
_RETRIES: Final = 2
_AT_ONCE: Final = 1_000
"""As many names as one request may carry."""

_BLOCK_BYTES: Final = 256 * 1024
_log = structlog.get_logger("bucket")


@dataclass(frozen=True)
class BucketAddress:
    """Which bucket, and where.

    Attributes:
        folder: what the names of its objects begin with, without slashes at its ends; empty for nothing.
        endpoint: of a store that is not Amazon's.
        region: empty for the store's usual one.
    """

    bucket: str
    folder: str
    endpoint: str
    region: str

    @classmethod
    def read(cls, written: str) -> Self:
        """As it is written in a setting.

        Raises:
            ValueError: it names no bucket, something else besides, or a key, which has settings of its own.
        """
        parts = urlsplit(written)
        said = parse_qs(parts.query, keep_blank_values=True)
        endpoint = urlsplit(said.get("endpoint", [""])[0])
        if parts.scheme != "s3" or not parts.hostname or parts.fragment or not said.keys() <= {"endpoint", "region"}:
            raise ValueError(_FORM)
        if "@" in parts.netloc or "@" in endpoint.netloc:
            raise ValueError("the keys of a bucket have settings of their own")
        if "endpoint" in said and not (endpoint.scheme in {"http", "https"} and endpoint.hostname):
            raise ValueError(_FORM)
        return cls(parts.netloc, parts.path.strip("/"), endpoint.geturl(), said.get("region", [""])[0])

    @property
    def is_plain(self) -> bool:
        """What goes there can be read on the way."""
        return self.endpoint.startswith("http://")

    @property
    def is_near(self) -> bool:
        """It is on this machine."""
        return urlsplit(self.endpoint).hostname in _LOOPBACK


@dataclass(frozen=True)
class Listed:
    """An object, as a list shows it."""

    name: str
    size_bytes: int
    last_modified: datetime


class Bucket:
    """A bucket that exists, and to which the keys lead; without keys, those that the machine's surroundings give."""

    def __init__(self, address: BucketAddress, key_id: str | None, key: str | None) -> None:
        config: S3Config = {}
        if address.endpoint:
            config["aws_endpoint_url_s3"] = address.endpoint
        if address.region:
            config["region"] = address.region
        if key_id and key:
            config |= {"access_key_id": key_id, "secret_access_key": key}
        self._store = S3Store(
            address.bucket,
            prefix=address.folder or None,
            config=config,
            client_options={
                "allow_http": address.is_plain,
                "connect_timeout": _CONNECTS_WITHIN,
                "timeout": _ANSWERS_WITHIN,
            },
            retry_config={"max_retries": _RETRIES, "retry_timeout": _ANSWERS_WITHIN},
        )

    async def put(self, name: str, content: bytes) -> None:
        """Keep an object.

        Raises:
            Unavailable: the store does not answer, or not to us.
        """
        with _reached():
            await obstore.put_async(self._store, name, content, use_multipart=False)

    async def read(self, name: str) -> AsyncIterator[bytes]:
        """An object in blocks.

        Raises:
            FileNotFoundError: there is none of this name.
            Unavailable: the store does not answer, or not to us.
        """
        with _reached(missing=FileNotFoundError):
            answer = await obstore.get_async(self._store, name)
            async for block in answer.stream(min_chunk_size=_BLOCK_BYTES):
                yield bytes(block)

    async def named(self, folder: str = "", *, after: str | None = None) -> AsyncIterator[Listed]:
        """What there is in a folder, or in all of them.

        Args:
            after: only names that sort after it.

        Raises:
            Unavailable: the store does not answer, or not to us.
        """
        with _reached():
            async for some in obstore.list(self._store, folder or None, offset=after, chunk_size=_AT_ONCE):
                for one in some:
                    yield Listed(one["path"], one["size"], one["last_modified"])

    async def delete(self, names: Sequence[str]) -> None:
        """Delete objects; those that are not there are no trouble.

        Raises:
            Unavailable: the store does not answer, or not to us.
        """
        for start in range(0, len(names), _AT_ONCE):
            with _reached():
                await obstore.delete_async(self._store, names[start : start + _AT_ONCE])


@contextmanager
def _reached(missing: type[OSError] | tuple[()] = ()) -> Iterator[None]:
    """What a failure of the store is to us.

    Args:
        missing: how it is raised that the object is not there; else it is the bucket that is not.
    """
    try:
        yield
    except missing:
        raise
    except (BaseError, FileNotFoundError) as failure:
        _log.warning("the bucket does not answer", failure=type(failure).__name__)
        raise Unavailable(
            "What is kept in a bucket cannot be reached at the moment.",
            retry_after_seconds=30,
            detail_fr="Ce qui est conservé à distance n'est pas accessible pour le moment.",
        ) from failure
