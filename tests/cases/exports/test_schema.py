"""The published shape of a copy says what a copy is, without a database."""

import re
from typing import Any, Final

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

import services.cases.app  # noqa: F401 - loads the tables of every area
from gateway.routes import ROUTES
from services.cases.exports.api.bodies import Copy
from services.cases.exports.domain.schema import SCHEMA_PATH, copy_schema, shape_of
from services.cases.exports.domain.sections import SECTIONS, Kept
from services.cases.exports.store.sources import SOURCES
from services.cases.schema import metadata
from tests.cases.exports.shape import wrong_by

SCHEMA: Final = copy_schema()
EXAMPLE: Final[dict[str, Any]] = Copy.model_config["json_schema_extra"]["examples"][0]  # type: ignore[index,assignment]
JSON_OF: Final = {
    sa.Uuid: "$ref",
    sa.Boolean: "boolean",
    sa.Integer: "integer",
    sa.BigInteger: "integer",
    sa.SmallInteger: "integer",
    sa.Date: "date",
    sa.DateTime: "date-time",
    sa.ARRAY: "array",
    sa.Text: "string",
}
OPEN: Final = {"object", "array"}
OTHERWISE_TOLD: Final = {(Kept.ADDRESS, "lines")}
"""Encrypted as text, and a list when it is opened."""


def _column(kept: Kept, field: str) -> sa.Column[Any] | None:
    source = SOURCES[kept]
    told = source.told.get(field, f"i.{field}")
    plain = re.fullmatch(r"\w+\.(\w+)", told)
    name = str(plain[1]) if plain else field if "json_build_object" in told else ""
    tables = (metadata.tables[f"cases.{one}"] for one in source.tables)
    return next((table.columns[name] for table in tables if name in table.columns), None)


def _kind(schema: Any) -> str:
    if "anyOf" in schema:
        return "$ref"
    return str(schema.get("format") or schema["type"][0])


@pytest.mark.parametrize("kept", Kept)
def test_a_field_is_what_its_column_is(kept: Kept) -> None:
    told = {name: column for name in SECTIONS[kept].fields if (column := _column(kept, name)) is not None}
    assert told
    wrong = {
        name: (shape_of(kept, name), column.type)
        for name, column in told.items()
        if (kept, name) not in OTHERWISE_TOLD and not _fits(_kind(shape_of(kept, name)), column.type)
    }
    assert wrong == {}


def _fits(kind: str, column: Any) -> bool:
    if isinstance(column, JSONB):
        return kind in OPEN
    return JSON_OF[next(one for one in type(column).__mro__ if one in JSON_OF)] == kind


def test_the_example_is_in_shape_and_what_is_not_is_found() -> None:
    assert wrong_by(SCHEMA, EXAMPLE) == []
    note = EXAMPLE["sections"][0]
    for spoilt in (
        {**EXAMPLE, "version": 2},
        {key: said for key, said in EXAMPLE.items() if key != "$schema"},
        {**EXAMPLE, "sections": [{**note, "items": [{**note["items"][0], "written_at": 5}]}]},
        {**EXAMPLE, "sections": [{**note, "items": [{"id": note["items"][0]["id"]}]}]},
        {**EXAMPLE, "sections": [{**note, "section": "rumour"}]},
    ):
        assert wrong_by(SCHEMA, spoilt) != []


def test_a_field_that_is_added_later_and_one_that_is_not_known_are_in_shape() -> None:
    note = EXAMPLE["sections"][0]
    item = {**note["items"][0], "text": None, "added_later": 1}
    assert wrong_by(SCHEMA, {**EXAMPLE, "sections": [{**note, "items": [item]}]}) == []


def test_it_is_served_to_everybody_at_one_address() -> None:
    assert [route.is_public for route in ROUTES if route.prefix == SCHEMA_PATH] == [True]
    assert copy_schema("https://parcours.example")["$id"] == EXAMPLE["$schema"]
