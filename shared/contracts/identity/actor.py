"""Who is acting, in every service alike."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.identity.vocabulary import (
    AccountId,
    AgencyId,
    MunicipalityId,
    Purpose,
    Role,
    Scope,
    Sector,
    SystemId,
    WorkerId,
)


@dataclass(frozen=True, slots=True)
class Actor:
    """A worker or an agency's system, acting for one agency and one purpose, as a verified token says.

    Attributes:
        subject: the worker's or system's id; what the access log names.
        worker_id: None when a system acts.
        system_id: None when a worker acts.
        sector: the agency's.
        municipalities: those in which the agency operates; the first is the one acted in.
        purposes: what this caller may name in `Purpose-Of-Use`.
        session_id: the sign-in that the token descends from; revoking it ends them all.
    """

    agency_id: AgencyId
    sector: Sector
    municipalities: tuple[MunicipalityId, ...]
    roles: frozenset[Role]
    scopes: frozenset[Scope]
    purpose: Purpose
    purposes: frozenset[Purpose]
    worker_id: WorkerId | None = None
    system_id: SystemId | None = None
    session_id: UUID | None = None
    token_id: str = ""

    @property
    def subject(self) -> UUID:
        subject = self.worker_id or self.system_id
        assert subject is not None, "a verified token names a worker or a system"
        return subject

    @property
    def municipality_id(self) -> MunicipalityId:
        return self.municipalities[0]


@dataclass(frozen=True, slots=True)
class PersonActor:
    """Somebody who speaks for themselves or for whom they represent, as a verified token says.

    Another type than `Actor`, so that nothing made for workers can take one by mistake. Which person it is, and whom
    they may speak for, is not in the token: cases asks its own tables at each request.
    """

    account_id: AccountId
    scopes: frozenset[Scope]
    session_id: UUID
    token_id: str

    @property
    def subject(self) -> UUID:
        return self.account_id

    @property
    def purpose(self) -> Purpose:
        """Reading about oneself is a right, whatever else the record is used for."""
        return Purpose.RIGHTS


@dataclass(frozen=True, slots=True)
class TaskActor:
    """Background work under a name of its own: relay, subscriptions, clocks. It has row policies of its own.

    Attributes:
        agency_id: for whom it is done, where it is done for one agency alone: the locks of that agency hold too.
    """

    name: str
    agency_id: AgencyId | None = None
