"""What a worker and a membership are, and what a role brings."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Final, NewType
from uuid import UUID

from shared.contracts.identity.vocabulary import AgencyId, Purpose, Role, Scope, WorkerId

MembershipId = NewType("MembershipId", UUID)

WORKER_ROLES: Final = frozenset(Role) - {Role.SYSTEM}

_WORKS_WITH_PEOPLE: Final = frozenset(
    {
        Scope.RECORD_READ,
        Scope.RECORD_WRITE,
        Scope.SAFETY_WRITE,
        Scope.RIGHTS_WRITE,
        Scope.REFERRALS_READ,
        Scope.REFERRALS_WRITE,
        Scope.DIRECTORY_READ,
        Scope.EVENTS_READ,
    }
)
SCOPES_OF: Final[Mapping[Role, frozenset[Scope]]] = {
    Role.INTAKE: _WORKS_WITH_PEOPLE,
    Role.CASEWORKER: _WORKS_WITH_PEOPLE,
    Role.SUPERVISOR: _WORKS_WITH_PEOPLE | {Scope.MANDATES_WRITE, Scope.DIRECTORY_WRITE},
    Role.ADMINISTRATOR: frozenset(
        {Scope.IDENTITY_ADMIN, Scope.AUDIT_READ, Scope.DIRECTORY_READ, Scope.DIRECTORY_WRITE}
    ),
    Role.PRIVACY_OFFICER: frozenset(
        {
            Scope.AUDIT_READ,
            Scope.RECORD_READ,
            Scope.MANDATES_WRITE,
            Scope.SAFETY_WRITE,
            Scope.RIGHTS_WRITE,
            Scope.RETENTION_WRITE,
            Scope.DIRECTORY_READ,
        }
    ),
    Role.ANALYST: frozenset({Scope.INSIGHTS_READ, Scope.DIRECTORY_READ}),
}
"""The ceiling that a role sets for a worker's tokens."""

PURPOSES_OF: Final[Mapping[Role, frozenset[Purpose]]] = {
    Role.INTAKE: frozenset({Purpose.CARE_COORDINATION, Purpose.ELIGIBILITY, Purpose.SAFEGUARDING}),
    Role.CASEWORKER: frozenset({Purpose.CARE_COORDINATION, Purpose.ELIGIBILITY, Purpose.SAFEGUARDING}),
    Role.SUPERVISOR: frozenset({Purpose.CARE_COORDINATION, Purpose.ELIGIBILITY, Purpose.SAFEGUARDING, Purpose.QUALITY}),
    Role.ADMINISTRATOR: frozenset({Purpose.CARE_COORDINATION}),
    Role.PRIVACY_OFFICER: frozenset({Purpose.RIGHTS, Purpose.QUALITY}),
    Role.ANALYST: frozenset({Purpose.QUALITY}),
}
"""What a role may use personal data for, within what its agency may."""


class Keep(Enum):
    """Says of one field of a change: as it is."""

    AS_IT_IS = "as_it_is"


@dataclass(frozen=True, slots=True)
class Worker:
    """A person employed by or volunteering for one or several agencies.

    Attributes:
        login: what they type to sign in; lower case, unique.
    """

    id: WorkerId
    display_name: str
    login: str
    version: int = 1

    def renamed(self, display_name: str) -> "Worker":
        """The same worker under another name; itself when the name is the same."""
        if display_name == self.display_name:
            return self
        return replace(self, display_name=display_name, version=self.version + 1)


@dataclass(frozen=True, slots=True)
class Membership:
    """That a worker works for an agency, in these roles, from when until when.

    Attributes:
        valid_until: the first moment at which it is over; None while it is open.
    """

    id: MembershipId
    worker_id: WorkerId
    agency_id: AgencyId
    roles: frozenset[Role]
    valid_from: datetime
    valid_until: datetime | None = None
    version: int = 1

    def is_current(self, at: datetime) -> bool:
        return self.valid_from <= at and not self.is_over(at)

    def is_over(self, at: datetime) -> bool:
        return self.valid_until is not None and self.valid_until <= at

    def changed(self, *, roles: frozenset[Role], valid_until: datetime | None) -> "Membership":
        """The same membership with other roles or another end; itself when neither differs."""
        if (roles, valid_until) == (self.roles, self.valid_until):
            return self
        return replace(self, roles=roles, valid_until=valid_until, version=self.version + 1)

    def ended(self, at: datetime) -> "Membership":
        """The same membership, over from this moment on."""
        return replace(self, valid_until=max(at, self.valid_from), version=self.version + 1)


def scopes_of(roles: Iterable[Role]) -> frozenset[Scope]:
    """All scopes that these roles bring together."""
    return frozenset().union(*(SCOPES_OF[role] for role in roles))


def purposes_of(roles: Iterable[Role], of_agency: Collection[Purpose]) -> frozenset[Purpose]:
    """All purposes that these roles bring together, as far as the agency may use data for them."""
    return frozenset().union(*(PURPOSES_OF[role] for role in roles)) & frozenset(of_agency)


def tidy_login(typed: str) -> str:
    """A sign-in name as it is stored and looked up: the same from every keyboard."""
    return unicodedata.normalize("NFKC", typed.strip()).casefold()
