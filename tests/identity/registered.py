"""Systems, and in whose name they act, without a database."""

from datetime import UTC, datetime
from typing import Any

from services.identity.agencies.domain import Standing
from services.identity.systems.domain import Authentication, GrantType, System
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId, Purpose, Role, Scope, Sector, SystemId
from shared.identifiers import new_id

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)


def front_end(**other: Any) -> System:
    """A browser application through which workers sign in."""
    usual: dict[str, Any] = {
        "id": SystemId(new_id()),
        "agency_id": AgencyId(new_id()),
        "name": "Desk",
        "authentication": Authentication.NONE,
        "grants": frozenset({GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN}),
        "redirect_uris": ("https://desk.example.org/cb",),
        "scopes": frozenset({Scope.RECORD_READ, Scope.RECORD_WRITE}),
        "purposes": frozenset({Purpose.CARE_COORDINATION, Purpose.ELIGIBILITY}),
        "keys": (),
        "session_id": new_id(),
    }
    return System(**(usual | other))


def machine(**other: Any) -> System:
    """Software that acts itself, with a shared secret."""
    usual: dict[str, Any] = {
        "name": "Bridge",
        "authentication": Authentication.CLIENT_SECRET_BASIC,
        "grants": frozenset({GrantType.CLIENT_CREDENTIALS}),
        "redirect_uris": (),
    }
    return front_end(**(usual | other))


def standing(**other: Any) -> Standing:
    """A caseworker of an agency that works in two municipalities."""
    usual: dict[str, Any] = {
        "subject": new_id(),
        "is_system": False,
        "agency_id": AgencyId(new_id()),
        "agency_name": "Agency",
        "sector": Sector.HOUSING,
        "municipalities": (MunicipalityId(new_id()), MunicipalityId(new_id())),
        "roles": frozenset({Role.INTAKE, Role.CASEWORKER}),
        "scopes": frozenset({Scope.RECORD_READ}),
        "purposes": (Purpose.CARE_COORDINATION, Purpose.ELIGIBILITY),
    }
    return Standing(**(usual | other))
