"""What can happen to what people say: that there is something, never what."""

from dataclasses import dataclass
from uuid import UUID

from services.cases.items.events import AboutItem
from shared.contracts.cases.voice import Aspect, ComplaintState


@dataclass(frozen=True, kw_only=True)
class RatingGiven(AboutItem):
    """Somebody said how they found the help of an agency."""

    TYPE = "parcours.rating.given.v1"

    rating_id: UUID
    aspect: Aspect


@dataclass(frozen=True, kw_only=True)
class _AboutComplaint(AboutItem):
    complaint_id: UUID
    agency_id: UUID
    state: ComplaintState


class ComplaintRecorded(_AboutComplaint):
    """Somebody complained about an agency."""

    TYPE = "parcours.complaint.recorded.v1"


class ComplaintAcknowledged(_AboutComplaint):
    """A supervisor of the agency took a complaint up."""

    TYPE = "parcours.complaint.acknowledged.v1"


class ComplaintAnswered(_AboutComplaint):
    """A supervisor of the agency answered a complaint."""

    TYPE = "parcours.complaint.answered.v1"
