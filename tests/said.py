"""What the services said during a run of the tests, and whether any of it was about a person.

Every test's log lines are kept; at the end they, and all events, are compared with what the tests wrote into columns
that are commented as personal data: names, addresses, numbers and free text of the whole population of the run.
"""

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import Any, Final

import asyncpg

from services.cases.app import create_app as _cases_tables  # noqa: F401 - loads the tables
from services.cases.schema import metadata as cases_metadata
from services.referrals.app import create_app as _referrals_tables  # noqa: F401 - loads the tables
from services.referrals.schema import metadata as referrals_metadata
from shared.encryption.keys import PREFIX, opened
from shared.encryption.masters import DEVELOPMENT
from shared.encryption.places import all_kept
from shared.encryption.ring import KeyRing

_PERSONAL_COLUMNS: Final = """
    SELECT format('%I.%I', n.nspname, c.relname) AS place, quote_ident(a.attname) AS name,
           a.atttypid::regtype::text AS kind
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND a.atttypid::regtype::text IN ('text', 'text[]', 'jsonb')
      AND col_description(c.oid, a.attnum) ILIKE '%personal data%'
"""
_TEXTS: Final[Mapping[str, str]] = {
    "text": "SELECT {name} FROM {place}",
    "text[]": "SELECT unnest({name}) FROM {place}",
    "jsonb": "SELECT one #>> '{{}}' FROM {place}, jsonb_path_query({name}, '$.** ? (@.type() == \"string\")') AS one",
}
_ENCRYPTED: Final = {"cases": cases_metadata, "referrals": referrals_metadata}
_LEAST: Final = 5
_TELLING: Final = re.compile(r"[^a-z0-9_.:@-]")
"""A value of small letters and digits alone may be any word, code or id of the program."""

_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_WORD: Final = re.compile(r"\w+")


class Said:
    """The log lines and events of a run."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def hear(self, text: str) -> None:
        """Keep what was said."""
        self._lines.append(text)

    def about(self, values: Iterable[str]) -> list[str]:
        """Those of the values that were said."""
        text = "\n".join(self._lines)
        words = set(_WORD.findall(text))
        likely = {one for one in values if _is_telling(one) and _might_be_in(one, words) and one in text}
        return sorted(one for one in likely if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text))


def _is_telling(value: str) -> bool:
    return len(value) >= _LEAST and bool(_TELLING.search(value)) and not _ID.fullmatch(value)


def _might_be_in(value: str, words: set[str]) -> bool:
    """Cheap: a text that holds a value, between other characters than those of words, holds each word of it whole."""
    return words.issuperset(_WORD.findall(value))


async def personal_values(owner_urls: Mapping[str, str]) -> set[str]:
    """Everything about people that the tests have written."""
    found: set[str] = set()
    for schema, url in owner_urls.items():
        connection = await asyncpg.connect(url)
        for column in await connection.fetch(_PERSONAL_COLUMNS, schema):
            query = _TEXTS[column["kind"]].format(place=column["place"], name=column["name"])
            found |= {row[0] for row in await connection.fetch(query) if row[0] and not row[0].startswith(PREFIX)}
        if schema in _ENCRYPTED:
            found |= {text async for text in _opened(connection, schema)}
        await connection.close()
    return found


async def _opened(connection: "asyncpg.Connection[Any]", schema: str) -> AsyncIterator[str]:
    """What is kept encrypted."""
    await connection.execute(f"SET search_path = {schema}")
    ring = KeyRing(DEVELOPMENT, asyncpg.connect)
    await ring.read(connection)
    async for kept in all_kept(connection, _ENCRYPTED[schema]):
        for column, row, closed in kept.values:
            if not ring.has(closed):
                continue  # a test has destroyed its key
            for text in _texts(opened(ring.key(closed), column, row, closed)):
                yield text


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


async def events_told(owner_urls: Mapping[str, str]) -> str:
    """Everything that the journals hold."""
    told: list[Any] = []
    for schema, url in owner_urls.items():
        connection = await asyncpg.connect(url)
        told += await connection.fetch(f"SELECT data::text FROM {schema}.journal")
        await connection.close()
    return "\n".join(row[0] for row in told)
