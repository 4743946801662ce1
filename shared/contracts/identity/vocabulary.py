"""Closed lists of identity: what an agency is, what a worker may be, what a token may carry."""

from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

MunicipalityId = NewType("MunicipalityId", UUID)
AgencyId = NewType("AgencyId", UUID)
WorkerId = NewType("WorkerId", UUID)
SystemId = NewType("SystemId", UUID)
AccountId = NewType("AccountId", UUID)


class Sector(StrEnum):
    """What an agency works in."""

    SOCIAL = "social"
    HEALTH = "health"
    EMPLOYMENT = "employment"
    HOUSING = "housing"
    EDUCATION = "education"
    JUSTICE = "justice"
    POLICE = "police"
    MIGRATION = "migration"
    FINANCE = "finance"
    TRANSPORT = "transport"
    CIVIL_SOCIETY = "civil_society"


class AgencyKind(StrEnum):
    """Who stands behind an agency."""

    PUBLIC = "public"
    PRIVATE = "private"
    CIVIL_SOCIETY = "civil_society"
    USER_LED = "user_led"


class Role(StrEnum):
    """What a worker does in an agency."""

    INTAKE = "intake"
    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    PRIVACY_OFFICER = "privacy_officer"
    ANALYST = "analyst"
    SYSTEM = "system"
    """An agency's software, signed in with its own credentials."""


class Scope(StrEnum):
    """The ceiling of what a token may be used for; the access decision is the floor."""

    RECORD_READ = "record:read"
    RECORD_WRITE = "record:write"
    MANDATES_WRITE = "mandates:write"
    """Record, confirm, reject and end mandates: for supervisors and privacy officers, who decide in pairs."""
    SAFETY_WRITE = "safety:write"
    """Say who alone may know of somebody; for those who work with people, and privacy officers, who decide in pairs."""
    RETENTION_WRITE = "retention:write"
    """Say for how long documents are kept, and hold one back from deletion: for privacy officers."""
    RIGHTS_WRITE = "rights:write"
    """Take down what people ask by their data-protection rights, and answer it: for those who work with people, and
    privacy officers.
    """
    REFERRALS_READ = "referrals:read"
    REFERRALS_WRITE = "referrals:write"
    DIRECTORY_READ = "directory:read"
    DIRECTORY_WRITE = "directory:write"
    IDENTITY_ADMIN = "identity:admin"
    AUDIT_READ = "audit:read"
    INSIGHTS_READ = "insights:read"
    EVENTS_READ = "events:read"
    OWN_READ = "own:read"
    """Read what is kept about oneself, or about somebody one represents: for people, never for workers or systems."""
    OWN_WRITE = "own:write"
    """Speak for oneself, or for somebody one represents."""


SCOPES_OF_PEOPLE: Final = frozenset({Scope.OWN_READ, Scope.OWN_WRITE})
"""All that the token of a person or a representative is ever good for."""


class Purpose(StrEnum):
    """Why personal data is used in a request; each is a term of W3C DPV 2.3 (`shared.contracts.identity.purposes`)."""

    CARE_COORDINATION = "care-coordination"
    ELIGIBILITY = "eligibility"
    SAFEGUARDING = "safeguarding"
    QUALITY = "quality"
    RIGHTS = "rights"
    """Answering the person's data-protection rights; privacy officers."""
