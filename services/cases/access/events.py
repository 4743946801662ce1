"""What can happen to grants by themselves."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.cases.vocabulary import GroundKind
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class GrantEnded(Event):
    """What rested on a ground ended with a day, or with what was agreed: whoever holds something on it gives it up."""

    TYPE = "parcours.grant.ended.v1"
    ABOUT = "person_id"

    person_id: UUID
    ground_kind: GroundKind
    ground_id: UUID
