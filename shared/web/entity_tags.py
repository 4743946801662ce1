"""Strong ETags, from version numbers or from content, and `If-Match`."""

import hashlib
from typing import Annotated

from fastapi import Header

from shared.refusals import PreconditionRequired, Stale

IfMatch = Annotated[str | None, Header(description="The ETag you read; editing without it is refused with 428.")]


def entity_tag(version: int) -> str:
    """The ETag of an item in this version."""
    return f'"{version}"'


def content_tag(shown: bytes) -> str:
    """The ETag of a representation that is composed of several items: its digest.

    It counts what the reader may see and nothing else, since nothing else is in it.
    """
    return f'"{hashlib.sha256(shown).hexdigest()[:32]}"'


def expected_version(if_match: str | None) -> int:
    """The version that the caller says to edit.

    Raises:
        PreconditionRequired: no `If-Match`.
        Stale: it is no ETag of ours, so it cannot be the present one.
    """
    if if_match is None:
        raise PreconditionRequired
    digits = if_match.strip().removeprefix('"').removesuffix('"')
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):  # noqa: PLR2004 - fits an integer column
        raise Stale
    return int(digits)
