"""What can happen to notes and needs."""

from dataclasses import dataclass
from uuid import UUID

from services.cases.items.events import AboutItem
from shared.contracts.cases.coordination import NeedState


@dataclass(frozen=True, kw_only=True)
class _AboutNote(AboutItem):
    note_id: UUID


class NoteAdded(_AboutNote):
    """Somebody wrote a note."""

    TYPE = "parcours.note.added.v1"


class NoteCorrected(_AboutNote):
    """A note has a new version."""

    TYPE = "parcours.note.corrected.v1"


@dataclass(frozen=True, kw_only=True)
class _AboutNeed(AboutItem):
    need_id: UUID
    state: NeedState


class NeedRecorded(_AboutNeed):
    """Somebody recorded a need."""

    TYPE = "parcours.need.recorded.v1"


class NeedChanged(_AboutNeed):
    """A need was corrected, or moved on."""

    TYPE = "parcours.need.changed.v1"
