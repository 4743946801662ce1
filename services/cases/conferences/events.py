"""What can happen around conferences: never of whom one speaks together with whom."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.cases.items.events import AboutItem
from shared.contracts.cases.conferences import (
    AbsenceReason,
    AnswerState,
    Attendance,
    CancellingReason,
    MatterState,
    MinutesAnswer,
)
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutConference(Event):
    """Says nothing of the people on its agenda."""

    ABOUT = "conference_id"

    conference_id: UUID
    municipality_id: UUID


@dataclass(frozen=True, kw_only=True)
class ConferenceConvened(_AboutConference):
    """Somebody asks others to come together."""

    TYPE = "parcours.conference.convened.v1"

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class ConferenceChanged(_AboutConference):
    """Time or place of a conference changed."""

    TYPE = "parcours.conference.changed.v1"

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class ConferenceCancelled(_AboutConference):
    """A conference does not take place."""

    TYPE = "parcours.conference.cancelled.v1"

    reason: CancellingReason


@dataclass(frozen=True, kw_only=True)
class _AboutParticipant(_AboutConference):
    participant_id: UUID
    agency_id: UUID
    worker_id: UUID | None
    state: AnswerState


class ParticipantInvited(_AboutParticipant):
    """An agency, or one of its workers, is asked to come."""

    TYPE = "parcours.conference.participant_invited.v1"


class ParticipantAccepted(_AboutParticipant):
    """Somebody comes."""

    TYPE = "parcours.conference.participant_accepted.v1"


@dataclass(frozen=True, kw_only=True)
class ParticipantDeclined(_AboutParticipant):
    """Somebody does not come."""

    TYPE = "parcours.conference.participant_declined.v1"

    reason: AbsenceReason


class ParticipantWithdrawn(_AboutParticipant):
    """Somebody is no longer asked to come."""

    TYPE = "parcours.conference.participant_withdrawn.v1"


@dataclass(frozen=True, kw_only=True)
class AttendanceRecorded(_AboutParticipant):
    """It was said whether somebody came."""

    TYPE = "parcours.conference.attendance_recorded.v1"

    attendance: Attendance


@dataclass(frozen=True, kw_only=True)
class _AboutMatter(AboutItem):
    """Does not name the conference: two events with the same one would tell who is talked about together."""

    agenda_item_id: UUID
    state: MatterState


class AgendaItemAdded(_AboutMatter):
    """A matter of a case was put on the agenda of a conference."""

    TYPE = "parcours.agenda_item.added.v1"


class AgendaItemChanged(_AboutMatter):
    """What is to be talked about has a new version."""

    TYPE = "parcours.agenda_item.changed.v1"


class AgendaItemTakenOff(_AboutMatter):
    """It is not to be talked about."""

    TYPE = "parcours.agenda_item.taken_off.v1"


@dataclass(frozen=True, kw_only=True)
class _AboutMinutes(AboutItem):
    minutes_id: UUID


class MinutesWritten(_AboutMinutes):
    """Somebody wrote what was said of a matter."""

    TYPE = "parcours.minutes.written.v1"


class MinutesCorrected(_AboutMinutes):
    """Minutes have a new version."""

    TYPE = "parcours.minutes.corrected.v1"


class MinutesSigned(_AboutMinutes):
    """Somebody who was there stands by what the minutes say."""

    TYPE = "parcours.minutes.signed.v1"


@dataclass(frozen=True, kw_only=True)
class MinutesAnswered(_AboutMinutes):
    """The person whom they are about signed what they read of the minutes, or refused to.

    Attributes:
        version: that they had read.
    """

    TYPE = "parcours.minutes.answered.v1"

    version: int
    answer: MinutesAnswer


@dataclass(frozen=True, kw_only=True)
class _AboutDecision(AboutItem):
    decision_id: UUID


class DecisionTaken(_AboutDecision):
    """Something was decided on a matter."""

    TYPE = "parcours.decision.taken.v1"


class DecisionChanged(_AboutDecision):
    """A decision has a new version, or became something."""

    TYPE = "parcours.decision.changed.v1"
