"""What is offered."""

from enum import StrEnum
from uuid import UUID

from shared.contracts.referrals.hsds.contact import Contact, Language, Phone, Url
from shared.contracts.referrals.hsds.location import Location
from shared.contracts.referrals.hsds.organization import Funding, Organization, Program
from shared.contracts.referrals.hsds.record import Number
from shared.contracts.referrals.hsds.schedule import Schedule
from shared.contracts.referrals.hsds.taxonomy import DescribedRecord


class ServiceStatus(StrEnum):
    """Whether a service is there for people now."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    TEMPORARILY_CLOSED = "temporarily closed"


class ServiceArea(DescribedRecord):
    """For whom, by where they live."""

    service_id: UUID | None = None
    name: str | None = None
    description: str | None = None
    extent: str | None = None
    extent_type: str | None = None
    uri: str | None = None


class CostOption(DescribedRecord):
    """What somebody pays; `currency` is ISO 4217."""

    service_id: UUID | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    option: str | None = None
    currency: str | None = None
    amount: Number | None = None
    amount_description: str | None = None


class RequiredDocument(DescribedRecord):
    """What to bring."""

    service_id: UUID | None = None
    document: str | None = None
    uri: str | None = None


class Unit(DescribedRecord):
    """In what a capacity is counted (HSDS 3.1)."""

    name: str
    scheme: str | None = None
    identifier: str | None = None
    uri: str | None = None


class ServiceCapacity(DescribedRecord):
    """How many places there are and how many are free (HSDS 3.1)."""

    service_id: UUID | None = None
    unit: Unit | None = None
    unit_id: UUID | None = None
    available: Number
    maximum: Number | None = None
    description: str | None = None
    updated: str


class ServiceAtLocation(DescribedRecord):
    """A service as it is offered in one place."""

    service_id: UUID | None = None
    location_id: UUID | None = None
    description: str | None = None
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    location: Location | None = None


class Service(DescribedRecord):
    """A service with everything that belongs to it."""

    organization_id: UUID | None = None
    program_id: UUID | None = None
    name: str
    alternate_name: str | None = None
    description: str | None = None
    url: str | None = None
    additional_urls: tuple[Url, ...] = ()
    email: str | None = None
    status: ServiceStatus
    interpretation_services: str | None = None
    application_process: str | None = None
    fees_description: str | None = None
    wait_time: str | None = None
    fees: str | None = None
    accreditations: str | None = None
    eligibility_description: str | None = None
    minimum_age: Number | None = None
    maximum_age: Number | None = None
    assured_date: str | None = None
    assurer_email: str | None = None
    licenses: str | None = None
    alert: str | None = None
    last_modified: str | None = None
    phones: tuple[Phone, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    service_areas: tuple[ServiceArea, ...] = ()
    service_at_locations: tuple[ServiceAtLocation, ...] = ()
    languages: tuple[Language, ...] = ()
    organization: Organization | None = None
    funding: tuple[Funding, ...] = ()
    cost_options: tuple[CostOption, ...] = ()
    capacities: tuple[ServiceCapacity, ...] = ()
    program: Program | None = None
    required_documents: tuple[RequiredDocument, ...] = ()
    contacts: tuple[Contact, ...] = ()
