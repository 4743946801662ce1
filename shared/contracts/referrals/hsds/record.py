"""What every HSDS object has in common."""

import re
from math import isfinite
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, PlainValidator, model_validator


class HsdsRecord(BaseModel):
    """A row of one of HSDS's tables, that keeps what it does not know.

    We read a little wider than the schema, because published feeds do not all keep to it: `null` stands for an absent
    field, and a number may come as text or a text as a number. What leaves us is what the schema says.
    """

    model_config = ConfigDict(extra="allow", frozen=True, coerce_numbers_to_str=True)

    id: UUID

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, received: Any) -> Any:
        if not isinstance(received, dict):
            return received
        return {name: value for name, value in received.items() if value is not None or name not in cls.model_fields}


_NUMBER_AS_TEXT = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_LARGEST_WHOLE_NUMBER = 2**63


def _read_number(received: Any) -> int | float:
    if isinstance(received, str) and _NUMBER_AS_TEXT.fullmatch(received.strip()):
        received = float(received) if "." in received else int(received)
    if isinstance(received, float) and isfinite(received):
        return received
    if isinstance(received, int) and not isinstance(received, bool) and abs(received) < _LARGEST_WHOLE_NUMBER:
        return received
    raise ValueError("not a number")


Number = Annotated[int | float, PlainValidator(_read_number)]
"""JSON's number: whole numbers stay whole, so that what was imported is exported unchanged."""
