"""JSON as this house writes it: ids, dates and enums as they are, whatever driver they come from."""

from typing import Any
from uuid import UUID

import orjson


def json_text(value: Any, option: int = 0) -> bytes:
    """The value as JSON.

    Args:
        option: of orjson.

    Raises:
        TypeError: it holds something that is no JSON value, id, date or enum.
    """
    return orjson.dumps(value, default=_of_the_driver, option=option)


def _of_the_driver(value: Any) -> str:
    """PostgreSQL's driver brings ids as a subclass of `UUID`, which orjson does not know."""
    if isinstance(value, UUID):
        return str(value)
    raise TypeError
