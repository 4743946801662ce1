"""Cursor pages: stable over changing data, without totals."""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, Generic, TypeVar
from urllib.parse import parse_qsl, quote, urlencode
from uuid import UUID

import orjson
from fastapi import Query
from pydantic import BaseModel, Field

from shared.json_text import json_text
from shared.refusals import Invalid

DEFAULT_LIMIT = 50
MOST = 200

Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many items at most.")]
After = Annotated[str | None, Query(max_length=500, description="`next` of the page before.")]


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: str | None = Field(description="Pass as `after` for the following page; null on the last one.")


_WRITTEN_AS: Final[Mapping[type, set[type]]] = {
    datetime: {str},
    date: {str},
    UUID: {str},
    str: {str},
    int: {int},
    float: {int, float},
}
"""What each kind of key is in JSON. Whoever reads a cursor may have written it too."""

_following: ContextVar[str | None] = ContextVar("following", default=None)


def cursor(*keys: date | UUID | float | str | None) -> str:
    """An opaque cursor of the last row's sort keys; the answer's `Link` header names it too."""
    following = base64.urlsafe_b64encode(json_text(keys)).rstrip(b"=").decode()
    _following.set(following)
    return following


def keys_of(after: str | None, *kinds: type, pointer: str = "#/query/after") -> tuple[Any, ...] | None:
    """The sort keys inside a cursor, each as its kind (datetime, date, UUID, int, float, str); None on the first page.

    Args:
        pointer: where the cursor stands in the request.

    Raises:
        Invalid: not a cursor of this list.
    """
    if after is None:
        return None
    try:
        keys = orjson.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        if len(keys) != len(kinds):
            raise ValueError
        return tuple(_read(kind, key) for kind, key in zip(kinds, keys, strict=True))
    except (ValueError, TypeError, binascii.Error, OverflowError) as failure:
        raise Invalid.field(
            pointer, "cursor", "This is not a cursor of this list.", "Ce curseur n'est pas de cette liste."
        ) from failure


def _read(kind: type, key: Any) -> Any:
    if key is None:
        return None
    if type(key) not in _WRITTEN_AS[kind]:
        raise ValueError
    if kind is datetime:
        return _storable(datetime.fromisoformat(key))
    if kind is date:
        return date.fromisoformat(key)
    if kind is int and abs(key) >= 2**63:
        raise ValueError
    if kind is str and "\0" in key:
        raise ValueError
    return kind(key)


def _storable(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError
    return at.astimezone(UTC)


def page(rows: Sequence[Item], limit: int, *keys: str) -> tuple[Sequence[Item], str | None]:
    """The rows of this page and the cursor of the next, from a query that fetched `limit + 1`.

    Args:
        keys: names of the sort columns in each row.
    """
    if len(rows) <= limit:
        return rows, None
    last: Any = rows[limit - 1]
    return rows[:limit], cursor(*(last[key] for key in keys))


@contextmanager
def one_answer() -> Iterator[None]:
    """Around each request: a cursor made inside belongs to this answer and to no other in the same task."""
    token = _following.set(None)
    try:
        yield
    finally:
        _following.reset(token)


def link_to_next(path: str, query: bytes) -> str | None:
    """The `Link` header of the page that is being answered, relative, so that it holds behind any gateway (RFC 8288).

    Returns:
        None on the last page, and where no page is answered.
    """
    following = _following.get()
    if following is None:
        return None
    kept = [
        (name, value) for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True) if name != "after"
    ]
    return f'<{quote(path)}?{urlencode([*kept, ("after", following)])}>; rel="next"'
