"""A batch as one row of text, in the files that logs are written into. No I/O."""

import base64
from dataclasses import asdict
from typing import Final

import orjson

from shared.sealing.batches import Batch

_BINARY: Final = ("salts", "leaves", "peaks")


def row_of(batch: Batch) -> bytes:
    """As JSON, its hashes in Base64."""
    values = asdict(batch)
    return orjson.dumps(values | {name: base64.b64encode(values[name]).decode() for name in _BINARY})


def batch_in(row: bytes) -> Batch:
    """The batch that a row holds.

    Raises:
        ValueError: it holds none.
    """
    values = orjson.loads(row)
    try:
        return Batch(**values | {name: base64.b64decode(values[name]) for name in _BINARY})
    except (TypeError, KeyError) as failure:
        raise ValueError("this is no batch") from failure
