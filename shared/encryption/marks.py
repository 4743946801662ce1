"""What stands in an answer that PostgreSQL builds where something encrypted will be put in.

An object with this one key: inside a text its quotation marks would be escaped, so that nobody can write one.
"""

import re
from typing import Final

MARK: Final = "~sealed"
MARKS: Final = re.compile(rf'\{{"{MARK}" ?: ?"([a-z_.]+) ([0-9a-f-]{{36}}) ([0-9A-Za-z.+/=]+)"\}}')
"""Column, row and what is kept there."""


def sealed(column: str, row: str, value: str) -> str:
    """An SQL expression (json): what is encrypted in a column, to be opened when it arrives; null for null.

    Args:
        column: `contact_point.value`; with the row what the value is bound to. The statement says both, so that a value
            that somebody moved is noticed.
        row: SQL of the id of the row.
        value: SQL of the encrypted value (text).
    """
    return f"CASE WHEN {value} IS NOT NULL THEN json_build_object('{MARK}', '{column} ' || {row} || ' ' || {value}) END"
