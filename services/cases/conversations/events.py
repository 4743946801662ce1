"""What can happen in conversations: that something was written, never what, in which category or how sensitive."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.cases.conversations import RetractionReason, ThreadState
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutThread(Event):
    """One event for each person whom the thread is about, so that nobody learns from it who else it is about."""

    ABOUT = "thread_id"

    thread_id: UUID
    person_id: UUID
    case_id: UUID | None
    referral_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ThreadStarted(_AboutThread):
    """Somebody began a thread."""

    TYPE = "parcours.thread.started.v1"

    state: ThreadState = ThreadState.OPEN


class ThreadChanged(_AboutThread):
    """Subject, category or sensitivity of a thread changed."""

    TYPE = "parcours.thread.changed.v1"


@dataclass(frozen=True, kw_only=True)
class ThreadClosed(_AboutThread):
    """What the thread was about is settled."""

    TYPE = "parcours.thread.closed.v1"

    state: ThreadState = ThreadState.CLOSED


@dataclass(frozen=True, kw_only=True)
class ThreadReopened(_AboutThread):
    """It is not settled after all."""

    TYPE = "parcours.thread.reopened.v1"

    state: ThreadState = ThreadState.OPEN


@dataclass(frozen=True, kw_only=True)
class _AboutMessage(_AboutThread):
    message_id: UUID


class MessageWritten(_AboutMessage):
    """Somebody wrote in a thread."""

    TYPE = "parcours.message.written.v1"


class MessageCorrected(_AboutMessage):
    """A message has a new version."""

    TYPE = "parcours.message.corrected.v1"


@dataclass(frozen=True, kw_only=True)
class _AboutAttachment(_AboutMessage):
    document_id: UUID


class AttachmentAdded(_AboutAttachment):
    """A message names a document."""

    TYPE = "parcours.attachment.added.v1"


class AttachmentTakenOff(_AboutAttachment):
    """A message does not name a document any more; that it did is kept."""

    TYPE = "parcours.attachment.taken_off.v1"


@dataclass(frozen=True, kw_only=True)
class MessageRetracted(_AboutMessage):
    """A message was taken back; its place in the thread stays."""

    TYPE = "parcours.message.retracted.v1"

    reason: RetractionReason
