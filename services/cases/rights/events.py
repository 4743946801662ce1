"""What can happen to a request: that there is one, never a word of it."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.cases.rights import RequestOutcome, RequestState, Right
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutRequest(Event):
    """Attributes:
    agency_id: which is asked, and answers.
    """

    ABOUT = "request_id"

    request_id: UUID
    person_id: UUID
    agency_id: UUID
    right: Right
    state: RequestState


class RequestReceived(_AboutRequest):
    """Somebody asked an agency for something that they have a right to."""

    TYPE = "parcours.rights_request.received.v1"


class RequestExtended(_AboutRequest):
    """The agency needs more time, and said why."""

    TYPE = "parcours.rights_request.extended.v1"


@dataclass(frozen=True, kw_only=True)
class RequestAnswered(_AboutRequest):
    """The agency decided."""

    TYPE = "parcours.rights_request.answered.v1"

    outcome: RequestOutcome


class RequestWithdrawn(_AboutRequest):
    """Whoever asked took it back."""

    TYPE = "parcours.rights_request.withdrawn.v1"
