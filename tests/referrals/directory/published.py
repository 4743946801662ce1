"""HSDS 3.0 as its maintainers publish it: examples and schemas in `tests/data/hsds-3.0` (see SOURCES.txt there)."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

FOLDER = Path(__file__).parents[2] / "data" / "hsds-3.0"


def example(name: str) -> Any:
    return json.loads((FOLDER / "examples" / f"{name}.json").read_text())


def violations(document: Any, schema: str, formats: Iterable[str] | None = None) -> list[str]:
    """Where a document breaks a published schema (`service`, `compiled/service_list`, …), formats included.

    Args:
        formats: only these; all when not given.
    """
    checker = FormatChecker(formats)
    validator = Draft202012Validator(_schema(schema), registry=_registry(), format_checker=checker)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def tabular_rows_schema(table: str) -> dict[str, Any]:
    rows: dict[str, Any] = _schema("compiled/tabular")["properties"][table]
    return rows


def validator_of(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(schema, registry=_registry(), format_checker=FormatChecker())


@cache
def _schema(name: str) -> Any:
    return json.loads((FOLDER / "schema" / f"{name}.json").read_text())


@cache
def _registry() -> Registry[Any]:
    files = (FOLDER / "schema").glob("*.json")
    return Registry[Any]().with_resources(
        (file.name, Resource.from_contents(_schema(file.stem), default_specification=DRAFT202012)) for file in files
    )
