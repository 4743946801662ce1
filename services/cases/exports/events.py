"""What can happen to a copy, never a word of it."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutExport(Event):
    """Attributes:
    request_id: by which it was asked for.
    items: how many things it held.
    """

    ABOUT = "export_id"

    export_id: UUID
    request_id: UUID
    person_id: UUID
    municipality_id: UUID
    agency_id: UUID
    items: int


class ExportMade(_AboutExport):
    """The copy of what an agency keeps about somebody is ready for them."""

    TYPE = "parcours.rights_export.made.v1"


class ExportDeleted(_AboutExport):
    """The time in which it could be taken is over, and it is gone."""

    TYPE = "parcours.rights_export.deleted.v1"
