"""Who works on a case, from when, until when, in what capacity, and the grants that follow. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.cases.access.domain import Grant
from services.cases.agreements.domain.agreement import Agreement
from services.cases.coordination.domain.case import CasePerson
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation
from shared.contracts.identity.vocabulary import Purpose, Sector

_TO_READ = frozenset({Operation.READ})
_OF_A_MEMBER = frozenset({Operation.READ, Operation.CONTRIBUTE})
_OF_THE_LEAD = _OF_A_MEMBER | {Operation.REFER}
_OF_A_LEAD_ENTRUSTED_WITH_THEM = _OF_THE_LEAD | {Operation.COORDINATE}


TAIL: Final = timedelta(days=30)
"""How long a former lead who leaves the team reads on."""


class Capacity(StrEnum):
    """As what somebody works on a case."""

    COORDINATOR = "coordinator"
    SOCIAL_WORKER = "social_worker"
    NURSE = "nurse"
    DOCTOR = "doctor"
    PSYCHOLOGIST = "psychologist"
    EMPLOYMENT_COUNSELLOR = "employment_counsellor"
    HOUSING_ADVISER = "housing_adviser"
    DEBT_ADVISER = "debt_adviser"
    EDUCATOR = "educator"
    GUARDIAN = "guardian"
    PROBATION_OFFICER = "probation_officer"
    VOLUNTEER = "volunteer"
    ADMINISTRATOR = "administrator"
    OTHER = "other"


class Seat(StrEnum):
    """What a place on a team is for."""

    MEMBER = "member"
    """Somebody works on the case."""
    VACANT = "vacant"
    """The lead's agency has to name somebody: nobody reads or acts on it."""
    TAIL = "tail"
    """Whoever led until now reads on, and does nothing else."""
    GUEST = "guest"
    """Somebody comes to a conference, and reads of what is talked about there until it is over."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """An agency on a team, with the worker it sends or with everybody.

    Attributes:
        worker_id: None for everybody of the agency, and where nobody is named.
        ends_at: exclusive; None until somebody ends it.
        categories: of a guest: those that are talked about; None for whatever flows to the team.
        conference_id: to which a guest comes.
    """

    id: UUID
    agency_id: UUID
    sector: Sector
    worker_id: UUID | None
    capacity: Capacity
    is_lead: bool
    starts_at: datetime
    ends_at: datetime | None = None
    seat: Seat = Seat.MEMBER
    categories: frozenset[Category] | None = None
    conference_id: UUID | None = None

    def works_at(self, at: datetime) -> bool:
        """Somebody works on the case in this seat."""
        return self.seat is Seat.MEMBER and self.starts_at <= at and not self.is_over(at)

    @property
    def only_reads(self) -> bool:
        """Nobody works in this seat; somebody reads for some time."""
        return self.seat in {Seat.TAIL, Seat.GUEST}

    def is_over(self, at: datetime) -> bool:
        """The membership has ended."""
        return self.ends_at is not None and self.ends_at <= at


def team_grants(
    case_id: UUID,
    people: Sequence[CasePerson],
    team: Sequence[Member],
    agreements: Iterable[Agreement],
    at: datetime,
    *,
    taking_part: frozenset[UUID],
) -> list[Grant]:
    """The grants that rest on the team of an open case.

    Each member sees ordinary items that the other agencies of the team contributed, in so far as an agreement lets
    them flow: a team is no way around agreements, and an agreement no way around teams. What somebody wrote stays with
    the team when they leave it. A guest brings nothing: what their agency contributed does not flow because they come.

    Args:
        team: past members too.
        agreements: in force or to be, under which an agency of the team receives.
        taking_part: agencies that opened or led the case, or wrote in it. Only what they contributed flows: being put
            on a team by another opens nothing of one's own.
    """
    agencies = frozenset(member.agency_id for member in team if member.seat is not Seat.GUEST) & taking_part
    known = list(agreements)
    return [
        grant
        for member in team
        if member.seat is not Seat.VACANT and not member.is_over(at)
        for person in people
        for agreement in known
        if agreement.municipality_id == person.municipality_id
        and (grant := _grant(case_id, person, member, agencies, agreement)) is not None
    ]


def _grant(
    case_id: UUID, person: CasePerson, member: Member, agencies: frozenset[UUID], agreement: Agreement
) -> Grant | None:
    share = agreement.covers(member.agency_id, frozenset(Category), frozenset(Purpose))
    if share is None or not share.sources & agencies:
        return None
    categories = share.categories if member.categories is None else share.categories & member.categories
    if not categories:
        return None
    ends = [end for end in (member.ends_at, share.valid_until) if end is not None]
    return Grant(
        person_id=person.person_id,
        municipality_id=person.municipality_id,
        agency_id=member.agency_id,
        sector=member.sector,
        worker_id=member.worker_id,
        categories=categories,
        operations=_operations(member, person),
        purposes=share.purposes,
        sources=share.sources & agencies,
        shows_sensitive=False,
        ground_kind=GroundKind.TEAM,
        ground_id=case_id,
        agreement_id=share.agreement_id,
        valid_from=max(member.starts_at, agreement.valid_from),
        valid_until=min(ends, default=None),
    )


def _operations(member: Member, person: CasePerson) -> frozenset[Operation]:
    """Leading a case lets nobody coordinate for the person by itself: everybody with a ground may open one."""
    if member.only_reads:
        return _TO_READ
    if not member.is_lead:
        return _OF_A_MEMBER
    return _OF_A_LEAD_ENTRUSTED_WITH_THEM if person.entrusted_to == member.agency_id else _OF_THE_LEAD
