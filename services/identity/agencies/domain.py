"""What a municipality and an agency are."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from shared.contracts.identity.vocabulary import AgencyId, AgencyKind, MunicipalityId, Purpose, Role, Scope, Sector


@dataclass(frozen=True, slots=True)
class Municipality:
    """A public authority, in whose territory and responsibility records lie.

    Attributes:
        country: ISO 3166-1 alpha-2.
        code: what its country's register of municipalities calls it; empty when it has none.
        time_zone: of the IANA database, for what is due at the end of a local day.
    """

    id: MunicipalityId
    name: str
    country: str
    code: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Agency:
    """An organisation with a sector and an inbox.

    Attributes:
        municipalities: where it works, the one it is seated in first; a national agency has several.
        purposes: what its workers and systems may use personal data for; a role may narrow it further.
        active: an agency that has closed keeps its name in old records, and nobody acts for it any more.
    """

    id: AgencyId
    name: str
    sector: Sector
    kind: AgencyKind
    municipalities: tuple[MunicipalityId, ...]
    purposes: frozenset[Purpose]
    active: bool = True
    version: int = 1

    def renamed(self, name: str) -> "Agency":
        """The same agency under another name; itself when the name is the same."""
        return self if name == self.name else replace(self, name=name, version=self.version + 1)

    def closed(self) -> "Agency":
        """The same agency, for which nobody acts any more; itself when it was closed before."""
        return replace(self, active=False, version=self.version + 1) if self.active else self


ALL_PURPOSES = frozenset(Purpose)


def in_order(purposes: Collection[Purpose]) -> tuple[Purpose, ...]:
    """Purposes in their declared order; the first is the default of a token."""
    return tuple(one for one in Purpose if one in purposes)


@dataclass(frozen=True, slots=True)
class Standing:
    """In whose name, and within which bounds, somebody may act for an agency now.

    Attributes:
        subject: the worker or the system.
        scopes: the ceiling of a token.
        purposes: in their declared order; the first is the default.
        until: when it ends by itself; None when that is not known.
    """

    subject: UUID
    is_system: bool
    agency_id: AgencyId
    agency_name: str
    sector: Sector
    municipalities: tuple[MunicipalityId, ...]
    roles: frozenset[Role]
    scopes: frozenset[Scope]
    purposes: tuple[Purpose, ...]
    until: datetime | None = None
