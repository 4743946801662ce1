"""Who offers something."""

from uuid import UUID

from shared.contracts.referrals.hsds.contact import Contact, Phone, Url
from shared.contracts.referrals.hsds.location import Location
from shared.contracts.referrals.hsds.record import Number
from shared.contracts.referrals.hsds.taxonomy import DescribedRecord


class Funding(DescribedRecord):
    organization_id: UUID | None = None
    service_id: UUID | None = None
    source: str | None = None


class Program(DescribedRecord):
    """A number of services under one heading."""

    organization_id: UUID | None = None
    name: str
    alternate_name: str | None = None
    description: str


class OrganizationIdentifier(DescribedRecord):
    """What a register calls the organization."""

    organization_id: UUID | None = None
    identifier_scheme: str | None = None
    identifier_type: str
    identifier: str


class Organization(DescribedRecord):
    """Who offers services. Its `services`, where the document has them, are read as listings of their own."""

    name: str
    alternate_name: str | None = None
    description: str
    email: str | None = None
    website: str | None = None
    additional_websites: tuple[Url, ...] = ()
    tax_status: str | None = None
    tax_id: str | None = None
    year_incorporated: Number | None = None
    legal_status: str | None = None
    logo: str | None = None
    uri: str | None = None
    parent_organization_id: UUID | None = None
    funding: tuple[Funding, ...] = ()
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()
    locations: tuple[Location, ...] = ()
    programs: tuple[Program, ...] = ()
    organization_identifiers: tuple[OrganizationIdentifier, ...] = ()
