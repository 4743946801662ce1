"""What can happen, in the past tense."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Event:
    """One fact that other services, agencies and partners may hear.

    Its fields hold ids, states, dates and numbers: no name, contact or free text; a test looks at the annotations.

    Attributes:
        TYPE: `parcours.<area>.<past tense>.v1`.
        ABOUT: the name of the field by which events stay in order (a referral's, a person's, an agency's id).
    """

    TYPE: ClassVar[str]
    ABOUT: ClassVar[str]

    @property
    def about(self) -> UUID:
        subject: UUID = getattr(self, self.ABOUT)
        return subject

    @property
    def person(self) -> UUID | None:
        """The person it concerns, where it concerns one."""
        return getattr(self, "person_id", None)

    @property
    def municipality(self) -> UUID | None:
        """In whose territory it happened, where it says so itself."""
        return getattr(self, "municipality_id", None)

    def data(self) -> dict[str, Any]:
        """The payload as JSON values."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


@dataclass(frozen=True)
class Told:
    """An event as it arrives at a subscription.

    Attributes:
        id: the same at every delivery; the inbox remembers it.
        at: when it happened, aware, UTC.
    """

    id: UUID
    type: str
    about: UUID
    at: datetime
    data: Mapping[str, Any]


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple | frozenset):
        return [_plain(one) for one in value]
    return value
