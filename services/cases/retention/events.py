"""What can happen to what is kept: ids and classes, never a word."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.retention import DeletedBecause, HeldWhat
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class ItemDeleted(Event):
    """What it said, had said and what hung on it are gone. Told once for each of its people.

    Attributes:
        rule_id: the rule of retention, or the step of an erasure.
    """

    TYPE = "parcours.item.deleted.v1"
    ABOUT = "person_id"

    person_id: UUID
    municipality_id: UUID
    case_id: UUID | None
    item_id: UUID
    kind: ItemKind
    agency_id: UUID
    because: DeletedBecause
    rule_id: UUID


@dataclass(frozen=True, kw_only=True)
class _AboutPeriod(Event):
    ABOUT = "rule_id"

    rule_id: UUID
    municipality_id: UUID


class RetentionPeriodWritten(_AboutPeriod):
    """An agency said for how long it keeps what it writes in a category."""

    TYPE = "parcours.retention_period.written.v1"


class RetentionPeriodRetired(_AboutPeriod):
    """Nothing is deleted by it any more."""

    TYPE = "parcours.retention_period.retired.v1"


@dataclass(frozen=True, kw_only=True)
class _AboutHold(Event):
    ABOUT = "person_id"

    person_id: UUID
    municipality_id: UUID
    hold_id: UUID
    agency_id: UUID
    held: HeldWhat


class LegalHoldPlaced(_AboutHold):
    """A privacy officer wants it kept, whatever any rule says."""

    TYPE = "parcours.legal_hold.placed.v1"


class LegalHoldReleased(_AboutHold):
    """It may be deleted again when it is due, unless something else holds it."""

    TYPE = "parcours.legal_hold.released.v1"
