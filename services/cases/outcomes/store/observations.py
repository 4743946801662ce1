"""What was used or avoided, in the database."""

from typing import Final

from services.cases.items.store.item_table import item_table
from services.cases.outcomes.store import tables as _tables  # noqa: F401 - its tables belong to the schema

OBSERVATIONS: Final = item_table(
    "observation", ("measure", "effect", "basis", "amount", "began_on", "ended_on", "source")
)
