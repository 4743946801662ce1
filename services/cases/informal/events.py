"""What can happen to informal members of a team."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutInformalMember(Event):
    """One event for each person whom they help."""

    ABOUT = "case_id"

    case_id: UUID
    person_id: UUID
    informal_member_id: UUID


class InformalMemberJoined(_AboutInformalMember):
    """Somebody helps without being paid for it, and what they say is written down."""

    TYPE = "parcours.informal_member.joined.v1"


class InformalMemberChanged(_AboutInformalMember):
    """What is known of them was corrected, or they no longer help."""

    TYPE = "parcours.informal_member.changed.v1"
