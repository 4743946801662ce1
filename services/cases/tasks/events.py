"""What can happen to tasks, to whose they are, and to those who do them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.cases.items.events import AboutItem
from shared.contracts.cases.duties import DutyKind, GivenBecause, TaskState
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutTask(AboutItem):
    task_id: UUID
    state: TaskState


class TaskWritten(_AboutTask):
    """Somebody is to do something in a case."""

    TYPE = "parcours.task.written.v1"


class TaskChanged(_AboutTask):
    """A task was corrected, or moved on."""

    TYPE = "parcours.task.changed.v1"


@dataclass(frozen=True, kw_only=True)
class DutyGiven(Event):
    """Something is for another worker of an agency to do: a task, an action, or the next move of a referral."""

    TYPE = "parcours.task.given.v1"
    ABOUT = "duty_id"

    duty_id: UUID
    kind: DutyKind
    municipality_id: UUID
    case_id: UUID | None
    person_id: UUID | None
    agency_id: UUID
    from_worker_id: UUID | None
    to_worker_id: UUID | None
    because: GivenBecause


@dataclass(frozen=True, kw_only=True)
class _AboutAbsence(Event):
    ABOUT = "agency_id"

    absence_id: UUID
    agency_id: UUID
    worker_id: UUID
    deputy_id: UUID


@dataclass(frozen=True, kw_only=True)
class AbsenceSaid(_AboutAbsence):
    """A worker is away, and a colleague stands in."""

    TYPE = "parcours.absence.said.v1"

    starts_at: datetime
    ends_at: datetime


class AbsenceEnded(_AboutAbsence):
    """The worker is back earlier, or will not be away."""

    TYPE = "parcours.absence.ended.v1"
