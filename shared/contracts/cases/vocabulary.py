"""Closed lists of the record: what an item is about, how sensitive, what may be done with it."""

from enum import IntEnum, StrEnum
from typing import NewType
from uuid import UUID

PersonId = NewType("PersonId", UUID)
CaseId = NewType("CaseId", UUID)


class Category(StrEnum):
    """What an item of the record is about. The record always lists all of them, so that *withheld* reveals nothing."""

    IDENTITY = "identity"
    CONTACT = "contact"
    HOUSEHOLD = "household"
    SOCIAL = "social"
    HEALTH = "health"
    EMPLOYMENT = "employment"
    HOUSING = "housing"
    EDUCATION = "education"
    FINANCE = "finance"
    JUSTICE = "justice"
    SAFEGUARDING = "safeguarding"


class Sensitivity(StrEnum):
    """`sensitive` needs a grant that names the category; `sealed` is for named workers only."""

    ORDINARY = "ordinary"
    SENSITIVE = "sensitive"
    SEALED = "sealed"


class Level(IntEnum):
    """How much a grant shows: that somebody is known, the outline, or the items of its categories."""

    KNOW_OF = 1
    SUMMARY = 2
    FULL = 3


class Operation(StrEnum):
    """What a grant lets its grantee do. Writing without reading is possible."""

    READ = "read"
    CONTRIBUTE = "contribute"
    COORDINATE = "coordinate"
    REFER = "refer"


class GroundKind(StrEnum):
    """Where a grant comes from."""

    CONSENT = "consent"
    TEAM = "team"
    MANDATE = "mandate"
    AUTHORSHIP = "authorship"
    EMERGENCY = "emergency"


class Act(StrEnum):
    """How somebody looked, as the access log says it."""

    OPENED = "opened"
    SEARCH_HIT = "search_hit"
    SEARCHED = "searched"
    """A search that found nobody."""
    DENIED = "denied"
