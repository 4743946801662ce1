"""What is hashed of one line of a log. No I/O."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

import orjson

from shared.json_text import json_text
from shared.sealing.tree import leaf_hash

SALT_BYTES: Final = 16
_OPTIONS: Final = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z


def new_salt() -> bytes:
    """Makes a leaf that nobody can guess: where the salt is destroyed with the line, the leaf says nothing of it."""
    return secrets.token_bytes(SALT_BYTES)


def written(line: Mapping[str, Any]) -> bytes:
    """A line as it is hashed and kept: its columns by name, in JSON with sorted names, without those that are empty.

    So a column that is added later changes nothing about a line that was written before.
    """
    return json_text({name: value for name, value in line.items() if value is not None}, _OPTIONS)


def salted_leaf(salt: bytes, line: bytes) -> bytes:
    """The leaf of a line."""
    return leaf_hash(salt + line)
