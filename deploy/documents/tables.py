"""`docs/data-dictionary.md`: every column, what it means, and whether it is personal data."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

HEAD = """# Data dictionary

Generated from the tables in the code (`make documents`). One schema per service; no service reads another's.
"""
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def tables_page(services: Mapping[str, Sequence[sa.Table]]) -> str:
    """All tables as Markdown, by service."""
    return HEAD + "".join(
        f"\n## {service.capitalize()}\n" + "".join(_section(table) for table in tables)
        for service, tables in services.items()
    )


def _section(table: sa.Table) -> str:
    rows = "".join(_row(column) for column in table.columns)
    return f"\n### `{table.name}`\n\n{table.comment}\n\n| column | type | | meaning |\n|---|---|---|---|\n{rows}"


def _row(column: sa.Column[object]) -> str:
    kind = column.type.compile(dialect=_DIALECT).lower()
    marks = "key" if column.primary_key else "may be empty" if column.nullable else ""
    return f"| `{column.name}` | {kind} | {marks} | {column.comment} |\n"
