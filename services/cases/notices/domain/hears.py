"""Whom an event may concern, and one line of the table of who hears of it. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from services.cases.notices.domain.notice import About, NoticeKind
from shared.contracts.identity.vocabulary import Role

Seat = tuple[UUID, UUID | None]
"""An agency with one of its workers, or with none for everybody."""


class Who(StrEnum):
    """Whom an event concerns; never whoever did it."""

    NAMED = "named"
    """The agency and worker in the event."""
    COORDINATOR = "coordinator"
    """The agency to turn to about the person, as the event says."""
    TEAM = "team"
    """Everybody who works on the case."""
    LEAD = "lead"
    """Whoever answers for its coordination; of a dated change, for that of the case in which it is prepared."""
    OWNER = "owner"
    """The worker or agency that answers for the item."""
    CONTRIBUTOR = "contributor"
    """Whoever contributed the item."""
    PRIVACY_OFFICERS = "privacy_officers"
    """Those of the agency that contributed the item; what a restricted person asks by a right, by name the few who may
    know of them, in that agency and in those that coordinate."""
    LEADS = "leads"
    """Whoever answers for the coordination of a case about the person."""
    PRIVACY_OFFICERS_AROUND = "privacy_officers_around"
    """Those of the agency in the event, and of the agencies that coordinate for the person."""
    SUPERVISORS = "supervisors"
    """Those of the agency in the event."""
    PARTICIPANTS = "participants"
    """Whoever is asked to the conference, and has not said no."""
    TOLD = "told"
    """The lead or the team, as the rule of a dated change says; of an ending mandate or consent, whoever holds it."""
    AGENCY = "agency"
    """Everybody of the agency in the event."""
    THREAD = "thread"
    """The team of its case, and whoever has written or read in it."""
    OTHER_SIDE = "other_side"
    """Of a referral: the agency that did not move it, both where neither did; the receiver only once it was sent. There
    the worker who has it in hand, everybody while nobody has.
    """
    HAND = "hand"
    """Of the agency in the event: the worker who has the referral in hand, everybody while nobody has."""
    RESPONSIBLE = "responsible"
    """The receiver's worker who answers for the referral."""
    SENDER = "sender"
    """Everybody of the sending agency."""
    ADMINISTRATORS = "administrators"
    """Those of the parties of the agreement."""
    ADMINISTRATORS_THERE = "administrators_there"
    """Those of the agency in the event."""
    LEADS_UNDER = "leads_under"
    """Whoever leads a case about whose people their team, or their agency, lost something with the agreement."""
    GIVEN_TO = "given_to"
    """The worker of the agency who must do it from now on, everybody there while nobody is named."""
    GIVEN_FROM = "given_from"
    """The worker of the agency who had to do it before."""


@dataclass(frozen=True)
class Hears:
    """One line of the table.

    Attributes:
        id_field: the field of the event with the id of what happened, where that is not what the notice is about.
        subject_field: with the id of what the notice is about, where it has another name than usual.
        of: only where these fields of the event say this.
    """

    who: Who
    kind: NoticeKind
    about: About
    id_field: str = ""
    subject_field: str = ""
    of: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def role(self) -> Role | None:
        """Only those with this role hear it."""
        return {
            Who.PRIVACY_OFFICERS: Role.PRIVACY_OFFICER,
            Who.PRIVACY_OFFICERS_AROUND: Role.PRIVACY_OFFICER,
            Who.SUPERVISORS: Role.SUPERVISOR,
            Who.ADMINISTRATORS: Role.ADMINISTRATOR,
            Who.ADMINISTRATORS_THERE: Role.ADMINISTRATOR,
        }.get(self.who)
